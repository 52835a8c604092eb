"""What Celery runs: each takes ids and calls one service. A task that runs twice does no harm."""

from pathlib import Path
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from campaigns.services.outbox import send_dispatch, sweep_outbox
from campaigns.services.sign_ups import erase_expired_sign_ups
from toolkit.mail_backends import forget_old_mail


@shared_task
def send_dispatch_task(dispatch_id: str) -> None:
    """Send one message at once, if it is still there and due."""
    send_dispatch(UUID(dispatch_id))


@shared_task
def sweep_outbox_task() -> None:
    """Plan reminders and send whatever is due. Beat asks for it each minute."""
    sweep_outbox()


@shared_task
def erase_expired_sign_ups_task() -> None:
    """Erase the contacts whose time is up, and old mail in the development mailbox. Beat asks for it each hour."""
    erase_expired_sign_ups(now=timezone.now())
    folder = settings.MAILERS["default"].get("OPTIONS", {}).get("file_path")
    if folder:
        forget_old_mail(Path(folder))
