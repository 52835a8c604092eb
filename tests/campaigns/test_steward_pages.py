"""The steward's page without script, and what phones send: nothing is lost, done twice or told to the wrong person."""

import json
import re
from typing import Any, cast
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from campaigns.models import Observation, Picket, Shift, SignUp, StewardAction, StewardLink
from tests.factories.campaigns import (
    LegalCardFactory,
    PicketFactory,
    ShiftFactory,
    SignUpFactory,
    StewardLinkFactory,
    in_days,
)
from tests.forms import Page
from tests.pages import problems_of

pytestmark = pytest.mark.django_db

TOKEN = "T" * 22
PAGE = f"/en/steward/{TOKEN}/"
LANGUAGES = ["en", "ru", "kk"]


@pytest.fixture
def link() -> StewardLink:
    """The link that TOKEN opens."""
    link: StewardLink = StewardLinkFactory(token=TOKEN, picket__starts_at=in_days(-0.05))
    return link


@pytest.fixture
def shift(link: StewardLink) -> Shift:
    """A shift of its picket."""
    shift: Shift = ShiftFactory(picket=link.picket)
    return shift


def tap(client: Client, **given: object) -> HttpResponse:
    """Press a button of the page."""
    return cast(HttpResponse, client.post(f"{PAGE}tap/", {"id": str(uuid4()), **given}))


def send(client: Client, *actions: object) -> dict[str, Any]:
    """Send what a phone has queued; return the answer."""
    answer = client.post(f"{PAGE}actions/", json.dumps({"actions": actions}), content_type="application/json")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def text_of(page: Page) -> str:
    """Return a page as text."""
    return page.content.decode()


def state_of(who: SignUp) -> str:
    """Return the state that is stored."""
    return SignUp.objects.get(pk=who.pk).state


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_shows_who_is_expected_and_no_contact(client: Client, shift: Shift, language: str) -> None:
    host = SignUpFactory(shift=shift, name="Aigerim", email="canary@example.org", phone="+44 20 7946 0321")
    SignUpFactory(shift=shift, name="Zarina", brought_by=host, email="", email_index="")
    SignUpFactory(shift=shift, name="Botagoz", language="kk", state="checked_in")
    SignUpFactory(shift=shift, name="Dinara", state="waiting")
    SignUpFactory(shift=shift, name="Nurlan", state="cancelled")
    SignUpFactory(name="Somebody elsewhere")

    answer = client.get(f"/{language}/steward/{TOKEN}/")

    page = text_of(answer)
    assert answer.status_code == 200
    assert problems_of(page) == []
    shown = ("Aigerim", "Zarina", "Botagoz", "Dinara", "Nurlan", "Somebody elsewhere", "canary", "7946")
    assert [name in page for name in shown] == [True] * 4 + [False] * 4
    # A friend stands below who brings her, though the names between would come first.
    order = [page.index(f"<b>{name}</b>") for name in ("Aigerim", "Zarina", "Botagoz", "Dinara")]
    assert order == sorted(order)
    assert '<b data-count="came">1</b>' in page
    assert '<b data-count="expected">3</b>' in page


