"""Bundles of printed files: asked for, cancelled, and forgotten after a day. They are made in `bundle_work`."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import User
from campaigns.models import Campaign, Letter, Picket, PrintBundle, Statement
from campaigns.models.bundles import MOST_TRIES
from campaigns.printing.bundle_files import drop_folder, stray_folders
from campaigns.printing.letter import Layout, Paper
from campaigns.printing.many_letters import Person, draft_for
from campaigns.printing.options import Options
from campaigns.printing.studio import MODELS, Form, Subject, is_public, misfits, reference_of
from prisoners.models import Case
from toolkit.pdf import require_pdf
from toolkit.waking import ask_for_task

logger = logging.getLogger(__name__)

KEPT = timedelta(hours=24)
MOST = 5_000
_CLOSED: dict[str, object] = {"people": None, "lease_until": None}


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: how many bundles workers were asked for, and how many were forgotten."""

    woken: int
    forgotten: int


def ask_for_letters(
    letter: Letter,
    *,
    people: Sequence[Person],
    language: str,
    case: Case | None,
    layout: Layout,
    paper: Paper,
    packing: str,
    by: User,
    now: datetime,
) -> PrintBundle:
    """Write down that somebody wants a letter for each of these people; a worker is asked for it on commit.

    Raises what shows at once that it cannot be made: Letter.DoesNotExist when it is not published, NotThereError when
    it is not there in the language or a case has to be picked, PDFUnavailableError, and ValueError for nobody or too
    many.
    """
    _check_number(len(people))
    require_pdf()
    draft_for(letter, language=language, person=people[0], case=case, layout=layout, paper=paper)
    about = letter.case or case
    return _ask(
        PrintBundle(
            asked_by=by,
            letter=letter,
            case=None if letter.case_id else case,
            language=language,
            layout=layout,
            paper=paper,
            packing=packing,
            people=json.dumps(people, ensure_ascii=False),
            shows=[reference_of(about)] if about is not None and about.is_published else [],
            total=len(people),
            asked_at=now,
            expires_at=now + KEPT,
        )
    )


def ask_for_sheets(
    campaign: Campaign,
    *,
    form: Form,
    languages: Sequence[str],
    paper: str,
    ink: str,
    packing: str,
    by: User,
    now: datetime,
) -> PrintBundle:
    """Write down that somebody wants a form of everything of a campaign; a worker is asked for it on commit.

    Raises PDFUnavailableError, and ValueError when the form is made of nothing that is public, or of too much.
    """
    require_pdf()
    sheets = [
        (reference_of(subject), language)
        for subject in subjects_of(campaign)
        for language in languages
        if not misfits(form, subject, Options(language, paper=paper, ink=ink))
    ]
    _check_number(len(sheets))
    return _ask(
        PrintBundle(
            asked_by=by,
            campaign=campaign,
            form=form.key,
            language=languages[0],
            paper=paper,
            ink=ink,
            packing=packing,
            sheets=sheets,
            total=len(sheets),
            asked_at=now,
            expires_at=now + KEPT,
        )
    )


def subjects_of(campaign: Campaign) -> list[Subject]:
    """Return what is public of a campaign and can be on a sheet: itself, its cases, statements and pickets."""
    rows: list[Subject] = [
        campaign,
        *Case.objects.published().filter(campaigns=campaign).order_by("slug"),
        *Statement.objects.published().filter(campaign=campaign).order_by("slug"),
        *Picket.objects.published().filter(campaign=campaign).order_by("slug"),
    ]
    return [row for row in rows if is_public(row)]


def shows_public_only(bundle: PrintBundle) -> bool:
    """Say whether all that a bundle shows is still published."""
    if bundle.letter is not None and not (bundle.letter.is_published and bundle.letter.campaign.is_published):
        return False
    by_kind: dict[str, set[str]] = {}
    for reference in bundle.shows:
        kind, _colon, slug = reference.partition(":")
        by_kind.setdefault(kind, set()).add(slug)
    for kind, slugs in by_kind.items():
        if sum(is_public(row) for row in MODELS[kind].objects.filter(slug__in=slugs)) != len(slugs):
            return False
    return True


def cancel_bundle(bundle: PrintBundle, *, now: datetime) -> bool:
    """Stop a bundle and delete its files and names at once; a worker that is at it stops after what it does now.

    One that is done is deleted all the same. Returns whether there was something to stop.
    """
    stopped = (
        PrintBundle.objects.with_files()
        .filter(pk=bundle.pk)
        .update(state=PrintBundle.State.CANCELLED, finished_at=now, size=None, **_CLOSED)
    )
    drop_folder(bundle.folder)
    return bool(stopped)


def fail_bundle(bundle: PrintBundle, problem: str, *, now: datetime) -> None:
    """Note that a bundle cannot be made and why; its files and names are deleted."""
    PrintBundle.objects.with_files().filter(pk=bundle.pk).update(
        state=PrintBundle.State.FAILED, problem=problem, finished_at=now, size=None, **_CLOSED
    )
    drop_folder(bundle.folder)


def sweep_bundles(*, now: datetime) -> Swept:
    """Forget what has expired or was withdrawn, give up what never gets further, ask workers for what waits."""
    forgotten, _by_model = PrintBundle.objects.expired(now).delete()
    for bundle in PrintBundle.objects.free(now).filter(tries__gte=MOST_TRIES):
        logger.warning("a bundle was given up after %d tries", bundle.tries)
        fail_bundle(bundle, PrintBundle.Problem.STALLED, now=now)
    for bundle in PrintBundle.objects.filter(state=PrintBundle.State.DONE).select_related("letter__campaign"):
        if not shows_public_only(bundle):
            fail_bundle(bundle, PrintBundle.Problem.WITHDRAWN, now=now)
    for folder in stray_folders(settings.BUNDLE_ROOT, _known_folders):
        drop_folder(folder)
    free = list(PrintBundle.objects.free(now).order_by("asked_at").values_list("pk", flat=True))
    for pk in free:
        wake_bundle_worker(pk)
    return Swept(len(free), forgotten)


def wake_bundle_worker(pk: UUID) -> None:
    """Ask a worker for a bundle; without a broker the next sweep does."""
    ask_for_task("campaigns.tasks.make_bundle_task", str(pk))


def _ask(bundle: PrintBundle) -> PrintBundle:
    with transaction.atomic():
        bundle.save(force_insert=True)
        transaction.on_commit(partial(wake_bundle_worker, bundle.pk))
    return bundle


def _check_number(number: int) -> None:
    if not 1 <= number <= MOST:
        raise ValueError(f"from 1 to {MOST} at once, not {number}")


def _known_folders() -> set[str]:
    return {str(pk) for pk in PrintBundle.objects.with_files().values_list("pk", flat=True)}
