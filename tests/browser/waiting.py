"""Waiting in a browser test until something is so, instead of for a while."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

PATIENCE = 20_000
_LOOK_AGAIN = 50


def wait_until(page: Page, is_so: Callable[[], object], what: str) -> None:
    """Let the browser go on until something is so; fail when it takes longer than a busy machine needs."""
    for _ in range(PATIENCE // _LOOK_AGAIN):
        if is_so():
            return
        page.wait_for_timeout(_LOOK_AGAIN)
    pytest.fail(f"waited in vain for {what}")