def test_page_is_kept_by_nobody_and_sets_no_cookie(client: Client, shift: Shift) -> None:
    person = SignUpFactory(shift=shift)
    for path in (PAGE, f"{PAGE}people/{person.pk}/", "/en/steward/wrong/"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "'unsafe" not in answer.headers["Content-Security-Policy"]
        assert not answer.cookies


def test_links_that_open_nothing_are_answered_alike(client: Client, link: StewardLink, shift: Shift) -> None:
    person = SignUpFactory(shift=shift)
    revoked = StewardLinkFactory(token="R" * 22, picket=link.picket, revoked_at=timezone.now())
    StewardLinkFactory(token="E" * 22, picket=link.picket, expires_at=timezone.now())
    gets = ["", "find/", "tap/", "close/", f"people/{person.pk}/"]
    posts = ["find/", "tap/", "close/", "actions/"]

    def answers(token: str) -> list[tuple[int, str]]:
        base = f"/en/steward/{token}/"
        got = [client.get(base + path) for path in gets]
        given = {"id": str(uuid4()), "kind": "check_in", "sign_up": str(person.pk)}
        got += [client.post(base + path, given) for path in posts]
        return [(one.status_code, text_of(one).replace(token, "TOKEN")) for one in got]

    wrong = answers("W" * 22)
    assert {status for status, _ in wrong} == {404}
    assert answers("R" * 22) == answers("E" * 22) == answers("%00") == wrong
    assert "This link does not open anything" in wrong[0][1]
    assert state_of(person) == SignUp.State.CONFIRMED
    assert revoked.actions.count() == 0
    assert client.get(PAGE).status_code == 200, "the control: this one opens"


def test_people_of_other_pickets_are_not_found(client: Client, link: StewardLink, shift: Shift) -> None:
    stranger, gone = SignUpFactory(phone="+44 1"), SignUpFactory(shift=shift, state="cancelled")
    for person in (stranger, gone):
        answer = client.get(f"{PAGE}people/{person.pk}/")
        page = text_of(answer)
        assert (answer.status_code, "not on the list any more" in page, problems_of(page)) == (404, True, [])
        assert [words in page for words in (person.name, "+44 1")] == [False, False]


def test_phone_stands_behind_a_tap_on_the_person(client: Client, shift: Shift) -> None:
    host = SignUpFactory(shift=shift, name="Aigerim", email="canary@example.org", phone="+44 20 7946 0321")
    friend = SignUpFactory(shift=shift, name="Zarina", brought_by=host, email="", email_index="")

    pages = [text_of(client.get(f"{PAGE}people/{person.pk}/")) for person in (host, friend)]

    assert 'href="tel:+442079460321"' in pages[0]
    assert ["Zarina" in pages[0], "Aigerim" in pages[1]] == [True, True]
    assert ["No phone was given." in page for page in pages] == [False, True]
    assert [("canary" in page, problems_of(page)) for page in pages] == [(False, [])] * 2


def test_check_in_needs_no_script(client: Client, shift: Shift) -> None:
    person = SignUpFactory(shift=shift)
    page = text_of(client.get(PAGE))
    row = page[page.index(f'data-person="{person.pk}"') :]
    keys = re.findall(r'name="(?:id|sign_up)" value="([0-9a-f-]{36})"', row)[:2]

    for _double_click in range(2):
        answer = client.post(f"{PAGE}tap/", {"id": keys[0], "sign_up": keys[1], "kind": "check_in"})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}#p-{person.pk}")

    assert (state_of(person), StewardAction.objects.count()) == (SignUp.State.CHECKED_IN, 1)
    assert 'data-state="checked_in"' in text_of(client.get(PAGE))
    tap(client, kind="undo", sign_up=str(person.pk))
    assert state_of(person) == SignUp.State.CONFIRMED
    tap(client, kind="absent", sign_up=str(person.pk))
    assert state_of(person) == SignUp.State.ABSENT


def test_opening_addresses_changes_nothing(client: Client, shift: Shift) -> None:
    person = SignUpFactory(shift=shift)
    given = {"id": str(uuid4()), "kind": "check_in", "sign_up": str(person.pk)}
    assert client.get(f"{PAGE}tap/", given).status_code == 303
    assert client.get(f"{PAGE}close/", given).status_code == 303
    assert client.get(f"{PAGE}actions/", given).status_code == 405

    assert (state_of(person), StewardAction.objects.count()) == (SignUp.State.CONFIRMED, 0)


def test_posts_from_another_site_are_refused(client: Client, shift: Shift) -> None:
    person = SignUpFactory(shift=shift)
    given = {"id": str(uuid4()), "kind": "check_in", "sign_up": str(person.pk)}
    for path in ("tap/", "close/", "find/", "actions/"):
        answer = client.post(PAGE + path, given, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
    assert state_of(person) == SignUp.State.CONFIRMED


def test_refused_check_in_says_why(client: Client, shift: Shift) -> None:
    person = SignUpFactory(shift=shift, name="Aigerim", state="waiting")
    answer = tap(client, kind="check_in", sign_up=str(person.pk))

    page = text_of(answer)
    assert answer.status_code == 409
    assert "Aigerim is in reserve and has no place." in page
    assert problems_of(page) == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"kind": "dance"}, "Select a valid choice. dance is not one of the available choices."),
        ({"kind": "check_in"}, "Say who it is about."),
        ({"kind": "check_in", "sign_up": "x"}, "Enter a valid UUID."),
        ({"kind": "observe"}, "Write a number or a note."),
        ({"kind": "observe", "headcount": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"kind": "observe", "headcount": "many"}, "Enter a whole number."),
        ({"kind": "observe", "note": "x" * 2001}, "This is too long: at most 2000 characters."),
        ({"kind": "observe", "note": "a\x07b"}, "There is a character in it that cannot be shown."),
        ({"kind": "walk_in", "id": "1"}, "Enter a valid UUID."),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(
    client: Client, shift: Shift, given: dict[str, str], reason: str
) -> None:
    answer = tap(client, **given)

    page = text_of(answer)
    assert (answer.status_code, reason in page, problems_of(page)) == (422, True, [])
    assert (StewardAction.objects.count(), Observation.objects.count()) == (0, 0)


