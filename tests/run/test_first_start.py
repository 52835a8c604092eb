"""The whole of `make run` after the installation: from an empty folder to pages and an organiser."""

import http.cookiejar
import re
import signal
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest

from tests.run.serving import Served, make_secrets, serving, wait_until


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a first start in an empty folder, ready."""
    var = tmp_path_factory.mktemp("first") / "var"
    make_secrets(var)
    with serving(var, "--prepare") as served:
        wait_until(served.ready, "a first start", seconds=180)
        yield served


class Browser:
    """Keeps cookies and posts forms."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> tuple[str, str]:
        """Return the path that was reached and the page."""
        with self.opener.open(self.base + path, timeout=30) as response:
            return urllib.parse.urlsplit(response.url).path, response.read().decode()

    def post(self, path: str, **fields: str) -> tuple[str, str]:
        """Send the form of a page, with its token."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path)[1])
        assert token is not None
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode()
        request = urllib.request.Request(self.base + path, data, {"Origin": self.base})
        with self.opener.open(request, timeout=30) as response:
            return urllib.parse.urlsplit(response.url).path, response.read().decode()


def test_pages_come_in_three_languages_with_their_styles(first: Served) -> None:
    for language in ("en", "ru", "kk"):
        status, page = first.get(f"/{language}/")
        assert status == 200
        assert f'<html lang="{language}"' in page
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert styles
    for address in styles:
        assert first.get(address)[0] == 200


def test_progress_is_visible(first: Served) -> None:
    steps = re.findall(r"^==> (.+)$", first.output(), re.MULTILINE)
    assert steps == ["Database", "Translations", "Static files", "Example campaign", "Organiser", "Starting"]


def test_organiser_signs_in_once_with_the_password_shown_and_chooses_another(first: Served) -> None:
    shown = re.search(r"Organiser +(\S+)\n +Password +(\S+)", first.output())
    assert shown is not None
    email, password = shown.groups()
    browser = Browser(f"http://localhost:{first.port}")
    reached, _ = browser.post("/admin/login/", username=email, password=password, next="/admin/")
    assert reached == "/admin/password_change/"
    assert browser.get("/admin/accounts/user/")[0] == "/admin/password_change/"
    own = "a long one of my own"
    fields = {"old_password": password, "new_password1": own, "new_password2": own}
    assert browser.post("/admin/password_change/", **fields)[0] == "/admin/password_change/done/"
    assert browser.get("/admin/accounts/user/")[0] == "/admin/accounts/user/"


def test_second_start_is_quick_keeps_the_data_and_tells_no_password(first: Served) -> None:
    home = first.get("/en/")[1]
    first.signal(signal.SIGTERM)
    assert first.end() == 0
    began = time.monotonic()
    with serving(first.var, "--prepare") as second:
        wait_until(second.ready, "a second start")
        # A few seconds on a quiet machine; other tests run beside this one.
        assert time.monotonic() - began < 40
        assert re.findall(r"^==> (.+)$", second.output(), re.MULTILINE) == [
            "Translations",
            "Example campaign",
            "Organiser",
            "Starting",
        ]
        assert "Password" not in second.output()
        assert second.get("/en/")[1] == home
