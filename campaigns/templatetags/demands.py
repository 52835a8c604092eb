"""What became of the demands, in one strip that leads to the tracker."""

from django import template

from campaigns.demand_groups import status_class
from campaigns.demand_tracker import Strip, strip_of
from campaigns.models import Campaign, DemandState
from campaigns.querysets import demands_with_steps

register = template.Library()


@register.inclusion_tag("campaigns/demand_strip.html")
def demand_strip(campaign: Campaign) -> dict[str, Strip]:
    """Set the totals of all demands of a campaign, with a link to the tracker."""
    demands = demands_with_steps().filter(campaign=campaign)
    return {"strip": strip_of(demands, query=f"?campaign={campaign.slug}")}


@register.filter
def state_class(state: str) -> str:
    """Return the classes of the mark of a state."""
    return status_class(DemandState(state))
