"""The petition sheet of a case: A4, one side, twelve rows."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.utils.translation import get_language, gettext, override, pgettext

from campaigns.models import Campaign, Demand, DemandState
from campaigns.printing.sheets import address_of, is_unread, render_first_that_fits, sheet_html
from campaigns.querysets import demands_with_steps
from prisoners.models import Case
from prisoners.querysets import cases_for_lists, cases_for_pages

ROWS = 12
# How many demands are shown, by step; the sizes are in petition.css.
DEMANDS = [3, 3, 3, 3, 2, 1]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the table in one language; the languages stand together in its head."""

    language: str
    name: str
    town: str
    email: str
    email_short: str
    tick: str
    signature: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Heading:
    """Whom it is for and what is asked, in a language."""

    language: str
    name: str
    ask: str


def petition_sheet_pdf(case: Case, *, language: str) -> bytes:
    """Return the petition sheet of a published case in a language, the table's words in all languages.

    Raises Case.DoesNotExist when the case is not published, TooManyPagesError when the text leaves no room for
    the rows, and what `toolkit.pdf.render_pdf` raises.
    """
    with override(language):
        case = cases_for_pages().get(pk=case.pk)
        demands = _demands(case)
        context = {
            "case": case,
            "rows": range(1, ROWS + 1),
            "second": _second_heading(case),
            "words": _words(language),
            "others": [_words(code) for code, _ in settings.LANGUAGES if code != language],
            "day": case.today(),
            "as_of": case.as_of(),
            "address": address_of(case.get_absolute_url()),
            "is_unread": is_unread([case, *demands]),
        }

        def html(variant: int) -> str:
            return sheet_html("petition.html", step=variant, demands=demands[: DEMANDS[variant]], **context)

        return render_first_that_fits(html, "petition.css", pages=[1] * len(DEMANDS))


def _second_heading(case: Case) -> Heading:
    """Return the heading in Kazakh, or in English on a Kazakh sheet; without an ask that is not translated."""
    code = "en" if get_language() == "kk" else "kk"
    with override(code):
        ask = cases_for_lists().get(pk=case.pk).text_of("ask")
        return Heading(
            code, case.display_name if case.person else "", ask.text if ask.language == code else ""
        )


def _demands(case: Case) -> list[Demand]:
    """Return what is still asked for the case, what is asked for few before what is asked for many."""
    asked = Demand.objects.filter(cases=case, campaign__in=Campaign.objects.published())
    unmet = demands_with_steps().filter(pk__in=asked).exclude(state=DemandState.MET)
    return list(unmet.annotate(breadth=Count("cases")).order_by("breadth", "pk")[: max(DEMANDS)])


def _words(language: str) -> Words:
    with override(language):
        return Words(
            language=language,
            name=gettext("Name"),
            town=gettext("Town or work"),
            email=gettext("Email, if you want news"),
            email_short=pgettext("a petition sheet", "Email"),
            tick=gettext("Print my name"),
            signature=gettext("Signature"),
            purpose=gettext(
                "Your name is printed only if you tick the box. Your email is used to tell you what comes of "
                "this, and for nothing else."
            ),
        )
