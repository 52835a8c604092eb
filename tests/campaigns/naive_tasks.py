"""The control of test_outbox_worker.py: a task that sends first and marks afterwards, as one would write it first."""

import time

from celery import shared_task
from django.core.mail import mailers

from campaigns.mailings import Links, build_mail
from campaigns.models import Dispatch
from toolkit.mail import make_message_id


@shared_task
def naive_send_task(dispatch_id: str) -> None:
    """Look whether it is planned, send it, mark it."""
    dispatch = Dispatch.objects.select_related("sign_up__shift__picket__campaign").get(pk=dispatch_id)
    if dispatch.state == Dispatch.State.PLANNED:
        message = build_mail(dispatch, links=Links(), message_id=make_message_id())
        time.sleep(0.2)
        mailers.default.send_messages([message])
        Dispatch.objects.filter(pk=dispatch_id).update(state=Dispatch.State.SENT)
