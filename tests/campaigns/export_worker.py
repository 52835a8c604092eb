"""What a worker of the tests of exports loads: small slow parts that leave a trace."""

import os
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.signals import worker_process_init

PART = 2
TRACE = "EXPORT_TRACE"


def _prepare(**_: Any) -> None:  # noqa: ANN401 - whatever the signal sends
    from campaigns.services import export_work as work  # noqa: PLC0415 - the apps are ready only now
    from campaigns.services import signature_export as content  # noqa: PLC0415 - as above

    export_work: Any = work
    content.PER_PART = PART
    # Longer than a part takes on a machine that is busy.
    export_work.LEASE = timedelta(seconds=5)
    make = export_work.part_of

    def slowly(export: Any, statement: Any, standing: Any, subjects: Sequence[str]) -> Any:  # noqa: ANN401 - as above
        part = make(export, statement, standing, subjects)
        with Path(os.environ[TRACE]).open("a") as file:
            file.write(f"{subjects[0]}\n")
        time.sleep(0.5)
        return part

    export_work.part_of = slowly


worker_process_init.connect(_prepare, weak=False)
