"""A petition as PDF is asked for, made by a worker a part at a time, handed to organisers, and deleted.

First the page of each part is written to disk in one transaction, so that all parts tell of the same moment; then each
part is set by itself. What is made stays, so a worker that was killed goes on where it was. The files are never public:
the admin serves them.
"""

import shutil
import zipfile
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q

from campaigns.models import PetitionBook, Statement
from campaigns.printing.petition_book import petition_key, petition_pages, petition_part_pdf, wishes_of
from campaigns.services.ledger import lock_statement
from campaigns.services.snapshots import one_moment
from toolkit.pdf import TooManyPagesError
from toolkit.pdf.files import write_whole_file
from toolkit.waking import ask_for_task

# Longer than any part takes; what it outlasts another worker may go on with.
LEASE = timedelta(minutes=5)
KEPT = timedelta(days=7)


def ask_for_petition(statement: Statement, *, language: str, now: datetime) -> PetitionBook:
    """Return the row of a petition as it is now; of one that is new a worker is asked to make it on commit.

    Those of an earlier moment in this language go, with their files. Raises Statement.DoesNotExist when the statement
    is not published, and PDFUnavailableError.
    """
    with transaction.atomic():
        statement = lock_statement(statement)
        moment = _moment(statement, now)
        wishes = wishes_of(statement, until=moment)
        key = petition_key(statement, language=language, wishes=wishes)
        for old in PetitionBook.objects.filter(statement=statement, language=language).exclude(
            content_key=key
        ):
            _forget(old)
        book, is_new = PetitionBook.objects.get_or_create(
            content_key=key,
            defaults={"statement": statement, "language": language, "wishes": wishes, "as_of": moment},
        )
        if book.made_at and not _made_file(book).is_file():
            # Somebody emptied the folder: make it anew.
            book.parts, book.parts_made, book.made_at = None, 0, None
            book.save(update_fields=["parts", "parts_made", "made_at"])
            is_new = True
        if is_new:
            transaction.on_commit(partial(_wake_worker, book.pk))
    return book


def make_petition_part(book_id: int, *, now: datetime) -> bool:
    """Make the next part unless another worker does, ask for the one after it, and return whether one was made.

    What cannot be made is noted with its reason. Raises OSError when the disk is full and PDFUnavailableError; the row
    is then free again.
    """
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)
    waiting = PetitionBook.objects.filter(free, pk=book_id, made_at=None, problem="")
    if not waiting.update(claimed_at=now):
        return False
    book = PetitionBook.objects.select_related("statement").get(pk=book_id)
    try:
        parts = _write_pages(book, now) if book.parts is None else book.parts
        number = book.parts_made + 1
        if number <= parts:
            page = _part(book, number, "html")
            write_whole_file(_part(book, number, "pdf"), petition_part_pdf(page.read_text("utf-8")))
        if number >= parts:
            _pack(book, parts)
            PetitionBook.objects.filter(pk=book.pk).update(parts_made=parts, made_at=now, claimed_at=None)
        else:
            PetitionBook.objects.filter(pk=book.pk).update(parts_made=F("parts_made") + 1, claimed_at=None)
            _wake_worker(book.pk)
    except TooManyPagesError:
        PetitionBook.objects.filter(pk=book.pk).update(problem=PetitionBook.Problem.TOO_LONG)
        shutil.rmtree(_folder(book), ignore_errors=True)
        return False
    except Statement.DoesNotExist:
        # Withdrawn meanwhile.
        _forget(book)
        return False
    except BaseException:
        PetitionBook.objects.filter(pk=book.pk).update(claimed_at=None)
        raise
    return True


def file_of_petition(book: PetitionBook) -> Path | None:
    """Return the finished file: a PDF, or a ZIP of several. None, and it is deleted, once somebody wants out of it."""
    if not is_still_agreed(book):
        _forget(book)
        return None
    path = _made_file(book)
    return path if book.made_at and path.is_file() else None


def is_still_agreed(book: PetitionBook) -> bool:
    """Return whether the statement is public, and all in the petition want to be shown as they were."""
    return book.statement.is_published and wishes_of(book.statement, until=book.as_of) == book.wishes


def sweep_petitions(*, now: datetime) -> tuple[int, int]:
    """Delete petitions that are old or show somebody who wants out, and go on with what a worker left.

    Returns how many were deleted and how many woken.
    """
    deleted = woken = 0
    for book in PetitionBook.objects.select_related("statement"):
        if book.as_of < now - KEPT or not is_still_agreed(book):
            _forget(book)
            deleted += 1
        elif not book.made_at and not book.problem and (not book.claimed_at or book.claimed_at < now - LEASE):
            _wake_worker(book.pk)
            woken += 1
    return deleted, woken


def _write_pages(book: PetitionBook, now: datetime) -> int:
    """Write the page of each part to disk, all of one moment, and return how many there are."""
    with one_moment(book.statement) as statement:
        moment = _moment(statement, now)
        wishes = wishes_of(statement, until=moment)
        parts, pages = petition_pages(statement, language=book.language, day=now.date())
        for number, page in enumerate(pages, start=1):
            write_whole_file(_part(book, number, "html"), page.encode())
    PetitionBook.objects.filter(pk=book.pk).update(parts=parts, wishes=wishes, as_of=moment)
    return parts


def _moment(statement: Statement, now: datetime) -> datetime:
    """Return a moment not before any that somebody in the petition signed at.

    Who signed while this waited for its turn is in it too, and must be looked after.
    """
    last = statement.signatures.confirmed().aggregate(last=Max("confirmed_at"))["last"]
    return max(last or now, now)


def _pack(book: PetitionBook, parts: int) -> None:
    """Put the finished parts under the name of the file, and delete the pages."""
    target = _folder(book) / ("petition.pdf" if parts == 1 else "petition.zip")
    if parts == 1:
        _part(book, 1, "pdf").replace(target)
    else:
        unfinished = target.with_suffix(".part")
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as archive:
            for number in range(1, parts + 1):
                archive.write(_part(book, number, "pdf"), f"petition-{number:03}-of-{parts:03}.pdf")
        unfinished.replace(target)
    for rest in _folder(book).glob("part-*"):
        rest.unlink()


def _forget(book: PetitionBook) -> None:
    shutil.rmtree(_folder(book), ignore_errors=True)
    PetitionBook.objects.filter(pk=book.pk).delete()


def _folder(book: PetitionBook) -> Path:
    return Path(settings.VAR_DIR) / "petitions" / book.content_key


def _part(book: PetitionBook, number: int, kind: str) -> Path:
    return _folder(book) / f"part-{number:03}.{kind}"


def _made_file(book: PetitionBook) -> Path:
    return _folder(book) / ("petition.zip" if (book.parts or 0) > 1 else "petition.pdf")


def _wake_worker(book_id: int) -> None:
    ask_for_task("campaigns.tasks.make_petition_part_task", book_id)
