"""Start everything: broker, web, worker and beat under one supervisor, in the foreground."""

import errno
import os
import subprocess
import sys
from argparse import ArgumentParser
from typing import NoReturn

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.utils import OperationalError
from django.urls import reverse

from toolkit.serving import CannotStart
from toolkit.serving.checks import check_folder, check_migrations, check_parts, check_port, only_one
from toolkit.serving.children import PROGRAMS
from toolkit.serving.prepare import prepare
from toolkit.serving.supervise import supervise, tell


class Command(BaseCommand):
    """Checks, prepares when asked to, starts; ends when told to stop or when a child cannot be started."""

    help = "Start the broker (when REDIS_URL names none), web server, Celery worker and Celery beat."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --prepare and --only."""
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--only", choices=list(PROGRAMS), help="become this one process, without a supervisor"
        )
        how.add_argument(
            "--prepare",
            action="store_true",
            help="first migrate, compile translations, collect static files and run PREPARE_COMMANDS",
        )

    def handle(self, *, prepare: bool, only: str | None, **_: object) -> None:
        """Serve until stopped. Exits with 1 and one line when that is not possible."""
        try:
            check_folder(settings.VAR_DIR)
            if only:
                become(only)
            with only_one(settings.VAR_DIR / "run"):
                self.serve(prepare_first=prepare)
        except (CannotStart, ImproperlyConfigured) as error:
            self.give_up(str(error))
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EROFS}:
                raise
            self.give_up(f"{error.filename or settings.VAR_DIR} cannot be written ({error.strerror}).")
        except KeyboardInterrupt:
            sys.exit(130)
        except OperationalError as error:
            self.give_up(f"the database cannot be written: {error}. Is its disk full?")

    def serve(self, *, prepare_first: bool) -> None:
        """Check, prepare, then supervise."""
        check_port(settings.HOST, settings.PORT)
        check_parts()
        # WeasyPrint takes a second to load, so it is tried beside the preparation.
        pango = subprocess.Popen(
            [sys.executable, "-c", "import weasyprint"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            notes = prepare(self.say) if prepare_first else []
        finally:
            pdfs = pango.wait() == 0
        if not prepare_first:
            check_migrations()
        connection.close()
        self.say("Starting")
        announced = []

        def ready() -> str:
            announced.append(True)
            return welcome(notes, pdfs=pdfs)

        try:
            supervise(ready)
        finally:
            if not announced and notes:
                # A one-time password is in here, and is not told again.
                tell("\n".join(notes))

    def say(self, step: str) -> None:
        """Show progress."""
        tell(f"==> {step}")

    def give_up(self, reason: str) -> None:
        """Print one line and exit with 1."""
        self.stderr.write(f"Cannot start: {' '.join(reason.split())}", self.style.ERROR)
        sys.exit(1)


def become(name: str) -> NoReturn:
    """Turn into one of the processes, once what it needs answers. Raises CannotStart."""
    check_parts()
    check_migrations()
    connection.close()
    (settings.VAR_DIR / "run").mkdir(exist_ok=True)
    command = PROGRAMS[name]().command
    os.execv(command[0], command)  # noqa: S606 - a command of toolkit.serving.children


def welcome(notes: list[str], *, pdfs: bool) -> str:
    """Return where to go, and what is to be known."""
    base = settings.PUBLIC_URL
    lines = ["", "Unforgotten runs.", ""]
    lines.append(f"  Pages        {base}/")
    lines.append(f"  Organisers   {base}{reverse('admin:index')}")
    if settings.DEVELOPMENT:
        lines.append(f"  Mail sent    {base}/mailbox/")
    if not pdfs:
        lines.append("  PDFs         off, because Pango is missing: make setup says how to turn them on")
    for note in notes:
        lines += ["", *(f"  {line}" for line in note.splitlines())]
    return "\n".join([*lines, "", "Stop with Ctrl-C.", ""])
