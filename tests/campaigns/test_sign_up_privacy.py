"""What the answers, the clock, the log and the browser never tell."""

import io
import logging
import re
import statistics
import sys
import time

import pytest
from django.test import Client

from campaigns.models import Shift, SignUp
from campaigns.services import relinking
from campaigns.services.links import make_private_link
from tests.campaigns.conftest import SignUpFunction, post_sign_up
from tests.factories.campaigns import ShiftFactory, SignUpFactory
from toolkit.logs import LineFormatter
from toolkit.tokens import make_token

pytestmark = pytest.mark.django_db


def test_sign_up_needs_no_cookie_and_leaves_none(client: Client, shift: Shift) -> None:
    client = Client(enforce_csrf_checks=True)
    token = make_private_link(SignUpFactory(shift=shift))
    pages = [
        client.get(f"/en/pickets/{shift.picket.slug}/"),
        post_sign_up(client, shift, email="wrong"),
        posted := post_sign_up(client, shift),
        client.get(posted.headers["Location"]),
        client.get(f"/en/sign-up/{token}/"),
        client.get(f"/en/sign-up/{token}/shift.ics"),
        client.post(f"/en/sign-up/{token}/cancel/"),
        client.get(f"/en/sign-up/{make_token()}/"),
    ]

    assert [page.status_code for page in pages] == [200, 422, 303, 200, 200, 200, 303, 404]
    assert [len(page.cookies) for page in pages] == [0] * len(pages)


def test_pages_with_personal_data_are_stored_nowhere(client: Client, shift: Shift) -> None:
    token = make_private_link(SignUpFactory(shift=shift))
    posted = post_sign_up(client, shift)
    for page in [
        post_sign_up(client, shift, email="wrong"),
        posted,
        client.get(posted.headers["Location"]),
        client.get(f"/en/sign-up/{token}/"),
        client.get(f"/en/sign-up/{token}/shift.ics"),
        client.get(f"/en/sign-up/{make_token()}/"),
        client.post(f"/en/sign-up/{token}/cancel/"),
    ]:
        assert "no-store" in page.headers["Cache-Control"]
        assert page.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://example.org"},
    ],
)
def test_a_post_from_another_site_is_refused(shift: Shift, headers: dict[str, str]) -> None:
    client = Client(headers=headers)
    token = make_private_link(SignUpFactory(shift=shift))

    assert post_sign_up(client, shift).status_code == 403
    assert client.post(f"/en/sign-up/{token}/cancel/").status_code == 403
    assert SignUp.objects.exclude(state="cancelled").count() == 1


def _seen(client: Client, shift: Shift, email: str) -> tuple[int, str, str]:
    """Return what a person at the form sees: status, where it leads, and the page there."""
    response = post_sign_up(client, shift, email=email)
    where = response.headers["Location"]
    return response.status_code, re.sub(r"sign-up/[^/]+", "sign-up/…", where), client.get(where).text


@pytest.mark.parametrize("places", [1, 3])
def test_a_known_address_and_a_new_one_get_the_same_answer(
    client: Client, join: SignUpFunction, places: int
) -> None:
    shift = ShiftFactory(places_needed=places)
    join(shift, "known@example.org")

    known = _seen(client, shift, "known@example.org")
    new = _seen(client, shift, "new@example.org")

    def neutral(seen: tuple[int, str, str]) -> tuple[int, str, str]:
        return seen[0], seen[1], re.sub(r"sign-up/[\w:-]+", "sign-up/…", seen[2])

    assert neutral(known) == neutral(new)
    assert known[0] == 303
    assert SignUp.objects.count() == 2
    # The control: what is compared does tell a full shift from one with room.
    roomy = _seen(client, ShiftFactory(picket=shift.picket, places_needed=99), "x@example.org")
    assert (neutral(roomy)[2] == neutral(new)[2]) == (places == 3)


def test_the_form_gives_nobody_a_private_link(client: Client, shift: Shift, join: SignUpFunction) -> None:
    victim = join(shift, "victim@example.org").sign_up
    _status, _where, page = _seen(client, shift, "victim@example.org")

    assert victim.links.count() == 0
    assert "victim" not in page
    assert "cancel/" not in page
    assert "Aigerim" not in page


def _differs_in_time(shift: Shift, join: SignUpFunction) -> bool:
    """Whether a known address is answered measurably sooner or later than a new one: by 5 ms, or by a quarter.

    The quickest quarter of 60 tries each is compared, which a busy machine disturbs least.
    """
    Shift.objects.filter(pk=shift.pk).update(places_needed=1000)
    join(shift, "known@example.org")
    times: dict[str, list[float]] = {"new": [], "known": []}
    for number in range(60):
        for kind, address in (("new", f"{number}@example.org"), ("known", "known@example.org")):
            began = time.perf_counter()
            join(shift, address)
            times[kind].append(time.perf_counter() - began)
    new, known = (statistics.median(sorted(measured)[:15]) for measured in times.values())
    return abs(new - known) > max(0.005, 0.25 * new)


@pytest.mark.django_db(transaction=True)
def test_a_known_address_is_answered_in_the_same_time_as_a_new_one(
    shift: Shift, join: SignUpFunction
) -> None:
    assert not _differs_in_time(shift, join)


@pytest.mark.django_db(transaction=True)
def test_control_a_longer_answer_for_known_addresses_is_measured(
    shift: Shift, join: SignUpFunction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relinking, "send_link_again", lambda known, *, now: time.sleep(0.1))
    assert _differs_in_time(shift, join)


@pytest.mark.logs_errors
def test_tokens_stay_out_of_the_log(client: Client, shift: Shift) -> None:
    token, wrong = make_private_link(SignUpFactory(shift=shift)), make_token()
    lines = io.StringIO()
    (handler,) = (one for one in logging.getLogger().handlers if isinstance(one.formatter, LineFormatter))
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(lines)
    try:
        client.get(f"/en/sign-up/{wrong}/")
        client.post(f"/en/sign-up/{token}/")
        error = ValueError(f"/sign-up/{token}/")
        logging.getLogger("django.request").error("Error: /en/sign-up/%s/", token, exc_info=error)
    finally:
        handler.setStream(before or sys.stderr)

    # The control: these requests are logged, with their address up to the token.
    assert [line.partition(" django.request: ")[2] for line in lines.getvalue().splitlines()] == [
        "Not Found: /en/sign-up/…/",
        "Method Not Allowed (POST): /en/sign-up/…/",
        "Error: /en/sign-up/…/",
        "",
    ]
    assert lines.getvalue().endswith("ValueError: /sign-up/…/\n")
    # Nothing else writes them down.
    assert [logging.getLogger(name).handlers for name in ("django", "django.request", "django.server")] == [
        [],
        [],
        [],
    ]
