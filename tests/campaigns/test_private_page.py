"""The private page over HTTP: what is posted from it, twice, from two tabs, by strangers, and badly."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaigns.models import Dispatch, Picket, Shift, SignUp
from campaigns.services.erasing import erase_expired_sign_ups
from campaigns.services.friends import add_friend
from campaigns.services.links import make_private_link
from campaigns.services.sign_ups import cancel_sign_up
from campaigns.services.waiting import lapse_offers
from tests.campaigns.conftest import SignUpFunction
from tests.factories.campaigns import ShiftFactory, in_days
from tests.forms import fields_of
from toolkit.tokens import make_token

pytestmark = pytest.mark.django_db

PATHS = (
    "change",
    "move",
    "take",
    "rejoin",
    "cancel",
    "forget",
    "friends",
    "friends/11111111-2222-4333-8444-555555555555/remove",
)


class PrivatePage:
    """A volunteer's private page as a browser without scripts uses it."""

    def __init__(self, sign_up: SignUp, language: str = "en") -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.address = f"/{language}/sign-up/{make_private_link(sign_up)}/"

    def get(self, query: str = "") -> str:
        page = self.client.get(self.address + query)
        assert page.status_code == 200
        return page.text

    def post(self, path: str, **data: object) -> str:
        """Send a form and return the page to which the answer leads."""
        answer = self.client.post(f"{self.address}{path}/", data)
        assert answer.status_code == 303
        assert len(answer.cookies) == 0
        return self.get(answer.headers["Location"].partition(self.address)[2].partition("#")[0])

    def refused(self, path: str, **data: object) -> dict[str, list[str]]:
        """Send a form that is not taken and return its errors; what was written is shown again."""
        answer = self.client.post(f"{self.address}{path}/", data)
        assert answer.status_code == 422
        forms = [answer.context[name] for name in ("change_form", "move_form", "friend_form")]
        return next(dict(form.errors) for form in forms if form.errors)

    def fields(self, form: str) -> dict[str, list[str]]:
        return fields_of(self.client.get(self.address), form)


@pytest.fixture
def mine(shift: Shift, join: SignUpFunction) -> SignUp:
    """A volunteer with a place."""
    return join(shift).sign_up


def taken(shift: Shift) -> int:
    return Shift.objects.get(pk=shift.pk).places_taken


def test_opening_any_address_of_it_changes_nothing(mine: SignUp) -> None:
    page = PrivatePage(mine)
    before = [list(model.objects.values()) for model in (SignUp, Shift, Dispatch)]

    for path in PATHS:
        answer = page.client.get(f"{page.address}{path}/")
        assert (answer.status_code, answer.headers["Location"]) == (303, page.address)
    assert [list(model.objects.values()) for model in (SignUp, Shift, Dispatch)] == before


@pytest.mark.parametrize("path", PATHS)
def test_a_wrong_link_and_another_site_do_nothing(mine: SignUp, path: str) -> None:
    page = PrivatePage(mine)
    before = list(SignUp.objects.values())

    assert Client().post(f"/en/sign-up/{make_token()}/{path}/").status_code == 404
    elsewhere = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.post(f"{page.address}{path}/").status_code == 403
    assert list(SignUp.objects.values()) == before


def test_details_are_changed(mine: SignUp) -> None:
    page = PrivatePage(mine, "ru")
    fields = page.fields("change-details")
    assert fields == {
        "name": ["Aigerim"],
        "phone": [""],
        "language": ["en"],
        "time_zone": [""],
        "wanted": ["reminder", "thanks"],
    }
    changed = {
        **fields,
        "name": "Дана 🙂",
        "time_zone": "Asia/Almaty",
        "wanted": ["thanks"],
        "language": "kk",
    }
    for _twice in range(2):
        page.post("change", **changed)

    mine.refresh_from_db()
    assert (mine.name, mine.time_zone, mine.muted, mine.language) == (
        "Дана 🙂",
        "Asia/Almaty",
        ["reminder"],
        "kk",
    )
    assert page.fields("change-details")["time_zone"] == ["Asia/Almaty"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "a" * 81),
        ("name", "\u202eevil"),
        ("name", "a\x00"),
        ("phone", "call me"),
        ("language", "tlh"),
        ("time_zone", "Europe/Nowhere"),
        ("time_zone", "../../etc/passwd"),
        ("wanted", "confirmation"),
    ],
)
def test_details_that_cannot_be_are_explained(mine: SignUp, field: str, value: str) -> None:
    page = PrivatePage(mine)
    fields = page.fields("change-details")

    assert list(page.refused("change", **{**fields, field: value})) == [field]
    mine.refresh_from_db()
    assert (mine.name, mine.phone, mine.language, mine.time_zone, mine.muted) == ("Aigerim", "", "en", "", [])


