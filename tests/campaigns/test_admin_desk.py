"""The first page of the admin: what waits, the pickets to come, and what a native speaker has not read."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaigns.models import Dispatch, Shift, Signature, SignUp
from sources.models import PublicationState
from tests.desk import text_of
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import (
    DispatchFactory,
    PicketFactory,
    ShiftFactory,
    SignatureFactory,
    SignUpFactory,
    in_days,
)
from tests.factories.sources import ClaimFactory, QuestionFactory, TranslationFactory

pytestmark = pytest.mark.django_db

# Session and user, messages (1), signatures (1), what was printed (1), drafts (14 models), dates of cases (5, without
# any), pickets (4), translations (2), whose incidents may be seen (1), the log (1).
QUERIES = 34


def tasks(page: str) -> list[tuple[str, str, str]]:
    """Return number, title and address of what waits."""
    waiting = page.split('id="desk-waiting"')[1].split("</section>", maxsplit=1)[0]
    found = []
    for article in waiting.split("<article")[1:]:
        count = article.split('<p class="figure">')[1].split("<")[0]
        title = article.split("<h3>")[1].split("<")[0]
        url = article.split('href="')[1].split('"')[0].replace("&amp;", "&")
        found.append((count, title, url))
    return found


def test_admin_desk_lists_what_waits_the_urgent_first(desk: Client) -> None:
    for state in (Dispatch.State.FAILED, Dispatch.State.UNKNOWN, Dispatch.State.UNKNOWN, Dispatch.State.SENT):
        DispatchFactory.create(state=state)
    SignatureFactory.create(state=Signature.State.TO_APPROVE)
    ClaimFactory.create(state=PublicationState.DRAFT)
    ClaimFactory.create(state=PublicationState.REVIEW)
    ClaimFactory.create(state=PublicationState.WITHDRAWN)

    waiting = tasks(text_of(desk.get("/admin/")))

    assert [(count, title) for count, title, _ in waiting] == [
        ("1", "Message was not delivered"),
        ("2", "Messages may or may not have gone out"),
        ("1", "Organisation to confirm"),
        ("2", "Claims"),
    ]
    for count, title, url in waiting:
        listed = text_of(desk.get(url))
        assert listed.count('name="_selected_action"') in {int(count), 0}, title
        assert f"{count} " in listed


def test_admin_desk_says_when_nothing_waits(desk: Client) -> None:
    QuestionFactory.create()
    TranslationFactory.create()
    page = text_of(desk.get("/admin/"))
    assert "Nothing is waiting." in page
    assert tasks(page) == []


def test_admin_desk_shows_the_pickets_to_come_with_their_places(desk: Client, shift: Shift) -> None:
    Shift.objects.update(places_taken=2)
    SignUpFactory.create(shift=shift, state=SignUp.State.WAITING)
    PicketFactory.create(title="Yesterday", starts_at=in_days(-1), ends_at=in_days(-0.9))
    sooner = ShiftFactory.create(
        picket__title="Sooner", picket__starts_at=in_days(3), picket__is_sample=True
    ).picket

    page = text_of(desk.get("/admin/"))

    assert page.index("Sooner") < page.index(shift.picket.title)
    assert "Yesterday" not in page
    assert "In 10 days." in page
    assert "2 of 3 places taken. 1 in reserve." in page
    assert page.count('<i class="taken"></i>') == 2
    assert f"/admin/campaigns/picket/{sooner.pk}/roster/" in page
    assert "A sample, not a real picket." in page


def test_admin_desk_counts_what_no_native_speaker_has_read(desk: Client) -> None:
    for review in ("unread", "unread", "read"):
        TranslationFactory.create(language="kk", review=review)
    page = text_of(desk.get("/admin/"))
    row = page.split('lang="kk">Қазақша</h3>')
    assert row[0].rsplit('<p class="figure">', 1)[1].startswith("2<")
    assert row[1].startswith("<p>of 3</p>")


def test_admin_desk_is_empty_for_staff_without_permission(client: Client, shift: Shift) -> None:
    SignUpFactory.create(shift=shift)
    DispatchFactory.create(state=Dispatch.State.FAILED)
    ClaimFactory.create(state=PublicationState.DRAFT)
    TranslationFactory.create()
    client.force_login(UserFactory.create(is_staff=True))

    page = text_of(client.get("/admin/"))

    assert "You don’t have permission to view or edit anything." in page
    hidden = ("desk-waiting", "desk-languages", shift.picket.title, "/admin/campaigns/", "/admin/sources/")
    assert [part in page for part in hidden] == [False] * 5


def test_admin_desk_shows_only_what_a_helper_may_see(client: Client) -> None:
    DispatchFactory.create(state=Dispatch.State.FAILED)
    ClaimFactory.create(state=PublicationState.DRAFT)
    helper = UserFactory.create(is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_claim"))
    client.force_login(helper)

    page = text_of(client.get("/admin/"))

    assert [title for _, title, _ in tasks(page)] == ["Claim"]
    bar = page.split('class="desk-bar"')[1].split("</nav>")[0]
    assert [name in bar for name in ("Today", "Claims", "Cases", "Sign-ups")] == [True, True, False, False]


def test_admin_desk_costs_the_same_for_one_picket_and_three(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ShiftFactory.create()
    TranslationFactory.create()
    desk.get("/admin/")
    with django_assert_num_queries(QUERIES):
        desk.get("/admin/")
    for day in (11, 12):
        ShiftFactory.create(picket__starts_at=in_days(day))
    TranslationFactory.create(language="kk")
    with django_assert_num_queries(QUERIES):
        desk.get("/admin/")
