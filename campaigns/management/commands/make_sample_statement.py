"""Make a statement to try signing with: a plainly marked sample, open for signing."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from campaigns.models import Campaign
from campaigns.occasions import absolute
from campaigns.querysets import campaign_of_home
from campaigns.services.sample_statements import make_sample_statement


class Command(BaseCommand):
    """Makes one, unless it is there."""

    help = "Make a sample statement that is open for signing, unless there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --campaign."""
        parser.add_argument("--campaign", metavar="SLUG", help="by default the one of the home page")

    def handle(self, *, campaign: str | None, **_: object) -> None:
        """Make it and print its address. Raises CommandError when there is no campaign."""
        found = Campaign.objects.filter(slug=campaign).first() if campaign else campaign_of_home()
        if found is None:
            wanted = f"no campaign has the slug {campaign}" if campaign else "there is no published campaign"
            raise CommandError(f"{wanted}; load one first: manage.py load_campaign FOLDER")
        statement, is_new = make_sample_statement(found, now=timezone.now())
        said = "Sample statement" if is_new else "The sample statement is there already"
        with override(settings.LANGUAGE_CODE):
            self.stdout.write(f"{said}: {absolute(statement.get_absolute_url())}")
