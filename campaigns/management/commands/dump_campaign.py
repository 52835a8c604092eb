"""Write a campaign from the database as a campaign file."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from campaigns.exchange.dump import DumpRefusedError, dump_campaign
from campaigns.exchange.folder import inspect_campaign
from campaigns.exchange.problems import summarise_problems
from campaigns.models import Campaign


class Command(BaseCommand):
    """`dump_campaign SLUG FOLDER`: loading what it writes gives the same campaign."""

    help = "Write a campaign as a campaign file (docs/campaign-file.md); drafts are written too."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the campaign and the folder."""
        parser.add_argument("slug", help="the campaign's slug")
        parser.add_argument("folder", type=Path, help="a new folder, or an earlier dump of the same campaign")

    def handle(self, *, slug: str, folder: Path, verbosity: int, **options: object) -> None:
        """Dump, and say what was written. Raises CommandError in one line when it cannot."""
        campaign = Campaign.objects.filter(slug=slug).first()
        if campaign is None:
            known = ", ".join(Campaign.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no campaign {slug}; there is: {known}.")
        try:
            files = dump_campaign(campaign, folder)
        except DumpRefusedError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(
                f"{folder} could not be written ({error.strerror}); nothing was changed."
            ) from None
        if verbosity:
            self.stdout.write(f"{folder}: {len(files)} files, {sum(files.values())} bytes.")
        _, problems, _ = inspect_campaign(folder)
        for line in summarise_problems(problems):
            self.stderr.write(line)
        if problems:
            self.stderr.write(
                "The dump is whole, but must be mended at these places before it can be loaded."
            )
