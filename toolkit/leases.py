"""Who works on what: a row is taken until a moment, and that moment is the mark of who holds it.

Each commit is an UPDATE under that mark, so that one who lost the row, or whose work was cancelled, notices before
anything else is written down.
"""

import time
from datetime import timedelta

from django.db.models import Model
from django.utils import timezone

_SAYS_SO_EVERY = 10.0


class LostError(Exception):
    """What was worked on is no longer ours: cancelled, forgotten, or taken over."""


class Hold[Row: Model]:
    """A row with a column `lease_until` that this process holds; it may be silent for `lease`."""

    def __init__(self, row: Row, *, lease: timedelta) -> None:
        self.row = row
        self._lease = lease
        self._said = time.monotonic()

    def commit(self, **fields: object) -> None:
        """Write down what was done, and go on holding the row unless `lease_until` is given. Raises LostError."""
        row = self.row
        mine = type(row)._default_manager.filter(pk=row.pk, lease_until=row.lease_until)  # type: ignore[attr-defined]  # see above
        fields = {"lease_until": timezone.now() + self._lease, **fields}
        if not mine.update(**fields):
            raise LostError
        for name, value in fields.items():
            setattr(row, name, value)
        self._said = time.monotonic()

    def live(self) -> None:
        """Say that this process lives, if it is time to. Raises LostError."""
        if time.monotonic() - self._said > _SAYS_SO_EVERY:
            self.commit()
