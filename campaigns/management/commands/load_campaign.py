"""Load a campaign file into the database."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from campaigns.exchange.load import LoadReport, load_campaign
from campaigns.exchange.problems import CampaignFileError, summarise_problems


class Command(BaseCommand):
    """`load_campaign FOLDER`: everything or nothing; loading the same file again changes nothing."""

    help = "Load a campaign file (docs/campaign-file.md) into the database, in one transaction."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the folder and the options."""
        parser.add_argument("folder", type=Path, help="the folder that holds campaign.yaml")
        parser.add_argument(
            "--documents",
            type=Path,
            metavar="FOLDER",
            help="also keep the documents' texts found there, for staff",
        )
        parser.add_argument(
            "--prune",
            action="store_true",
            help="remove entries that the file no longer has, instead of listing them",
        )

    def handle(
        self, *, folder: Path, documents: Path | None, prune: bool, verbosity: int, **_: object
    ) -> None:
        """Load, and say what was done. Raises CommandError with everything that is wrong."""
        if documents is not None and not documents.is_dir():
            raise CommandError(f"{documents} is not a folder; name the one that holds the documents' texts.")
        if verbosity:
            self.stdout.write(f"Loading {folder} ...")
        try:
            report = load_campaign(folder, documents=documents, prune=prune)
        except CampaignFileError as error:
            raise CommandError(str(error)) from None
        if verbosity:
            self._tell(report, shown=None if verbosity > 1 else 10)

    def _tell(self, report: LoadReport, *, shown: int | None) -> None:
        warnings = summarise_problems(report.warnings, shown=shown or len(report.warnings))
        for line in warnings:
            self.stderr.write(line)
        for name, outcome in report.outcomes.items():
            total = outcome.added + outcome.changed + outcome.unchanged
            if total:
                self.stdout.write(
                    f"  {name}: {total} ({outcome.added} new, {outcome.changed} changed)".replace(
                        " (0 new, 0 changed)", ""
                    )
                )
        for name, slugs in report.removed.items():
            self.stdout.write(f"  {name}: removed {len(slugs)}: {', '.join(slugs)}")
        for name, slugs in report.left.items():
            self.stdout.write(f"  {name}: not in the file and kept, {len(slugs)}: {', '.join(slugs)}")
        if report.passages_filled:
            self.stdout.write(f"  texts of {report.passages_filled} passages")
        self.stdout.write(f"Campaign {report.slug}: {report.added} entries new, {report.changed} changed.")
