"""Where each address leads. The language stands in every public address, so that no cookie has to remember it."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLResolver, include, path, reverse
from django.urls.resolvers import RoutePattern
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


class LaterResolver(URLResolver):
    """The addresses of a room, whose module is loaded when one of them is asked for.

    Django loads all rooms with the first address of any. Those of the admin take 30 MiB, which neither a worker nor a
    process that serves readers needs.
    """

    def __init__(self, route: str, module: str, *, room: str) -> None:
        super().__init__(RoutePattern(route), module, app_name=room, namespace=room)

    def _populate(self) -> None:
        """Collect no names: `reverse` finds those under a namespace in its `url_patterns`."""


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
    LaterResolver("admin/", "config.desk_urls", room="admin"),
    # Never asked, for the desk above answers there: a name for its address that does not load it, as admin:index does.
    path("admin/", front_door, name="desk"),
    *i18n_patterns(
        *(LaterResolver("", f"{room}.urls", room=room) for room in ("sources", "prisoners", "campaigns"))
    ),
]
if settings.DEVELOPMENT:
    urlpatterns.append(path("mailbox/", include("toolkit.mailbox")))
