"""Stewards' links, and what becomes of people whatever the order in which phones find a connection."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from campaigns.models import Observation, Picket, Shift, SignUp, StewardAction, StewardLink
from campaigns.services import stewards
from campaigns.services.sign_ups import follow_picket_times
from campaigns.services.stewards import (
    ActionRefusedError,
    PicketHasNoTimeError,
    Tap,
    count_walk_ins,
    find_steward_link,
    make_steward_link,
    mark_rest_absent,
    outcome_of,
    renew_steward_links,
    revoke_steward_link,
    take_tap,
)
from tests.campaigns.races import all_at_once
from tests.factories.campaigns import (
    PicketFactory,
    ShiftFactory,
    SignUpFactory,
    StewardActionFactory,
    StewardLinkFactory,
    in_days,
)
from toolkit.tokens import hash_token

pytestmark = pytest.mark.django_db

Kind = StewardAction.Kind
NOW = datetime.now(UTC).replace(microsecond=0)


def at(minutes: float) -> datetime:
    """Return that many minutes after the day began."""
    return NOW + timedelta(minutes=minutes)


@pytest.fixture
def shift() -> Shift:
    """A shift of a picket that began a moment ago."""
    return ShiftFactory(picket=PicketFactory(starts_at=in_days(-0.01)))


@pytest.fixture
def link(shift: Shift) -> StewardLink:
    """A link that was made an hour ago."""
    link = StewardLinkFactory(picket=shift.picket)
    StewardLink.objects.update(created_at=NOW - timedelta(hours=1))
    link.refresh_from_db()
    return link


def tap(
    link: StewardLink, kind: str, who: SignUp | None = None, *, minutes: float = 0, **more: object
) -> Tap:
    """Tap something that many minutes after now, and let it arrive an hour later; return the tap."""
    given: dict[str, object] = {"id": uuid4(), **more}
    done = Tap(kind=kind, sign_up=who.pk if who else None, happened_at=at(minutes), **given)  # type: ignore[arg-type]  # as the tests give them
    take_tap(link, done, now=at(60))
    return done


def state_of(who: SignUp) -> str:
    """Return the state that is stored."""
    return SignUp.objects.get(pk=who.pk).state


def test_link_opens_its_picket_until_twelve_hours_after_the_end(shift: Shift) -> None:
    link, token = make_steward_link(shift.picket, label="Botagoz")

    ends_at = shift.picket.ends_at
    assert ends_at is not None
    assert link.expires_at - ends_at == timedelta(hours=12)
    assert len(token) == 22
    assert link.token_hash == hash_token(token)
    assert find_steward_link(token, now=link.expires_at - timedelta(seconds=1)) == link
    for wrong, now in [
        (token, link.expires_at),
        ("a" * 22, NOW),
        ("", NOW),
        ("\x00\ud800", NOW),
        (link.token_hash, NOW),
    ]:
        assert find_steward_link(wrong, now=now) is None


def test_link_lasts_for_a_shift_that_ends_after_the_picket(shift: Shift) -> None:
    late = ShiftFactory(picket=shift.picket, starts_at=shift.picket.ends_at)

    assert make_steward_link(shift.picket, label="x")[0].expires_at == late.ends_at + timedelta(hours=12)


def test_link_needs_a_time() -> None:
    picket = PicketFactory(stage=Picket.Stage.DRAFT, starts_at=None, ends_at=None, date="2030-01")

    with pytest.raises(PicketHasNoTimeError):
        make_steward_link(picket, label="x")
    assert StewardLink.objects.count() == 0


def test_revoked_link_opens_nothing_and_stays_revoked(shift: Shift) -> None:
    link, token = make_steward_link(shift.picket, label="Botagoz")
    revoke_steward_link(link, now=NOW)
    revoke_steward_link(link, now=at(5))

    assert find_steward_link(token, now=NOW) is None
    assert StewardLink.objects.get().revoked_at == NOW


def test_links_follow_a_picket_that_moves(shift: Shift) -> None:
    link, _token = make_steward_link(shift.picket, label="Botagoz")
    revoked, _token = make_steward_link(shift.picket, label="Canat")
    revoke_steward_link(revoked, now=NOW)
    picket = shift.picket
    assert picket.ends_at is not None
    picket.ends_at += timedelta(days=7)
    picket.save()

    follow_picket_times(picket)

    before = link.expires_at
    link.refresh_from_db()
    revoked.refresh_from_db()
    assert (link.expires_at - before, revoked.expires_at) == (timedelta(days=7), before)


def test_links_stay_where_a_picket_loses_its_time(shift: Shift) -> None:
    link, _token = make_steward_link(shift.picket, label="Botagoz")
    shift.delete()
    shift.picket.ends_at = None

    renew_steward_links(shift.picket)

    assert StewardLink.objects.get().expires_at == link.expires_at


def test_check_in_is_taken_once_however_often_it_is_sent(link: StewardLink, shift: Shift) -> None:
    one = SignUpFactory(shift=shift)
    done = tap(link, Kind.CHECK_IN, one, minutes=5)
    for _again in range(3):
        take_tap(link, done, now=at(61))

    one.refresh_from_db()
    assert (one.state, one.checked_in_at) == (SignUp.State.CHECKED_IN, at(5))
    assert StewardAction.objects.count() == 1


def test_check_in_is_taken_back(link: StewardLink, shift: Shift) -> None:
    one = SignUpFactory(shift=shift)
    tap(link, Kind.CHECK_IN, one, minutes=5)
    tap(link, Kind.UNDO, one, minutes=6)

    one.refresh_from_db()
    assert (one.state, one.checked_in_at) == (SignUp.State.CONFIRMED, None)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([Kind.CHECK_IN], SignUp.State.CHECKED_IN),
        ([Kind.CHECK_IN, Kind.CHECK_IN], SignUp.State.CHECKED_IN),
        ([Kind.CHECK_IN, Kind.UNDO], SignUp.State.CONFIRMED),
        ([Kind.CHECK_IN, Kind.UNDO, Kind.CHECK_IN], SignUp.State.CHECKED_IN),
        ([Kind.ABSENT], SignUp.State.ABSENT),
        ([Kind.ABSENT, Kind.UNDO], SignUp.State.CONFIRMED),
        ([Kind.ABSENT, Kind.CHECK_IN], SignUp.State.CHECKED_IN),
        ([Kind.CHECK_IN, Kind.ABSENT], SignUp.State.CHECKED_IN),
        ([Kind.CHECK_IN, Kind.ABSENT, Kind.UNDO], SignUp.State.CONFIRMED),
        ([Kind.CHECK_IN, Kind.UNDO, Kind.ABSENT, Kind.CHECK_IN], SignUp.State.CHECKED_IN),
    ],
)
def test_outcome_does_not_depend_on_the_order_of_arrival(
    link: StewardLink, shift: Shift, kinds: list[Kind], expected: str
) -> None:
    for order in permutations(range(len(kinds))):
        one = SignUpFactory(shift=shift)
        for number in order:
            tap(link, kinds[number], one, minutes=number)
        assert (order, state_of(one)) == (order, expected)


def test_control_the_last_arrival_would_depend_on_the_order(
    link: StewardLink, shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: were the state simply what arrived last, the test above would fail."""

    def last_arrival(actions: object) -> tuple[str, None]:
        last = max(list(actions), key=lambda action: action.taken_at)  # type: ignore[call-overload]  # a queryset
        return {Kind.CHECK_IN: SignUp.State.CHECKED_IN, Kind.UNDO: SignUp.State.CONFIRMED}[last.kind], None

    monkeypatch.setattr(stewards, "outcome_of", last_arrival)
    states = set()
    for order in ([0, 1], [1, 0]):
        one = SignUpFactory(shift=shift)
        for number in order:
            tap(link, [Kind.CHECK_IN, Kind.UNDO][number], one, minutes=number)
        states.add(state_of(one))
    assert len(states) == 2


