"""Rules that make reminders due."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import batched
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from campaigns.models import Campaign, Dispatch, Picket, Reminder, Shift, SignUp
from campaigns.quiet_hours import MOST_MOVED, awake_at
from campaigns.services.pushing import plan_push_copies

DEFAULTS = (
    (Reminder.Moment.BEFORE_START, timedelta(days=3)),
    (Reminder.Moment.BEFORE_START, timedelta(hours=3)),
    (Reminder.Moment.AFTER_END, timedelta(hours=18)),
)
# Who signs up after the time of a reminder gets it all the same when it is one for the day itself.
ON_THE_DAY = timedelta(hours=6)
# Whoever is reminded in the morning still has so long to come.
LEAST_NOTICE = timedelta(hours=1)
BATCH = 500


@transaction.atomic
def ensure_default_reminders(campaign: Campaign) -> None:
    """Give a campaign without any rules the usual ones: 3 days and 3 hours before, thanks 18 hours after the end.

    Organisers who want none switch the rules off: a campaign whose rules were deleted gets them anew.
    """
    if not campaign.reminders.exists():
        Reminder.objects.bulk_create(
            [Reminder(campaign=campaign, moment=moment, before=before) for moment, before in DEFAULTS],
            ignore_conflicts=True,
        )


def plan_reminders(*, now: datetime) -> int:
    """Put the reminders that have become due into the outbox, each once; return how many are new.

    A picket's own rules replace those of its campaign. Of several that are due at once (the system was off, or
    somebody signed up late) only the last goes out. Nobody is reminded at night: see `campaigns.quiet_hours`.
    """
    planned = 0
    for shift in _shifts_ahead(now):
        rules = _rules_of(shift.picket)
        for zone in _zones_of(shift):
            rule = _rule_due(rules, shift, zone_of(zone, shift.picket), now)
            if rule is not None:
                planned += _plan_for(_expecting(shift, rule, zone), shift, rule, zone)
    return planned


def zone_of(name: str, picket: Picket) -> ZoneInfo:
    """Return a volunteer's zone: the one they chose if it exists, else that of the picket."""
    try:
        return ZoneInfo(name) if name else picket.zone
    except (ZoneInfoNotFoundError, ValueError):
        return picket.zone


def reminded_at(rule: Reminder, shift: Shift, zone: ZoneInfo) -> datetime:
    """Return when a rule reminds somebody who lives in `zone`, an hour before the shift at the latest."""
    last = shift.starts_at - min(rule.before, LEAST_NOTICE)
    return awake_at(shift.starts_at - rule.before, zone, not_after=last)


def reminder_key(rule: Reminder, sign_up: UUID, shift: Shift) -> str:
    """Return the key under which a reminder is planned only once. A shift that is moved gets another key."""
    return f"{_prefix(rule)}{sign_up}{_suffix(shift)}"


def is_for_start(key: str, shift: Shift) -> bool:
    """Return whether the key of a reminder was made for the start that the shift has now."""
    return key.endswith(_suffix(shift))


def _prefix(rule: Reminder) -> str:
    return f"reminder:{rule.pk}:"


def _suffix(shift: Shift) -> str:
    return f":{shift.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _shifts_ahead(now: datetime) -> QuerySet[Shift]:
    """Return the shifts that any active rule may reach now."""
    active = Reminder.objects.filter(is_active=True, moment=Reminder.Moment.BEFORE_START)
    longest = active.order_by("-before").values_list("before", flat=True).first()
    if longest is None:
        return Shift.objects.none()
    return (
        Shift.objects.filter(
            starts_at__gt=now,
            # A reminder that would fall into the night may go out the evening before.
            starts_at__lte=now + longest + MOST_MOVED,
            picket__in=Picket.objects.published(),
            picket__stage__in=[Picket.Stage.ANNOUNCED, Picket.Stage.MOVED],
        )
        .select_related("picket__campaign")
        .prefetch_related(
            Prefetch("picket__reminders", queryset=active),
            Prefetch("picket__campaign__reminders", queryset=active),
        )
        .order_by("starts_at", "pk")
    )


def _rules_of(picket: Picket) -> Sequence[Reminder]:
    return list(picket.reminders.all()) or list(picket.campaign.reminders.all())


def _zones_of(shift: Shift) -> list[str]:
    return list(_with_a_place(shift).order_by("time_zone").values_list("time_zone", flat=True).distinct())


def _rule_due(rules: Iterable[Reminder], shift: Shift, zone: ZoneInfo, now: datetime) -> Reminder | None:
    """Return the last rule whose time has come in a zone."""
    due = [rule for rule in rules if reminded_at(rule, shift, zone) <= now]
    return min(due, key=lambda rule: rule.before, default=None)


def _with_a_place(shift: Shift) -> QuerySet[SignUp]:
    """Return those who can be reminded: a friend has no address, and comes with who brought them."""
    return shift.sign_ups.filter(state=SignUp.State.CONFIRMED, brought_by=None)


def _expecting(shift: Shift, rule: Reminder, zone: str) -> QuerySet[SignUp]:
    """Return who has a place, lives in a zone and has not had this reminder yet."""
    had = Dispatch.objects.filter(
        sign_up=OuterRef("pk"), key__startswith=_prefix(rule), key__endswith=_suffix(shift)
    )
    expecting = _with_a_place(shift).filter(~Exists(had), time_zone=zone)
    if rule.before > ON_THE_DAY:
        expecting = expecting.filter(created_at__lte=shift.starts_at - rule.before)
    return expecting


def _plan_for(sign_ups: QuerySet[SignUp], shift: Shift, rule: Reminder, zone: str) -> int:
    due_at = reminded_at(rule, shift, zone_of(zone, shift.picket))
    expecting = list(sign_ups.values_list("pk", "created_at"))
    for batch in batched(expecting, BATCH, strict=False):
        # An earlier reminder that could not be sent in time is overtaken by this one.
        Dispatch.objects.filter(
            sign_up__in=[pk for pk, _ in batch],
            kind=Dispatch.Kind.REMINDER,
            state__in=[Dispatch.State.PLANNED, Dispatch.State.RETRY],
        ).exclude(key__startswith=_prefix(rule), key__endswith=_suffix(shift)).update(
            state=Dispatch.State.DROPPED
        )
        rows = [
            Dispatch(
                key=reminder_key(rule, pk, shift),
                kind=Dispatch.Kind.REMINDER,
                sign_up_id=pk,
                # Not before the sign-up, or it would overtake the confirmation of who signed up late.
                due_at=max(due_at, created_at),
            )
            for pk, created_at in batch
        ]
        # Two sweeps at once may both want to plan: the unique key lets one of them.
        with transaction.atomic():
            Dispatch.objects.bulk_create(rows, ignore_conflicts=True)
            plan_push_copies(row.pk for row in rows)
    return len(expecting)
