"""What this room makes from a passage of a document: a demand that somebody made, cited."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign, Demand, DemandStep, Statement, StatementDemand
from sources.models import Claim, PublicationState
from sources.reading.forms import ClaimForm
from sources.reading.makers import Maker, register
from toolkit.names import free_slug


class DemandForm(ClaimForm):
    """A claim that says who demands what, and the demand; of a campaign, and under a statement that is a draft."""

    campaign = forms.ModelChoiceField(label=gettext_lazy("Campaign"), queryset=Campaign.objects.all())
    statement = forms.ModelChoiceField(
        label=gettext_lazy("Statement"),
        queryset=Statement.objects.filter(state=PublicationState.DRAFT),
        required=False,
        help_text=gettext_lazy("Only drafts: what others have signed is not changed."),
    )
    demand = forms.CharField(label=gettext_lazy("Demand"), max_length=300)

    field_order = ["campaign", "statement", "demand", "text"]


def register_own() -> None:
    """Offer it; called once the app is ready."""
    permissions = ("sources.add_claim", "campaigns.add_demand", "campaigns.change_statement")
    register(Maker("demand", gettext_lazy("Demand"), DemandForm, permissions, _make_demand))


def _make_demand(claim: Claim, data: Mapping[str, Any]) -> list[Model]:
    """Make an unmet demand whose first step is cited. Raises ValidationError for a statement of another campaign."""
    campaign: Campaign = data["campaign"]
    statement: Statement | None = data["statement"]
    if statement is not None and statement.campaign_id != campaign.pk:
        raise ValidationError({"statement": _("This statement is of another campaign.")})
    taken = set(Demand.objects.filter(campaign=campaign).values_list("slug", flat=True))
    demand = Demand.objects.create(
        campaign=campaign, slug=free_slug(data["demand"], taken=taken, longest=90), text=data["demand"]
    )
    step = DemandStep.objects.create(demand=demand, state=demand.state, date=claim.date, circa=claim.circa)
    step.claims.add(claim)
    made: list[Model] = [demand, step]
    if statement is not None:
        locked = Statement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
        last = locked.numbered_demands.aggregate(last=Max("number"))["last"] or 0
        made.append(StatementDemand.objects.create(statement=locked, demand=demand, number=last + 1))
    return made
