"""What is said of a date: in a mail and on the desk alike."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import NoticeKind
from campaigns.notices.ahead import DateAhead
from campaigns.notices.rules import RULES
from prisoners.dates import last_known
from toolkit.partial_dates import display, latest

# What to do about each kind.
TO_DO = {
    NoticeKind.HEARING: _("Check time and place with the lawyer, and find people who can be there."),
    NoticeKind.BIRTHDAY: _("Write cards now, so that they arrive in time."),
    NoticeKind.ANNIVERSARY: _("Plan what marks the day."),
    NoticeKind.SENTENCE_END: _("Ask the lawyer or the family what they know. Do not announce a release."),
    NoticeKind.CONSENT_END: _("Ask for the consent anew, or take back what rests on it."),
    NoticeKind.NO_WORD: _("Ask the family or the lawyer, and enter the day of the last word."),
    NoticeKind.UNCHECKED: _("Look at the sources again, and enter the day of the check."),
}
# From how many days before a hearing or the end of a consent it is urgent.
URGENT_DAYS = 7
_URGENT = {NoticeKind.HEARING, NoticeKind.CONSENT_END}


@dataclass(frozen=True, slots=True)
class Line:
    """A date in words of the active language. `number` and `unit` are its big figure ("3", "days to go")."""

    kind: NoticeKind
    name: str
    what: str
    when: str
    distance: str
    number: int
    unit: str
    path: str
    is_urgent: bool


def line_of(ahead: DateAhead, *, today: date, user: User) -> Line:
    """Describe a date to an organiser; `path` leads to where they can work on it, or else to the public page."""
    days = _days(ahead, today)
    return Line(
        kind=ahead.kind,
        name=ahead.case.display_name,
        what=_what(ahead, days),
        when=_when(ahead),
        distance=_distance(ahead, days),
        number=abs(days),
        unit=_unit(ahead, days),
        path=_path(ahead, user),
        is_urgent=ahead.kind in _URGENT and days <= URGENT_DAYS,
    )


def urgency(ahead: DateAhead) -> tuple[bool, date, str, int]:
    """Return what to sort by: days that come, the nearest first, then what was left alone, the longest first."""
    return (not RULES[ahead.kind].leads, ahead.on.day, ahead.kind, ahead.case.pk)


def _days(ahead: DateAhead, today: date) -> int:
    """Return the days until it comes (below zero once it has passed), or how long nobody has heard or checked."""
    if RULES[ahead.kind].leads:
        days = (ahead.on.day - today).days
        # Of a month, only the first day is reckoned with; it has not passed before the month has.
        return days if _is_exact(ahead) else max(days, 0)
    return (today - latest(last_known(ahead.case, ahead.on))).days


def _is_exact(ahead: DateAhead) -> bool:
    return len(ahead.on.when) == len("2022-01-21")


def _what(ahead: DateAhead, days: int) -> str:
    match ahead.kind:
        case NoticeKind.HEARING:
            return ahead.on.event.in_language("title") if ahead.on.event else ""
        case NoticeKind.BIRTHDAY:
            return ""
        case NoticeKind.ANNIVERSARY:
            return _since(ahead)
        case NoticeKind.SENTENCE_END:
            return gettext(
                "The sentence ends, as reckoned from the arrest and its length. This is not a release."
            )
        case NoticeKind.CONSENT_END:
            ground = ahead.on.consent.get_ground_display() if ahead.on.consent else ""
            ends, ended = (
                gettext("Consent that ends: %(ground)s"),
                gettext("Consent that has ended: %(ground)s"),
            )
            return (ended if days < 0 else ends) % {"ground": ground}
        case NoticeKind.NO_WORD:
            last, none = (
                gettext("Last word: %(day)s"),
                gettext("No word is on record. The status is as of: %(day)s"),
            )
        case NoticeKind.UNCHECKED:
            last, none = (
                gettext("Last checked: %(day)s"),
                gettext("No check is on record. The status is as of: %(day)s"),
            )
    return (last if ahead.on.when else none) % {"day": display(last_known(ahead.case, ahead.on))}


def _since(ahead: DateAhead) -> str:
    years = ahead.on.years
    if ahead.on.of == "death":
        words = ngettext("%(years)s year since the death", "%(years)s years since the death", years)
    else:
        words = ngettext("%(years)s year since the arrest", "%(years)s years since the arrest", years)
    return words % {"years": years}


def _when(ahead: DateAhead) -> str:
    """Return the day that comes, as exactly as it is known; nothing for what was left alone."""
    if not RULES[ahead.kind].leads:
        return ""
    if not _is_exact(ahead):
        return display(ahead.on.when, circa=ahead.on.circa)
    # Translators: date format as in Django's `date` filter; E is the month's name as used inside a date.
    words = format_date(ahead.on.day, gettext("l j E Y"))
    return gettext("about %(date)s") % {"date": words} if ahead.on.circa else words


def _distance(ahead: DateAhead, days: int) -> str:
    if ahead.kind == NoticeKind.NO_WORD:
        words = ngettext("%(days)s day without word", "%(days)s days without word", days)
    elif ahead.kind == NoticeKind.UNCHECKED:
        words = ngettext("%(days)s day without a check", "%(days)s days without a check", days)
    elif days < 0:
        words = ngettext("%(days)s day ago", "%(days)s days ago", -days)
    elif days > 1:
        words = ngettext("in %(days)s day", "in %(days)s days", days)
    elif days == 1:
        return gettext("tomorrow")
    else:
        return gettext("today") if _is_exact(ahead) else gettext("this month")
    return words % {"days": abs(days)}


def _unit(ahead: DateAhead, days: int) -> str:
    """Return what stands under the big number."""
    if ahead.kind == NoticeKind.NO_WORD:
        return ngettext("day without word", "days without word", days)
    if ahead.kind == NoticeKind.UNCHECKED:
        return ngettext("day without a check", "days without a check", days)
    if days == 0:
        return gettext("today") if _is_exact(ahead) else gettext("this month")
    return ngettext("day ago", "days ago", -days) if days < 0 else ngettext("day to go", "days to go", days)


def _path(ahead: DateAhead, user: User) -> str:
    if user.has_perm("prisoners.view_case"):
        return reverse("admin:prisoners_case_change", args=[ahead.case.pk])
    return ahead.case.get_absolute_url()
