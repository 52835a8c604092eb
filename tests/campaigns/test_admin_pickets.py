"""Pickets, their shifts and rosters in the admin."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign, Dispatch, Picket, Shift, SignUp
from sources.models import PublicationState
from tests.campaigns.conftest import SignUpFunction
from tests.desk import add, address, history_of, run_action, send, text_of
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import (
    AfterActionFactory,
    CampaignFactory,
    DispatchFactory,
    LetterFactory,
    PicketFactory,
    ReportSentenceFactory,
    ShiftFactory,
    SignUpFactory,
)
from tests.factories.sources import ClaimFactory, TranslationFactory

pytestmark = pytest.mark.django_db


def roster(picket: Picket, name: str = "roster") -> str:
    """Return the address of a picket's roster, or of the file of it."""
    return reverse(f"admin:campaigns_picket_{name}", args=[picket.pk])


def test_admin_roster_names_who_is_expected_on_each_shift(desk: Client, shift: Shift) -> None:
    other = ShiftFactory.create(picket=shift.picket, title="Stewarding")
    for name, state, where in [
        ("Aigerim", "confirmed", shift),
        ("Botagoz", "waiting", shift),
        ("Canat", "cancelled", shift),
        ("Dinara", "checked_in", other),
    ]:
        SignUpFactory.create(shift=where, name=name, state=state)
    SignUpFactory.create(name="Somebody elsewhere")

    page = text_of(desk.get(roster(shift.picket)))

    first, second = page.split("Stewarding</a>")
    assert [name in first for name in ("Aigerim", "Botagoz", "Canat", "Dinara")] == [True, True, False, False]
    assert "Dinara" in second
    assert "Somebody elsewhere" not in page
    counts = ["Has a place: 1", "In reserve: 1", "Cancelled: 1", "Came: 1"]
    assert [f"<li>{count}</li>" in page for count in counts] == [True] * 4


def test_admin_roster_is_for_those_who_may_see_sign_ups(client: Client, shift: Shift) -> None:
    SignUpFactory.create(shift=shift, name="Aigerim")
    helper = UserFactory.create(is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_picket"))
    client.force_login(helper)
    assert client.get(roster(shift.picket)).status_code == 403
    assert client.post(roster(shift.picket, "roster_csv")).status_code == 403
    assert "Roster</a>" not in text_of(client.get(address(shift.picket)))

    helper.user_permissions.add(Permission.objects.get(codename="view_signup"))
    assert "Aigerim" in text_of(client.get(roster(shift.picket)))
    assert "Roster</a>" in text_of(client.get(address(shift.picket)))

    client.logout()
    answer = client.get(roster(shift.picket))
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/admin/login/?next={roster(shift.picket)}",
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "＝"])
def test_admin_roster_as_a_table_holds_no_formula(desk: Client, shift: Shift, start: str) -> None:
    SignUpFactory.create(
        shift=shift, name=f'{start}HYPERLINK("https://example.org")', phone="+44 20 7946 0000"
    )
    SignUpFactory.create(shift=shift, name="Canat", state=SignUp.State.CANCELLED)

    answer = desk.post(roster(shift.picket, "roster_csv"))

    assert answer.headers["Content-Disposition"] == f'attachment; filename="{shift.picket.slug}.csv"'
    assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    content = answer.content.decode("utf-8-sig")
    assert f'"\'{start}HYPERLINK(""https://example.org"")"' in content
    assert '"\'+44 20 7946 0000"' in content
    assert "Canat" not in content
    begins = shift.starts_at.astimezone(shift.picket.zone)
    assert f'"{begins:%Y-%m-%d}","{begins:%H:%M}"' in content


def test_admin_notes_who_took_the_roster_and_nothing_of_it(desk: Client, shift: Shift) -> None:
    SignUpFactory.create(shift=shift, name="Aigerim")
    assert desk.get(roster(shift.picket, "roster_csv")).status_code == 405
    assert history_of(shift.picket) == []

    desk.post(roster(shift.picket, "roster_csv"))

    assert history_of(shift.picket) == ["Changed roster: exported."]
    assert "Dana" in text_of(desk.get(address(shift.picket, "history")))