def test_what_is_far_too_large_is_told(client: Client, shift: Shift) -> None:
    for path, field in (("tap/", "note"), ("find/", "name")):
        answer = client.post(PAGE + path, {"id": str(uuid4()), "kind": "observe", field: "x" * 3_000_000})
        assert answer.status_code == 413
        assert "What was sent is too large or was cut short." in text_of(answer)
    assert client.post(f"{PAGE}close/", {"id": "x" * 3_000_000}).status_code == 422
    assert Observation.objects.count() == 0


def test_note_that_is_too_long_is_not_lost(client: Client, shift: Shift) -> None:
    note = "The police asked for the chair. " * 70
    page = text_of(tap(client, kind="observe", note=note, is_incident="on", part="note"))

    assert note.strip() in page
    assert re.search(r'<input type="checkbox" name="is_incident"[^>]* checked', page)


def test_headcount_and_note_are_written_down(client: Client, link: StewardLink, shift: Shift) -> None:
    assert tap(client, kind="observe", headcount="45").status_code == 303
    tap(client, kind="observe", note="Қамау: one person\nwas taken", is_incident="on")

    first, second = Observation.objects.order_by("observed_at")
    assert (first.headcount, first.note, first.is_incident, first.picket) == (45, "", False, link.picket)
    assert (second.headcount, second.note, second.is_incident) == (
        None,
        "Қамау: one person\nwas taken",
        True,
    )
    page = text_of(client.get(PAGE))
    local = first.observed_at.astimezone(link.picket.zone)
    assert f"<li>{local:%H:%M}: 45</li>" in page
    assert "was taken" not in page


def test_who_just_comes_is_counted(client: Client, shift: Shift) -> None:
    for kind in ("walk_in", "walk_in", "walk_in_undo"):
        assert tap(client, kind=kind).status_code == 303
    SignUpFactory(shift=shift, state="checked_in")

    page = text_of(client.get(PAGE))
    assert 'data-base="1">1</b>' in page
    assert '<b data-count="in_all">2</b>' in page


def test_rest_is_marked_absent(client: Client, link: StewardLink) -> None:
    over = ShiftFactory(picket=link.picket, starts_at=in_days(-0.2))
    came, stayed = SignUpFactory(shift=over, state="checked_in"), SignUpFactory(shift=over)
    assert client.post(f"{PAGE}close/", {"id": "x"}).status_code == 422
    assert client.post(f"{PAGE}close/", {"id": str(uuid4())}).status_code == 303

    assert [state_of(came), state_of(stayed)] == [SignUp.State.CHECKED_IN, SignUp.State.ABSENT]


@pytest.mark.parametrize("typed", ["aiger", "Айгер", "АЙГЕРИМ", "рим с"])
def test_name_is_found_in_any_script(client: Client, shift: Shift, typed: str) -> None:
    SignUpFactory(shift=shift, name="Айгерим С.")
    SignUpFactory(shift=shift, name="Botagoz")

    page = text_of(client.post(f"{PAGE}find/", {"name": typed}))

    assert ["Айгерим С." in page, "Botagoz" in page] == [True, False]
    assert '<b data-count="expected">2</b>' in page
    assert "Nobody on the list is called so." in text_of(client.post(f"{PAGE}find/", {"name": "Zhanar"}))
    assert client.get(f"{PAGE}find/").status_code == 200


def test_phone_is_told_of_each_action_whether_it_was_taken(client: Client, shift: Shift) -> None:
    one, waiting = SignUpFactory(shift=shift), SignUpFactory(shift=shift, name="Dinara", state="waiting")
    good = {"id": str(uuid4()), "kind": "check_in", "sign_up": str(one.pk)}
    late = {"id": str(uuid4()), "kind": "check_in", "sign_up": str(waiting.pk)}
    told = send(client, good, late, {"id": "x"}, 7, None, {"kind": ["check_in"], "id": {}}, good)

    reason = "Dinara is in reserve and has no place. Count them among those who came without signing up."
    assert told["results"][:2] == [
        {"id": good["id"], "taken": True, "reason": ""},
        {"id": late["id"], "taken": False, "reason": reason},
    ]
    assert [result["taken"] for result in told["results"]] == [True, False, False, False, False, False, True]
    assert all(result["reason"] for result in told["results"][1:6])
    assert (state_of(one), StewardAction.objects.count()) == (SignUp.State.CHECKED_IN, 1)


