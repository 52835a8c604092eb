"""Settle messages of which nobody knows whether they went out."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from campaigns.services.outbox import mark_unknown
from campaigns.services.reconciling import reconcile_outbox
from toolkit.mail_log import MailLogError, read_mail_log


class Command(BaseCommand):
    """`reconcile_mail [LOG]`: what the mail server took is noted as sent, what it certainly did not goes again."""

    help = "Settle unknown messages of the outbox by the mail server's log (MAIL_LOG, when left out)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the log, and how far it is to be trusted."""
        parser.add_argument(
            "log", nargs="?", default="", help="a file, or a pattern such as /var/log/mail.log*"
        )
        parser.add_argument(
            "--complete",
            action="store_true",
            help="the log holds every message since the first unknown one: what is not in it was not taken",
        )

    def handle(self, *, log: str, complete: bool, **_: object) -> None:
        """Reconcile, and print what came of it. Raises CommandError when the log cannot be read."""
        pattern = log or settings.MAIL_LOG
        if not pattern:
            raise CommandError("Name the mail server's log, or set MAIL_LOG.")
        mark_unknown()
        try:
            done = reconcile_outbox(read_mail_log(pattern), log_is_complete=complete)
        except MailLogError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{done.sent} had gone out; {done.again} are sent again; {done.left} left to decide."
        )
