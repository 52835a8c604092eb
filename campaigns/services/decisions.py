"""What a person decides about messages that did not go out, or that nobody knows about."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from campaigns.models import Dispatch


@transaction.atomic
def note_sent(dispatches: QuerySet[Dispatch]) -> list[Dispatch]:
    """Note that messages of which it was not known did go out; return those."""
    unknown = dispatches.filter(state=Dispatch.State.UNKNOWN)
    noted = list(unknown.select_for_update(of=("self",)))
    now = timezone.now()
    unknown.filter(pk__in=[one.pk for one in noted]).update(
        state=Dispatch.State.SENT, sent_at=now, problem=""
    )
    return noted


@transaction.atomic
def send_again(dispatches: QuerySet[Dispatch]) -> list[Dispatch]:
    """Make messages due again that were refused, or that may not have gone out; return those.

    The next sweep sends what still makes sense by then. Whoever got an unknown one after all gets it twice, which is
    why a person decides.
    """
    stuck = dispatches.filter(state__in=[Dispatch.State.FAILED, Dispatch.State.UNKNOWN])
    chosen = list(stuck.select_for_update(of=("self",)))
    stuck.filter(pk__in=[one.pk for one in chosen]).update(
        state=Dispatch.State.RETRY, due_at=timezone.now(), attempts=0, lease_until=None
    )
    return chosen