def test_admin_takes_times_in_the_zone_of_the_picket(desk: Client) -> None:
    campaign = CampaignFactory.create()

    add(
        desk, Picket, campaign=campaign.pk, kind="picket", stage="announced", title="Almaty", slug="almaty",
        date="2026-12-16", time_zone="Asia/Almaty", starts_at_0="2026-12-16", starts_at_1="12:00",
        ends_at_0="2026-12-16", ends_at_1="14:00",
        **{"shifts-TOTAL_FORMS": "1", "shifts-0-role": "steward", "shifts-0-places_needed": "2"},
        **{"shifts-0-starts_at_0": "2026-12-16", "shifts-0-starts_at_1": "11:30"},
        **{"shifts-0-ends_at_0": "2026-12-16", "shifts-0-ends_at_1": "14:30"},
    )  # fmt: skip

    picket = Picket.objects.get(slug="almaty")
    assert picket.starts_at == datetime(2026, 12, 16, 7, 0, tzinfo=UTC)
    shift = picket.shifts.get()
    assert (shift.starts_at, shift.ends_at) == (
        datetime(2026, 12, 16, 6, 30, tzinfo=UTC),
        datetime(2026, 12, 16, 9, 30, tzinfo=UTC),
    )
    assert 'name="starts_at_1" value="12:00:00"' in text_of(desk.get(address(picket)))
    assert 'name="starts_at_1" value="11:30:00"' in text_of(desk.get(address(shift)))
    assert "2026-12-16 11:30" in text_of(desk.get(reverse("admin:campaigns_shift_changelist")))

    send(desk, shift, starts_at_1="11:00")
    shift.refresh_from_db()
    assert shift.starts_at == datetime(2026, 12, 16, 6, 0, tzinfo=UTC)


def test_admin_refuses_a_time_zone_that_does_not_exist(desk: Client, shift: Shift) -> None:
    page = send(desk, shift.picket, time_zone="Mars/Olympus")
    assert "No time zone is called this." in page
    assert Picket.objects.get().time_zone == "Europe/London"


def test_admin_does_not_take_places_away_under_volunteers(
    desk: Client, shift: Shift, join: SignUpFunction
) -> None:
    for n in range(2):
        join(shift, f"volunteer-{n}@example.org")

    for row, field in ((shift, "places_needed"), (shift.picket, "shifts-0-places_needed")):
        assert "2 places are taken already; cancel sign-ups first." in send(desk, row, **{field: "1"})
    page = send(desk, shift.picket, **{"shifts-0-DELETE": "on"})
    assert "2 people have signed up; cancel that first." in page
    assert "sign-up" in text_of(desk.get(address(shift, "delete")))
    assert desk.post(address(shift, "delete"), {"post": "yes"}).status_code == 403

    shift.refresh_from_db()
    assert (shift.places_needed, shift.places_taken, shift.sign_ups.count()) == (3, 2, 2)


def test_admin_gives_new_places_to_those_in_reserve(desk: Client, shift: Shift, join: SignUpFunction) -> None:
    people = [join(shift, f"volunteer-{n}@example.org").sign_up for n in range(5)]

    send(desk, shift.picket, **{"shifts-0-places_needed": "4"})

    states = [SignUp.objects.get(pk=one.pk).state for one in people]
    assert states == ["confirmed"] * 3 + ["offered", "waiting"]
    send(desk, shift, places_needed="5")
    assert SignUp.objects.get(pk=people[4].pk).state == "offered"
    shift.refresh_from_db()
    assert (shift.places_needed, shift.places_taken) == (5, 5)


def test_admin_does_not_write_a_count_that_moved_meanwhile(
    desk: Client, shift: Shift, join: SignUpFunction
) -> None:
    """What was read with the form is not what is stored when it is saved."""
    stale = Shift.objects.get(pk=shift.pk)
    join(shift)
    stale.title = "Carrying the banner"
    stale.save(update_fields=["title"])

    send(desk, shift.picket, **{"shifts-0-title": "Another task"})
    send(desk, shift, title="A third task")

    shift.refresh_from_db()
    assert (shift.title, shift.places_taken) == ("A third task", 1)


def test_admin_lets_what_depends_on_the_time_follow(desk: Client, shift: Shift, join: SignUpFunction) -> None:
    sign_up = join(shift).sign_up
    assert shift.picket.ends_at is not None
    later = shift.picket.ends_at + timedelta(days=30)
    local = later.astimezone(shift.picket.zone)

    send(desk, shift.picket, ends_at_0=f"{local:%Y-%m-%d}", ends_at_1=f"{local:%H:%M:%S}")

    sign_up.refresh_from_db()
    assert sign_up.erase_after == later + timedelta(days=7)
    assert Picket.objects.get().sequence == 1
    send(desk, shift.picket, summary="No change of time.")
    assert Picket.objects.get().sequence == 1


def test_admin_finds_a_volunteer_by_the_whole_address_only(desk: Client, shift: Shift) -> None:
    SignUpFactory.create(shift=shift, name="Aigerim", email="aigerim@example.org")
    url = reverse("admin:campaigns_signup_changelist")

    def found(term: str) -> bool:
        return "aigerim@example.org</td>" in text_of(desk.get(url, {"q": term}))

    assert [found(term) for term in ("aigerim@example.org", " Aigerim@EXAMPLE.org", "gerim@example.org")] == [
        True, True, False,
    ]  # fmt: skip


