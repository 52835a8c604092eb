"""What somebody said of two rows that look alike: that they are two."""

from django.db import transaction

from accounts.models import User
from sources.models import NotTheSame


@transaction.atomic
def say_two(kind: str, one: int, other: int, *, by: User | None) -> NotTheSame:
    """Remember that two rows are two, so that they are not proposed again. `one` and `other` are their keys."""
    first, second = sorted([one, other])
    pair, _is_new = NotTheSame.objects.get_or_create(
        kind=kind, first=first, second=second, defaults={"said_by": by}
    )
    return pair


@transaction.atomic
def take_back_two(pair: NotTheSame) -> None:
    """Forget that two rows are two: they may be proposed and joined again."""
    pair.delete()
