"""The steps of a picket in the admin, its copies, series, and the question to a participant."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Dispatch, Invitation, Picket, PicketSeries, Shift
from sources.models import PublicationState, Translation
from tests.campaigns.conftest import SignUpFunction
from tests.desk import add, address, history_of, send, text_of
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import (
    CampaignFactory,
    ParticipantFactory,
    PicketFactory,
    PicketSeriesFactory,
    ShiftFactory,
    SignUpFactory,
)
from tests.factories.sources import PlaceFactory
from tests.forms import fields_of

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
STEPS = ["announce", "move", "cancel", "copy"]


def step_url(picket: Picket, step: str) -> str:
    return reverse(f"admin:campaigns_picket_{step}", args=[picket.pk])


def take(desk: Client, picket: Picket, step: str, **changes: object) -> Any:  # noqa: ANN401 - the test client's answer knows where it was led
    """Open the page of a step, fill it in, press its button; return the page that follows."""
    url = step_url(picket, step)
    form = fields_of(desk.get(url), "step_form")
    return desk.post(url, {**form, **changes}, follow=True)


def local(moment: datetime | None) -> dict[str, str]:
    assert moment is not None
    return {"0": f"{moment.astimezone(LONDON):%Y-%m-%d}", "1": f"{moment.astimezone(LONDON):%H:%M:%S}"}


def offered(desk: Client, picket: Picket) -> list[str]:
    page = text_of(desk.get(address(picket)))
    return [step for step in STEPS if f'href="{step_url(picket, step)}"' in page]


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("draft", ["announce", "cancel", "copy"]),
        ("announced", ["move", "cancel", "copy"]),
        ("moved", ["move", "cancel", "copy"]),
        ("cancelled", ["copy"]),
        ("over", ["copy"]),
    ],
)
def test_admin_offers_the_steps_that_make_sense(desk: Client, stage: str, expected: list[str]) -> None:
    assert offered(desk, PicketFactory.create(stage=stage)) == expected


def test_admin_offers_no_step_to_who_may_only_look(client: Client) -> None:
    helper = UserFactory.create(is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_picket"))
    client.force_login(helper)
    picket = PicketFactory.create()
    assert offered(client, picket) == []
    assert {client.get(step_url(picket, step)).status_code for step in STEPS} == {403}
    assert {client.post(step_url(picket, step)).status_code for step in STEPS} == {403}
    assert Picket.objects.get().stage == "announced"


def test_admin_sends_a_stranger_to_sign_in_before_a_step(client: Client) -> None:
    picket = PicketFactory.create()
    assert {client.post(step_url(picket, step)).status_code for step in STEPS} == {302}
    assert Picket.objects.get().stage == "announced"


def test_admin_takes_no_stage_from_the_form(desk: Client) -> None:
    picket = PicketFactory.create()
    send(desk, picket, stage="cancelled", state="withdrawn")
    found = Picket.objects.get()
    assert (found.stage, found.state) == ("announced", "published")


def test_admin_announces_a_draft(desk: Client) -> None:
    picket = PicketFactory.create(stage="draft", state="draft")
    page = text_of(take(desk, picket, "announce"))
    assert "Announced, but not published yet" in page
    assert Picket.objects.get().stage == "announced"
    assert history_of(picket) == ["Changed stage: announced."]
    again = desk.post(step_url(picket, "announce"))
    assert (again.status_code, "Only a draft can be announced." in text_of(again)) == (422, True)


def test_admin_says_how_many_are_told_and_moves(desk: Client, shift: Shift, join: SignUpFunction) -> None:
    for n in range(2):
        join(shift, f"volunteer-{n}@example.org")
    assert "2 people will be told." in text_of(desk.get(step_url(shift.picket, "move")))
    place = PlaceFactory.create()
    assert shift.picket.starts_at is not None
    start = shift.picket.starts_at + timedelta(days=7)
    times = {f"starts_at_{key}": value for key, value in local(start).items()}
    times |= {f"ends_at_{key}": value for key, value in local(start + timedelta(hours=4)).items()}

    page = text_of(
        take(
            desk, shift.picket, "move", **times, place=place.pk, address_en="New Street", stage_note_en="Rain"
        )
    )

    assert "Moved. 2 people are told." in page
    found = Picket.objects.get()
    assert (found.stage, found.starts_at, found.place) == ("moved", start, place)
    assert (found.address, found.stage_note) == ("New Street", "Rain")
    assert Dispatch.objects.filter(kind="change", state="planned").count() == 2
    assert history_of(found) == ["Changed stage: moved."]


def test_admin_refuses_a_move_and_keeps_what_was_typed(desk: Client, shift: Shift) -> None:
    for changes, words in [
        ({}, "Nothing changes: neither the time nor the place."),
        ({"ends_at_0": "2020-01-01"}, "The end is before the beginning."),
        ({"starts_at_0": "nonsense"}, "Enter a valid date."),
        ({"address_en": "x" * 241}, "at most 240 characters"),
    ]:
        answer = desk.post(
            step_url(shift.picket, "move"),
            {
                **fields_of(desk.get(step_url(shift.picket, "move")), "step_form"),
                "stage_note_en": "Typed",
                **changes,
            },
        )
        assert (answer.status_code, words in text_of(answer), "Typed" in text_of(answer)) == (422, True, True)
    assert Picket.objects.get().stage == "announced"


def test_admin_does_not_move_into_an_hour_that_is_left_out(desk: Client) -> None:
    picket = PicketFactory.create(starts_at=datetime(2030, 3, 30, 12, tzinfo=UTC))
    answer = desk.post(
        step_url(picket, "move"),
        {
            **fields_of(desk.get(step_url(picket, "move")), "step_form"),
            "starts_at_0": "2030-03-31",
            "starts_at_1": "01:30",
        },
    )
    assert answer.status_code == 422
    assert "couldn’t be interpreted in time zone Europe/London" in text_of(answer).replace("&#x27;", "’")


def test_admin_asks_for_a_translation_of_a_new_address(desk: Client, shift: Shift) -> None:
    Translation.objects.create(subject=shift.picket, field="address", language="ru", text="Старая улица")
    answer = take(desk, shift.picket, "move", address_en="New Street")
    assert (answer.status_code, "Change this too, or empty it." in text_of(answer)) == (422, True)
    take(desk, shift.picket, "move", address_en="New Street", address_ru="")
    assert not Translation.objects.exists()
    assert Picket.objects.get().address == "New Street"


def test_admin_cancels_and_tells_everybody(desk: Client, shift: Shift, join: SignUpFunction) -> None:
    join(shift)
    page = text_of(take(desk, shift.picket, "cancel", stage_note_en="A storm", stage_note_ru="Буря"))
    assert "Cancelled. 1 person is told." in page
    found = Picket.objects.get()
    assert (found.stage, found.stage_note, found.text_of("stage_note", "ru").text) == (
        "cancelled", "A storm", "Буря",
    )  # fmt: skip
    assert Dispatch.objects.filter(kind="called_off").count() == 1
    assert history_of(found) == ["Changed stage: cancelled."]


def test_admin_copies_a_picket(desk: Client, shift: Shift, join: SignUpFunction) -> None:
    join(shift)
    day = timezone.localdate() + timedelta(days=60)
    page = take(desk, shift.picket, "copy", day=day.isoformat())
    copy = Picket.objects.get(stage="draft")
    assert page.redirect_chain == [(address(copy), 302)]
    assert (copy.date, copy.shifts.get().sign_ups.count()) == (day.isoformat(), 0)
    assert (history_of(copy), history_of(shift.picket)) == (["Added."], [])
    for wrong, words in [("2020-01-01", "This day is past."), ("", "This field is required.")]:
        assert words in text_of(take(desk, shift.picket, "copy", day=wrong))


def test_admin_tells_of_an_edit_of_time_or_place_and_not_of_a_typo(
    desk: Client, shift: Shift, join: SignUpFunction
) -> None:
    join(shift)
    picket = shift.picket
    page = send(desk, picket, summary="A typo mended.")
    assert ("told of the change" in page, Dispatch.objects.filter(kind="change").count()) == (False, 0)

    page = send(desk, picket, address="Another Street 2")

    assert "1 person is told of the change." in page
    assert Picket.objects.get().stage == "moved"
    send(desk, picket, **{"shifts-0-title": "Another task"})
    assert Dispatch.objects.filter(kind="change", state="planned").count() == 1
    begins = local(shift.starts_at + timedelta(minutes=5))
    send(desk, picket, **{"shifts-0-starts_at_1": begins["1"]})
    send(desk, shift, starts_at_1=local(shift.starts_at + timedelta(minutes=10))["1"])
    states = sorted(Dispatch.objects.filter(kind="change").values_list("state", flat=True))
    assert states == ["dropped", "dropped", "dropped", "planned"]


def test_admin_takes_old_translations_of_a_place_away(desk: Client) -> None:
    picket = PicketFactory.create()
    for language in ("ru", "kk"):
        Translation.objects.create(subject=picket, field="address", language=language, text="Old")
    Translation.objects.create(subject=picket, field="title", language="ru", text="Пикет")
    prefix = "sources-translation-content_type-object_id"
    numbers = {row.language: n for n, row in enumerate(picket.translations.order_by("field", "language"))}
    page = send(
        desk, picket, address="New Street", **{f"{prefix}-{numbers['kk']}-text": "Жаңа көше"}
    )  # fmt: skip
    assert "its old translations were taken away (ru)" in page
    found = {(row.field, row.language): row.text for row in picket.translations.all()}
    assert found == {("address", "kk"): "Жаңа көше", ("title", "ru"): "Пикет"}


def test_admin_refuses_half_a_coordinate(desk: Client) -> None:
    picket = PicketFactory.create()
    assert "Give both coordinates or none" in send(desk, picket, latitude="51.5")
    assert "latitude from -90 to 90" in send(desk, picket, latitude="91", longitude="0")
    send(desk, picket, latitude="51.5", longitude="-0.12")
    assert str(Picket.objects.get().latitude) == "51.50000"


def test_admin_asks_a_participant(desk: Client) -> None:
    participant = ParticipantFactory.create()
    picket = participant.picket
    url = reverse("admin:campaigns_picket_ask", args=[picket.pk, participant.pk])
    assert f'href="{url}"' in text_of(desk.get(address(picket)))
    wrong = desk.post(url, {"email": "not an address", "language": "en"})
    assert (wrong.status_code, Invitation.objects.count()) == (422, 0)

    page = text_of(desk.post(url, {"email": "canary@example.org", "language": "ru"}, follow=True))

    assert "Asked. Nobody is named before they say yes." in page
    participant.refresh_from_db()
    assert (participant.consent, Invitation.objects.get().language) == ("asked", "ru")
    assert history_of(picket) == ["Changed participant: asked."]
    assert "canary@example.org" not in text_of(desk.get(address(picket)))
    again = desk.post(url, {"email": "canary@example.org", "language": "ru"})
    assert (again.status_code, "It was asked a moment ago." in text_of(again)) == (422, True)
    foreign = reverse("admin:campaigns_picket_ask", args=[PicketFactory.create().pk, participant.pk])
    assert desk.get(foreign).status_code == 404


def test_admin_shows_a_series_in_words_with_its_next_dates(desk: Client) -> None:
    campaign = CampaignFactory.create()
    page = text_of(
        add(
            desk,
            PicketSeries,
            campaign=campaign.pk,
            title="Saturdays",
            rule="freq=monthly;byday=1sa",
            ahead="2",
        )
    )
    series = PicketSeries.objects.get()
    assert series.rule == "FREQ=MONTHLY;BYDAY=1SA"
    assert "Every month: the first Saturday" in text_of(desk.get(address(series)))
    assert "put a first picket with its hours into the series" in text_of(desk.get(address(series)))
    picket = PicketFactory.create(
        campaign=campaign, series=series, starts_at=datetime(2020, 1, 4, 12, tzinfo=UTC)
    )

    page = send(desk, series, title="First Saturdays")

    assert "2 drafts of the series were made." in page
    assert series.pickets.count() == 3
    page = text_of(desk.get(address(series)))
    drafts = [one for one in series.pickets.all() if one.pk != picket.pk]
    assert [f'href="{address(one)}"' in page for one in drafts] == [True, True]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("every Saturday", "Write it as FREQ=MONTHLY;BYDAY=1SA"),
        ("FREQ=MONTHLY;COUNT=3", "COUNT is not understood here."),
        ("FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31", "This rule has no dates to come."),
    ],
)
def test_admin_refuses_a_rule_that_it_does_not_understand(desk: Client, rule: str, words: str) -> None:
    series = PicketSeriesFactory.create()
    assert words in send(desk, series, rule=rule)
    series.refresh_from_db()
    assert series.rule == "FREQ=MONTHLY;BYDAY=1SA"


def test_admin_puts_a_picket_into_a_series(desk: Client) -> None:
    series = PicketSeriesFactory.create()
    picket = PicketFactory.create(campaign=series.campaign)
    assert "3 drafts of the series were made." in send(desk, picket, series=series.pk)
    assert series.pickets.exclude(stage="draft").get() == picket


def test_admin_copies_sample_shifts_of_today(desk: Client) -> None:
    """A copy for today is allowed as long as the day lasts in the zone of the picket."""
    picket = PicketFactory.create(time_zone="Pacific/Kiritimati")
    ShiftFactory.create(picket=picket)
    today = datetime.now(ZoneInfo("Pacific/Kiritimati")).date()
    take(desk, picket, "copy", day=today.isoformat())
    assert date.fromisoformat(Picket.objects.get(stage="draft").date) == today


def test_admin_keeps_a_withdrawn_picket_withdrawn_through_its_steps(desk: Client) -> None:
    picket = PicketFactory.create(state=PublicationState.WITHDRAWN)
    SignUpFactory.create(shift=ShiftFactory.create(picket=picket))
    take(desk, picket, "cancel")
    found = Picket.objects.get()
    assert (found.stage, found.state, Dispatch.objects.get().kind) == ("cancelled", "withdrawn", "called_off")
