"""The petition sheet of a case: A4, one side, twelve rows."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import get_language, gettext, override, pgettext

from campaigns.models import Campaign, Demand, DemandState, Statement
from campaigns.printing.leaflet import case_of_sheet
from campaigns.printing.options import Options
from campaigns.printing.sheets import Address, Draft, Sheet, address_of, is_unread, sheet_html, sheet_pdf
from campaigns.querysets import demands_with_steps, statements_for_pages
from prisoners.models import Case
from prisoners.querysets import cases_for_lists

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
    """Whom it is for and what is asked in few words, in a language."""

    language: str
    name: str
    ask: str


@dataclass(frozen=True, slots=True)
class Asked(Heading):
    """What is asked in full: `demands` are those that are not met, the most wanted first."""

    summary: str
    demands: list[str]
    address: Address
    is_unread: bool


def petition_sheet_pdf(case: Case, *, language: str) -> bytes:
    """Return the petition sheet of a published case in a language, the table's words in all languages.

    Raises Case.DoesNotExist when the case is not published, TooManyPagesError when the text leaves no room for
    the rows, and what `Draft.render` raises.
    """
    return sheet_pdf(petition_sheet(case, Options(language)))


def petition_sheet(subject: Case | Campaign | Statement, options: Options) -> Draft:
    """Return the petition sheet of something published, in a language or two side by side, before it is set.

    Raises DoesNotExist when it is not published.
    """
    asked = []
    for code in (options.language, options.also):
        if code:
            with override(code):
                asked.append(_asked(_published(subject), code))
    with override(options.language):
        subject = _published(subject)
        as_of = subject.as_of() if isinstance(subject, Case) else _record_of(subject)
        context = {
            "asked": asked[0],
            "also": asked[1] if options.also else None,
            "name": asked[0].name,
            "rows": range(1, ROWS + 1),
            "second": _second_heading(subject) if isinstance(subject, Case) and not options.also else None,
            "words": _words(options.language),
            "others": [_words(code) for code in _other_languages(options)],
            "day": as_of or timezone.now().date(),
            "as_of": as_of,
            "address": asked[0].address,
            "is_unread": asked[0].is_unread,
            "options": options,
        }

    def html(variant: int) -> str:
        return sheet_html("petition.html", step=variant, most_demands=f":{DEMANDS[variant]}", **context)

    return Draft(options.language, [Sheet(html, ("petition.css", *options.styles), [1] * len(DEMANDS))])


def _published(subject: Case | Campaign | Statement) -> Case | Campaign | Statement:
    """Return it with its texts in the active language."""
    if isinstance(subject, Case):
        return case_of_sheet(subject)
    if isinstance(subject, Campaign):
        return Campaign.objects.published().with_translations().get(pk=subject.pk)
    return statements_for_pages().get(pk=subject.pk)


def _record_of(subject: Campaign | Statement) -> date | None:
    return subject.as_of if isinstance(subject, Campaign) else subject.campaign.as_of


def _asked(subject: Case | Campaign | Statement, code: str) -> Asked:
    """Return what is asked in the active language, whose code it is."""
    demands = _demands(subject)
    name = subject.display_name if isinstance(subject, Case) else subject.in_language("title")
    return Asked(
        language=code,
        name=name.rstrip("."),
        ask=subject.in_language("ask") if isinstance(subject, Case) else "",
        summary=subject.in_language("summary"),
        demands=[demand.in_language("text") for demand in demands],
        address=address_of(subject.get_absolute_url()),
        is_unread=is_unread([subject, *demands]),
    )


def _other_languages(options: Options) -> list[str]:
    """Return the languages of the table's smaller words, the second one of the sheet first."""
    others = [code for code, _ in settings.LANGUAGES if code != options.language]
    return sorted(others, key=lambda code: code != options.also)


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
