"""One click stops messages: a POST without a cookie, as RFC 8058 asks; opening the address changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaigns.services.stopping import find_stop_link, stop_messages
from toolkit.http import public_form


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_form
def mail_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the messages of one kind when posted; otherwise show the button that does."""
    link = find_stop_link(token, now=timezone.now())
    if link is None:
        return render(request, "campaigns/sign_up_not_found.html", {"section": "pickets"}, status=404)
    if request.method == "POST":
        stop_messages(link)
    context = {
        "section": "pickets" if link.sign_up else "",
        "link": link,
        "token": token,
        "done": request.method == "POST",
    }
    return render(request, "campaigns/mail_stop.html", context)
