"""Stewards: the link that opens their page, and what they tap there, once however often it is sent."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from campaigns.models import Observation, Picket, SignUp, StewardAction, StewardLink
from campaigns.services.places import lock_sign_up
from toolkit.tokens import hash_token, make_token

# A steward writes up the day afterwards; phones that found no connection have so long to send.
LINK_OUTLASTS_PICKET = timedelta(hours=12)

Kind = StewardAction.Kind
State = SignUp.State


class PicketHasNoTimeError(Exception):
    """A link ends some hours after the picket, and of this picket no end is known."""


class ActionRefusedError(Exception):
    """An action that is not taken and will not be when it is sent again; the message tells a steward why."""


@dataclass(frozen=True, slots=True)
class Tap:
    """What a steward did. `id` is made on the phone; `happened_at` is the phone's time, now where it is None."""

    id: UUID
    kind: str
    sign_up: UUID | None = None
    happened_at: datetime | None = None
    headcount: int | None = None
    note: str = ""
    is_incident: bool = False


def link_end_of(picket: Picket) -> datetime:
    """Return when the links of a picket expire. Raises PicketHasNoTimeError."""
    last = picket.shifts.aggregate(end=Max("ends_at"))["end"]
    ends = [end for end in (picket.ends_at, last) if end is not None]
    if not ends:
        raise PicketHasNoTimeError
    return max(ends) + LINK_OUTLASTS_PICKET


def make_steward_link(picket: Picket, *, label: str) -> tuple[StewardLink, str]:
    """Make a link for one steward; return it and its token, which is kept nowhere. Raises PicketHasNoTimeError."""
    token = make_token()
    link = StewardLink.objects.create(
        picket=picket, label=label, token_hash=hash_token(token), expires_at=link_end_of(picket)
    )
    return link, token


def revoke_steward_link(link: StewardLink, *, now: datetime) -> None:
    """Close a link at once; it stays closed. Phones delete their copy when they next ask."""
    StewardLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now)


def renew_steward_links(picket: Picket) -> None:
    """Let the links of a picket end after its new time, once it has moved; without one they stay as they are."""
    with suppress(PicketHasNoTimeError):
        picket.steward_links.filter(revoked_at=None).update(expires_at=link_end_of(picket))


def find_steward_link(token: str, *, now: datetime) -> StewardLink | None:
    """Return the link that a token opens; None when it is wrong, expired or revoked."""
    links = StewardLink.objects.filter(token_hash=hash_token(token), expires_at__gt=now, revoked_at=None)
    return links.select_related("picket__campaign", "picket__place").first()


@transaction.atomic
def take_tap(link: StewardLink, tap: Tap, *, now: datetime) -> None:
    """Do what a steward tapped, once: a tap that was taken before is taken again and changes nothing.

    Its time is never later than now, nor earlier than the link. Raises ActionRefusedError.
    """
    # One steward at a time, so that the same tap sent twice at once is seen by the second.
    Picket.objects.select_for_update(of=("self",), no_key=True).get(pk=link.picket_id)
    if _is_known(link, tap):
        return
    sign_up = _lock_sign_up(link.picket, tap) if tap.kind in StewardAction.ABOUT_A_PERSON else None
    if tap.kind == Kind.WALK_IN_UNDO and count_walk_ins(link.picket) == 0:
        raise ActionRefusedError(_("Nobody who came without signing up is counted, so nobody was taken off."))
    happened_at = max(link.created_at, min(tap.happened_at or now, now))
    StewardAction.objects.create(
        pk=tap.id, picket=link.picket, link=link, kind=tap.kind, sign_up=sign_up, happened_at=happened_at
    )
    if sign_up is not None:
        sign_up.state, sign_up.checked_in_at = outcome_of(sign_up.steward_actions.all())
        sign_up.save(update_fields=["state", "checked_in_at"])
    elif tap.kind == Kind.OBSERVE:
        Observation.objects.create(
            pk=tap.id,
            picket=link.picket,
            observed_at=happened_at,
            headcount=tap.headcount,
            note=tap.note,
            is_incident=tap.is_incident,
        )


@transaction.atomic
def mark_rest_absent(link: StewardLink, *, tap_id: UUID, now: datetime) -> None:
    """Mark everyone as absent who has a place on a shift that is over and was not checked in.

    Done twice under one `tap_id` it marks nobody anew whom somebody has taken back meanwhile.
    """
    rest = SignUp.objects.filter(
        shift__picket=link.picket, shift__ends_at__lte=now, state__in=[State.CONFIRMED, State.OFFERED]
    )
    for key in list(rest.values_list("pk", flat=True)):
        take_tap(link, Tap(uuid5(tap_id, str(key)), Kind.ABSENT, key, now), now=now)


def outcome_of(actions: Iterable[StewardAction]) -> tuple[str, datetime | None]:
    """Return what became of a person and since when they are there, whatever the order in which actions arrived.

    The later of two actions counts, with one exception: who was seen came, also when another steward, whose phone
    had heard nothing of it, marked them as absent afterwards.
    """
    came_at = absent_at = None
    for action in sorted(actions, key=lambda action: (action.happened_at, action.taken_at)):
        match action.kind:
            case Kind.CHECK_IN:
                came_at = came_at or action.happened_at
            case Kind.ABSENT:
                absent_at = action.happened_at
            case Kind.UNDO:
                came_at = absent_at = None
    if came_at is not None:
        return State.CHECKED_IN, came_at
    return (State.ABSENT if absent_at else State.CONFIRMED), None


def count_walk_ins(picket: Picket) -> int:
    """Return how many came without signing up."""
    kinds = list(
        picket.steward_actions.filter(kind__in=[Kind.WALK_IN, Kind.WALK_IN_UNDO]).values_list(
            "kind", flat=True
        )
    )
    return max(0, kinds.count(Kind.WALK_IN) - kinds.count(Kind.WALK_IN_UNDO))


def _is_known(link: StewardLink, tap: Tap) -> bool:
    """Say whether this tap was taken. Raises ActionRefusedError when its key was used for something else."""
    known = StewardAction.objects.filter(pk=tap.id).first()
    if known is None:
        return False
    if (known.picket_id, known.kind, known.sign_up_id) != (link.picket_id, tap.kind, tap.sign_up):
        raise ActionRefusedError(_("This was sent before as something else. Please do it once more."))
    return True


def _lock_sign_up(picket: Picket, tap: Tap) -> SignUp:
    """Return the sign-up as it is now, locked against whoever cancels or moves it meanwhile."""
    on_list = SignUp.objects.select_related("shift").filter(shift__picket=picket)
    found = on_list.filter(pk=tap.sign_up).first() if tap.sign_up else None
    try:
        sign_up = lock_sign_up(found) if found else None
    except SignUp.DoesNotExist:
        sign_up = None
    if sign_up is None:
        raise ActionRefusedError(_("This person is not on the list any more."))
    if sign_up.state == State.WAITING:
        raise ActionRefusedError(
            _("%(name)s is in reserve and has no place. Count them among those who came without signing up.")
            % {"name": sign_up.name}
        )
    if sign_up.state not in SignUp.HOLDING:
        raise ActionRefusedError(
            _("%(name)s gave the place back. Count them among those who came without signing up.")
            % {"name": sign_up.name}
        )
    return sign_up