@pytest.mark.parametrize("path", PATHS)
def test_a_body_that_is_too_large_or_broken_is_answered(mine: SignUp, path: str) -> None:
    page = PrivatePage(mine)
    before = list(SignUp.objects.values())
    kind = "application/x-www-form-urlencoded"
    huge = page.client.post(f"{page.address}{path}/", b"name=" + b"a" * 10 * 2**20, content_type=kind)

    assert (huge.status_code, "too large or was cut short" in huge.text) == (413, True)
    broken = page.client.post(f"{page.address}{path}/", b"x", content_type="multipart/form-data")
    assert broken.status_code == 413
    assert list(SignUp.objects.values()) == before


def test_moving_to_a_shift_with_room(mine: SignUp, shift: Shift) -> None:
    later = ShiftFactory(picket=shift.picket, starts_at=shift.ends_at, title="Packing up")
    page = PrivatePage(mine)
    for _twice in range(2):
        shown = page.post("move", shift=later.pk)

    assert (taken(shift), taken(later)) == (0, 1)
    assert "<dd>Packing up</dd>" in shown


def test_a_full_shift_offers_to_stay_or_to_wait_there(
    mine: SignUp, shift: Shift, join: SignUpFunction
) -> None:
    full = ShiftFactory(picket=shift.picket, places_needed=1, title="Reading aloud")
    join(full, "other@example.org")
    page = PrivatePage(mine)

    shown = page.post("move", shift=full.pk)
    assert "that shift is full, and you keep what you have" in shown
    assert "“Reading aloud” is full." in shown
    assert (taken(shift), taken(full)) == (1, 1)

    fields = fields_of(page.client.get(f"{page.address}?said=full&shift={full.pk}"), "reserve-there")
    for _twice in range(2):
        shown = page.post("move", **fields)
    assert "You are in reserve." in shown
    assert (taken(shift), taken(full)) == (0, 1)


@pytest.mark.parametrize("value", ["", "x", "0", "\x00", "9" * 30])
def test_moving_to_no_shift_is_explained(mine: SignUp, shift: Shift, value: str) -> None:
    ShiftFactory(picket=shift.picket)
    assert list(PrivatePage(mine).refused("move", shift=value)) == ["shift"]


def test_moving_to_another_picket_or_where_one_is_already_is_explained(
    mine: SignUp, shift: Shift, join: SignUpFunction
) -> None:
    page = PrivatePage(mine)
    other = ShiftFactory(picket=shift.picket, starts_at=shift.ends_at)
    join(other)

    assert list(page.refused("move", shift=ShiftFactory().pk)) == ["shift"]
    assert "another sign-up on that shift already" in page.post("move", shift=other.pk)
    assert (taken(shift), taken(other)) == (1, 1)


def test_friends_are_added_listed_and_removed(mine: SignUp, shift: Shift) -> None:
    page = PrivatePage(mine)
    fields = page.fields("add-friend")
    for _twice in range(2):
        shown = page.post("friends", **{**fields, "name": "Дана 🙂"})
    assert (taken(shift), shown.count("<b>Дана 🙂</b>")) == (2, 1)

    (path,) = re.findall(r'action="[^"]+/(friends/[0-9a-f-]+/remove)/"', shown)
    for _twice in range(2):
        shown = page.post(path)
    assert (taken(shift), "Дана" in shown) == (1, False)


def test_a_friend_too_many_and_a_shift_without_room_are_explained(join: SignUpFunction) -> None:
    roomy, tight = ShiftFactory(places_needed=9), ShiftFactory(places_needed=1)
    page = PrivatePage(join(roomy).sign_up)
    for number in range(3):
        page.post("friends", name=f"Friend {number}", seen=number)

    assert "three friends at most" in page.post("friends", name="Friend 4", seen=3)
    assert "No place is left on your shift" in PrivatePage(join(tight).sign_up).post(
        "friends", name="Dana", seen=0
    )
    assert (taken(roomy), taken(tight)) == (4, 1)


