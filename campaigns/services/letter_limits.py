"""How often addresses of officials are handed over, and mails about reminders are asked for, from one place."""

from datetime import datetime

from django.http import HttpRequest

from toolkit.limits import Limit, count_within, sources_of

HOUR = 60 * 60
# A school or an office behind one address; whoever collects addresses needs many.
MAIL_FROM_SOURCE = Limit("letter-mail-source", most=40, seconds=HOUR)
MAIL_FROM_NETWORK = Limit("letter-mail-network", most=200, seconds=HOUR)
REMIND_FROM_SOURCE = Limit("letter-remind-source", most=10, seconds=HOUR)
REMIND_FROM_NETWORK = Limit("letter-remind-network", most=50, seconds=HOUR)
# Everybody together, so that nobody has a thousand strangers written to.
REMIND_ALL = Limit("letter-remind-all", most=300, seconds=HOUR)


def may_open_mail(request: HttpRequest, *, now: datetime) -> bool:
    """Count a letter that goes to a mail program; return whether it is within the limits."""
    return _within(request, MAIL_FROM_SOURCE, MAIL_FROM_NETWORK, now)


def may_ask_for_reminder(request: HttpRequest, *, now: datetime) -> bool:
    """Count a wish to be reminded; return whether it is within the limits."""
    near = _within(request, REMIND_FROM_SOURCE, REMIND_FROM_NETWORK, now)
    return near and count_within(REMIND_ALL, "", now=now)


def _within(request: HttpRequest, near: Limit, around: Limit, now: datetime) -> bool:
    sources = sources_of(request)
    if sources is None:
        return True
    # Both are counted, whichever is reached first.
    limits = zip((near, around), sources, strict=True)
    within = [count_within(limit, value, now=now) for limit, value in limits]
    return all(within)
