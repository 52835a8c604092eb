"""Times in the admin are a picket's own: what an organiser types is what stands on the leaflet."""

from collections.abc import Callable
from datetime import UTC, tzinfo
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Picket


def zone_named(name: str) -> tzinfo:
    """Return a time zone by its name; UTC for a name that is none."""
    return ZoneInfo(name) if name in available_timezones() else UTC


def check_zone(name: str) -> None:
    """Raise ValidationError unless a time zone has this name."""
    if name not in available_timezones():
        raise ValidationError(_("No time zone is called this. Write it as Europe/London or Asia/Almaty."))


def answer_in_zone(zone: tzinfo, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer with all times read and shown in a zone. The page is rendered at once, while the zone is in force."""
    with timezone.override(zone):
        response = answer()
        if isinstance(response, SimpleTemplateResponse):
            response.render()
    return response


class ZonedAdmin[M: Model](admin.ModelAdmin[M]):
    """An admin of what happens at a picket, whose page reads and shows times in the zone of the picket."""

    # The lookup from a picket to the rows of this admin.
    related_to_picket: ClassVar[str]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Read and show times in the zone of the picket."""
        show = super().changeform_view
        return answer_in_zone(
            self.zone_of_page(request, object_id), lambda: show(request, object_id, form_url, extra_context)
        )

    def zone_of_page(self, request: HttpRequest, object_id: str | None) -> tzinfo:
        """Return the zone of the picket that is chosen on the page, else of the stored one; UTC without any."""
        picket = request.POST.get("picket") or request.GET.get("picket") or ""
        pickets = Picket.objects.none()
        if picket.isdecimal():
            pickets = Picket.objects.filter(pk=int(picket))
        elif object_id and object_id.isdecimal():
            pickets = Picket.objects.filter(**{self.related_to_picket: int(object_id)})
        return zone_named(pickets.values_list("time_zone", flat=True).first() or "")
