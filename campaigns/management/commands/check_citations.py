"""Hold a campaign file against the texts of the documents that it cites."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from campaigns.exchange.citations import CitationReport, check_citations
from campaigns.exchange.folder import open_campaign
from campaigns.exchange.problems import CampaignFileError

EXAMPLE = settings.BASE_DIR / "examples" / "kazakhstan-2022"


class Command(BaseCommand):
    """`check_citations FOLDER`: what a claim names, counts and dates must stand in the passages that it cites."""

    help = "Check every citation of a campaign file against a folder with the documents' texts."
    # It reads files only: no database is needed.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare both folders."""
        parser.add_argument(
            "documents", type=Path, help="the folder with the documents' texts, under any names"
        )
        parser.add_argument(
            "--campaign", type=Path, default=EXAMPLE, help="the campaign file (the example, when left out)"
        )

    def handle(self, *, documents: Path, campaign: Path, **_: object) -> None:
        """Check, and print failures and counts. Raises CommandError when anything fails."""
        if not documents.is_dir():
            raise CommandError(f"{documents} is not a folder; name the one that holds the documents' texts.")
        try:
            whole, _warnings = open_campaign(campaign)
        except CampaignFileError as error:
            raise CommandError(str(error)) from None
        report = check_citations(whole, documents)
        self._tell(report)
        if report.problems:
            count = len(set(report.problems))
            raise CommandError(
                f"{campaign} does not stand up to its documents; lines above that say where: {count}"
            )

    def _tell(self, report: CitationReport) -> None:
        for problem in sorted(set(report.problems)):
            self.stdout.write(str(problem))
        for name, count in report.counts.items():
            self.stdout.write(f"{count} {name}")
        self.stdout.write(f"{report.failed_citations} citations fail")
