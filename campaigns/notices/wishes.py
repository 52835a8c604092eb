"""How organisers want to hear of each kind of date."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from campaigns.models import NoticeKind, NoticePreference
from campaigns.notices.rules import RULES


@dataclass(frozen=True, slots=True)
class Wishes:
    """What organisers chose; where somebody chose nothing, what is usual for the kind."""

    chosen: dict[tuple[int, str], str]

    def how(self, user: User, kind: NoticeKind) -> str:
        """Return how an organiser wants to hear of a kind."""
        return self.chosen.get((user.pk, kind), RULES[kind].usual)


def wishes_of(users: Iterable[User] | None = None) -> Wishes:
    """Return the wishes of some organisers, or of all."""
    rows = NoticePreference.objects.all()
    if users is not None:
        rows = rows.filter(user__in=list(users))
    return Wishes({(user, kind): how for user, kind, how in rows.values_list("user", "kind", "how")})
