"""Write the map of ties to a file."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from sources.public_names import ties_for_pages
from sources.ties.follow_the_money import write_entities
from sources.ties.rows import rows_of
from sources.ties.table import table_of
from toolkit.tables import write_csv


class Command(BaseCommand):
    """`export_ties --format ftm|csv -o FILE`: what is public of people, organisations, places and their ties."""

    help = "Write the public ties as FollowTheMoney entities (JSON lines) or as a table (CSV)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the format and the file."""
        parser.add_argument("--format", choices=["ftm", "csv"], default="ftm")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")

    def handle(self, *, format: str, output: Path, **_: object) -> None:  # noqa: A002 - the option's own name
        """Write the file. Raises CommandError when it cannot be written."""
        with override(settings.LANGUAGE_CODE):
            text = write_entities() if format == "ftm" else write_csv(table_of(rows_of(ties_for_pages())))
        try:
            # A table begins with the mark by which spreadsheets know UTF-8, as the download does.
            output.write_text(text, encoding="utf-8" if format == "ftm" else "utf-8-sig", newline="")
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{output}: {len(text.splitlines())} lines")
