"""Bring the data up to date before a start: tables, translations, static files, and what PREPARE_COMMANDS name."""

import hashlib
import io
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command

from toolkit.serving import CannotStart
from toolkit.serving.checks import migrations_are_due

# Whole fonts for PDFs are read from static/ itself; browsers never ask for them.
NOT_SERVED = ["*.ttf"]


def prepare(say: Callable[[str], None]) -> list[str]:
    """Do what is still to be done and return what the commands want to be told at the end.

    Each step is whole or not done at all, so a start that fails half-way is simply repeated. Raises CannotStart
    with the line of the step that failed.
    """
    notes = []
    if migrations_are_due():
        say("Database")
        run_step(["migrate", "--no-input", "--verbosity", "0"])
    say("Translations")
    run_step(["compilemessages"])
    if static_files_changed():
        say("Static files")
        collect_static_files()
    for title, command in settings.PREPARE_COMMANDS:
        say(title)
        note = run_step(command)
        if note:
            notes.append(note)
    return notes


def run_step(command: list[str]) -> str:
    """Run one management command quietly and return its note (what its handle() returns).

    Raises CannotStart with the command's own error.
    """
    try:
        note = call_command(*command, stdout=io.StringIO())
    except CommandError as error:
        raise CannotStart(f"{command[0]}: {error}") from None
    return str(note or "")


def static_files_changed() -> bool:
    """Are the collected static files others than those of the code?"""
    stamp = _stamp_file()
    return not stamp.exists() or stamp.read_text() != _static_files_sum()


def collect_static_files() -> None:
    """Collect them; the stamp is written last, so that an interrupted collection is done again."""
    stamp = _stamp_file()
    stamp.unlink(missing_ok=True)
    ignored = [word for pattern in NOT_SERVED for word in ("--ignore", pattern)]
    run_step(["collectstatic", "--no-input", "--clear", "--verbosity", "0", *ignored])
    stamp.write_text(_static_files_sum())


def _stamp_file() -> Path:
    return Path(settings.STATIC_ROOT).with_name("static.stamp")


def _static_files_sum() -> str:
    """Return a hash over names, sizes and times of all static files and the versions that process them."""
    total = hashlib.sha256(f"{version('django')} {version('whitenoise')}".encode())
    for finder in get_finders():
        for path, storage in finder.list(NOT_SERVED):
            found = Path(storage.path(path)).stat()
            total.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return total.hexdigest()
