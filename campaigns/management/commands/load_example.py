"""Give a new installation something to look at: the example campaign, a sample picket and a sample statement."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from campaigns.models import Campaign

EXAMPLE = "examples/kazakhstan-2022"


class Command(BaseCommand):
    """Loads all or nothing, and only into a database without a campaign."""

    help = f"Load {EXAMPLE}, a sample picket and a sample statement, unless there is a campaign already."

    def handle(self, **_: object) -> None:
        """Load them in one transaction. Raises CommandError from load_campaign, with file and line."""
        if Campaign.objects.exists():
            return
        with transaction.atomic():
            call_command("load_campaign", str(settings.BASE_DIR / EXAMPLE), stdout=self.stdout)
            call_command("make_sample_picket", stdout=self.stdout)
            call_command("make_sample_statement", stdout=self.stdout)
