"""The petition sheet of a case: A4, one side, twelve rows."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import get_language, gettext, override, pgettext

from campaigns.models import Campaign, Demand, DemandState, Statement
from campaigns.printing.options import Options
from campaigns.printing.sheets import Draft, Sheet, address_of, is_unread, sheet_html, sheet_pdf
from campaigns.querysets import demands_with_steps, statements_for_pages
from prisoners.models import Case
from prisoners.querysets import cases_for_lists, cases_for_pages

ROWS = 12
# How many demands are shown, by step; the sizes are in petition.css.
DEMANDS = [3, 3, 3, 3, 2, 1, 1]


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
    the rows, and what `Draft.render` raises.
    """
    return sheet_pdf(petition_sheet(case, Options(language)))


def petition_sheet(subject: Case | Campaign | Statement, options: Options) -> Draft:
    """Return the petition sheet of something published before it is set. Raises DoesNotExist when it is not."""
    with override(options.language):
        if isinstance(subject, Case):
            subject = cases_for_pages().get(pk=subject.pk)
            name, second, as_of = subject.display_name, _second_heading(subject), subject.as_of()
        elif isinstance(subject, Campaign):
            subject = Campaign.objects.published().with_translations().get(pk=subject.pk)
            name, second, as_of = subject.in_language("title"), None, subject.as_of
        else:
            subject = statements_for_pages().get(pk=subject.pk)
            name, second, as_of = subject.in_language("title"), None, subject.campaign.as_of
        demands = _demands(subject)
        context = {
            "subject": subject,
            "name": name.rstrip("."),
            "rows": range(1, ROWS + 1),
            "second": second,
            "words": _words(options.language),
            "others": [_words(code) for code, _ in settings.LANGUAGES if code != options.language],
            "day": as_of or timezone.now().date(),
            "as_of": as_of,
            "address": address_of(subject.get_absolute_url()),
            "is_unread": is_unread([subject, *demands]),
            "options": options,
        }

    def html(variant: int) -> str:
        return sheet_html("petition.html", step=variant, demands=demands[: DEMANDS[variant]], **context)

    return Draft(options.language, [Sheet(html, ("petition.css", *options.styles), [1] * len(DEMANDS))])


def _second_heading(case: Case) -> Heading | None:
    """Return the heading in Kazakh, or in English on a Kazakh sheet; None where the ask is not translated."""
    code = "en" if get_language() == "kk" else "kk"
    with override(code):
        ask = cases_for_lists().get(pk=case.pk).text_of("ask")
        if not ask.text or ask.language != code:
            return None
        return Heading(code, case.display_name if case.person else "", ask.text)


def _demands(subject: Case | Campaign | Statement) -> list[Demand]:
    """Return what is still asked: for a case first what is asked for few, of a statement in its own order."""
    unmet = demands_with_steps().exclude(state=DemandState.MET)
    if isinstance(subject, Statement):
        return list(unmet.filter(statements=subject).order_by("in_statements__number")[: max(DEMANDS)])
    if isinstance(subject, Campaign):
        return list(unmet.filter(campaign=subject).order_by("pk")[: max(DEMANDS)])
    asked = Demand.objects.filter(cases=subject, campaign__in=Campaign.objects.published())
    return list(
        unmet.filter(pk__in=asked).annotate(breadth=Count("cases")).order_by("breadth", "pk")[: max(DEMANDS)]
    )


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