@pytest.mark.parametrize("name", ["", "\u202eevil", "a\x00", "a" * 81, "Ai\ngerim"])
def test_a_friends_name_that_cannot_be_is_explained(mine: SignUp, name: str) -> None:
    assert list(PrivatePage(mine).refused("friends", name=name, seen=0)) == ["name"]
    assert SignUp.objects.count() == 1


def test_an_offer_is_taken_on_the_page(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=1)
    holder, first = (join(shift, f"{n}@example.org").sign_up for n in range(2))
    cancel_sign_up(holder)
    page = PrivatePage(first)
    shown = page.get()
    assert "A place has come free. Do you take it?" in shown
    assert shown.count("button--main") == 1
    assert "/take/" in shown

    for _twice in range(2):
        assert "You have a place." in page.post("take")
    assert taken(shift) == 1


def test_an_offer_is_declined_on_the_page(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=1)
    holder, first, second = (join(shift, f"{n}@example.org").sign_up for n in range(3))
    cancel_sign_up(holder)
    page = PrivatePage(first)
    assert "Give the place to the next" in page.get()

    for _twice in range(2):
        assert "Your shift is cancelled" in page.post("cancel")
    second.refresh_from_db()
    assert (second.state, taken(shift)) == ("offered", 1)


def test_who_lapsed_goes_back_into_the_reserve_on_the_page(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=1)
    holder, first, _second = (join(shift, f"{n}@example.org").sign_up for n in range(3))
    cancel_sign_up(holder)
    lapse_offers(now=in_days(2))
    page = PrivatePage(first)
    assert "went to the next person, as no answer came" in page.get()
    # From a tab that still shows the offer.
    assert "went to the next person" in page.post("take")

    for _twice in range(2):
        assert "You are in reserve." in page.post("rejoin")


def test_at_a_cancelled_picket_nothing_is_taken(mine: SignUp, shift: Shift) -> None:
    other = ShiftFactory(picket=shift.picket)
    page = PrivatePage(mine)
    Picket.objects.update(stage=Picket.Stage.CANCELLED)

    for path, data in (("move", {"shift": other.pk}), ("friends", {"name": "Dana", "seen": 0})):
        assert "takes nobody any more" in page.post(path, **data)
    assert "Please do not come." in page.get()


def test_after_the_picket_who_agreed_can_end_it_there(shift: Shift, join: SignUpFunction) -> None:
    mine = join(shift, agreed_to_calls=True).sign_up
    page = PrivatePage(mine)
    ended = datetime.now(UTC) - timedelta(days=8)
    Shift.objects.update(starts_at=ended - timedelta(hours=4), ends_at=ended)
    Picket.objects.update(starts_at=ended - timedelta(hours=4), ends_at=ended)
    SignUp.objects.update(erase_after=ended + timedelta(days=7))
    erase_expired_sign_ups(now=datetime.now(UTC))

    shown = page.get()
    assert "This picket is over." in shown
    assert "Aigerim" not in shown
    for path in ("change-details", "move-shift", "/cancel/"):
        assert path not in shown
    assert "Do not write to me any more" in shown
    assert "Do not write to me any more" not in page.post("forget")
    erase_expired_sign_ups(now=datetime.now(UTC))
    assert SignUp.objects.count() == 0
    assert page.client.get(page.address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_friend_and_for_three(
    join: SignUpFunction, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shift = ShiftFactory(places_needed=9)
    mine = join(shift).sign_up
    for number in range(count):
        ShiftFactory(picket=shift.picket, starts_at=shift.ends_at)
        add_friend(mine, name=f"Friend {number}", seen=number, now=datetime.now(UTC))
    page = PrivatePage(mine)
    with django_assert_num_queries(5):
        page.get()


def test_a_page_says_only_what_is_among_its_notes(mine: SignUp) -> None:
    page = PrivatePage(mine)
    for query in ("", "?said=nonsense", "?said=%F0%9F&shift=%00", "?shift=99999999999999999999"):
        assert 'role="status"' not in page.get(query)
    assert 'role="status"' in page.get("?said=changed&shift=x")
