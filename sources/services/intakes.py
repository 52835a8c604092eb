"""Documents on their way in: asked for, tried again, given up and forgotten. They are read in `intake_work`."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction

from accounts.models import User
from sources.importing.guard import MOST_BYTES
from sources.models import Intake
from sources.originals import drop_original, drop_strays, keep_original
from toolkit.public_addresses import BadAddressError, read_address
from toolkit.waking import ask_for_task

logger = logging.getLogger(__name__)

MOST_TRIES = 5
# So long the list says what became of something.
KEPT = timedelta(days=30)
LONGEST_ADDRESS = 500


class NotTakenError(ValueError):
    """Something that is not even written down; `problem` is one of Intake.Problem."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def ask_for_address(url: str, *, by: User | None, wake: bool = True) -> Intake:
    """Write down that a page is to be fetched and read; a worker is asked for it on commit. Raises NotTakenError."""
    url = url.strip()
    try:
        read_address(url)
    except BadAddressError:
        raise NotTakenError(Intake.Problem.ADDRESS) from None
    if len(url) > LONGEST_ADDRESS:
        raise NotTakenError(Intake.Problem.ADDRESS)
    return _ask(Intake(way=Intake.Way.ADDRESS, url=url, asked_by=by), wake=wake)


def ask_for_file(
    data: bytes, *, name: str, by: User | None, way: str = Intake.Way.FILE, wake: bool = True
) -> Intake:
    """Keep a file or a pasted text, and write down that it is to be read. Raises NotTakenError, OSError."""
    if len(data) > MOST_BYTES:
        raise NotTakenError(Intake.Problem.TOO_LARGE)
    if not data.strip():
        raise NotTakenError(Intake.Problem.EMPTY)
    sha256 = keep_original(data)
    return _ask(Intake(way=way, name=name[-200:], sha256=sha256, asked_by=by), wake=wake)


def retry_intake(intake: Intake) -> bool:
    """Fetch an address again that failed; return whether it is. A file that failed is not kept, so not tried again."""
    again = {
        "state": Intake.State.WAITING,
        "problem": "",
        "step": "",
        "tries": 0,
        "finished_at": None,
        "lease_until": None,
    }
    failed = Intake.objects.filter(pk=intake.pk, state=Intake.State.FAILED, way=Intake.Way.ADDRESS)
    with transaction.atomic():
        taken = failed.update(**again)
        if taken:
            transaction.on_commit(partial(wake_intake_worker, intake.pk))
    return bool(taken)


def fail_intake(intake: Intake, problem: str, *, now: datetime) -> None:
    """Note that nothing becomes of it and why; the file is erased unless something else names it."""
    sha256 = intake.sha256
    Intake.objects.unfinished().filter(pk=intake.pk, document=None).update(
        state=Intake.State.FAILED, problem=problem, finished_at=now, lease_until=None, sha256=""
    )
    drop_original(sha256)


def sweep_intakes(*, now: datetime) -> int:
    """Give up what never gets further, forget what is long finished, wake workers for the rest; return how many."""
    for intake in Intake.objects.free(now).filter(tries__gte=MOST_TRIES):
        logger.warning("a document on its way in was given up after %d tries", intake.tries)
        if intake.document_id is None:
            fail_intake(intake, Intake.Problem.STALLED, now=now)
        else:
            # The document is there; what is missing are suggestions, which its page can ask for.
            _close(intake, now=now)
    Intake.objects.filter(finished_at__lt=now - KEPT).delete()
    drop_strays()
    waiting: Sequence[UUID] = list(
        Intake.objects.free(now).order_by("created_at").values_list("pk", flat=True)
    )
    for pk in waiting:
        wake_intake_worker(pk)
    return len(waiting)


def wake_intake_worker(pk: UUID) -> None:
    """Ask a worker for an intake; without a broker the next sweep does."""
    ask_for_task("sources.tasks.run_intake_task", str(pk))


def _close(intake: Intake, *, now: datetime) -> None:
    known = intake.same_as_id == intake.document_id
    state = Intake.State.KNOWN if known else Intake.State.DONE
    Intake.objects.unfinished().filter(pk=intake.pk).update(state=state, finished_at=now, lease_until=None)


def _ask(intake: Intake, *, wake: bool) -> Intake:
    with transaction.atomic():
        intake.save(force_insert=True)
        if wake:
            transaction.on_commit(partial(wake_intake_worker, intake.pk))
    return intake
