"""Rules that make reminders due."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from campaigns.models import Campaign, Dispatch, Picket, Reminder, Shift, SignUp

DEFAULTS = (timedelta(days=3), timedelta(hours=3))
# Who signs up after the time of a reminder gets it all the same when it is one for the day itself.
ON_THE_DAY = timedelta(hours=6)
BATCH = 500


@transaction.atomic
def ensure_default_reminders(campaign: Campaign) -> None:
    """Give a campaign without any rules the usual ones: 3 days and 3 hours before.

    Organisers who want none switch the rules off: a campaign whose rules were deleted gets them anew.
    """
    if not campaign.reminders.exists():
        Reminder.objects.bulk_create(
            [Reminder(campaign=campaign, before=before) for before in DEFAULTS], ignore_conflicts=True
        )


def plan_reminders(*, now: datetime) -> int:
    """Put the reminders that have become due into the outbox, each once; return how many are new.

    A picket's own rules replace those of its campaign. Of several that are due at once (the system was off, or
    somebody signed up late) only the last goes out.
    """
    planned = 0
    for shift in _shifts_ahead(now):
        rule = _rule_due(_rules_of(shift.picket), shift, now)
        if rule is not None:
            planned += _plan_for(_expecting(shift, rule), shift, rule)
    return planned


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
            starts_at__lte=now + longest,
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


def _rule_due(rules: Iterable[Reminder], shift: Shift, now: datetime) -> Reminder | None:
    """Return the last rule whose time has come."""
    due = [rule for rule in rules if shift.starts_at - rule.before <= now]
    return min(due, key=lambda rule: rule.before, default=None)


def _expecting(shift: Shift, rule: Reminder) -> QuerySet[SignUp]:
    """Return who has a place and has not had this reminder yet."""
    had = Dispatch.objects.filter(
        sign_up=OuterRef("pk"), key__startswith=_prefix(rule), key__endswith=_suffix(shift)
    )
    expecting = shift.sign_ups.filter(~Exists(had), state=SignUp.State.CONFIRMED)
    if rule.before > ON_THE_DAY:
        expecting = expecting.filter(created_at__lte=shift.starts_at - rule.before)
    return expecting


def _plan_for(sign_ups: QuerySet[SignUp], shift: Shift, rule: Reminder) -> int:
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
                due_at=max(shift.starts_at - rule.before, created_at),
            )
            for pk, created_at in batch
        ]
        # Two sweeps at once may both want to plan: the unique key lets one of them.
        Dispatch.objects.bulk_create(rows, ignore_conflicts=True)
    return len(expecting)
