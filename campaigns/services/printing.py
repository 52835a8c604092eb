"""Printed matter is asked for, made once, made again when facts change, and deleted when its subject is withdrawn."""

import logging
from datetime import datetime, timedelta
from functools import partial

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from campaigns.models import PrintedMatter
from campaigns.models.printing import SUBJECTS
from campaigns.printing.files import drop_files, keep_files, pdf_path
from campaigns.printing.matter import matter_of
from campaigns.printing.options import Options
from campaigns.printing.sheets import Draft, MissingLettersError
from campaigns.printing.studio import FORMS, Form, Subject, kind_of
from prisoners.models import Case
from toolkit.pdf import PDFUnavailableError, TooManyPagesError
from toolkit.pdf.pictures import page_count, picture_of
from toolkit.waking import ask_for_task

logger = logging.getLogger(__name__)

# Longer than any sheet takes to be set; what it outlasts another process may make.
LEASE = timedelta(seconds=60)
WANTED = timedelta(days=30)
# A file that is no longer so stays a while for who has its address open.
KEPT_STALE = timedelta(days=7)
# What only says when it was asked for is written at most so often.
_NOTED_EVERY = timedelta(hours=12)


def ask_for_print(form: Form, subject: Subject, options: Options, *, now: datetime) -> PrintedMatter:
    """Return the row of a sheet; of one that is new a worker is asked to make the file on commit.

    Raises ValueError for an own line, which is kept nowhere, DoesNotExist when the subject is not published, and
    PDFUnavailableError.
    """
    if options.line or options.cases:
        raise ValueError("a sheet with somebody's own line or choice of cases is kept nowhere")
    key = form.make(subject, options).key()
    with transaction.atomic():
        row, is_new = PrintedMatter.objects.get_or_create(
            content_key=key,
            defaults={
                "form": form.key,
                _field_of(subject): subject,
                "language": options.language,
                "also": options.also,
                "paper": options.paper,
                "ink": options.ink,
                "marks": options.marks,
                "created_at": now,
                "asked_at": now,
            },
        )
        if is_new:
            row.shows.set(_cases_on(subject))
            transaction.on_commit(partial(_wake_worker, key))
        elif row.asked_at < now - _NOTED_EVERY or row.stale_since:
            # The facts may be as they were before.
            row.asked_at, row.stale_since = now, None
            row.save(update_fields=["asked_at", "stale_since"])
    if row.made_at and not pdf_path(key).is_file():
        # Somebody emptied the folder: make it anew.
        PrintedMatter.objects.filter(pk=row.pk).update(made_at=None, claimed_at=None)
        row.refresh_from_db()
    return row


def make_print(key: str, *, now: datetime | None = None) -> bool:
    """Make the file of a row unless it is made, being made or cannot be; return whether this call made it.

    Two that come at the same moment: one makes it. A file that cannot be made is noted with its reason. Raises
    OSError when the disk is full and PDFUnavailableError; the row is then free again.
    """
    now = now or timezone.now()
    row = PrintedMatter.objects.public().filter(content_key=key, problem="").first()
    if row is None or not _claim(row, now):
        return False
    try:
        draft = draft_of_row(row)
        if draft.key() != key:
            # The facts have changed since it was asked for; who asks again asks for another key.
            PrintedMatter.objects.filter(pk=row.pk).update(stale_since=now, claimed_at=None)
            return False
        pdf = draft.render()
        keep_files(key, pdf=pdf, picture=picture_of(pdf))
    except TooManyPagesError:
        PrintedMatter.objects.filter(pk=row.pk).update(problem=PrintedMatter.Problem.TOO_LONG)
        return False
    except MissingLettersError:
        PrintedMatter.objects.filter(pk=row.pk).update(problem=PrintedMatter.Problem.LETTERS)
        return False
    except BaseException:
        PrintedMatter.objects.filter(pk=row.pk, made_at=None).update(claimed_at=None)
        raise
    made = (
        PrintedMatter.objects.public()
        .filter(pk=row.pk)
        .update(made_at=timezone.now(), size=len(pdf), pages=page_count(pdf))
    )
    if not made:
        # Withdrawn while it was being set.
        drop_files(key)
    return bool(made)


def draft_of_row(row: PrintedMatter) -> Draft:
    """Return what a row shows today. Raises DoesNotExist when its subject is no longer published."""
    options = Options(row.language, row.also, row.paper, row.ink, marks=row.marks)
    return FORMS[row.form].make(row.subject, options)


def refresh_prints(*, now: datetime) -> tuple[int, int]:
    """Make again what shows other facts now and was asked for lately; delete what is withdrawn or old.

    Returns how many were made and how many deleted.
    """
    deleted = 0
    public = PrintedMatter.objects.public().values("pk")
    for row in PrintedMatter.objects.exclude(made_at=None).exclude(pk__in=public):
        # The row stays, so that its address goes on to say that the sheet is gone.
        PrintedMatter.objects.filter(pk=row.pk).update(made_at=None, claimed_at=None)
        drop_files(row.content_key)
        deleted += 1
    old = Q(stale_since__lt=now - KEPT_STALE) | Q(asked_at__lt=now - WANTED)
    for row in PrintedMatter.objects.public().filter(old):
        drop_files(row.content_key)
        row.delete()
        deleted += 1
    # All that is stale is known for stale before anything is made, which takes longer.
    keys = []
    fresh = PrintedMatter.objects.public().filter(stale_since=None).select_related(*SUBJECTS)
    for row in fresh.asked_since(now - WANTED):
        try:
            keys.append(_key_of_today(row, now))
        except PDFUnavailableError:
            break
        except type(row.subject).DoesNotExist as error:
            logger.warning("a sheet was not made again: %s", type(error).__name__)
    made = 0
    for key in filter(None, keys):
        try:
            made += make_print(key, now=now)
        except PDFUnavailableError:
            break
        except (ObjectDoesNotExist, OSError) as error:
            logger.warning("a sheet was not made again: %s", type(error).__name__)
    return made, deleted


def _key_of_today(row: PrintedMatter, now: datetime) -> str:
    """Note a row as stale if it is so; return the key of the file that is to be made, empty where it is there."""
    key = draft_of_row(row).key()
    if key == row.content_key:
        return key if row.made_at is None else ""
    with transaction.atomic():
        PrintedMatter.objects.filter(pk=row.pk).update(stale_since=now)
        options = Options(row.language, row.also, row.paper, row.ink, marks=row.marks)
        again = ask_for_print(FORMS[row.form], row.subject, options, now=now)
        # It stays wanted as long as the old one would have been.
        PrintedMatter.objects.filter(pk=again.pk, created_at=now).update(asked_at=row.asked_at)
    return again.content_key


def _claim(row: PrintedMatter, now: datetime) -> bool:
    """Take a row for this process: of two that try at once one does."""
    free = PrintedMatter.objects.free_to_make(now, lease=LEASE).filter(pk=row.pk)
    return bool(free.update(claimed_at=now))


def _field_of(subject: Subject) -> str:
    kind = kind_of(subject)
    return "legal_card" if kind == "card" else kind


def _cases_on(subject: Subject) -> list[Case]:
    return [] if _field_of(subject) == "legal_card" else matter_of(subject).shows  # type: ignore[arg-type]  # no card


def _wake_worker(key: str) -> None:
    ask_for_task("campaigns.tasks.make_print_task", key, expires=60)
