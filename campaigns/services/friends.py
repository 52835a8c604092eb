"""Friends whom a volunteer brings: each has a name and a place on the same shift, and no address."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from campaigns.models import SignUp
from campaigns.services import places
from campaigns.services.waiting import give_back, pass_on

MOST_FRIENDS = 3


class TooManyFriendsError(Exception):
    """A volunteer brings MOST_FRIENDS already."""


@transaction.atomic
def add_friend(host: SignUp, *, name: str, seen: int, now: datetime) -> SignUp:
    """Take a place for a friend on the host's shift; return the friend.

    `seen` is how many friends the host saw when they wrote the name: the same name again on top of fewer than there
    are is a double click, and changes nothing. Those in reserve go first. Raises ShiftFullError, ShiftClosedError
    (also when the host has no place), TooManyFriendsError, and SignUp.DoesNotExist once the host is erased.
    """
    host = places.lock_sign_up(host)
    shift = host.shift
    if host.state != SignUp.State.CONFIRMED or host.brought_by_id or not places.is_open(shift, now):
        raise places.ShiftClosedError
    friends = list(host.friends.holding())
    same = next((friend for friend in friends if friend.name.casefold() == name.casefold()), None)
    if same is not None and len(friends) != seen:
        return same
    if len(friends) >= MOST_FRIENDS:
        raise TooManyFriendsError
    pass_on(shift, now=now)
    if not places.take_places(shift):
        raise places.ShiftFullError
    friend = _friend_of(host, name)
    friend.save()
    return friend


@transaction.atomic
def remove_friend(host: SignUp, friend: UUID, *, now: datetime) -> None:
    """Give the place of a host's own friend back. Doing it twice, or for somebody else's, changes nothing.

    Raises SignUp.DoesNotExist once the host is erased.
    """
    host = places.lock_sign_up(host)
    give_back(host.friends.filter(pk=friend, state=SignUp.State.CONFIRMED), host.shift, now=now)


def bring(host: SignUp, count: int) -> list[SignUp]:
    """Put down so many friends of a host, whose places were taken already; they are called after the host."""
    return SignUp.objects.bulk_create(
        [_friend_of(host, f"{host.name} +{number}") for number in range(1, count + 1)]
    )


def coming_with(host: SignUp) -> list[SignUp]:
    """Return the friends who come with a host and have not been checked in."""
    return list(host.friends.filter(state=SignUp.State.CONFIRMED))


def _friend_of(host: SignUp, name: str) -> SignUp:
    return SignUp(
        shift=host.shift,
        brought_by=host,
        name=name,
        language=host.language,
        time_zone=host.time_zone,
        erase_after=host.erase_after,
    )
