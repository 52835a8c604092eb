"""Public pages of pickets."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns.forms import SignUpForm
from campaigns.models import Participant, Picket
from campaigns.querysets import pickets_for_lists, pickets_for_pages
from campaigns.reports import Report, report_of
from campaigns.target_ties import Why, why_of
from sources.footnotes import sources_of
from sources.models import Claim


@require_safe
def picket_list(request: HttpRequest) -> HttpResponse:
    """List the pickets to come and those that took place."""
    pickets = pickets_for_lists()
    return render(
        request,
        "campaigns/picket_list.html",
        {"section": "pickets", "upcoming": pickets.upcoming(), "over": pickets.over()},
    )


@require_safe
def picket_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a picket: for one to come the shifts and the form to sign up, for one past what happened."""
    picket = get_object_or_404(pickets_for_pages(), slug=slug)
    # The QR code of a poster leads to a shift: /pickets/SLUG/?shift=KEY#shift-KEY
    chosen = request.GET.get("shift", "")
    form = SignUpForm(picket, chosen=chosen) if picket.takes_sign_ups else None
    return render(request, "campaigns/picket_detail.html", picket_context(picket, form=form))


def picket_context(picket: Picket, *, form: SignUpForm | None) -> dict[str, Any]:
    """Return what templates/campaigns/picket_detail.html needs; `picket` comes from `pickets_for_pages`."""
    report = report_of(picket)
    why = why_of(picket.target)
    claims = _claims_shown(picket, report, why)
    return {
        "section": "pickets",
        "picket": picket,
        "as_of": picket.campaign.as_of if not picket.is_sample else None,
        "report": report,
        "reported": report.texts if report is not None else [],
        "parts": _parts(picket),
        "why": why,
        "shifts": list(picket.shifts.all()),
        "form": form,
        "sources": sources_of(claims),
    }


def _parts(picket: Picket) -> list[tuple[str, list[Participant]]]:
    """Return who took part, by role in the order of the roles."""
    everybody = list(picket.participants.all())
    parts = []
    for role in Participant.Role:
        those = [participant for participant in everybody if participant.role == role]
        if those:
            parts.append((str(role.label), those))
    return parts


def _claims_shown(picket: Picket, report: Report | None, why: Why | None) -> list[Claim]:
    claims = list(picket.claims.all())
    claims += report.claims if report is not None else []
    claims += why.claims if why is not None else []
    claims += [claim for participant in picket.participants.all() for claim in participant.claims.all()]
    claims += [claim for incident in picket.incidents.all() for claim in incident.claims.all()]
    return list({claim.pk: claim for claim in claims}.values())
