"""Who lost the private link has it sent again. The answer is the same for whichever address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.forms import LinkForm
from campaigns.services.relinking import send_links_again
from campaigns.views.answers import posted_data, see_other
from toolkit.http import public_form


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@public_form
def sign_up_link(request: HttpRequest) -> HttpResponse:
    """Ask for an address; when it is posted, send the links of its sign-ups there and say that this was done."""
    if request.method != "POST":
        return _page(request, LinkForm())
    posted = posted_data(request)
    if posted is None:
        return _page(
            request, LinkForm(), problem=_("What was sent is too large or was cut short."), status=413
        )
    form = LinkForm(posted)
    if not form.is_valid():
        return _page(request, form, status=422)
    send_links_again(form.cleaned_data["email"], now=timezone.now())
    return see_other("campaigns:sign-up-link-sent")


@require_safe
@never_cache
def sign_up_link_sent(request: HttpRequest) -> HttpResponse:
    """Say what was done, whether anybody signed up with the address or not."""
    return render(request, "campaigns/sign_up_link_sent.html", {"section": "pickets"})


def _page(request: HttpRequest, form: LinkForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"section": "pickets", "form": form, "problem": problem}
    return render(request, "campaigns/sign_up_link.html", context, status=status)
