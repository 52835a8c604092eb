"""Browsers of tests keep style sheets and scripts, as they do with the headers of the real server.

The live server sends them with none: Chromium then asks again for each of some thirty files on every page.
"""

import pytest
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
