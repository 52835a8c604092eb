"""A volunteer's private calendar: one address that shows all their shifts, until it is revoked or they are erased."""

from datetime import datetime

from django.db import transaction

from campaigns.models import PrivateLink, SignUp
from campaigns.models.sign_ups import PrivateLinkQuerySet
from campaigns.services.links import make_private_link


@transaction.atomic
def make_calendar_link(sign_up: SignUp, *, now: datetime) -> str:
    """Return the token of a new address; the one before it works no more. It is not kept anywhere."""
    revoke_calendar_links(sign_up, now=now)
    return make_private_link(sign_up, purpose=PrivateLink.Purpose.CALENDAR)


@transaction.atomic
def revoke_calendar_links(sign_up: SignUp, *, now: datetime) -> int:
    """Revoke the volunteer's addresses, on whichever of their sign-ups they were made; return how many."""
    return _links_of(sign_up).valid(now).update(revoked_at=now)


def has_calendar_link(sign_up: SignUp, *, now: datetime) -> bool:
    """Return whether the volunteer has an address that works."""
    return _links_of(sign_up).valid(now).exists()


def _links_of(sign_up: SignUp) -> PrivateLinkQuerySet:
    # A friend without an address of their own has no calendar of their own.
    own = {"sign_up": sign_up} if not sign_up.email_index else {"sign_up__email_index": sign_up.email_index}
    return PrivateLink.objects.filter(purpose=PrivateLink.Purpose.CALENDAR, **own)
