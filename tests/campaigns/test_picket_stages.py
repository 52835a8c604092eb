"""A picket is announced, moved, cancelled and over: everybody on it is told once, and calendars follow."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from campaigns.calendars import picket_calendar, sign_up_calendar
from campaigns.models import Dispatch, Picket, PrivateLink, Shift, SignUp
from campaigns.services import pickets, telling
from campaigns.services.links import find_sign_up
from campaigns.services.outbox import sweep_outbox
from campaigns.services.pickets import (
    StageError,
    announce_picket,
    cancel_picket,
    end_pickets,
    move_picket,
    revise_picket,
)
from campaigns.services.reminders import plan_reminders
from sources.models import Translation
from tests.factories.campaigns import (
    DispatchFactory,
    PicketFactory,
    PrivateLinkFactory,
    ReminderFactory,
    ShiftFactory,
    SignUpFactory,
    in_days,
)
from tests.factories.sources import PlaceFactory

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    return datetime.now(UTC)


def move(picket: Picket, **changes: object) -> int:
    """Move a picket; only what changes need be said."""
    assert picket.starts_at is not None
    assert picket.ends_at is not None
    given: dict[str, Any] = {
        "starts_at": picket.starts_at,
        "ends_at": picket.ends_at,
        "place": picket.place,
        "texts": {},
        "now": now(),
    }
    return move_picket(picket, **{**given, **changes})


def later(picket: Picket, by: timedelta) -> dict[str, datetime]:
    assert picket.starts_at is not None
    assert picket.ends_at is not None
    return {"starts_at": picket.starts_at + by, "ends_at": picket.ends_at + by}


def on(shift: Shift, **changes: object) -> SignUp:
    return SignUpFactory.create(shift=shift, **changes)


def planned(kind: Dispatch.Kind) -> set[str]:
    """Return to whom messages of a kind are planned."""
    rows = Dispatch.objects.filter(kind=kind, state=Dispatch.State.PLANNED)
    return {dispatch.volunteer.email for dispatch in rows}


def mails(folder: Path) -> list[EmailMessage]:
    return [
        message_from_bytes(file.read_bytes(), policy=policy.default) for file in sorted(folder.glob("*.eml"))
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"stage": "announced"}, "Only a draft can be announced."),
        ({"stage": "cancelled"}, "Only a draft can be announced."),
        ({"starts_at": None, "ends_at": None, "date": "2030"}, "Say first when it begins and when it ends."),
        ({"starts_at": in_days(-2), "ends_at": in_days(-1)}, "Its time is past. Change the date first."),
    ],
)
def test_announcing_is_refused_where_it_makes_no_sense(changes: dict[str, object], words: str) -> None:
    picket = PicketFactory.create(**{"stage": "draft", **changes})
    with pytest.raises(StageError, match=words):
        announce_picket(picket, now=now())
    assert Picket.objects.get().sequence == 0


def test_announcing_opens_the_sign_up() -> None:
    picket = announce_picket(PicketFactory.create(stage="draft"), now=now())
    assert (picket.stage, picket.sequence, picket.takes_sign_ups) == ("announced", 1, True)
    assert picket.campaign.reminders.count() == 3


def test_moving_tells_everybody_on_it_once(
    shift: Shift, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    other = ShiftFactory.create(picket=shift.picket)
    first = on(shift, email="place@example.org")
    on(other, email="reserve@example.org", state="waiting")
    on(shift, email="gone@example.org", state="cancelled")
    on(shift, email="lapsed@example.org", state="lapsed")
    on(ShiftFactory.create(), email="elsewhere@example.org")
    SignUpFactory.create(shift=shift, name="A friend", email="", email_index="", brought_by=first)

    with django_capture_on_commit_callbacks() as waking:
        told = move(shift.picket, **later(shift.picket, timedelta(days=7)))

    assert (told, len(waking)) == (2, 1)
    assert planned(Dispatch.Kind.CHANGE) == {"place@example.org", "reserve@example.org"}
    picket = Picket.objects.get(pk=shift.picket_id)
    assert (picket.stage, picket.sequence) == ("moved", 1)
    assert {row.key for row in Dispatch.objects.all()} == {
        f"change:{one.pk}:1" for one in SignUp.objects.filter(email_index__gt="", state__in=["confirmed", "waiting"])
        if one.shift.picket_id == picket.pk
    }  # fmt: skip


def test_moving_takes_the_shifts_along_by_the_clock(shift: Shift) -> None:
    start = datetime(2030, 3, 30, 12, tzinfo=LONDON)
    picket = PicketFactory.create(starts_at=start.astimezone(UTC))
    second = ShiftFactory.create(picket=picket, starts_at=start.astimezone(UTC) + timedelta(hours=2))

    # The clocks go forward on the next morning.
    new = datetime(2030, 4, 6, 12, tzinfo=LONDON)
    move(picket, starts_at=new.astimezone(UTC), ends_at=new.astimezone(UTC) + timedelta(hours=4))

    second.refresh_from_db()
    picket.refresh_from_db()
    assert second.starts_at.astimezone(LONDON) == datetime(2030, 4, 6, 14, tzinfo=LONDON)
    assert second.starts_at - start.astimezone(UTC) != timedelta(days=7, hours=2)
    assert (picket.date, picket.date_end) == ("2030-04-06", "")


def test_moving_renews_links_and_retention(shift: Shift) -> None:
    people = [on(shift) for _n in range(3)]
    for one in people:
        PrivateLinkFactory.create(sign_up=one, token=f"token-{one.pk}")

    move(shift.picket, **later(shift.picket, timedelta(days=30)))

    picket = Picket.objects.get(pk=shift.picket_id)
    assert picket.ends_at is not None
    assert set(PrivateLink.objects.values_list("expires_at", flat=True)) == {picket.ends_at}
    found = find_sign_up(f"token-{people[0].pk}", now=picket.ends_at - timedelta(minutes=1))
    assert found == people[0]
    assert found.erase_after == picket.ends_at + timedelta(days=7)


@pytest.mark.parametrize(
    ("stage", "words"),
    [("draft", "It is a draft"), ("cancelled", "It is cancelled"), ("over", "It is over")],
)
def test_moving_is_refused_where_it_makes_no_sense(shift: Shift, stage: str, words: str) -> None:
    Picket.objects.update(stage=stage)
    on(shift)
    with pytest.raises(StageError, match=words):
        move(shift.picket, **later(shift.picket, timedelta(days=1)))
    assert not Dispatch.objects.exists()


def test_moving_is_refused_into_the_past_backwards_and_nowhere(shift: Shift) -> None:
    picket = shift.picket
    cases: list[tuple[dict[str, Any], str]] = [
        (later(picket, timedelta(days=-20)), "The new time is past."),
        ({"ends_at": picket.starts_at}, "The end is before the beginning."),
        ({}, "Nothing changes"),
        ({"texts": {"stage_note": {"en": "Only words"}}}, "Nothing changes"),
    ]
    for changes, words in cases:
        with pytest.raises(StageError, match=words):
            move(picket, **changes)
    picket.refresh_from_db()
    assert (picket.stage, picket.sequence, picket.stage_note) == ("announced", 0, "")


def test_moving_to_another_place_leaves_no_translation_of_the_old_one_behind(shift: Shift) -> None:
    picket = shift.picket
    for language, text in (("ru", "Старая улица"), ("kk", "Ескі көше")):
        Translation.objects.create(subject=picket, field="address", language=language, text=text)

    move(
        picket,
        place=PlaceFactory.create(),
        texts={
            "address": {"en": "New Street", "ru": "Новая улица", "kk": ""},
            "stage_note": {"en": "Works in the street.", "ru": "Ремонт улицы.", "kk": ""},
        },
    )

    picket.refresh_from_db()
    assert (picket.address, picket.stage_note) == ("New Street", "Works in the street.")
    texts = {(row.field, row.language): row.text for row in picket.translations.all()}
    assert texts == {("address", "ru"): "Новая улица", ("stage_note", "ru"): "Ремонт улицы."}


def test_cancelling_tells_everybody_and_takes_back_what_was_planned(shift: Shift) -> None:
    one, other = on(shift, email="one@example.org"), on(shift, email="other@example.org", state="waiting")
    for kind in ("confirmation", "reminder", "offer", "change"):
        DispatchFactory.create(sign_up=one, kind=kind, key=f"{kind}:1")
    sent = DispatchFactory.create(sign_up=other, state="sent")
    call = DispatchFactory.create(kind="call", picket=shift.picket)

    told = cancel_picket(shift.picket, note={"en": "The street is closed."}, now=now())

    assert told == 2
    assert planned(Dispatch.Kind.CALLED_OFF) == {"one@example.org", "other@example.org"}
    assert set(Dispatch.objects.exclude(kind="called_off").values_list("state", flat=True)) == {
        "dropped",
        "sent",
    }
    call.refresh_from_db()
    sent.refresh_from_db()
    assert (call.state, sent.state) == ("dropped", "sent")
    with pytest.raises(StageError, match="It is cancelled"):
        cancel_picket(shift.picket, note={}, now=now())
    assert SignUp.objects.filter(state__in=["confirmed", "waiting"]).count() == 3, "sign-ups stay as they are"


def test_cancelling_a_draft_tells_nobody() -> None:
    draft = PicketFactory.create(stage="draft")
    assert cancel_picket(draft, note={}, now=now()) == 0
    assert Picket.objects.get().stage == "cancelled"


def test_a_picket_that_ended_is_over_and_no_other() -> None:
    ended = [
        PicketFactory.create(stage=stage, starts_at=in_days(-2), ends_at=in_days(-1))
        for stage in ("announced", "moved", "cancelled", "draft")
    ]
    ahead = PicketFactory.create()

    assert (end_pickets(now=now()), end_pickets(now=now())) == (2, 0)

    stages = [Picket.objects.get(pk=one.pk).stage for one in [*ended, ahead]]
    assert stages == ["over", "over", "cancelled", "draft", "announced"]


def calendar_of(content: bytes) -> tuple[int, str, Any]:
    event = Calendar.from_ical(content).events[0]
    return int(str(event["SEQUENCE"])), str(event["STATUS"]), event.start


def test_calendar_files_are_later_revisions_after_each_step(shift: Shift) -> None:
    one = on(shift)
    found = []
    for step in (
        lambda picket: None,
        lambda picket: move(picket, **later(picket, timedelta(days=7))),
        lambda picket: cancel_picket(picket, note={}, now=now()),
    ):
        step(Picket.objects.get(pk=shift.picket_id))
        one = SignUp.objects.with_picket().get(pk=one.pk)
        found.append((calendar_of(picket_calendar(one.shift.picket)), calendar_of(sign_up_calendar(one))))

    of_picket, of_sign_up = ([pair[n] for pair in found] for n in (0, 1))
    for revisions in (of_picket, of_sign_up):
        assert [status for _sequence, status, _start in revisions] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        sequences = [sequence for sequence, _status, _start in revisions]
        assert sequences == sorted(set(sequences))
        starts = [start for _sequence, _status, start in revisions]
        assert starts == [starts[0], starts[0] + timedelta(days=7), starts[0] + timedelta(days=7)]


def test_a_picket_moved_after_its_reminders_were_planned_sends_each_message_once(
    shift: Shift, mail_folder: Path
) -> None:
    """Each person hears of the change once and is reminded once, of the hour that it is now."""
    picket = shift.picket
    ReminderFactory.create(campaign=picket.campaign, before=timedelta(days=11))
    people = {on(shift, email=f"volunteer-{n}@example.org").email for n in range(5)}
    SignUp.objects.update(created_at=in_days(-30))
    assert plan_reminders(now=now()) == 5

    move(picket, **later(picket, timedelta(hours=1)), texts={"stage_note": {"en": "The street was taken."}})
    for _again in range(3):
        sweep_outbox()

    sent = mails(mail_folder)
    subjects = sorted((mail["To"], mail["Subject"]) for mail in sent)
    assert subjects == sorted(
        (to, subject) for to in people for subject in ("A change: please read", "A reminder")
    )
    picket.refresh_from_db()
    assert picket.starts_at is not None
    begins = f"{picket.starts_at.astimezone(LONDON):%H:%M}–"
    assert [begins in body_of(mail) for mail in sent] == [True] * 10
    changes = [body_of(mail) for mail in sent if mail["Subject"] == "A change: please read"]
    assert ["The street was taken." in body for body in changes] == [True] * 5


def test_without_taking_reminders_back_one_would_be_left_to_its_check(shift: Shift) -> None:
    """The control: the sending looks too, so that even a reminder that slipped through says nothing wrong."""
    stale = DispatchFactory.create(
        sign_up=on(shift),
        kind="reminder",
        key=f"reminder:1:x:{shift.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
    )
    Shift.objects.update(starts_at=shift.starts_at + timedelta(minutes=30))
    sweep_outbox()
    stale.refresh_from_db()
    assert stale.state == "dropped"


def body_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_mails_tell_what_has_become_of_it_and_fit_the_reader(shift: Shift, mail_folder: Path) -> None:
    picket = shift.picket
    Picket.objects.update(meeting_point="The canary gate", meeting_point_is_private=True)
    on(shift, email="en@example.org")
    on(shift, email="ru@example.org", language="ru", state="waiting")
    move(picket, **later(picket, timedelta(days=1)), texts={"stage_note": {"en": "Rain.", "ru": "Дождь."}})
    sweep_outbox()
    cancel_picket(picket, note={"en": "A storm.", "ru": "Буря.", "kk": ""}, now=now())
    sweep_outbox()

    found = {(mail["To"], number): mail for number, mail in enumerate(mails(mail_folder))}
    bodies = [(to, body_of(mail)) for (to, _n), mail in found.items()]
    english = [body for to, body in bodies if to == "en@example.org"]
    russian = [body for to, body in bodies if to == "ru@example.org"]
    assert ["You keep your place." in english[0], "Rain." in english[0], "The canary gate" in english[0]] == [
        True
    ] * 3
    assert ["Please do not come." in english[1], "A storm." in english[1], "CANCELLED" in str(found)] == [
        True, True, False,
    ]  # fmt: skip
    assert ["Дождь." in russian[0], "Буря." in russian[1]] == [True, True]
    statuses = [
        str(Calendar.from_ical(part.get_content().encode()).events[0]["STATUS"])
        for mail in found.values()
        for part in mail.iter_attachments()
    ]
    assert sorted(statuses) == ["CANCELLED", "CANCELLED", "CONFIRMED", "TENTATIVE"]


def test_a_later_revision_carries_the_news_to_those_who_have_not_had_it(shift: Shift) -> None:
    """A typo mended in the title makes a new revision: whoever still waits for the news of the move gets it."""
    one = on(shift, email="one@example.org")
    move(shift.picket, **later(shift.picket, timedelta(days=1)))

    assert revise_picket(shift.picket, fields=["title"], now=now()) == 1

    states = {row.key: row.state for row in Dispatch.objects.all()}
    assert states == {f"change:{one.pk}:1": "dropped", f"change:{one.pk}:2": "planned"}


def test_without_that_the_news_would_be_lost(shift: Shift, mail_folder: Path) -> None:
    """The control: only the revision grows."""
    on(shift)
    move(shift.picket, **later(shift.picket, timedelta(days=1)))
    Picket.objects.update(sequence=2)
    sweep_outbox()
    assert (mails(mail_folder), Dispatch.objects.get().state) == ([], "dropped")


def test_an_edit_tells_of_time_and_place_and_not_of_a_typo(shift: Shift) -> None:
    other = ShiftFactory.create(picket=shift.picket)
    one, two = on(shift, email="one@example.org"), on(other, email="two@example.org")
    picket = shift.picket

    assert revise_picket(picket, fields=["summary", "access_notes"], now=now()) == 0
    assert Picket.objects.get().sequence == 0
    assert revise_picket(picket, fields=["shifts"], shifts=[shift], now=now()) == 1
    assert planned(Dispatch.Kind.CHANGE) == {one.email}
    assert Picket.objects.get().stage == "announced"
    assert revise_picket(picket, fields=["meeting_point"], now=now()) == 2
    assert Picket.objects.get().stage == "announced"
    assert revise_picket(picket, fields=["address"], now=now()) == 2
    assert Picket.objects.get().stage == "moved"
    assert planned(Dispatch.Kind.CHANGE) == {one.email, two.email}
    assert Dispatch.objects.filter(state="planned").count() == 2


def test_an_edit_of_a_picket_nobody_is_on_leaves_it_announced() -> None:
    picket = PicketFactory.create()
    assert revise_picket(picket, fields=["address"], now=now()) == 0
    found = Picket.objects.get()
    assert (found.stage, found.sequence) == ("announced", 1)


def test_thousands_are_told_in_few_statements(
    shift: Shift, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    like = on(shift)
    SignUp.objects.bulk_create(
        SignUp(shift=shift, email_index=f"{n:064x}", erase_after=like.erase_after) for n in range(2999)
    )
    with django_assert_max_num_queries(80):
        told = move(shift.picket, **later(shift.picket, timedelta(days=1)))
    assert (told, Dispatch.objects.filter(kind="change").count()) == (3000, 3000)
    with django_assert_max_num_queries(80):
        told = cancel_picket(Picket.objects.get(), note={}, now=now())
    assert (told, Dispatch.objects.filter(kind="called_off").count()) == (3000, 3000)
    assert set(Dispatch.objects.filter(kind="change").values_list("state", flat=True)) == {"dropped"}


def test_planning_twice_plans_nothing_twice(shift: Shift) -> None:
    on(shift)
    for _again in range(2):
        telling.tell_called_off(shift.picket, now=now())
        telling.tell_change(shift.picket, [shift], now=now())
    assert sorted(Dispatch.objects.values_list("kind", flat=True)) == ["called_off", "change"]


def test_a_step_is_whole_or_nothing(shift: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
    on(shift)

    def fail(*_args: object, **_kwargs: object) -> int:
        raise RuntimeError

    monkeypatch.setattr(pickets, "tell_change", fail)
    with pytest.raises(RuntimeError):
        move(shift.picket, **later(shift.picket, timedelta(days=1)))
    found = Picket.objects.get()
    assert (found.stage, found.starts_at, found.sequence) == ("announced", shift.picket.starts_at, 0)
