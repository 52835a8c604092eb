"""Whether what a message is to tell is still so: between planning and sending a hearing may have been moved."""

from datetime import datetime

from campaigns.models import Dispatch, NoticePreference
from campaigns.notices.ahead import DateAhead, dates_ahead
from campaigns.notices.clock import clock_at
from campaigns.notices.wishes import wishes_of


def about_of(date: DateAhead, lead: int) -> str:
    """Return what `Notice.about` holds: what the day belongs to, and how many days before it is told."""
    return f"{date.on.of}:{lead}"


def dates_to_tell(dispatch: Dispatch, *, now: datetime) -> list[DateAhead]:
    """Return the dates of a message that still stand: same day, case public, still this organiser's job and wish.

    Nothing for who can no longer sign in, and for who turned the kind off.
    """
    user = dispatch.user
    if user is None or not (user.is_active and user.is_staff):
        return []
    wanted = {
        (case, kind, day, about.rpartition(":")[0])
        for case, kind, day, about in dispatch.notices.values_list("case", "kind", "day", "about")
    }
    cases = {case for case, _kind, _day, _of in wanted}
    ahead = dates_ahead(today=clock_at(now).today, user=user, cases=cases) or []
    wishes = wishes_of([user])
    off = NoticePreference.How.OFF
    return [date for date in ahead if date.key in wanted and wishes.how(user, date.kind) != off]
