"""Check an export of signatures."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from campaigns.signature_chain import check_file


class Command(BaseCommand):
    """`verify_signatures FILE [--last HASH]`: one line, and exit code 1 when something was altered."""

    help = "Check that nothing in an export of signatures was altered, removed, added or reordered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and the hash to compare with."""
        parser.add_argument("file", help="the ZIP file of the export")
        parser.add_argument("--last", default="", metavar="HASH", help="the last hash, as printed elsewhere")

    def handle(self, *, file: str, last: str, **_: object) -> None:
        """Check, and say so in one line. Raises CommandError for what was altered."""
        is_whole, words = check_file(file, last_hash=last)
        if not is_whole:
            raise CommandError(words)
        self.stdout.write(words)
