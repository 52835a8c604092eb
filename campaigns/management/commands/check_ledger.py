"""Check the ledgers of signatures in the database."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from campaigns.models import Statement
from campaigns.services.ledger_check import check_statement
from campaigns.signature_chain import TamperedError


class Command(BaseCommand):
    """`check_ledger [STATEMENT ...]`: a line for each statement, and exit code 1 when one was altered."""

    help = "Check that no line of a ledger and no signature was altered in the database behind our back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the statements."""
        parser.add_argument("statement", nargs="*", help="slugs; all that have a ledger, when left out")

    def handle(self, *, statement: list[str], **_: object) -> None:
        """Check each, and print what came of it. Raises CommandError when one was altered."""
        rows = Statement.objects.order_by("slug")
        found = rows.filter(slug__in=statement) if statement else rows.filter(ledger__isnull=False).distinct()
        missing = set(statement) - set(found.values_list("slug", flat=True))
        if missing:
            raise CommandError(f"no such statement: {', '.join(sorted(missing))}")
        altered = 0
        for one in found:
            try:
                standing = check_statement(one)
            except TamperedError as error:
                altered += 1
                self.stdout.write(f"{one.slug}: ALTERED: {error}")
            else:
                self.stdout.write(f"{one.slug}: {standing.count} signatures, last hash {standing.last_hash}")
        if altered:
            raise CommandError(f"{altered} altered")
