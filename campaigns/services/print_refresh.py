"""Printed matter is looked through soon after something was written at the desk, and by one worker at a time.

The mark WANTED is set before a worker is asked and taken away before it begins to look: whatever is written later sets
it again. Who finds another at work leaves the mark, and that one looks at it after it has let go.
"""

from contextlib import suppress

from django.core.cache import caches
from django.utils import timezone
from redis.exceptions import RedisError

from campaigns.services.printing import refresh_prints
from toolkit.waking import ask_for_task

WANTED, AT_WORK = "prints-to-look-through", "prints-looked-through"
# Longer than a look takes; what a killed worker leaves is gone after it, and beat asks anyway.
_SECONDS = 120


def wake_refresh() -> None:
    """Ask a worker to look through printed matter, once for many changes. Raises nothing."""
    try:
        is_new = caches["limits"].add(WANTED, 1, _SECONDS)
    except RedisError:
        # Whom nobody counts, everybody asks for.
        is_new = True
    if is_new:
        ask_for_task("campaigns.tasks.refresh_prints_task", expires=_SECONDS)


def refresh_prints_once() -> None:
    """Look through printed matter until nothing is wanted any more, unless another process is at it."""
    cache = caches["limits"]
    try:
        while cache.add(AT_WORK, 1, _SECONDS):
            try:
                cache.delete(WANTED)
                refresh_prints(now=timezone.now())
            finally:
                with suppress(RedisError):
                    cache.delete(AT_WORK)
            if cache.get(WANTED) is None:
                return
    except RedisError:
        refresh_prints(now=timezone.now())
