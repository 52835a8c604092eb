"""Browsers of tests keep style sheets and scripts, as they do with the headers of the real server.

The live server sends them with none: Chromium then asks again for each of some thirty files on every page.
"""

import threading
import time
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import testcases
from playwright.sync_api import expect

# Pages of a busy machine take their time; what is right at once is not waited for.
expect.set_options(timeout=20_000)

_serve = testcases._StaticFilesHandler.serve


def _serve_to_keep(handler: testcases._StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
    response = _serve(handler, request)
    response["Cache-Control"] = "max-age=3600"
    return response


@pytest.fixture(scope="session", autouse=True)
def _kept_files() -> None:
    """Let browsers keep static files; each test has a browser profile of its own, so nothing old is shown."""
    testcases._StaticFilesHandler.serve = _serve_to_keep  # type: ignore[assignment, method-assign]  # any file answers


class _Answering:
    """Counts the requests that the live server is answering."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0

    def begin(self, **_: object) -> None:
        """Count one more."""
        with self._changed:
            self._count += 1

    def end(self, **_: object) -> None:
        """Count one less."""
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def wait(self) -> None:
        """Wait until all are answered."""
        with self._changed:
            self._changed.wait_for(lambda: self._count <= 0, timeout=20)


@pytest.fixture(autouse=True)
def _last_requests_are_answered() -> Iterator[None]:
    """End with nothing on its way: a page may ask for something in the moment in which its browser is closed.

    The server would come to it when the test's database is away, and the next test would be blamed for the error.
    """
    answering = _Answering()
    request_started.connect(answering.begin, weak=False)
    request_finished.connect(answering.end, weak=False)
    yield
    # What was sent just before the browser closed may not have reached the server yet.
    time.sleep(0.05)
    answering.wait()
    request_started.disconnect(answering.begin)
    request_finished.disconnect(answering.end)
