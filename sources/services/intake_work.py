"""Bringing one document in: fetched, read by a child process, compared, written in one transaction, looked through.

Whoever takes over after a kill begins anew with the fetching, unless the document is written: then only the
suggestions are left to make. Of an intake there is one document at most, and of a file (by its SHA-256) as well.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from email.message import Message
from http import HTTPStatus
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from sources.importing import guard
from sources.importing.proposals import canonical
from sources.importing.shapes import Reading, UnreadableError
from sources.models import Document, Intake
from sources.originals import drop_original, keep_original, original_path
from sources.services.documents import Original, fill_document, find_same, make_document
from sources.services.intakes import LONGEST_ADDRESS, MOST_TRIES, fail_intake
from toolkit.fetching import FetchProblem, Limits, fetch
from toolkit.leases import Hold, LostError

logger = logging.getLogger(__name__)

# Longer than a fetch may take; while a child reads, the lease is renewed.
LEASE = timedelta(seconds=120)
Problem, Step = Intake.Problem, Intake.Step


@dataclass(frozen=True, slots=True)
class _Brought:
    """What was brought in: the bytes, what a server said of their encoding, and where they were."""

    data: bytes
    charset: str = ""
    url: str = ""
    name: str = ""


def run_intake(pk: UUID, *, limits: Limits = Limits()) -> bool:  # noqa: B008 - frozen
    """Bring a document in if nobody is at it; return whether it is in, or was before.

    What stands in the way is noted on the intake. Raises DatabaseError; the lease then runs out.
    """
    intake = claim_intake(pk)
    if intake is None:
        return False
    hold = Hold(intake, lease=LEASE)
    try:
        if intake.document_id is None:
            _bring_in(intake, hold, limits)
        hold.commit(step=Step.SUGGESTING)
        _suggest(intake)
        known = intake.same_as_id == intake.document_id
        hold.commit(
            state=Intake.State.KNOWN if known else Intake.State.DONE,
            finished_at=timezone.now(),
            lease_until=None,
        )
    except LostError:
        return False
    except DatabaseError:
        raise
    except Exception as error:
        problem = _problem_of(error)
        if problem == Problem.OTHER:
            # Only the kind of error: its words may hold an address.
            logger.error("a document cannot be brought in: %s", type(error).__name__)  # noqa: TRY400
        fail_intake(intake, problem, now=timezone.now())
        return False
    return True


def claim_intake(pk: UUID) -> Intake | None:
    """Take an intake for LEASE unless somebody has it: of two that try at once one does."""
    now = timezone.now()
    free = Intake.objects.free(now).filter(pk=pk, tries__lt=MOST_TRIES)
    taken = free.update(state=Intake.State.AT_WORK, lease_until=now + LEASE, tries=F("tries") + 1)
    return Intake.objects.filter(pk=pk).first() if taken else None


def _bring_in(intake: Intake, hold: Hold[Intake], limits: Limits) -> None:
    """Fetch, read, compare and write. Raises FetchProblem, UnreadableError, LostError, OSError."""
    if intake.way == Intake.Way.ADDRESS:
        hold.commit(step=Step.FETCHING)
        brought = _fetch(intake.url, limits)
    else:
        brought = _Brought(original_path(intake.sha256).read_bytes(), name=intake.name)
    hold.commit(step=Step.READING)
    reading, _used = guard.read_guarded(
        brought.data, charset=brought.charset, url=brought.url, meanwhile=hold.live
    )
    hold.commit(step=Step.COMPARING)
    original = Original(
        sha256=keep_original(brought.data),
        name=brought.name,
        url=_address(brought.url, reading),
    )
    try:
        _write(original, reading, hold)
    except IntegrityError:
        # Somebody brought the same file in at the same moment, or took the same slug.
        _write(original, reading, hold)
    if intake.sha256:
        # Whatever erased files meanwhile did not know of the row that names this one.
        keep_original(brought.data)
    else:
        drop_original(original.sha256)


def _fetch(url: str, limits: Limits) -> _Brought:
    got = fetch(url, limits=limits)
    if not HTTPStatus.OK <= got.status < HTTPStatus.MULTIPLE_CHOICES:
        raise UnreadableError(Problem.REFUSED)
    if not got.body:
        raise UnreadableError(Problem.EMPTY)
    said = Message()
    said["content-type"] = got.headers.get("content-type", "")
    name = unquote(urlsplit(got.url).path.rstrip("/").rpartition("/")[2])
    return _Brought(got.body, charset=said.get_content_charset() or "", url=got.url, name=name)


def _address(url: str, reading: Reading) -> str:
    """Return the address of a document: that which the page names as its own, if that is on the same site."""
    own = reading.proposals.url
    if url and _site(own) != _site(url):
        own = canonical(url)
    return own if len(own) <= LONGEST_ADDRESS else ""


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


@transaction.atomic
def _write(original: Original, reading: Reading, hold: Hold[Intake]) -> None:
    """Write the document and what the intake says of it, both or neither."""
    known = Document.objects.select_for_update().filter(sha256=original.sha256).first()
    if known is not None:
        fill_document(known, reading, original)
        hold.commit(step=Step.WRITING, document=known, same_as=known, sha256=original.sha256)
        return
    same = find_same(reading, url=original.url)
    if same is not None and same.is_same_text:
        hold.commit(step=Step.WRITING, document=same.document, same_as=same.document, sha256="")
        return
    hold.commit(step=Step.WRITING)
    document = make_document(reading, original)
    hold.commit(
        document=document,
        same_as=same.document if same else None,
        sha256=original.sha256,
        publisher=reading.proposals.publisher,
    )


def _suggest(intake: Intake) -> None:
    """Look for names, dates and figures. What goes wrong there takes nothing of the document away."""
    from sources.services.suggestions import suggest_in  # noqa: PLC0415 - five megabytes, for who brings documents in

    if intake.document is None:
        return
    try:
        suggest_in(intake.document)
    except DatabaseError:
        raise
    except Exception as error:
        logger.error("no suggestions were made for a document: %s", type(error).__name__)  # noqa: TRY400 - as above


def _problem_of(error: Exception) -> str:
    match error:
        case UnreadableError():
            return error.problem if error.problem in Problem else Problem.OTHER
        case FetchProblem():
            return str(error.reason)
        case FileNotFoundError():
            return Problem.STALLED
    return Problem.OTHER
