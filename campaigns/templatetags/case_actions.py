"""What campaigns put on the page of a case: the action bar, and the list of what a reader can do."""

from datetime import date
from typing import Any

from django import template

from campaigns.demand_groups import count_states
from campaigns.demand_tracker import demands_of_case
from campaigns.models import Picket
from campaigns.querysets import letters_for, pickets_for_lists, statements_for_lists
from prisoners.models import Case
from prisoners.plates import HELD

register = template.Library()


@register.inclusion_tag("campaigns/case_bar.html")
def case_bar(case: Case) -> dict[str, Any]:
    """Set the action bar: at most three things to do, the first one red."""
    return {
        "case": case,
        "letter": letters_for([case]).first(),
        "picket": pickets_for_lists().filter(cases=case).upcoming().first(),
    }


@register.inclusion_tag("campaigns/case_actions.html")
def case_actions(case: Case, *, as_of: date | None) -> dict[str, Any]:
    """Set what can be done for a case, what was asked, and who spoke up. `as_of` is the date of a record."""
    pickets = list(pickets_for_lists().filter(cases=case))
    demands = demands_of_case(case)
    return {
        "case": case,
        "as_of": as_of,
        "letters": letters_for([case]),
        "upcoming": [picket for picket in pickets if picket.takes_sign_ups],
        "over": [picket for picket in pickets if picket.stage == Picket.Stage.OVER],
        "statements": statements_for_lists().filter(cases=case),
        "can_write": case.person_id is not None and case.status in HELD,
        "demands": demands,
        "totals": count_states(row.state for row in demands),
    }
