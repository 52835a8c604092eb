"""The tracker of demands: the list with its filters, and each demand with its history."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns.demand_groups import count_states
from campaigns.demand_tracker import apply_filters, demands_for_tracker, filter_groups, read_filters, track
from sources.footnotes import sources_of


@require_safe
def demand_list(request: HttpRequest) -> HttpResponse:
    """List the demands with what became of them: of a campaign, in a state, raised in a statement."""
    wanted = read_filters(request.GET)
    found = track(demands_for_tracker())
    rows = apply_filters(found, wanted)
    records = {row.demand.campaign.as_of for row in rows or found}
    return render(
        request,
        "campaigns/demand_list.html",
        {
            "section": "demands",
            "groups": filter_groups(found, wanted),
            "rows": rows,
            "totals": count_states(row.state for row in rows),
            "demands": [row.demand for row in rows],
            # Several records of different days have no day in common; each demand says its own.
            "as_of": records.pop() if len(records) == 1 else None,
        },
    )


@require_safe
def demand_detail(request: HttpRequest, campaign: str, slug: str) -> HttpResponse:
    """Show a demand: each change of its state, dated and cited, and which statements raise it."""
    demand = get_object_or_404(demands_for_tracker(), campaign__slug=campaign, slug=slug)
    [row] = track([demand])
    claims = {claim.pk: claim for claim in row.claims}.values()
    return render(
        request,
        "campaigns/demand_detail.html",
        {
            "section": "demands",
            "row": row,
            "demand": demand,
            "cases": demand.cases.all(),
            "as_of": demand.campaign.as_of,
            "sources": sources_of(claims),
        },
    )
