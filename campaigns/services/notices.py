"""Notices: which dates of cases organisers are to hear of, each once, and the messages that tell of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from campaigns.models import Dispatch, Notice, NoticeKind, NoticePreference
from campaigns.notices.ahead import dates_ahead
from campaigns.notices.clock import Clock, clock_at
from campaigns.notices.rules import cannot_wait, cannot_wait_till_morning, lead_due
from campaigns.notices.standing import about_of
from campaigns.notices.wishes import wishes_of
from campaigns.services.outbox import plan_dispatch

BATCH = 500
_How = NoticePreference.How
# Of a message that was dropped nothing stood when it was to be sent.
_UNTOLD = Q(dispatch=None) | Q(dispatch__state=Dispatch.State.DROPPED)

# What the unique constraint of notices holds apart, for one organiser: case, kind, day, about.
type _Key = tuple[int, str, date, str]


@dataclass(frozen=True, slots=True)
class _Due:
    """A notice that is due, and how its organiser wants to hear of it."""

    notice: Notice
    how: str


def plan_notices(*, now: datetime) -> int:
    """Put the messages that are due into the outbox; return how many are new.

    Each date is told to each organiser once for each time before it, however often this runs, by several at once or
    after days off: the unique constraint of notices lets one row of each in, and a row joins one message only.
    Nothing goes out about a day that has passed. At once means one message for each run that finds something. The
    digest is one message a week, from Monday morning on; what cannot wait for the next one goes at once. At night
    only that goes out for which the morning would be the day itself.
    """
    clock = clock_at(now)
    due = _due_notices(clock)
    _write([one.notice for mine in due.values() for one in mine.values()])
    untold = set(Notice.objects.filter(_UNTOLD).values_list("user", flat=True))
    return sum(_tell(user, mine, clock, now) for user, mine in due.items() if user.pk in untold)


@transaction.atomic
def save_wishes(user: User, *, wishes: Mapping[NoticeKind, str]) -> None:
    """Keep how an organiser wants to hear of each kind. What is planned and turned off is not sent any more."""
    for kind, how in wishes.items():
        NoticePreference.objects.update_or_create(user=user, kind=kind, defaults={"how": how})


def _due_notices(clock: Clock) -> dict[User, dict[_Key, _Due]]:
    """Return what every organiser is to hear of by now, told already or not."""
    wishes = wishes_of()
    due: defaultdict[User, dict[_Key, _Due]] = defaultdict(dict)
    for ahead in dates_ahead(today=clock.today) or []:
        for user in ahead.users:
            how = wishes.how(user, ahead.kind)
            lead = None if how == _How.OFF else lead_due(ahead.kind, ahead.on.day, how, clock)
            if lead is None:
                continue
            notice = Notice(
                user=user,
                campaign=ahead.campaign,
                case=ahead.case,
                kind=ahead.kind,
                day=ahead.on.day,
                about=about_of(ahead, lead),
                due_on=ahead.on.day - timedelta(days=lead),
            )
            due[user][_key(notice)] = _Due(notice, how)
    return dict(due)


def _write(notices: list[Notice]) -> None:
    """Write those that are not there yet. Another planner may write them meanwhile: the constraint lets one in."""
    there = _there(notices)
    new = [one for one in notices if (one.user_id, *_key(one)) not in there]
    Notice.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)


def _there(notices: list[Notice]) -> set[tuple[int, int, str, date, str]]:
    if not notices:
        return set()
    rows = Notice.objects.filter(
        user__in={one.user_id for one in notices}, day__gte=min(one.day for one in notices)
    )
    return set(rows.values_list("user", "case", "kind", "day", "about"))


@transaction.atomic
def _tell(user: User, due: Mapping[_Key, _Due], clock: Clock, now: datetime) -> int:
    """Plan the messages to one organiser; return how many. A message and its notices are committed together.

    Another planner waits for the rows that this one has locked, and finds them told.
    """
    rows = Notice.objects.select_for_update(of=("self",)).filter(_UNTOLD, user=user).order_by("pk")
    waiting = [row for row in rows if _key(row) in due]
    if clock.is_night:
        urgent = [row for row in waiting if cannot_wait_till_morning(NoticeKind(row.kind), row.day, clock)]
        return _plan(user, urgent, _key_of_batch(user, urgent), now)
    weekly = [row for row in waiting if due[_key(row)].how == _How.WEEKLY]
    planned = _plan(user, weekly, f"notice:{user.pk}:week:{clock.monday}", now)
    if planned:
        weekly = []
    urgent = [row for row in weekly if cannot_wait(NoticeKind(row.kind), row.day, clock)]
    at_once = urgent + [row for row in waiting if due[_key(row)].how == _How.AT_ONCE]
    return planned + _plan(user, at_once, _key_of_batch(user, at_once), now)


def _key_of_batch(user: User, notices: list[Notice]) -> str:
    """Return a key that only this batch can have: that of its first notice, and of the message that was dropped.

    A message is dropped when nothing of it stands; what then stands again (a hearing is moved back) is told anew.
    """
    first = min(notices, key=lambda row: row.pk, default=None)
    return f"notice:{user.pk}:from:{first.pk}:{first.dispatch_id or ''}" if first else ""


def _plan(user: User, notices: list[Notice], key: str, now: datetime) -> int:
    if not notices or not plan_dispatch(user, kind=Dispatch.Kind.NOTICE, key=key, now=now):
        return 0
    Notice.objects.filter(pk__in=[row.pk for row in notices]).update(dispatch=Dispatch.objects.get(key=key))
    return 1


def _key(notice: Notice) -> _Key:
    return (notice.case_id, notice.kind, notice.day, notice.about)
