"""Home, campaigns, and the pages about the site itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns.demand_groups import group_demands, totals_of
from campaigns.models import Campaign, Picket
from campaigns.querysets import (
    campaign_of_home,
    events_of,
    letters_for,
    pickets_for_lists,
    roll_of,
    statements_for_pages,
)
from prisoners.models import Case
from prisoners.plates import Plate, plate_of
from prisoners.querysets import cases_for_lists, events_prefetch
from sources.footnotes import sources_of
from sources.models import Claim, Question
from sources.querysets import questions_with_positions

# How much of each list the home page shows; the rest is one link away.
ROLL_ON_HOME = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the lead case, what to do now, the roll, the next picket, and what sources disagree on."""
    campaign = campaign_of_home()
    context: dict[str, object] = {"campaign": campaign, "section": ""}
    if campaign is not None:
        roll = list(roll_of(campaign))
        lead = _lead_case(campaign)
        events = list(lead.events.all()) if lead else []
        plate = plate_of(lead, events, today=campaign.today()) if lead else None
        question = questions_with_positions().first()
        context |= {
            "as_of": campaign.as_of,
            "case": lead,
            "plate": plate,
            "roll": roll[:ROLL_ON_HOME],
            "roll_total": len(roll),
            "next_picket": _next_picket(campaign),
            "last_picket": _last_picket(campaign),
            "letter": letters_for([lead]).first() if lead else None,
            "question": question,
            "sources": sources_of(_claims_on_home(plate, question)),
            "campaigns": Campaign.objects.published().with_translations().exclude(pk=campaign.pk),
        }
    return render(request, "campaigns/home.html", context)


@require_safe
def campaign_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a campaign: what happened by date, its cases, and what became of its demands."""
    campaign = get_object_or_404(Campaign.objects.published().with_translations(), slug=slug)
    events = list(events_of(campaign))
    groups = group_demands(statements_for_pages().filter(campaign=campaign, numbered_demands__isnull=False))
    claims = [claim for event in events for claim in event.claims.all()]
    claims += [claim for group in groups for row in group.rows for claim in row.claims]
    return render(
        request,
        "campaigns/campaign_detail.html",
        {
            "section": "",
            "campaign": campaign,
            "as_of": campaign.as_of,
            "cases": roll_of(campaign),
            "events": events,
            "groups": groups,
            "totals": totals_of(groups),
            "sources": sources_of(claims),
        },
    )


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what this site is, how it is made, and how to report a mistake."""
    return render(request, "campaigns/about.html", {"section": ""})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is stored about visitors and volunteers, for how long, and how to have it removed."""
    return render(request, "campaigns/privacy.html", {"section": ""})


def _claims_on_home(plate: Plate | None, question: Question | None) -> list[Claim]:
    claims = list(plate.counted_from.claims.all()) if plate and plate.count and plate.counted_from else []
    if question is not None:
        claims += [position.claim for position in question.positions.all()]
    return claims


def _lead_case(campaign: Campaign) -> Case | None:
    cases = cases_for_lists().prefetch_related(events_prefetch())
    return cases.filter(pk=campaign.lead_case_id or 0).first()


def _next_picket(campaign: Campaign) -> Picket | None:
    return pickets_for_lists().filter(campaign=campaign).upcoming().first()


def _last_picket(campaign: Campaign) -> Picket | None:
    """Return the latest real picket whose turnout is known."""
    pickets = pickets_for_lists().filter(campaign=campaign, kind=Picket.Kind.PICKET, is_sample=False)
    return pickets.filter(after__turnout_low__isnull=False).over().first()
