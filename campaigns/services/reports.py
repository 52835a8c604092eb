"""Reports of pickets: what was counted, publishing, and what became of demands."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from campaigns.models import AfterAction, Demand, DemandStep, Picket, SignUp
from campaigns.services.stewards import count_walk_ins
from sources.models import Claim
from sources.models.publication import Publishable
from sources.services.publishing import gaps, publish, publish_claims


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted at a picket: each headcount in order of time, and how many stewards let in one by one."""

    headcounts: tuple[int, ...]
    checked_in: int

    @property
    def low(self) -> int | None:
        """The lowest headcount, or how many were let in if that is more; None when nothing was counted."""
        found = [min(self.headcounts)] if self.headcounts else []
        found += [self.checked_in] if self.checked_in else []
        return max(found, default=None)

    @property
    def high(self) -> int | None:
        """The highest headcount; None when there is none, since those let in one by one are not all who came."""
        return max(*self.headcounts, self.low or 0) if self.headcounts else None


def count_turnout(picket: Picket) -> Counted:
    """Return what was counted at a picket. Sign-ups are erased after a while; headcounts stay."""
    observed = picket.observations.filter(headcount__isnull=False).order_by("observed_at", "pk")
    return Counted(
        headcounts=tuple(
            count for count in observed.values_list("headcount", flat=True) if count is not None
        ),
        checked_in=SignUp.objects.filter(shift__picket=picket, state=SignUp.State.CHECKED_IN).count()
        + count_walk_ins(picket),
    )


@transaction.atomic
def publish_report(after: AfterAction) -> list[Publishable]:
    """Publish a report with the draft claims that it is made of; return what was not public before.

    Raises ValidationError that names every gap: it says nothing, a claim is not cited or was withdrawn, or its
    picket is not public. For a report that is public this is the check that it may stay so.
    """
    claims = [sentence.claim for sentence in after.report.select_related("claim")]
    problems = gaps(after, claims)
    if not (claims or after.text or after.response or after.turnout_low is not None):
        problems.append(_("It says nothing yet."))
    if not after.picket.is_published:
        problems.append(_("The picket itself is not published."))
    if problems:
        raise ValidationError(problems)
    return publish_claims(claims) + publish(after)


@transaction.atomic
def add_demand_step(
    demand: Demand, *, state: str, date: str, text: str, claims: Iterable[Claim]
) -> DemandStep:
    """Write down a dated and cited change of a demand; the demand takes the state of its latest step.

    Raises ValidationError without a date or a claim.
    """
    cited = list(claims)
    if not date or not cited:
        raise ValidationError(_("A step of a demand needs its date and at least one claim."))
    locked = Demand.objects.select_for_update().get(pk=demand.pk)
    last = locked.steps.aggregate(position=Max("position"), date=Max("date"))
    position = 0 if last["position"] is None else last["position"] + 1
    step = DemandStep(demand=locked, state=state, date=date, text=text, position=position)
    step.full_clean()
    step.save()
    step.claims.set(cited)
    if date >= (last["date"] or ""):
        locked.state = state
        locked.save(update_fields=["state"])
    return step
