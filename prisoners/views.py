"""Public pages of cases: the list with its filters, and each case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from prisoners.filters import CaseFilterForm, apply_filters, filter_groups, read_filters
from prisoners.models import Case, CaseEvent
from prisoners.months import Sentence, draw_sentence
from prisoners.plates import HELD, plate_of
from prisoners.querysets import cases_for_lists, cases_for_pages, questions_touching
from prisoners.records import fact_rows, steps_of
from sources.footnotes import sources_of
from sources.models import Claim
from sources.name_links import name_links


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """List the published cases, filtered; htmx gets the results alone from the same address."""
    wanted = read_filters(request.GET)
    found = list(cases_for_lists().search(wanted.get("q", "")))
    context = {
        "section": "cases",
        "form": CaseFilterForm(request.GET),
        "query": wanted.get("q", ""),
        "groups": filter_groups(found, wanted),
        "cases": apply_filters(found, wanted),
    }
    is_partial = request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted")
    template = "prisoners/case_list.html#results" if is_partial else "prisoners/case_list.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def case_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a case: who, how long, what happened, what is known and what is not."""
    case = get_object_or_404(cases_for_pages(), slug=slug)
    as_of = case.as_of()
    today = case.today()
    events = list(case.events.all())
    claims = _claims_shown(case, events)
    return render(
        request,
        "prisoners/case_detail.html",
        {
            "section": "cases",
            "case": case,
            "as_of": as_of,
            "today": today,
            "plate": plate_of(case, events, today=today),
            "facts": fact_rows(case, today=today),
            "steps": steps_of(events),
            "sentence": _sentence(case, events),
            "questions": questions_touching(claims),
            "name_links": name_links(claims),
            "sources": sources_of(claims),
        },
    )


def _claims_shown(case: Case, events: list[CaseEvent]) -> list[Claim]:
    claims = [sentence.claim for sentence in case.story.all()]
    claims += [claim for fact in case.facts.all() for claim in fact.claims.all()]
    claims += [claim for event in events for claim in event.claims.all()]
    return list({claim.pk: claim for claim in claims}.values())


def _sentence(case: Case, events: list[CaseEvent]) -> Sentence | None:
    """Return the boxes of the sentence that is being served, when there is one of known length."""
    if case.status not in HELD:
        return None
    for episode in case.episodes.all():
        if episode.sentence_months and episode.arrested_on and not episode.released_on:
            alone = [
                (event.date, event.date_end)
                for event in events
                if event.kind == CaseEvent.Kind.SOLITARY and event.date
            ]
            return draw_sentence(
                episode.arrested_on, episode.sentence_months, today=case.today(), alone=alone
            )
    return None
