"""The organisers' admin site."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import BadRequest
from django.db.models import Model
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from accounts.forms import OwnPasswordForm
from accounts.models import User
from campaigns.desk import desk_for
from campaigns.services.print_refresh import wake_refresh
from campaigns.views import bundles
from campaigns.views.notices import notice_wishes
from sources import views_intakes as intakes


class OptionsView(AutocompleteJsonView):
    """What a search box of a form offers; an admin may have its own words for a row (`option_text`)."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        """Return the key of a row and its words."""
        words = getattr(self.model_admin, "option_text", str)
        return {"id": str(getattr(obj, to_field_name)), "text": words(obj)}


class OrganiserSite(AdminSite):
    """Django's admin under our name and look, with a desk for its first page."""

    site_header = "Unforgotten"
    site_title = "Unforgotten"
    index_title = _("What needs you today")
    password_change_form = OwnPasswordForm
    # The bar leads to what is used every day, the desk to the rest.
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Add the choice of the language, and an organiser's own dates."""
        return [
            path("notices/", self.admin_view(notice_wishes), name="notices"),
            path("bundles/", self.admin_view(bundles.bundle_list), name="bundles"),
            path("bundles/<uuid:pk>/", self.admin_view(bundles.bundle_detail), name="bundle"),
            path("bundles/<uuid:pk>/cancel/", self.admin_view(bundles.bundle_cancel), name="bundle-cancel"),
            path("bundles/<uuid:pk>/file/", self.admin_view(bundles.bundle_file), name="bundle-file"),
            path("intakes/", self.admin_view(intakes.intakes_page), name="intakes"),
            path("intakes/<uuid:pk>/retry/", self.admin_view(intakes.intake_retry), name="intake-retry"),
            path("documents/<int:pk>/split/", self.admin_view(intakes.split_page), name="document-split"),
            path("documents/<int:pk>/unite/", self.admin_view(intakes.unite_page), name="document-unite"),
            path(
                "documents/<int:pk>/original/",
                self.admin_view(intakes.original_file),
                name="document-original",
            ),
            path("language/", self.admin_view(self.choose_language), name="language"),
            *super().get_urls(),
        ]

    def admin_view[V: Callable[..., HttpResponseBase]](
        self,
        view: V,
        cacheable: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> V:
        """Guard a view; when it has written something, ask for the printed matter that may show it to be made again."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def watched(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 - the view's own
            response = guarded(request, *args, **kwargs)
            if request.method == "POST" and 300 <= response.status_code < 400:
                wake_refresh()
            return response

        return cast(V, watched)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what is to be done, then everything there is."""
        return super().index(request, {"desk": desk_for(request, self), **(extra_context or {})})

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Answer the search boxes of forms."""
        return cast(HttpResponse, OptionsView.as_view(admin_site=self)(request))

    def i18n_javascript(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Give the scripts their words, ours (locale/of_django) over those of Django."""
        return cast(HttpResponse, JavaScriptCatalog.as_view()(request))

    def choose_language(self, request: HttpRequest) -> HttpResponse:
        """Keep the language that the organiser chose, and go back to the page. Raises BadRequest for others."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        language = request.POST.get("language", "")
        if language not in dict(settings.LANGUAGES):
            raise BadRequest
        user = cast(User, request.user)
        user.language = language
        user.save(update_fields=["language"])
        back = request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
            back = reverse("admin:index")
        return HttpResponseRedirect(back)
