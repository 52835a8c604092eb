"""Headers of every answer, and forms that need no cookie."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from toolkit.http import PERMISSIONS_POLICY, PrivacyHeadersMiddleware, public_form


@public_form
def _form(request: HttpRequest, slug: str = "") -> HttpResponse:
    return HttpResponse(f"taken {slug}".strip())


def _post(headers: dict[str, str], *, secure: bool = False) -> HttpResponse:
    request = RequestFactory().post("/en/form/", headers=headers, secure=secure)
    answer = _form(request)
    assert isinstance(answer, HttpResponse)
    return answer


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        # What our own Referrer-Policy makes a browser send, and older ones without Sec-Fetch-Site.
        {"Origin": "null"},
        {"Origin": "http://testserver"},
        {"Origin": "http://localhost:8000"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    ],
)
def test_a_post_from_our_own_pages_is_taken(headers: dict[str, str]) -> None:
    assert _post(headers).content == b"taken"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": ""},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://example.org"},
        {"Origin": "http://testserver.example.org"},
        {"Origin": "http://testserver:81"},
        {"Origin": "https://testserver"},
    ],
)
def test_a_post_that_says_it_comes_from_elsewhere_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(PermissionDenied):
        _post(headers)


def test_over_https_only_the_https_origin_is_ours() -> None:
    assert _post({"Origin": "https://testserver"}, secure=True).status_code == 200
    with pytest.raises(PermissionDenied):
        _post({"Origin": "http://testserver"}, secure=True)


def test_reading_is_never_refused_and_arguments_reach_the_view() -> None:
    request = RequestFactory().get("/en/form/", headers={"Sec-Fetch-Site": "cross-site"})
    answer = _form(request, slug="a")
    assert isinstance(answer, HttpResponse)
    assert answer.content == b"taken a"


def test_the_form_is_exempt_from_the_check_that_needs_a_cookie() -> None:
    assert getattr(_form, "csrf_exempt", False) is True
    assert _form.__name__ == "_form"


def _headers(path: str, answer: HttpResponse | None = None) -> dict[str, str]:
    middleware = PrivacyHeadersMiddleware(lambda _request: answer or HttpResponse())
    return dict(middleware(RequestFactory().get(path)).headers)


def test_every_answer_has_the_headers_that_django_has_no_setting_for() -> None:
    headers = _headers("/en/")

    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == PERMISSIONS_POLICY
    assert headers["Vary"] == "HX-Request"
    assert "Cache-Control" not in headers


def test_a_view_may_say_otherwise() -> None:
    answer = HttpResponse(headers={"Cross-Origin-Resource-Policy": "cross-origin", "Vary": "Accept-Language"})
    headers = _headers("/en/", answer)

    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Vary"] == "Accept-Language, HX-Request"


def test_the_organisers_desk_is_stored_nowhere_and_may_tell_its_own_pages_where_a_post_comes_from(
    settings: Settings,
) -> None:
    headers = _headers("/admin/campaigns/")

    assert "no-store" in headers["Cache-Control"]
    assert headers["Referrer-Policy"] == "same-origin"
