"""Text steps down until it fits: how the largest size that does is found with few tries."""

import bisect
from collections.abc import Callable, Hashable

from toolkit.pdf import TooManyPagesError
from toolkit.typeset.sheet import SetSheet

_MOST_KEPT = 1000
# The variant in which this process set the last sheet of a kind.
_last_found: dict[Hashable, int] = {}


class Search:
    """The largest variant of a sheet that fits: each is laid out once at most.

    `layout` lays out one of `variants`, which go from the largest to the smallest. Sheets of the same `kind` mostly
    fit in the same one, so that two tries show it: that one fits, and the next larger does not.
    """

    def __init__(self, layout: Callable[[int], SetSheet], *, variants: int, kind: Hashable) -> None:
        self.layout = layout
        self.last = variants - 1
        self.kind = kind
        self.known: dict[int, SetSheet | TooManyPagesError] = {}

    def set(self, variant: int) -> SetSheet:
        """Return a variant laid out. Raises TooManyPagesError when it does not fit."""
        if variant not in self.known:
            try:
                self.known[variant] = self.layout(variant)
            except TooManyPagesError as error:
                # Its traceback would hold what was laid out.
                self.known[variant] = error.with_traceback(None)
        found = self.known[variant]
        if isinstance(found, TooManyPagesError):
            raise found
        return found

    def fits(self, variant: int) -> bool:
        """Say whether a variant fits its pages."""
        try:
            self.set(variant)
        except TooManyPagesError:
            return False
        return True

    def fits_at_all(self) -> bool:
        """Say whether any variant fits."""
        return any(self.fits(variant) for variant in {_last_found.get(self.kind, self.last), self.last})

    def best(self) -> int:
        """Return the largest variant that fits. Raises TooManyPagesError when none does."""
        found = _last_found.get(self.kind)
        low, high = (0, self.last) if found is None else self._around(found)
        if not self.fits(low):
            self.set(high)
            low = bisect.bisect_left(range(high), x=True, lo=low + 1, key=self.fits)
        if len(_last_found) >= _MOST_KEPT:
            _last_found.clear()
        _last_found[self.kind] = low
        return low

    def _around(self, found: int) -> tuple[int, int]:
        """Return two variants between which the largest that fits lies, the second of which fits or is the last."""
        if not self.fits(found):
            return found, self.last
        while found and self.fits(found - 1):
            found -= 1
        return found, found
