"""Bundles are made part by part, each committed with its file on disk: whoever takes over goes on with the next."""

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from campaigns.letter_texts import NotThereError
from campaigns.models import Letter, PrintBundle
from campaigns.models.bundles import MOST_TRIES
from campaigns.printing.bundle_files import drop_folder, drop_parts, join_parts, write_part
from campaigns.printing.files import pdf_path
from campaigns.printing.letter import Layout, Paper
from campaigns.printing.many_letters import NAME, TOWN, Merges, Person, draft_for, letters_in, letters_of
from campaigns.printing.matter import matter_of
from campaigns.printing.options import Options
from campaigns.printing.sheets import MissingLettersError
from campaigns.printing.studio import FORMS, find_subject, is_public, reference_of, untranslated
from campaigns.services.bundles import fail_bundle, shows_public_only, wake_bundle_worker
from toolkit.leases import Hold, LostError
from toolkit.pdf import PDFUnavailableError, TooManyPagesError

logger = logging.getLogger(__name__)

LETTERS_A_PART = 50
# How long a worker may be silent; it says after each letter or sheet that it lives.
LEASE = timedelta(seconds=60)
# Then others have their turn: a bundle of thousands must not keep mail waiting.
WORK_SECONDS = 30.0
Problem = PrintBundle.Problem


class _CannotError(Exception):
    """The bundle cannot be made; `problem` says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def make_bundle(pk: UUID) -> bool:
    """Go on with a bundle if nobody is at it, for WORK_SECONDS at most; return whether it is done now.

    What cannot be made is noted with its reason. Raises DatabaseError; the lease then runs out.
    """
    bundle = claim_bundle(pk)
    if bundle is None:
        return False
    hold = Hold(bundle, lease=LEASE)
    merges: Merges = {}
    try:
        end = time.monotonic() + WORK_SECONDS
        while bundle.made < bundle.total:
            if time.monotonic() > end:
                hold.commit(lease_until=None)
                wake_bundle_worker(bundle.pk)
                return False
            _make_part(bundle, hold, merges)
        _finish(bundle, hold)
    except LostError:
        if not PrintBundle.objects.with_files().filter(pk=bundle.pk).exists():
            drop_folder(bundle.folder)
        return False
    except DatabaseError:
        raise
    except Exception as error:
        problem = _problem_of(error)
        if problem == Problem.OTHER:
            # Only the kind of error: its words may hold a name.
            logger.error("a bundle cannot be made: %s", type(error).__name__)  # noqa: TRY400
        fail_bundle(bundle, problem, now=timezone.now())
        return False
    return True


def claim_bundle(pk: UUID) -> PrintBundle | None:
    """Take a bundle for LEASE unless somebody has it: of two that try at once one does."""
    now = timezone.now()
    free = PrintBundle.objects.free(now).filter(pk=pk, tries__lt=MOST_TRIES)
    taken = free.update(state=PrintBundle.State.AT_WORK, lease_until=now + LEASE, tries=F("tries") + 1)
    rows = PrintBundle.objects.select_related("letter__campaign", "letter__case", "case", "campaign")
    return rows.filter(pk=pk).first() if taken else None


def _make_part(bundle: PrintBundle, hold: Hold[PrintBundle], merges: Merges) -> None:
    if bundle.letter is not None:
        _make_letters(bundle, bundle.letter, hold, merges)
    else:
        _make_sheet(bundle, hold)


def _make_letters(bundle: PrintBundle, letter: Letter, hold: Hold[PrintBundle], merges: Merges) -> None:
    """Make the next letters; all of a bundle have the same text, or it fails."""
    layout, paper = Layout(bundle.layout), Paper(bundle.paper)
    key = draft_for(
        letter,
        language=bundle.language,
        person=Person(NAME, TOWN),
        case=bundle.case,
        layout=layout,
        paper=paper,
    ).key()
    if not shows_public_only(bundle):
        raise _CannotError(Problem.WITHDRAWN)
    if bundle.content_key not in {"", key}:
        raise _CannotError(Problem.CHANGED)
    everybody = [Person(name, town, tuple(address)) for name, town, address in bundle.rows()]
    people = everybody[bundle.made : bundle.made + LETTERS_A_PART]

    def files() -> Iterator[tuple[str, bytes]]:
        made = letters_of(
            letter,
            language=bundle.language,
            people=people,
            case=bundle.case,
            layout=layout,
            paper=paper,
            # The same in each part, so that one PDF for all holds each font once.
            letters=letters_in(everybody) if bundle.packing == PrintBundle.Packing.PDF else None,
            merges=merges,
        )
        for number, data in enumerate(made, start=bundle.made + 1):
            hold.live()
            yield f"letter-{number:04}.pdf", data

    write_part(bundle, bundle.parts, files())
    hold.commit(made=bundle.made + len(people), parts=bundle.parts + 1, tries=0, content_key=key)


def _make_sheet(bundle: PrintBundle, hold: Hold[PrintBundle]) -> None:
    """Make the next sheet; one that cannot be made is left out, and it is noted why."""
    reference, language = bundle.sheets[bundle.made]
    options = Options(language, paper=bundle.paper, ink=bundle.ink)
    form = FORMS[bundle.form]
    subject = find_subject(reference)
    problem = ""
    if subject is None or not is_public(subject):
        problem = Problem.WITHDRAWN
    elif untranslated(subject, options):
        problem = Problem.UNTRANSLATED
    else:
        try:
            draft = form.make(subject, options)
            kept = pdf_path(draft.key())
            data = kept.read_bytes() if kept.is_file() else draft.render()
        except (MissingLettersError, TooManyPagesError, type(subject).DoesNotExist) as error:
            problem = _problem_of(error)
    if subject is None or problem:
        left_out = [*bundle.left_out, [reference, language, problem]]
        hold.commit(made=bundle.made + 1, tries=0, left_out=left_out)
        return
    name = f"{reference.replace(':', '-')}-{bundle.form}-{language}.pdf"
    write_part(bundle, bundle.parts, [(name, data)])
    with override(language):
        on_it = {reference, *(reference_of(case) for case in matter_of(subject).shows)}  # type: ignore[arg-type]  # no card
    shows = [*bundle.shows, *sorted(on_it - set(bundle.shows))]
    hold.commit(made=bundle.made + 1, parts=bundle.parts + 1, tries=0, shows=shows)


def _finish(bundle: PrintBundle, hold: Hold[PrintBundle]) -> None:
    """Make the one file, and forget for whom it was made."""
    if not bundle.parts:
        raise _CannotError(Problem.NOTHING)
    if not shows_public_only(bundle):
        raise _CannotError(Problem.WITHDRAWN)
    size = join_parts(bundle, after_each=hold.live)
    now = timezone.now()
    hold.commit(
        state=PrintBundle.State.DONE, size=size, finished_at=now, lease_until=None, people=None, tries=0
    )
    drop_parts(bundle)


def _problem_of(error: Exception) -> str:
    match error:
        case _CannotError():
            return error.problem
        case ObjectDoesNotExist():
            return Problem.WITHDRAWN
        case NotThereError():
            return Problem.CHANGED
        case MissingLettersError():
            return Problem.LETTERS
        case TooManyPagesError():
            return Problem.TOO_LONG
        case PDFUnavailableError():
            return Problem.NO_PDF
        case OSError():
            return Problem.DISK
    return Problem.OTHER
