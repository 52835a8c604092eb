"""Contacts are erased when their time is up, in two steps where the volunteer agreed to hear of later pickets."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from campaigns.models import Dispatch, PrivateLink, SignUp
from campaigns.services.retention import KEPT_AFTER_PICKET, calls_until

logger = logging.getLogger(__name__)

# What goes for good: these were cancelled, or never had an address.
_NOT_CALLED = Q(agreed_to_calls=False) | Q(state=SignUp.State.CANCELLED) | Q(email_index="")


@transaction.atomic
def erase_expired_sign_ups(*, now: datetime) -> int:
    """Erase what is due, with links and messages; return how many sign-ups are deleted.

    Of whoever agreed to be called, name, phone, friends, messages and all links but those that stop or show what is
    kept go at the promised day, and the rest a year after the picket. Who takes that back is deleted here at once.
    """
    deleted = _delete(SignUp.objects.filter(erase_after__lte=now).filter(_NOT_CALLED))
    over = Q(shift__picket__ends_at=None) | Q(shift__picket__ends_at__lte=now - KEPT_AFTER_PICKET)
    taken_back = SignUp.objects.filter(
        over, shift__ends_at__lte=now - KEPT_AFTER_PICKET, agreed_to_calls=False
    )
    deleted += _delete(taken_back)
    for one in SignUp.objects.filter(erase_after__lte=now).select_related("shift__picket"):
        until = calls_until(one.shift)
        if until <= now:
            deleted += _delete(SignUp.objects.filter(pk=one.pk))
        else:
            _keep_for_calls(one, until)
    if deleted:
        logger.info("%d sign-ups erased", deleted)
    return deleted


def _keep_for_calls(sign_up: SignUp, until: datetime) -> None:
    """Keep the address and the language, and nothing else that tells of a person."""
    sign_up.name = sign_up.phone = sign_up.time_zone = ""
    sign_up.erase_after = until
    sign_up.save(update_fields=["name", "phone", "time_zone", "erase_after"])
    sign_up.friends.all().delete()
    sign_up.push_subscriptions.all().delete()
    # What they were called to is kept, so that nobody is called to the same picket twice.
    sign_up.dispatches.exclude(kind=Dispatch.Kind.CALL).delete()
    sign_up.steward_actions.all().delete()
    sign_up.links.filter(purpose=PrivateLink.Purpose.CALENDAR).delete()
    sign_up.links.update(expires_at=until)


def _delete(sign_ups: QuerySet[SignUp]) -> int:
    _total, by_model = sign_ups.delete()
    return by_model.get("campaigns.SignUp", 0)
