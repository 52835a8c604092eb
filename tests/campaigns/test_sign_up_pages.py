"""Signing up over HTTP, and the private page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from campaigns.models import Dispatch, Picket, PrivateLink, Shift, SignUp
from campaigns.services.links import make_private_link
from tests.campaigns.conftest import SignUpFunction, form_url, post_sign_up
from tests.factories.campaigns import ShiftFactory, SignUpFactory, in_days
from toolkit.tokens import hash_token, make_token

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "You are down for"), ("ru", ""), ("kk", "")],
)
def test_sign_up_answers_see_other_and_says_that_there_is_a_place(
    client: Client, shift: Shift, language: str, said: str
) -> None:
    response = post_sign_up(client, shift, language)
    assert response.status_code == 303
    assert response.headers["Location"].startswith(f"/{language}/pickets/{shift.picket.slug}/sign-up/")

    page = client.get(response.headers["Location"])
    assert page.status_code == 200
    assert said in page.text
    assert SignUp.objects.get().language == language


def test_sign_up_for_a_full_shift_says_so(client: Client, join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=1)
    join(shift, "first@example.org")

    page = client.get(post_sign_up(client, shift).headers["Location"])
    assert "is full: you are in reserve" in page.text
    assert SignUp.objects.get(email_index__isnull=False, state="waiting").name == "Aigerim"


@pytest.mark.parametrize(
    "change", [{"stage": Picket.Stage.CANCELLED}, {"starts_at": in_days(-2), "ends_at": in_days(-1)}]
)
def test_a_past_or_cancelled_picket_says_that_it_takes_nobody(
    client: Client, shift: Shift, change: dict[str, object]
) -> None:
    Picket.objects.filter(pk=shift.picket_id).update(**change)
    response = post_sign_up(client, shift)

    assert response.status_code == 409
    assert "This picket takes nobody any more." in response.text


def test_an_unpublished_picket_is_not_found(client: Client, shift: Shift) -> None:
    Picket.objects.filter(pk=shift.picket_id).update(state="draft")
    assert post_sign_up(client, shift).status_code == 404


def test_the_address_of_the_form_leads_to_the_picket_when_it_is_opened(client: Client, shift: Shift) -> None:
    response = client.get(form_url(shift, "ru"))
    assert (response.status_code, response.headers["Location"]) == (302, f"/ru/pickets/{shift.picket.slug}/")


def test_private_page_shows_the_sign_up_and_changes_nothing(client: Client, shift: Shift) -> None:
    picket = shift.picket
    picket.meeting_point, picket.meeting_point_is_private = "Under the clock", True
    picket.save()
    mine = SignUpFactory(shift=shift, name="Aigerim")
    token = make_private_link(mine)
    before = [list(model.objects.values()) for model in (SignUp, Shift, Dispatch)]

    page = client.get(f"/en/sign-up/{token}/")

    assert page.status_code == 200
    for part in (
        "You have a place.",
        "Under the clock",
        "Aigerim",
        "Handing out leaflets",
        "Cancel my shift",
    ):
        assert part in page.text
    assert [list(model.objects.values()) for model in (SignUp, Shift, Dispatch)] == before
    assert "Under the clock" not in client.get(f"/en/pickets/{picket.slug}/").text


def test_opening_the_address_of_cancelling_cancels_nothing(client: Client, shift: Shift) -> None:
    mine = SignUpFactory(shift=shift)
    token = make_private_link(mine)

    response = client.get(f"/en/sign-up/{token}/cancel/")

    mine.refresh_from_db()
    assert (response.status_code, response.headers["Location"]) == (303, f"/en/sign-up/{token}/")
    assert mine.state == "confirmed"


def test_cancelling_through_the_private_page(client: Client, shift: Shift, join: SignUpFunction) -> None:
    mine = join(shift).sign_up
    token = make_private_link(mine)

    response = client.post(f"/ru/sign-up/{token}/cancel/", follow=True)

    mine.refresh_from_db()
    shift.refresh_from_db()
    assert response.redirect_chain == [(f"/ru/sign-up/{token}/", 303)]
    assert (mine.state, shift.places_taken) == ("cancelled", 0)
    assert "/cancel/" not in response.text
    # Again, as after a double click.
    assert client.post(f"/ru/sign-up/{token}/cancel/").status_code == 303


def test_wrong_expired_and_revoked_links_get_the_same_404(client: Client, shift: Shift) -> None:
    expired, revoked = (make_private_link(SignUpFactory(shift=shift)) for _ in range(2))
    now = datetime.now(UTC)
    PrivateLink.objects.filter(token_hash=hash_token(expired)).update(expires_at=now)
    PrivateLink.objects.filter(token_hash=hash_token(revoked)).update(revoked_at=now)

    bodies = set()
    for token in (make_token(), expired, revoked, "x", "%00", "%F0%9F%99%82", "a" * 500):
        for path in ("", "shift.ics", "cancel/"):
            page = client.get(f"/en/sign-up/{token}/{path}")
            assert page.status_code == 404
            bodies.add(re.sub(r"sign-up/[^\"]+", "sign-up/…", page.text))
        assert client.post(f"/en/sign-up/{token}/cancel/").status_code == 404
    assert len(bodies) == 1
    assert "or have it sent again" in bodies.pop()
    assert SignUp.objects.filter(state="cancelled").count() == 0


@pytest.mark.parametrize("receipt", ["x", "WzEsZmFsc2Vd:1abcde:nonsense", "%00"])
def test_a_receipt_that_is_not_ours_is_not_found(client: Client, shift: Shift, receipt: str) -> None:
    assert client.get(f"{form_url(shift)}{receipt}/").status_code == 404


def test_a_receipt_runs_out(client: Client, shift: Shift) -> None:
    where = post_sign_up(client, shift).headers["Location"]
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2), tick=False):
        assert client.get(where).status_code == 404