def test_time_of_coming_is_the_first_check_in() -> None:
    actions = [StewardAction(kind=Kind.CHECK_IN, happened_at=at(n), taken_at=at(n)) for n in (9, 4, 7)]

    assert outcome_of(actions) == (SignUp.State.CHECKED_IN, at(4))
    assert outcome_of([]) == (SignUp.State.CONFIRMED, None)


def test_time_is_never_later_than_now_nor_before_the_link(link: StewardLink) -> None:
    for minutes in (-1000, 1000):
        tap(link, Kind.WALK_IN, minutes=minutes)
    take_tap(link, Tap(uuid4(), Kind.WALK_IN), now=at(7))

    times = [action.happened_at for action in StewardAction.objects.all()]
    assert times == [link.created_at, at(7), at(60)]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (
            "waiting",
            "Aigerim is in reserve and has no place. Count them among those who came without signing up.",
        ),
        ("cancelled", "Aigerim gave the place back. Count them among those who came without signing up."),
        ("lapsed", "Aigerim gave the place back. Count them among those who came without signing up."),
    ],
)
def test_who_has_no_place_is_not_checked_in(link: StewardLink, shift: Shift, state: str, reason: str) -> None:
    one = SignUpFactory(shift=shift, state=state)

    with pytest.raises(ActionRefusedError) as refused:
        tap(link, Kind.CHECK_IN, one)

    assert (str(refused.value), state_of(one), StewardAction.objects.count()) == (reason, state, 0)


def test_who_is_asked_to_take_a_place_is_checked_in(link: StewardLink, shift: Shift) -> None:
    one = SignUpFactory(shift=shift, state="offered", answer_by=at(60))
    tap(link, Kind.CHECK_IN, one)

    assert state_of(one) == SignUp.State.CHECKED_IN


