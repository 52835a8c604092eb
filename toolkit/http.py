"""What every answer carries, and forms that need no cookie."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), "
    "payment=(), usb=(), browsing-topics=()"
)


class PrivacyHeadersMiddleware:
    """Adds the headers that Django has no setting for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the headers of SAFETY.md, requirement 10."""
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if request.path.startswith("/admin/"):
            # Under no-referrer a browser posts "Origin: null", which Django's CSRF check refuses.
            response.headers["Referrer-Policy"] = "same-origin"
            add_never_cache_headers(response)
        patch_vary_headers(response, ["HX-Request"])
        return response


def public_form[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Protect a form that anonymous people post, without the cookie that Django's CSRF check needs.

    Such a form carries no session, so a forged post could do no more than its author can do alone. What is
    refused is a browser that says the post comes from another site (Sec-Fetch-Site, or Origin where a browser
    is too old to send it). Raises PermissionDenied then.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and not _same_site(request):
            raise PermissionDenied("posted from another site")
        return view(request, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", csrf_exempt(guarded))


def _same_site(request: HttpRequest) -> bool:
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    # "null" is what our own no-referrer policy makes a browser send.
    own = f"{request.scheme}://{request.get_host()}"
    return origin in {None, "null", own, settings.PUBLIC_URL}
