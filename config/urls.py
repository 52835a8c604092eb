"""Where each address leads. The language stands in every public address, so that no cookie has to remember it."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the web process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@cache_control(max_age=0)
def front_door(request: HttpRequest) -> HttpResponse:
    """Lead to the home page in the language that the browser asks for."""
    with override(get_language_from_request(request)):
        response = HttpResponseRedirect(reverse("campaigns:home"))
    patch_vary_headers(response, ["Accept-Language"])
    return response


urlpatterns = [
    path("", front_door, name="front-door"),
    path("healthz", healthz),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", include("sources.urls")),
        path("", include("prisoners.urls")),
        path("", include("campaigns.urls")),
    ),
]
if settings.DEVELOPMENT:
    urlpatterns.append(path("mailbox/", include("toolkit.mailbox")))