def test_people_of_other_pickets_are_out_of_reach(link: StewardLink) -> None:
    stranger = SignUpFactory()
    for who in (stranger.pk, uuid4(), UUID(int=0)):
        with pytest.raises(ActionRefusedError) as refused:
            take_tap(link, Tap(uuid4(), Kind.CHECK_IN, who), now=NOW)
        assert str(refused.value) == "This person is not on the list any more."
    assert state_of(stranger) == SignUp.State.CONFIRMED


def test_key_that_was_used_for_something_else_is_refused(link: StewardLink, shift: Shift) -> None:
    one, other = SignUpFactory(shift=shift), SignUpFactory(shift=shift)
    done = tap(link, Kind.CHECK_IN, one)
    for kind, who in [(Kind.UNDO, one), (Kind.CHECK_IN, other), (Kind.WALK_IN, None)]:
        with pytest.raises(ActionRefusedError):
            tap(link, kind, who, id=done.id)
    with pytest.raises(ActionRefusedError):
        take_tap(StewardLinkFactory(), done, now=NOW)

    assert [state_of(one), state_of(other)] == [SignUp.State.CHECKED_IN, SignUp.State.CONFIRMED]


def test_walk_ins_are_counted_and_never_below_nothing(link: StewardLink) -> None:
    again = tap(link, Kind.WALK_IN)
    take_tap(link, again, now=at(60))
    tap(link, Kind.WALK_IN)
    StewardActionFactory()
    assert count_walk_ins(link.picket) == 2

    tap(link, Kind.WALK_IN_UNDO)
    tap(link, Kind.WALK_IN_UNDO)
    with pytest.raises(ActionRefusedError):
        tap(link, Kind.WALK_IN_UNDO)
    assert count_walk_ins(link.picket) == 0
    tap(link, Kind.WALK_IN)
    assert count_walk_ins(link.picket) == 1


def test_observation_is_written_once_and_its_note_is_sealed(link: StewardLink) -> None:
    done = tap(link, Kind.OBSERVE, minutes=3, headcount=45, note="CANARY was said", is_incident=True)
    take_tap(link, done, now=at(60))

    one = Observation.objects.get()
    assert (one.pk, one.observed_at, one.headcount) == (done.id, at(3), 45)
    assert (one.note, one.is_incident) == ("CANARY was said", True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM campaigns_observation")
        assert b"CANARY" not in bytes(cursor.fetchone()[0])


def test_rest_is_marked_absent_once_their_shift_is_over(link: StewardLink, shift: Shift) -> None:
    later = ShiftFactory(picket=shift.picket, starts_at=shift.ends_at)
    came, stayed, offered, waiting, gone = (
        SignUpFactory(shift=shift, state=state, answer_by=NOW)
        for state in ("confirmed", "confirmed", "offered", "waiting", "cancelled")
    )
    expected_later = SignUpFactory(shift=later)
    elsewhere = SignUpFactory(shift__starts_at=NOW - timedelta(days=3))
    tap(link, Kind.CHECK_IN, came)
    key = uuid4()
    mark_rest_absent(link, tap_id=key, now=shift.ends_at)

    people = [came, stayed, offered, waiting, gone, expected_later, elsewhere]
    states = ["checked_in", "absent", "absent", "waiting", "cancelled", "confirmed", "confirmed"]
    assert [state_of(one) for one in people] == states

    tap_at = shift.ends_at + timedelta(minutes=1)
    take_tap(link, Tap(uuid4(), Kind.UNDO, stayed.pk, tap_at), now=tap_at)
    mark_rest_absent(link, tap_id=key, now=tap_at)
    assert state_of(stayed) == SignUp.State.CONFIRMED


def test_erasing_a_volunteer_erases_what_was_tapped(link: StewardLink, shift: Shift) -> None:
    one = SignUpFactory(shift=shift)
    tap(link, Kind.CHECK_IN, one)
    tap(link, Kind.WALK_IN)
    one.delete()

    assert [action.kind for action in StewardAction.objects.all()] == [Kind.WALK_IN]


@pytest.mark.django_db(transaction=True)
def test_same_tap_from_many_phones_at_once_is_taken_once() -> None:
    link = StewardLinkFactory()
    one = SignUpFactory(shift__picket=link.picket)
    check_in = Tap(uuid4(), Kind.CHECK_IN, one.pk)
    walk_in = Tap(uuid4(), Kind.WALK_IN)

    results = all_at_once(lambda done: take_tap(link, done, now=datetime.now(UTC)), [check_in, walk_in] * 8)

    assert results == [None] * 16, results
    assert StewardAction.objects.count() == 2
    assert (state_of(one), count_walk_ins(link.picket)) == (SignUp.State.CHECKED_IN, 1)


def test_control_without_looking_for_the_key_the_same_tap_is_refused_by_the_database(
    link: StewardLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: were known keys not looked for, what was taken would be told as an error, though not done twice."""
    done = tap(link, Kind.WALK_IN)
    monkeypatch.setattr(stewards, "_is_known", lambda link, tap: False)

    with pytest.raises(IntegrityError), transaction.atomic():
        take_tap(link, done, now=at(60))
    assert count_walk_ins(link.picket) == 1
