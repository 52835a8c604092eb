"""The poster of a picket: A4, A3 or A2, one side, with a code that leads to its page."""

from dataclasses import dataclass

from django.utils.translation import override

from campaigns.models import Participant, Picket, Shift
from campaigns.occasions import place_in_words
from campaigns.printing.options import Options
from campaigns.printing.sheets import Address, Draft, Sheet, address_of, is_unread, sheet_html, sheet_pdf
from campaigns.querysets import pickets_for_pages

PAPERS = ("a4", "a3")
# Sizes that are tried; see poster.css. On the last one the summary is left out.
STEPS = 6


@dataclass(frozen=True, slots=True)
class Second:
    """What a poster says in its second language."""

    language: str
    title: str
    summary: str
    where: str
    address: Address
    is_unread: bool


def poster_pdf(picket: Picket, *, language: str, paper: str = "a4") -> bytes:
    """Return the poster of a published picket that is announced or moved and not over yet, in a language.

    Raises Picket.DoesNotExist for another picket, TooManyPagesError when its texts are too long, and what
    `Draft.render` raises.
    """
    return sheet_pdf(picket_poster(picket, Options(language, paper=paper)))


def picket_poster(picket: Picket, options: Options) -> Draft:
    """Return the poster of a picket before it is set. A meeting point told after sign-up only is not on it.

    Raises Picket.DoesNotExist for one that is not to come.
    """
    with override(options.language):
        picket = pickets_for_pages().upcoming().get(pk=picket.pk)
        context = {
            "picket": picket,
            "paper": options.paper,
            "where": place_in_words(picket),
            "callers": [
                part for part in picket.participants.all() if part.role == Participant.Role.CALLED_BY
            ],
            "address": address_of(picket.get_absolute_url(), query=_query(picket)),
            "is_unread": is_unread([picket]),
            "second": _second(picket, options.also) if options.also else None,
            "options": options,
        }

    def html(variant: int) -> str:
        return sheet_html("poster.html", step=variant, has_summary=variant < STEPS - 1, **context)

    return Draft(options.language, [Sheet(html, ("poster.css", *options.styles), [1] * STEPS)])


def _second(picket: Picket, code: str) -> Second:
    with override(code):
        picket = pickets_for_pages().upcoming().get(pk=picket.pk)
        return Second(
            language=code,
            title=picket.in_language("title"),
            summary=picket.in_language("summary"),
            where=place_in_words(picket),
            address=address_of(picket.get_absolute_url(), query=_query(picket)),
            is_unread=is_unread([picket]),
        )


def _query(picket: Picket) -> str:
    """Return what has the shift chosen that needs no skill, where there is one."""
    shifts = (shift for shift in picket.shifts.all() if shift.role == Shift.Role.JUST_COME)
    shift = next(shifts, None)
    return f"?shift={shift.pk}" if shift else ""
