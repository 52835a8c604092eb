"""Print from the command line: one sheet, or every form of everything that is published."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaigns.printing.options import LONGEST_LINE, Ink, Options, Paper
from campaigns.printing.sheets import Draft, MissingLettersError
from campaigns.printing.studio import (
    FORMS,
    MODELS,
    Form,
    Subject,
    default_options,
    find_subject,
    is_public,
    languages_of,
    misfits,
    reference_of,
    untranslated,
)
from toolkit.pdf import PDFUnavailableError, TooManyPagesError, require_pdf
from toolkit.pdf.files import write_whole_file

# In the folder of --all: a key and a file on each line.
KEYS = ".keys"


class Command(BaseCommand):
    """Writes PDF files, each whole or not at all. Any error is one line, and the exit status is not 0."""

    help = "Print one sheet (FORM SUBJECT), or with --all every form of everything that is published."

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the arguments."""
        parser.add_argument("form", nargs="?", choices=list(FORMS), metavar="FORM", help=", ".join(FORMS))
        parser.add_argument(
            "subject",
            nargs="?",
            metavar="SUBJECT",
            help=f"a slug, or KIND:SLUG with one of {', '.join(MODELS)}",
        )
        parser.add_argument(
            "--all", action="store_true", help="everything, in each language that it is there in"
        )
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, choices=_languages())
        parser.add_argument(
            "--also", default="", choices=["", *_languages()], help="a second language on the sheet"
        )
        parser.add_argument("--paper", type=str.lower, choices=Paper.values, help="the form's usual one")
        parser.add_argument("--ink", type=str.lower, choices=Ink.values, default=Ink.COLOUR)
        parser.add_argument("--marks", action="store_true", help="crop marks and bleed, for a print shop")
        parser.add_argument("--line", default="", type=_line, help="your own line, up to 80 letters")
        parser.add_argument("-o", "--output", required=True, type=Path, help="a file; a folder with --all")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Print what was asked for."""
        try:
            require_pdf()
        except PDFUnavailableError as error:
            raise CommandError(f"PDFs cannot be made here: {error}") from None
        if options["all"]:
            if options["form"]:
                raise CommandError("--all prints every form; leave FORM and SUBJECT out.")
            self._print_all(options["output"])
            return
        if not options["form"] or not options["subject"]:
            raise CommandError("Say what to print: FORM SUBJECT, or --all.")
        form, subject = FORMS[options["form"]], _subject(options["subject"])
        chosen = Options(
            options["language"],
            options["also"],
            options["paper"] or form.papers[0],
            options["ink"],
            marks=options["marks"],
            line=options["line"],
        )
        size = _write(_draft(form, subject, chosen), options["output"])
        self.stdout.write(f"{options['output']}: {size} bytes")

    def _print_all(self, folder: Path) -> None:
        """Print everything; what is there and shows the same is left as it is."""
        made, kept, failed = 0, 0, 0
        known = _Keys(folder)
        for form, subject, chosen in self._everything():
            reference = reference_of(subject)
            target = folder / f"{reference.replace(':', '-')}-{form.key}-{chosen.language}.pdf"
            try:
                draft = _draft(form, subject, chosen)
                key = draft.key()
                if known.holds(target, key):
                    kept += 1
                    continue
                _write(draft, target)
                known.note(target, key)
            except CommandError as error:
                failed += 1
                self.stdout.write(f"skipped {reference} as {form.key} in {chosen.language}: {error}")
            else:
                made += 1
        self.stdout.write(f"{made + kept} files in {folder}, {kept} of them as they were")
        if failed:
            raise CommandError(f"{failed} sheets could not be made; they are named above.")

    def _everything(self) -> Iterator[tuple[Form, Subject, Options]]:
        """Yield each form of each published subject in each language that it is there in."""
        for subject in _published():
            languages = languages_of(subject)
            for code in _languages():
                if code not in languages:
                    self.stdout.write(f"skipped {reference_of(subject)} in {code}: not translated")
            for form in FORMS.values():
                for code in languages:
                    chosen = default_options(form, code)
                    if not misfits(form, subject, chosen):
                        yield form, subject, chosen


class _Keys:
    """What each file of a folder shows, noted in it line by line, so that a run that was stopped can be resumed."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / KEYS
        self._keys: dict[str, str] = {}
        if self._path.is_file():
            lines = (line.split() for line in self._path.read_text(errors="replace").splitlines())
            # The last line may have been cut short.
            self._keys = {line[1]: line[0] for line in lines if len(line) == 2}

    def holds(self, target: Path, key: str) -> bool:
        """Say whether a file is there that shows this."""
        return self._keys.get(target.name) == key and target.is_file()

    def note(self, target: Path, key: str) -> None:
        """Note what a file shows. Raises CommandError when it cannot be written."""
        try:
            with self._path.open("a") as file:
                file.write(f"\n{key} {target.name}")
        except OSError as error:
            raise CommandError(f"{self._path} cannot be written: {error.strerror or error}") from None


def _draft(form: Form, subject: Subject, options: Options) -> Draft:
    """Return a sheet before it is set. Raises CommandError with one line that says what is wrong."""
    says = misfits(form, subject, options)
    if says:
        raise CommandError(" ".join(says))
    lacking = untranslated(subject, options)
    if lacking:
        there = ", ".join(languages_of(subject)) or "no language"
        raise CommandError(f"not translated into {', '.join(lacking)}; it is there in {there}.")
    return form.make(subject, options)


def _write(draft: Draft, target: Path) -> int:
    """Write one sheet and return its size in bytes. Raises CommandError as `_draft` does."""
    try:
        data = draft.render()
        write_whole_file(target, data)
    except TooManyPagesError as error:
        raise CommandError(f"the text is too long for its paper ({error}).") from None
    except MissingLettersError as error:
        raise CommandError(f"our fonts have no such letters: {error}") from None
    except OSError as error:
        raise CommandError(f"{target} cannot be written: {error.strerror or error}") from None
    return len(data)


def _subject(reference: str) -> Subject:
    subject = find_subject(reference)
    if subject is None or not is_public(subject):
        raise CommandError(f"Nothing published is named {reference!r}.")
    return subject


def _published() -> Iterator[Subject]:
    for model in MODELS.values():
        for subject in model.objects.published().order_by("slug"):
            if is_public(subject):
                yield subject


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _line(text: str) -> str:
    if len(text) > LONGEST_LINE or not text.isprintable():
        raise argparse.ArgumentTypeError(f"at most {LONGEST_LINE} letters, on one line")
    return text
