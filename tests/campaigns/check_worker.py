"""What a worker of the tests of hand-overs loads: a check that takes its time and leaves a trace."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.signals import worker_process_init

TRACE = "CHECK_TRACE"


def _prepare(**_: Any) -> None:  # noqa: ANN401 - whatever the signal sends
    from campaigns.services import hand_over_work as work  # noqa: PLC0415 - the apps are ready only now

    hand_over_work: Any = work
    hand_over_work.LEASE = timedelta(seconds=5)
    look = hand_over_work.misfits

    def slowly(*given: Any, **more: Any) -> Any:  # noqa: ANN401 - as the function it stands for
        with Path(os.environ[TRACE]).open("a") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(0 if "among" in more else 2)
        return look(*given, **more)

    hand_over_work.misfits = slowly


worker_process_init.connect(_prepare, weak=False)
