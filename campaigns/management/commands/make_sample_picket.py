"""Make a picket to try signing up with: a plainly marked sample in the future."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from campaigns.models import Campaign
from campaigns.occasions import absolute
from campaigns.querysets import campaign_of_home
from campaigns.services.samples import make_sample_picket


class Command(BaseCommand):
    """Makes one, unless there is one still to come."""

    help = "Make a sample picket in the future, unless there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --campaign and --soon."""
        parser.add_argument("--campaign", metavar="SLUG", help="by default the one of the home page")
        parser.add_argument(
            "--soon",
            action="store_true",
            help="one that starts in about two hours: whoever signs up gets the reminder within a minute",
        )

    def handle(self, *, campaign: str | None, soon: bool, **_: object) -> None:
        """Make it and print its address. Raises CommandError when there is no campaign."""
        found = Campaign.objects.filter(slug=campaign).first() if campaign else campaign_of_home()
        if found is None:
            wanted = f"no campaign has the slug {campaign}" if campaign else "there is no published campaign"
            raise CommandError(f"{wanted}; load one first: manage.py load_campaign FOLDER")
        picket, is_new = make_sample_picket(found, now=timezone.now(), soon=soon)
        said = "Sample picket" if is_new else "The sample picket is there already"
        with override(settings.LANGUAGE_CODE):
            self.stdout.write(f"{said}: {absolute(picket.get_absolute_url())}")