def test_admin_cancels_a_sign_up_and_tells_the_volunteer(
    desk: Client, shift: Shift, join: SignUpFunction
) -> None:
    first, *_rest = [join(shift, f"volunteer-{n}@example.org").sign_up for n in range(4)]

    page = run_action(desk, SignUp, "cancel_selected", first)

    assert "1 cancelled." in text_of(page)
    first.refresh_from_db()
    assert first.state == SignUp.State.CANCELLED
    assert first.dispatches.filter(kind=Dispatch.Kind.CANCELLATION).count() == 1
    assert shift.sign_ups.holding().count() == 3, "the one in reserve is offered the place"
    assert history_of(first) == ["Changed state."]
    assert "0 cancelled." in text_of(run_action(desk, SignUp, "cancel_selected", first))


def test_admin_changes_no_sign_up_by_hand(desk: Client, shift: Shift) -> None:
    sign_up = SignUpFactory.create(shift=shift, name="Aigerim")
    page = text_of(desk.get(address(sign_up)))
    assert ("Aigerim" in page, 'name="_save"' in page) == (True, False)
    assert desk.post(address(sign_up), {"name": "Other", "_save": "1"}).status_code == 403


def test_admin_does_not_delete_a_campaign_under_its_published_pickets(desk: Client, shift: Shift) -> None:
    campaign = shift.picket.campaign
    letter = LetterFactory.create(campaign=campaign, title="To the ambassador")
    Campaign.objects.update(state=PublicationState.DRAFT)

    page = text_of(desk.get(address(campaign, "delete")))
    desk.post(address(campaign, "delete"), {"post": "yes"})

    assert f"Picket “{shift.picket}” is published; withdraw it first" in page
    assert f"Letter “{letter}” is published; withdraw it first" in page
    assert Campaign.objects.filter(pk=campaign.pk).exists()


def test_admin_orders_the_report_of_a_picket(desk: Client) -> None:
    report = AfterActionFactory.create()
    for position, text in enumerate(["One.", "Two."]):
        ReportSentenceFactory.create(after=report, claim=ClaimFactory.create(text=text), position=position)

    send(desk, report, **{"report-1-position": "0"})

    assert [one.claim.text for one in report.report.all()] == ["Two.", "One."]


def test_admin_takes_languages_with_commas(desk: Client) -> None:
    picket = PicketFactory.create(languages=["en"])
    assert 'name="languages" value="en"' in text_of(desk.get(address(picket)))

    send(desk, picket, languages="en, kk;ru")
    picket.refresh_from_db()
    assert picket.languages == ["en", "kk", "ru"]
    assert "Not understood: Englisch!" in send(desk, picket, languages="en, Englisch!")


def test_admin_outbox_shows_no_contact(desk: Client, shift: Shift) -> None:
    sign_up = SignUpFactory.create(shift=shift, name="Aigerim", email="canary@example.org")
    dispatch = DispatchFactory.create(sign_up=sign_up)
    for page in (
        reverse("admin:campaigns_dispatch_changelist"),
        address(dispatch),
        address(dispatch, "history"),
    ):
        text = text_of(desk.get(page))
        assert ("Aigerim" in text, "canary@example.org" in text) == (False, False)
    assert "canary@example.org" in text_of(desk.get(roster(shift.picket))), (
        "the control: the name is there to leak"
    )


def test_admin_links_to_the_pdf_of_a_public_letter(desk: Client) -> None:
    letter = LetterFactory.create()
    pdfs = [f'href="/{language}/letters/{letter.slug}/letter.pdf"' for language in ("en", "ru", "kk")]
    html = text_of(desk.get(address(letter)))
    assert [html.count(pdf) for pdf in pdfs] == [1, 0, 0]
    for row, field in (
        (letter, "subject"),
        (letter, "body"),
        (letter.target, "title"),
        (letter.target, "salutation"),
    ):
        TranslationFactory.create(subject=row, field=field)
    html = text_of(desk.get(address(letter)))
    assert [html.count(pdf) for pdf in pdfs] == [1, 1, 0]
    send(desk, letter, "_withdraw")
    assert "The letter can be printed once it is published." in text_of(desk.get(address(letter)))


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (
            "send_again_selected",
            {"failed": "retry", "unknown": "retry", "sent": "sent", "planned": "planned"},
        ),
        ("note_sent_selected", {"failed": "failed", "unknown": "sent", "sent": "sent", "planned": "planned"}),
    ],
)
def test_admin_lets_a_person_decide_about_stuck_messages(
    desk: Client, action: str, expected: dict[str, str]
) -> None:
    rows = {state: DispatchFactory.create(state=state, attempts=30) for state in expected}

    run_action(desk, Dispatch, action, *rows.values())

    found = {state: Dispatch.objects.get(pk=row.pk) for state, row in rows.items()}
    assert {state: row.state for state, row in found.items()} == expected
    changed = [state for state in expected if expected[state] != state]
    assert {state: history_of(row) for state, row in rows.items() if history_of(row)} == {
        state: ["Changed state."] for state in changed
    }
    assert found["unknown"].attempts == (0 if expected["unknown"] == "retry" else 30)
