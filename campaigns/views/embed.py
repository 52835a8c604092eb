"""The next pickets as a list that other sites show in a frame, and the page that says how to follow pickets."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from campaigns.feeds.rows import places_of_pickets, upcoming_pickets, within
from campaigns.forms_embed import EmbedForm
from campaigns.models import Campaign, Shift
from campaigns.occasions import absolute
from sources.models import Place
from toolkit.conditional import unless_known

# The one page that may stand in a frame of any site: no script, no form, nothing from elsewhere.
EMBED_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": ["*"],
}
FRAME_HEIGHT = 420


@require_safe
@xframe_options_exempt
@csp_override(EMBED_CSP)
def embed_pickets(request: HttpRequest) -> HttpResponseBase:
    """Show the next pickets, of a campaign or a city where one is asked for, for the frame of another site."""
    form = EmbedForm(
        request.GET, campaigns=Campaign.objects.published().with_translations(), places=Place.objects.all()
    )
    if not form.is_valid():
        response = render(request, "campaigns/embed_problem.html", status=404)
    else:
        pickets = upcoming_pickets()
        if form.cleaned_data["campaign"] is not None:
            pickets = pickets.filter(campaign=form.cleaned_data["campaign"])
        if form.cleaned_data["city"] is not None:
            pickets = pickets.filter(within(form.cleaned_data["city"]))
        # One more tells whether there are more.
        rows = list(pickets[: form.cleaned_data["limit"] + 1])
        shown = rows[: form.cleaned_data["limit"]]
        context = {"pickets": shown, "has_more": len(rows) > len(shown)}
        response = render(request, "campaigns/embed.html", context)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return unless_known(request, response)


@require_safe
def follow(request: HttpRequest) -> HttpResponse:
    """Say how to follow pickets: calendars, news, and what to copy to show them on another site."""
    campaigns = Campaign.objects.published().with_translations()
    places = places_of_pickets()
    form = EmbedForm(request.GET, campaigns=campaigns, places=places)
    is_fine = form.is_valid()
    return render(
        request,
        "campaigns/follow.html",
        {
            "section": "pickets",
            "form": form,
            "frame": _frame(form) if is_fine else "",
            "frame_address": _frame_address(form) if is_fine else "",
            "calendars": _calendars(list(campaigns), list(places)),
            "campaigns": campaigns,
        },
        status=200 if is_fine else 422,
    )


def _frame_address(form: EmbedForm) -> str:
    data = form.cleaned_data
    asked = {
        "campaign": data["campaign"].slug if data["campaign"] else "",
        "city": data["city"].slug if data["city"] else "",
        "limit": data["limit"],
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{absolute(reverse('campaigns:embed-pickets'))}?{query}"


def _frame(form: EmbedForm) -> str:
    """Return the HTML to copy. It is shown as text, which the template escapes."""
    address = _frame_address(form).replace("&", "&amp;")
    title = _("Next pickets").replace('"', "&quot;")
    return (
        f'<iframe src="{address}" title="{title}" width="100%" height="{FRAME_HEIGHT}" '
        'style="border: 0" loading="lazy" referrerpolicy="no-referrer"></iframe>'
    )


def _calendars(campaigns: list[Campaign], places: list[Place]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the calendars to subscribe to, in groups: the name of each and its address."""
    groups = [
        (_("Pickets"), [(_("All pickets"), reverse("campaigns:pickets-calendar"))]),
        (
            _("By campaign"),
            [
                (one.in_language("title"), reverse("campaigns:campaign-calendar", args=[one.slug]))
                for one in campaigns
            ],
        ),
        (
            _("By city"),
            [(one.display_name, reverse("campaigns:place-calendar", args=[one.slug])) for one in places],
        ),
        (
            _("Shifts by role"),
            [(str(role.label), reverse("campaigns:role-calendar", args=[role.value])) for role in Shift.Role],
        ),
    ]
    return [
        (name, [(label, absolute(path)) for label, path in entries]) for name, entries in groups if entries
    ]
