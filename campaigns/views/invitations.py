"""An organisation answers, by the link in its mail, whether it takes part in a picket. No cookie, no account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaigns.forms_invitations import AnswerForm
from campaigns.mailings.organisations import question_of
from campaigns.services.invitations import answer_invitation, find_invitation
from toolkit.http import public_form


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_form
def invitation_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked; when posted, take the answer. A wrong, a used and an expired link are answered alike."""
    invitation = find_invitation(token, now=timezone.now())
    if invitation is None:
        return _not_found(request)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    question = question_of(invitation)
    context = {"section": "pickets", "question": question, "form": form, "token": token}
    if not form.is_bound:
        return render(request, "campaigns/invitation.html", context)
    if not form.is_valid():
        return render(request, "campaigns/invitation.html", context, status=422)
    agrees = form.agrees
    if not answer_invitation(invitation, agrees=agrees, now=timezone.now()):
        return _not_found(request)
    return render(request, "campaigns/invitation_answered.html", {**context, "agrees": agrees})


def _not_found(request: HttpRequest) -> HttpResponse:
    return render(request, "campaigns/invitation_not_found.html", {"section": "pickets"}, status=404)
