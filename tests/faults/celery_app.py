"""The real Celery application. A small run has a quicker beat; a control run has its defence switched off."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")

from config.celery import app

if os.environ.get("FAULTS_HURRY") == "1":
    for entry in app.conf.beat_schedule.values():
        entry["schedule"] = 4.0
        entry["options"] = {"expires": 4}

__all__ = ["app"]


def switch_defence_off(**_: Any) -> None:  # noqa: ANN401 - whatever the signal sends
    """Send first and mark afterwards: what a plain task does. A lost answer counts as not sent."""
    from campaigns.models import Dispatch  # noqa: PLC0415 - the apps are ready only now
    from campaigns.services import sending  # noqa: PLC0415
    from toolkit.mail import Delivery, Outcome  # noqa: PLC0415

    real_finish = sending.finish

    def begin(claim: Any, message_id: str, before: Any = None) -> bool:  # noqa: ANN401
        if before is not None:
            sending.finish(before.pk, before.message_id, before.delivery)
        mine = Dispatch.objects.filter(pk=claim.pk, lease_until=claim.lease)
        return bool(mine.update(message_id=message_id))

    def finish(pk: Any, message_id: str, delivery: Delivery) -> None:  # noqa: ANN401
        Dispatch.objects.filter(pk=pk, message_id=message_id).update(state="sending")
        if delivery.outcome == Outcome.UNKNOWN:
            delivery = Delivery(Outcome.TEMPORARY, delivery.problem)
        real_finish(pk, message_id, delivery)

    sending.begin_sending = begin
    sending.finish = finish


if os.environ.get("FAULTS_CONTROL") == "1":
    from celery.signals import worker_process_init

    worker_process_init.connect(switch_defence_off, weak=False)