def test_phone_that_sends_again_changes_nothing(client: Client, shift: Shift) -> None:
    """As when the answer was lost: some of the actions were taken, some not."""
    people = [SignUpFactory(shift=shift) for _ in range(3)]
    actions: list[object] = [
        {"id": str(uuid4()), "kind": "check_in", "sign_up": str(one.pk)} for one in people
    ]
    actions += [
        {"id": str(uuid4()), "kind": "walk_in"},
        {"id": str(uuid4()), "kind": "observe", "headcount": 9},
    ]
    send(client, *actions[:2])
    for _ in range(2):
        told = send(client, *actions)
        assert [result["taken"] for result in told["results"]] == [True] * 5

    assert (StewardAction.objects.count(), Observation.objects.count()) == (5, 1)
    assert {state_of(one) for one in people} == {SignUp.State.CHECKED_IN}


@pytest.mark.parametrize(
    ("moment", "taken"),
    [
        ("2022-01-08T12:00:00Z", True),
        ("2022-01-08T12:00:00.123456+06:00", True),
        ("0001-01-01T00:00:00+14:00", True),
        ("9999-12-31T23:59:59-14:00", True),
        ("yesterday", False),
        ("2022-13-45", False),
        ("", True),
    ],
)
def test_times_of_phones_are_read(client: Client, link: StewardLink, moment: str, taken: object) -> None:
    told = send(client, {"id": str(uuid4()), "kind": "walk_in", "happened_at": moment})

    assert [result["taken"] for result in told["results"]] == [taken]
    for action in StewardAction.objects.all():
        assert link.created_at <= action.happened_at <= timezone.now()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff", 400),
        (b"[]", 400),
        (b'{"actions": {}}', 400),
        (b'{"actions": "x"}', 400),
        (b"[" * 100_000, 400),
        (json.dumps({"actions": [{}] * 101}).encode(), 400),
        (b'{"actions": [' + b" " * 3_000_000 + b"]}", 413),
        (b'{"actions": [{"headcount": 1e999, "note": "\\ud800", "id": 1}]}', 200),
        (b'{"actions": [{"headcount": ' + b"9" * 5000 + b"}]}", 400),
    ],
)
def test_what_is_no_list_of_actions_is_refused(
    client: Client, link: StewardLink, body: bytes, status: int
) -> None:
    answer = client.post(f"{PAGE}actions/", body, content_type="application/json")

    assert answer.status_code == status
    assert StewardAction.objects.count() == 0


def test_phone_is_told_that_the_link_is_over(client: Client, link: StewardLink) -> None:
    StewardLink.objects.update(revoked_at=timezone.now())
    answer = client.post(f"{PAGE}actions/", '{"actions": []}', content_type="application/json")

    assert (answer.status_code, answer.json()) == (404, {"link": "over"})


@pytest.mark.parametrize("count", [1, 3, 300])
def test_page_costs_the_same_for_any_number_of_people(
    client: Client, shift: Shift, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    Shift.objects.update(places_needed=500)
    people = SignUpFactory.create_batch(count, shift=shift)
    SignUp.objects.filter(pk__in=[one.pk for one in people[1::3]]).update(
        brought_by=people[0], email_index=""
    )
    Picket.objects.update(place=LegalCardFactory().country)
    page = f"/ru/steward/{TOKEN}/"
    client.get(page)
    with django_assert_num_queries(11):
        page = text_of(client.get(page))
    assert page.count("data-person=") == count


def test_page_without_connection_holds_nobodys_data(client: Client, shift: Shift) -> None:
    SignUpFactory(shift=shift, name="Aigerim")
    for language in LANGUAGES:
        page = text_of(client.get(f"/{language}/steward/offline/"))
        assert ("Aigerim" in page, problems_of(page)) == (False, [])
    worker = client.get("/en/steward/worker.js")
    assert worker.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-store" in worker.headers["Cache-Control"]


def test_page_says_that_a_picket_is_cancelled(client: Client) -> None:
    picket = PicketFactory(stage="cancelled", stage_note="The square is closed.", is_sample=True)
    StewardLinkFactory(token=TOKEN, picket=picket)

    page = text_of(client.get(PAGE))

    assert ["This picket is cancelled." in page, "The square is closed." in page] == [True, True]
