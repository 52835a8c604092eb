"""Print from the command line: one sheet, or every form of everything that is published."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaigns.printing.options import LONGEST_LINE, Ink, Options, Paper
from campaigns.printing.sheets import MissingLettersError
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
        size = _print(form, subject, chosen, options["output"])
        self.stdout.write(f"{options['output']}: {size} bytes")

    def _print_all(self, folder: Path) -> None:
        made, failed = 0, 0
        for subject in _published():
            languages = languages_of(subject)
            for code in _languages():
                if code not in languages:
                    self.stdout.write(f"skipped {reference_of(subject)} in {code}: not translated")
            for form in FORMS.values():
                for code in languages:
                    chosen = default_options(form, code)
                    name = f"{reference_of(subject)} as {form.key} in {code}"
                    if misfits(form, subject, chosen):
                        continue
                    target = folder / f"{reference_of(subject).replace(':', '-')}-{form.key}-{code}.pdf"
                    try:
                        _print(form, subject, chosen, target)
                    except CommandError as error:
                        failed += 1
                        self.stdout.write(f"skipped {name}: {error}")
                    else:
                        made += 1
        self.stdout.write(f"{made} files in {folder}")
        if failed:
            raise CommandError(f"{failed} sheets could not be made; they are named above.")


def _print(form: Form, subject: Subject, options: Options, target: Path) -> int:
    """Write one sheet and return its size in bytes. Raises CommandError with one line that says what is wrong."""
    says = misfits(form, subject, options)
    if says:
        raise CommandError(" ".join(says))
    lacking = untranslated(subject, options)
    if lacking:
        there = ", ".join(languages_of(subject)) or "no language"
        raise CommandError(f"not translated into {', '.join(lacking)}; it is there in {there}.")
    try:
        data = form.make(subject, options).render()
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
