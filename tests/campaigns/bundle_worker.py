"""What a worker of the tests of bundles loads: small slow parts that leave a trace, and defences that can be off."""

import os
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from celery.signals import worker_process_init

PART = 2
TRACE = "BUNDLE_TRACE"
CONTROL = "BUNDLE_CONTROL"
NO_LEASE, NO_RESUME = "no lease", "no resume"


def _prepare(**_: Any) -> None:  # noqa: ANN401 - whatever the signal sends
    from campaigns.services import bundle_work as module  # noqa: PLC0415 - the apps are ready only now

    bundle_work: Any = module
    bundle_work.LETTERS_A_PART = PART
    # Longer than a part takes on a machine that is busy.
    bundle_work.LEASE = timedelta(seconds=10)
    write, commit = bundle_work.write_part, bundle_work.Hold.commit

    def write_slowly(bundle: Any, number: int, files: Iterable[tuple[str, bytes]]) -> None:  # noqa: ANN401 - as below
        write(bundle, number, files)
        _trace("wrote", number)
        time.sleep(0.4)

    def commit_and_tell(hold: Any, **fields: Any) -> None:  # noqa: ANN401 - a Hold and its fields
        commit(hold, **fields)
        if "parts" in fields:
            _trace("committed", fields["parts"] - 1)

    bundle_work.write_part = write_slowly
    bundle_work.Hold.commit = commit_and_tell
    if os.environ.get(CONTROL) == NO_LEASE:
        _without_a_lease(bundle_work)
    if os.environ.get(CONTROL) == NO_RESUME:
        _without_resuming(bundle_work)


def _trace(what: str, number: int) -> None:
    with Path(os.environ[TRACE]).open("a") as file:
        file.write(f"{what} {number}\n")


def _without_a_lease(bundle_work: Any) -> None:  # noqa: ANN401 - a module
    """Let everybody take a bundle, and write down what they did whoever holds it."""
    from campaigns.models import PrintBundle  # noqa: PLC0415 - the apps are ready only now

    def claim(pk: UUID) -> PrintBundle | None:
        PrintBundle.objects.filter(pk=pk, state="waiting").update(state="at_work")
        return PrintBundle.objects.filter(pk=pk, state="at_work").first()

    def commit(hold: Any, **fields: Any) -> None:  # noqa: ANN401 - a Hold and its fields
        bundle = hold.row
        PrintBundle.objects.filter(pk=bundle.pk).update(**fields)
        for name, value in fields.items():
            setattr(bundle, name, value)

    bundle_work.claim_bundle = claim
    bundle_work.Hold.commit = commit


def _without_resuming(bundle_work: Any) -> None:  # noqa: ANN401 - a module
    """Begin anew with whatever somebody left."""
    from campaigns.models import PrintBundle  # noqa: PLC0415 - the apps are ready only now

    claim = bundle_work.claim_bundle

    def claim_from_the_start(pk: UUID) -> PrintBundle | None:
        PrintBundle.objects.filter(pk=pk, lease_until__isnull=False).update(made=0, parts=0)
        found: PrintBundle | None = claim(pk)
        return found

    bundle_work.claim_bundle = claim_from_the_start


worker_process_init.connect(_prepare, weak=False)
