"""Thanks to those who came, once for each person and picket."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import batched

from django.db.models import Prefetch, QuerySet

from campaigns.models import Dispatch, Picket, Reminder, SignUp
from campaigns.quiet_hours import awake_at
from campaigns.services.reminders import BATCH, zone_of
from sources.models import PublicationState

# Later than this nobody expects thanks any more, such as when the system was off for days.
AT_MOST_LATE = timedelta(days=3)


def plan_thanks(*, now: datetime) -> int:
    """Put the thanks that have become due into the outbox; return how many are new.

    Where stewards checked people in, only those who came are thanked; elsewhere all who had a place.
    """
    return sum(_plan_for(picket, rule, now) for picket, rule in _pickets_over(now))


def _pickets_over(now: datetime) -> Iterable[tuple[Picket, Reminder]]:
    active = Reminder.objects.filter(is_active=True, moment=Reminder.Moment.AFTER_END)
    longest = active.order_by("-before").values_list("before", flat=True).first()
    if longest is None:
        return
    pickets = (
        Picket.objects.filter(
            state=PublicationState.PUBLISHED,
            stage__in=[Picket.Stage.ANNOUNCED, Picket.Stage.MOVED, Picket.Stage.OVER],
            ends_at__lt=now,
            ends_at__gt=now - longest - AT_MOST_LATE,
        )
        .select_related("campaign")
        .prefetch_related(
            Prefetch("reminders", queryset=active), Prefetch("campaign__reminders", queryset=active)
        )
        .order_by("ends_at", "pk")
    )
    for picket in pickets:
        rules = list(picket.reminders.all()) or list(picket.campaign.reminders.all())
        due = [rule for rule in rules if picket.ends_at and picket.ends_at + rule.before <= now]
        if due:
            yield picket, due[0]


def _plan_for(picket: Picket, rule: Reminder, now: datetime) -> int:
    thanked = set(Dispatch.objects.filter(key__startswith=_prefix(picket)).values_list("key", flat=True))
    new: dict[str, Dispatch] = {}
    for sign_up in _who_came(picket).only("pk", "email_index", "time_zone"):
        key = f"{_prefix(picket)}{sign_up.email_index}"
        if key not in thanked and key not in new:
            new[key] = Dispatch(
                key=key,
                kind=Dispatch.Kind.THANKS,
                sign_up=sign_up,
                due_at=awake_at(now, zone_of(sign_up.time_zone, picket)),
            )
    for batch in batched(new.values(), BATCH, strict=False):
        # Two sweeps at once may both want to plan: the unique key lets one of them.
        Dispatch.objects.bulk_create(batch, ignore_conflicts=True)
    return len(new)


def _who_came(picket: Picket) -> QuerySet[SignUp]:
    sign_ups = SignUp.objects.filter(shift__picket=picket, brought_by=None)
    came = sign_ups.filter(state=SignUp.State.CHECKED_IN)
    checked = sign_ups.filter(state__in=[SignUp.State.CHECKED_IN, SignUp.State.ABSENT])
    return came if checked.exists() else sign_ups.filter(state=SignUp.State.CONFIRMED)


def _prefix(picket: Picket) -> str:
    return f"thanks:{picket.pk}:"
