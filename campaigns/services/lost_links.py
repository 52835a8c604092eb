"""A lost private link is asked for again. Whoever asks learns nothing, neither by words nor by time: a worker looks."""

from datetime import datetime
from functools import partial

from django.db import transaction

from campaigns.models import LinkRequest
from campaigns.services.signing import send_signature_links
from toolkit.waking import ask_for_task

# So many are looked at in one go; the next sweep takes the others.
BATCH = 500


@transaction.atomic
def ask_for_links(email: str, *, now: datetime) -> None:
    """Note that an address wants the links of its signatures: one row, whether anybody signed with it or not."""
    LinkRequest.objects.create(email=email, asked_at=now)
    transaction.on_commit(partial(ask_for_task, "campaigns.tasks.send_asked_links_task"))


def send_asked_links(*, now: datetime) -> int:
    """Send the links that were asked for, and forget who asked; return how many asked."""
    done = 0
    for key in list(LinkRequest.objects.order_by("asked_at", "pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            request = LinkRequest.objects.select_for_update(skip_locked=True).filter(pk=key).first()
            if request is not None:
                send_signature_links(request.email, now=now)
                request.delete()
                done += 1
    return done
