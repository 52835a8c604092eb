"""A volunteer's private calendar: whom it opens to, what it shows, how it ends."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaigns.models import Picket, PrivateLink, Shift, SignUp
from campaigns.services.links import make_private_link
from campaigns.services.moving import move_sign_up
from campaigns.services.pickets import cancel_picket, move_picket
from campaigns.services.private_calendars import make_calendar_link
from campaigns.services.sign_ups import cancel_sign_up
from campaigns.tasks import erase_expired_sign_ups_task
from tests.campaigns.calendar_reading import Phone, calendar_in, event_in, events_in
from tests.factories.campaigns import ShiftFactory, SignUpFactory
from tests.pages import problems_of
from toolkit.tokens import hash_token, make_token

pytestmark = pytest.mark.django_db

AIGERIM = "aigerim@example.org"


def _now() -> datetime:
    return datetime.now(UTC)


def _path(token: str, language: str = "en") -> str:
    return f"/{language}/sign-up/{token}/calendar/shifts.ics"


def _calendar_of(sign_up: SignUp) -> str:
    return _path(make_calendar_link(sign_up, now=_now()))


def test_volunteer_makes_the_address_and_subscribes(client: Client) -> None:
    sign_up = SignUpFactory(shift__picket__meeting_point="Under the clock")
    token = make_private_link(sign_up)
    page = client.post(f"/en/sign-up/{token}/calendar/")

    link = PrivateLink.objects.get(purpose="calendar")
    assert problems_of(page.text) == []
    assert "no-store" in page.headers["Cache-Control"]
    address = page.text.partition('type="url" value="')[2].partition('"')[0]
    assert address.startswith("http://localhost:8000/en/sign-up/")
    assert link.token_hash == hash_token(address.split("/")[-3])
    assert link.expires_at == sign_up.erase_after

    response = client.get(address.removeprefix("http://localhost:8000"))
    event = event_in(response)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response.headers["Cache-Control"]
    assert (str(event["STATUS"]), str(event["CLASS"])) == ("CONFIRMED", "PRIVATE")
    assert "Under the clock" in str(event["LOCATION"])
    assert response.cookies == {}


def test_calendar_holds_no_private_link_and_no_name(client: Client) -> None:
    sign_up = SignUpFactory(name="Canary name", email="canary@example.org", phone="+7 700 000 00 00")
    manage, calendar = make_private_link(sign_up), make_calendar_link(sign_up, now=_now())
    text = client.get(_path(calendar)).text.replace("\r\n ", "")

    assert [
        word for word in (manage, calendar, "/sign-up/", "anary", "700 000", "SOURCE") if word in text
    ] == []


def test_opening_the_address_of_the_button_changes_nothing(client: Client) -> None:
    token = make_private_link(SignUpFactory())
    for path in ("calendar/", "calendar/revoke/"):
        response = client.get(f"/en/sign-up/{token}/{path}")
        assert response.headers["Location"] == f"/en/sign-up/{token}/"
    assert PrivateLink.objects.filter(purpose="calendar").count() == 0


def test_button_that_another_site_presses_changes_nothing(client: Client) -> None:
    token = make_private_link(SignUpFactory())
    response = client.post(f"/en/sign-up/{token}/calendar/", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert PrivateLink.objects.filter(purpose="calendar").count() == 0


def test_wrong_expired_revoked_and_foreign_addresses_are_answered_alike(client: Client) -> None:
    expired = make_calendar_link(SignUpFactory(), now=_now())
    PrivateLink.objects.filter(token_hash=hash_token(expired)).update(expires_at=_now())
    revoked = make_calendar_link(SignUpFactory(), now=_now())
    PrivateLink.objects.filter(token_hash=hash_token(revoked)).update(revoked_at=_now())
    foreign = make_private_link(SignUpFactory())
    working = make_calendar_link(SignUpFactory(), now=_now())

    answers = {token: client.get(_path(token)) for token in (make_token(), expired, revoked, foreign, "x")}
    assert {answer.status_code for answer in answers.values()} == {404}
    # Each page leads to itself in other languages; but for that they are the same.
    assert len({answer.text.replace(f"/{token}/", "/") for token, answer in answers.items()}) == 1
    assert client.get(_path(working)).status_code == 200
    # It opens the calendar and nothing else.
    assert client.get(f"/en/sign-up/{working}/").status_code == 404
    assert client.post(f"/en/sign-up/{working}/cancel/").status_code == 404


def test_new_address_ends_the_one_before_it_on_whichever_shift(client: Client) -> None:
    first = SignUpFactory(email=AIGERIM)
    second = SignUpFactory(email=AIGERIM)
    other = _calendar_of(SignUpFactory())
    old = _calendar_of(first)
    new = _calendar_of(second)

    assert [client.get(path).status_code for path in (old, new, other)] == [404, 200, 200]


def test_volunteer_switches_the_calendar_off(client: Client) -> None:
    sign_up = SignUpFactory()
    token, address = make_private_link(sign_up), _calendar_of(sign_up)
    button = f"/en/sign-up/{token}/calendar/revoke/"
    assert button in client.get(f"/en/sign-up/{token}/").text
    response = client.post(button)

    assert (response.status_code, response.headers["Location"]) == (303, f"/en/sign-up/{token}/")
    assert client.get(address).status_code == 404
    assert button not in client.get(f"/en/sign-up/{token}/").text


def test_calendar_shows_every_shift_of_the_same_person_and_nobody_elses(client: Client) -> None:
    mine = [
        SignUpFactory(email=AIGERIM, state=state)
        for state in ("confirmed", "waiting", "offered", "checked_in")[:2]
    ]
    SignUpFactory(email="other@example.org")
    SignUpFactory(email="", email_index="", brought_by=mine[0], shift=mine[0].shift, name="Canary friend")
    SignUpFactory(email=AIGERIM, shift__picket__state="withdrawn")
    events = events_in(client.get(_calendar_of(mine[0])))

    assert {str(event["UID"]) for event in events} == {f"sign-up-{one.pk.hex}@localhost" for one in mine}
    assert sorted(str(event["STATUS"]) for event in events) == ["CONFIRMED", "TENTATIVE"]


def test_friend_without_an_address_does_not_open_those_of_others(client: Client) -> None:
    host = SignUpFactory(email=AIGERIM)
    friend, stranger = (
        SignUpFactory(email="", email_index="", brought_by=host, shift=host.shift) for _ in range(2)
    )
    assert events_in(client.get(_calendar_of(friend))) == []
    assert stranger.email_index == ""


def test_phone_follows_a_shift_through_all_that_happens_to_it(client: Client) -> None:
    shift = ShiftFactory(places_taken=1)
    later = ShiftFactory(picket=shift.picket, starts_at=shift.ends_at)
    mine = SignUpFactory(shift=shift, email=AIGERIM)
    address, phone = _calendar_of(mine), Phone()
    seen: list[tuple[str, int]] = []

    def look() -> date:
        phone.take(client.get(address))
        (event,) = phone.events.values()
        seen.append((str(event["STATUS"]), event.sequence))
        return event.start

    assert look() == shift.starts_at
    move_sign_up(mine, to=later, in_reserve=False, now=_now())
    assert look() == later.starts_at
    picket = Picket.objects.get(pk=shift.picket_id)
    assert picket.starts_at is not None
    assert picket.ends_at is not None
    day = timedelta(days=1)
    move_picket(
        picket,
        starts_at=picket.starts_at + day,
        ends_at=picket.ends_at + day,
        place=None,
        texts={},
        now=_now(),
    )
    assert look() == later.starts_at + day
    cancel_picket(picket, note={}, now=_now())
    look()

    assert [status for status, _ in seen] == ["CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED"]
    sequences = [sequence for _, sequence in seen]
    assert sequences == sorted(set(sequences))


def test_cancelled_shift_is_struck_out_until_there_is_another_for_it(client: Client) -> None:
    kept = SignUpFactory(email=AIGERIM)
    given_back = SignUpFactory(email=AIGERIM, shift=ShiftFactory(places_taken=1))
    address = _calendar_of(kept)
    cancel_sign_up(given_back, now=_now())

    def statuses() -> dict[str, str]:
        return {str(event["UID"]): str(event["STATUS"]) for event in events_in(client.get(address))}

    uid = f"sign-up-{given_back.pk.hex}@localhost"
    assert statuses()[uid] == "CANCELLED"
    again = SignUpFactory(email=AIGERIM, shift=given_back.shift)
    assert uid not in statuses()
    assert statuses()[f"sign-up-{again.pk.hex}@localhost"] == "CONFIRMED"


def test_calendar_lives_until_the_erasure_and_not_longer(client: Client) -> None:
    shift = ShiftFactory(places_taken=1)
    later = ShiftFactory(picket=shift.picket, starts_at=shift.ends_at)
    mine = SignUpFactory(shift=shift)
    address = _calendar_of(mine)
    # Its time to live does not shrink to that of the link in a mail.
    moved = move_sign_up(mine, to=later, in_reserve=False, now=_now())
    with time_machine.travel(moved.erase_after - timedelta(minutes=1), tick=False):
        assert client.get(address).status_code == 200
    with time_machine.travel(moved.erase_after + timedelta(minutes=1), tick=False):
        assert client.get(address).status_code == 404
        erase_expired_sign_ups_task()
    assert PrivateLink.objects.count() == 0


def test_calendar_is_in_the_language_of_its_address(client: Client) -> None:
    sign_up = SignUpFactory(shift__role=Shift.Role.STEWARD, shift__title="", language="kk")
    token = make_calendar_link(sign_up, now=_now())
    names = [str(calendar_in(client.get(_path(token, language)))["NAME"]) for language in ("en", "ru")]
    assert names[0] == "My shifts"
    assert client.get(_path(token, "ru")).text.count("/ru/pickets/") == 1


def test_calendar_is_not_sent_again_while_it_stays_the_same(client: Client) -> None:
    sign_up = SignUpFactory()
    address = _calendar_of(sign_up)
    known = {"If-None-Match": client.get(address).headers["ETag"]}
    with time_machine.travel(_now() + timedelta(minutes=5)):
        assert client.get(address, headers=known).status_code == 304
        SignUp.objects.filter(pk=sign_up.pk).update(state="waiting")
        assert client.get(address, headers=known).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_calendar_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    mine = [SignUpFactory(email=AIGERIM) for _ in range(rows)]
    address = _calendar_of(mine[0])
    client.get(address)  # Django looks up content types once a process
    with django_assert_num_queries(4):
        response = client.get(address)
    assert len(events_in(response)) == rows
