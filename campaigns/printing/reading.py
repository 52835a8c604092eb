"""Each thing that a page asks of the database for its sheet is asked once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.translation import get_language

_kept: ContextVar[dict[object, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Keep what `once` reads for as long as this lasts: a request, in which facts need not change."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once[T](key: tuple[object, ...], read: Callable[[], T]) -> T:
    """Return what `read` returns in the active language, without reading anew inside of `reading_once`."""
    kept = _kept.get()
    if kept is None:
        return read()
    whole = (get_language(), *key)
    if whole not in kept:
        kept[whole] = read()
    found: T = kept[whole]
    return found
