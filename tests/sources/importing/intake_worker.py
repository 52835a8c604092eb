"""What a worker of the tests of intakes loads: a short lease, and writing that takes a while."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.signals import worker_process_init

TRACE = "INTAKE_TRACE"


def _prepare(**_: Any) -> None:  # noqa: ANN401 - whatever the signal sends
    from sources.services import intake_work as module  # noqa: PLC0415 - the apps are ready only now

    work: Any = module
    work.LEASE = timedelta(seconds=6)
    make = work.make_document

    def make_slowly(*given: Any) -> Any:  # noqa: ANN401 - as it is given
        """Write the document, and dawdle before it is committed."""
        document = make(*given)
        with Path(os.environ[TRACE]).open("a") as file:
            file.write("wrote\n")
        time.sleep(float(os.environ.get("INTAKE_DAWDLE", "0")))
        return document

    work.make_document = make_slowly


worker_process_init.connect(_prepare, weak=False)
