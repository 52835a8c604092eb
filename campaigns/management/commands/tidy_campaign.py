"""Rewrite a campaign file in the one form in which it is dumped."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from campaigns.exchange.dump import render_files
from campaigns.exchange.folder import open_campaign
from campaigns.exchange.ordering import canonical
from campaigns.exchange.problems import CampaignFileError


class Command(BaseCommand):
    """`tidy_campaign FOLDER`: order, quotes and line breaks as `dump_campaign` writes them; the content stays."""

    help = "Rewrite a campaign file that was edited by hand in the form in which dump_campaign writes it."
    # It reads and writes files only: no database is needed.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the folder."""
        parser.add_argument("folder", type=Path, help="the folder that holds campaign.yaml")

    def handle(self, *, folder: Path, **_: object) -> None:
        """Rewrite the files that differ. Raises CommandError, with nothing written, for a file that has errors."""
        try:
            whole, _warnings = open_campaign(folder)
        except CampaignFileError as error:
            raise CommandError(str(error)) from None
        for name, text in render_files(canonical(whole)).items():
            path = folder / name
            if not path.exists() or path.read_text("utf-8") != text:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, "utf-8")
                self.stdout.write(f"{path}: rewritten")
