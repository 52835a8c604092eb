"""Who takes part in a picket, and asking them by mail whether they agree to be named."""

from typing import cast

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.models import User
from campaigns.admin.picket_steps import step_page
from campaigns.admin.zones import answer_in_zone, zone_named
from campaigns.forms_invitations import AskForm
from campaigns.models import Participant, Picket
from campaigns.services.invitations import InvitationError, ask_organisation
from sources.admin_base import DeskForm, explain_checks

# As it stands in the history; translated when it is read. It names nobody.
ASKED = gettext_noop("participant: asked")
_OPEN = {Participant.Consent.NOT_ASKED, Participant.Consent.ASKED}

explain_checks(
    {
        "participant_exactly_one": gettext_lazy(
            "Name a person, an organisation or write it in words; one of the three."
        )
    }
)


class ParticipantInline(admin.TabularInline[Participant, Picket]):
    """Who called it, supported it, chaired and spoke, in order; each can be asked whether they agree to be named."""

    model = Participant
    form = DeskForm
    extra = 0
    fields = [
        "role", "person", "organisation", "label", "consent", "asking", "on_behalf_of", "position", "claims",
    ]  # fmt: skip
    readonly_fields = ["consent", "asking"]
    autocomplete_fields = ["person", "organisation", "on_behalf_of", "claims"]

    @admin.display(description=gettext_lazy("ask"))
    def asking(self, participant: Participant) -> str:
        """Return the way to ask, where there is no answer yet."""
        if not participant.pk or participant.consent not in _OPEN:
            return ""
        address = reverse("admin:campaigns_picket_ask", args=[participant.picket_id, participant.pk])
        return format_html('<a href="{}">{}</a>', address, _("Ask by mail"))


def show_asking(
    desk: admin.ModelAdmin[Picket], request: HttpRequest, object_id: str, participant_id: int
) -> HttpResponse:
    """Show the form that asks a participant; when posted, ask. For those who may change the picket."""
    picket = desk.get_object(request, unquote(object_id))
    if not desk.has_change_permission(request, picket):
        raise PermissionDenied
    participant = Participant.objects.filter(picket=picket, pk=participant_id).first() if picket else None
    if picket is None or participant is None:
        raise Http404
    zone = zone_named(picket.time_zone)
    return answer_in_zone(zone, lambda: _answer(desk, request, picket, participant))


def _answer(
    desk: admin.ModelAdmin[Picket], request: HttpRequest, picket: Picket, participant: Participant
) -> HttpResponse:
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            ask_organisation(participant, email=data["email"], language=data["language"], now=timezone.now())
        except InvitationError as error:
            form.add_error(None, str(error))
        else:
            message = [{"changed": {"fields": [ASKED]}}]
            LogEntry.objects.log_actions(cast(User, request.user).pk, [picket], CHANGE, message)
            messages.success(request, _("Asked. Nobody is named before they say yes."))
            return HttpResponseRedirect(reverse("admin:campaigns_picket_change", args=[picket.pk]))
    return step_page(
        desk,
        request,
        picket,
        form,
        title=_("Ask whether they may be named"),
        explanation=_(
            "%(who)s gets a mail with a link to answer yes or no. Until there is a yes they are not shown anywhere."
        )
        % {"who": participant.organisation or participant.person or participant.label},
        telling="",
    )
