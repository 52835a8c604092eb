"""Several people in one step, where one can just come; and numbers that are told only roughly."""

import re

import pytest
from django.test import Client

from campaigns.models import Shift, SignUp
from campaigns.templatetags.pickets import expected_range
from tests.campaigns.conftest import SignUpFunction, post_sign_up
from tests.factories.campaigns import PicketFactory, ShiftFactory, in_days

pytestmark = pytest.mark.django_db


def _receipt(client: Client, shift: Shift, **changes: str) -> str:
    return client.get(post_sign_up(client, shift, **changes).headers["Location"]).text


def test_a_headcount_takes_a_place_for_each(client: Client) -> None:
    shift = ShiftFactory(places_needed=9)
    page = _receipt(client, shift, headcount="4")

    shift.refresh_from_db()
    assert (shift.places_taken, SignUp.objects.count()) == (4, 4)
    assert "You are 4 together." in page
    mine = SignUp.objects.get(brought_by=None)
    assert sorted(friend.name for friend in mine.friends.all()) == ["Aigerim +1", "Aigerim +2", "Aigerim +3"]


def test_a_headcount_above_what_is_left_takes_what_is_left_and_says_so(client: Client) -> None:
    shift = ShiftFactory(places_needed=3)
    page = _receipt(client, shift, headcount="4")

    shift.refresh_from_db()
    assert shift.places_taken == 3
    assert "There was room for 3 of you 4." in page


def test_the_reserve_is_for_one(client: Client, join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=1)
    join(shift, "first@example.org")
    page = _receipt(client, shift, headcount="3")

    assert "The reserve is for one person." in page
    assert SignUp.objects.filter(state="waiting").count() == 1
    assert SignUp.objects.count() == 2


@pytest.mark.parametrize("headcount", ["0", "5", "-1", "x", "2.5", "\x00", "999999999999"])
def test_a_headcount_that_is_not_offered_is_explained(client: Client, shift: Shift, headcount: str) -> None:
    response = post_sign_up(client, shift, headcount=headcount)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["headcount"]  # type: ignore[attr-defined]  # the test client's
    assert SignUp.objects.count() == 0


def test_where_everybody_has_a_task_no_headcount_is_asked(client: Client) -> None:
    shift = ShiftFactory(role=Shift.Role.STEWARD)
    assert 'name="headcount"' not in client.get(shift.picket.get_absolute_url()).text
    post_sign_up(client, shift, headcount="3")
    assert SignUp.objects.count() == 1


def test_a_known_address_with_a_headcount_gets_the_answer_of_a_new_one(
    client: Client, join: SignUpFunction
) -> None:
    shift = ShiftFactory(places_needed=6)
    join(shift, "known@example.org")
    known = _receipt(client, shift, email="known@example.org", headcount="3")
    assert SignUp.objects.count() == 1

    assert "You are 3 together." in known
    assert "You are 3 together." in _receipt(client, shift, email="new@example.org", headcount="3")


@pytest.mark.parametrize("chosen", ["shift", "other", "nonsense"])
def test_the_address_on_a_poster_chooses_the_shift(client: Client, shift: Shift, chosen: str) -> None:
    other = ShiftFactory(picket=shift.picket, starts_at=shift.ends_at)
    value = {"shift": str(shift.pk), "other": str(ShiftFactory().pk), "nonsense": "\x00'<"}[chosen]
    page = client.get(f"/en/pickets/{shift.picket.slug}/", {"shift": value}).text

    assert page.count(" checked") == (1 if chosen == "shift" else 0)
    assert f'id="shift-{shift.pk}"' in page
    assert f'id="shift-{other.pk}"' in page


def test_the_only_shift_is_chosen_already(client: Client, shift: Shift) -> None:
    page = client.get(f"/en/pickets/{shift.picket.slug}/").text
    assert f'value="{shift.pk}" checked' in page


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "a few expected"),
        (9, "a few expected"),
        (10, "10 to 20 expected"),
        (19, "10 to 20 expected"),
        (20, "20 to 50 expected"),
        (499, "200 to 500 expected"),
        (500, "more than 500 expected"),
    ],
)
def test_expected_range_tells_a_number_roughly(count: int, words: str) -> None:
    assert expected_range(count) == words


def test_a_picker_of_ranges_shows_no_number(client: Client, join: SignUpFunction) -> None:
    # At nine, so that no hour looks like one of the numbers.
    picket = PicketFactory(counts_as_range=True, starts_at=in_days(10).replace(hour=9, minute=0, second=0))
    ShiftFactory(picket=picket, places_needed=37, places_taken=13)
    ShiftFactory(picket=picket, places_needed=2, places_taken=2)
    address = f"/en/pickets/{picket.slug}/"

    page = client.get(address).text
    form = page[page.index('id="sign-up"') : page.index('id="reach"')]
    for words in ("10 to 20 expected", "A few expected", "Places left", "Full. Be a reserve"):
        assert words in form
    assert "squares" not in form
    # What is read: the tags hold the keys of the rows.
    for number in ("24", "13", "37"):
        assert number not in re.sub(r"<[^>]+>", " ", form)

    # The control: with exact numbers they do stand there.
    picket.counts_as_range = False
    picket.save()
    page = client.get(address).text
    form = page[page.index('id="sign-up"') : page.index('id="reach"')]
    assert "24 needed" in form
    assert "squares" in form


def test_the_form_helps_a_phone_to_fill_it_in(client: Client, shift: Shift) -> None:
    page = client.get(f"/en/pickets/{shift.picket.slug}/").text
    for attribute in (
        'autocomplete="nickname"',
        'autocomplete="email"',
        'inputmode="email"',
        'autocomplete="tel"',
        'inputmode="tel"',
    ):
        assert attribute in page
