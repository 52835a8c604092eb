"""Bring documents in from the command line."""

import time
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from sources.importing.guard import MOST_BYTES
from sources.models import Intake
from sources.services.intake_work import run_intake
from sources.services.intakes import NotTakenError, ask_for_address, ask_for_file

# If a worker was quicker, we wait for it.
_PATIENCE = 60.0


class Command(BaseCommand):
    """`import_document PATH_OR_URL...`: read here and now, without a worker; one line a document."""

    help = "Bring documents in: files (HTML, text, PDF, DOCX, EML) or addresses of public pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what is to be brought in."""
        parser.add_argument(
            "sources", nargs="+", metavar="PATH_OR_URL", help="a file, or http:// or https://"
        )

    def handle(self, *, sources: list[str], **_: object) -> None:
        """Bring each in and say what became of it. Raises CommandError when any failed; the others stay."""
        failed = sum(not self._bring_in(source) for source in sources)
        if failed:
            raise CommandError(
                ngettext(
                    "%(failed)d of %(all)d was not brought in.",
                    "%(failed)d of %(all)d were not brought in.",
                    failed,
                )
                % {"failed": failed, "all": len(sources)}
            )

    def _bring_in(self, source: str) -> bool:
        """Bring one document in and print its line; return whether that worked."""
        try:
            intake = _ask(source)
        except NotTakenError as error:
            self._tell(source, Intake.Problem(error.problem).label)
            return False
        except OSError as error:
            self._tell(source, error.strerror or str(error))
            return False
        run_intake(intake.pk)
        end = time.monotonic() + _PATIENCE
        intake.refresh_from_db()
        while intake.state in {Intake.State.WAITING, Intake.State.AT_WORK} and time.monotonic() < end:
            time.sleep(0.5)
            intake.refresh_from_db()
        document = intake.document
        if document is None:
            self._tell(source, intake.get_problem_display() or intake.get_state_display())
            return False
        words = ngettext("%d paragraph", "%d paragraphs", document.paragraphs or 0) % (
            document.paragraphs or 0
        )
        same = intake.same_as.slug if intake.same_as and intake.same_as != document else ""
        line = f"{document.slug}: {words}, {intake.get_state_display()}"
        self.stdout.write(f"{line}, like {same}" if same else line)
        return True

    def _tell(self, source: str, verdict: object) -> None:
        self.stderr.write(f"{source}: {verdict}")


def _ask(source: str) -> Intake:
    if source.lower().startswith(("http://", "https://")):
        return ask_for_address(source, by=None, wake=False)
    path = Path(source)
    if path.stat().st_size > MOST_BYTES:
        raise NotTakenError(Intake.Problem.TOO_LARGE)
    return ask_for_file(path.read_bytes(), name=path.name, by=None, wake=False)
