"""Events outside a single case."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from sources.admin_base import explain_checks
from sources.admin_parts import TranslationInline
from sources.admin_publishing import PublishableAdmin
from sources.models import (
    Event,
)

explain_checks(
    {
        "event_date_order": _("The second date is before the first."),
    }
)


@admin.register(Event)
class EventAdmin(PublishableAdmin[Event]):
    """Events outside a single case."""

    list_display = ["title", "date", "kind", "state"]
    list_filter = ["state", "kind"]
    search_fields = ["title", "slug", "translations__text"]
    folded_fields = ["places__names__folded"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["places", "claims"]
    inlines = [TranslationInline]
