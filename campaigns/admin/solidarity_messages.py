"""Messages of solidarity in the organisers' admin: to look at, show or refuse. Contacts are never shown."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from campaigns.admin.asking import ask, asks_first, sent_along
from campaigns.models import SolidarityMessage, Statement
from campaigns.services.approving import decide_on_messages
from sources.admin_base import DeskAdmin

_EXCERPT = 160


@admin.register(SolidarityMessage)
class SolidarityMessageAdmin(DeskAdmin[SolidarityMessage]):
    """Messages of solidarity: to look at, show or refuse."""

    list_display = ["excerpt", "statement", "state", "language", "created_at"]
    list_filter = ["state", "language", ("signature__statement", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["signature__statement"]
    search_fields = ["signature__statement__title", "signature__statement__slug"]
    fields = ["words", "statement", "shown_as", "state", "language", "created_at"]
    show_full_result_count = False
    actions = ["show_selected", "refuse_selected"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leave it to those who sign."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: SolidarityMessage | None = None) -> bool:
        """Change no words by hand."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: SolidarityMessage | None = None) -> bool:
        """Refuse instead."""
        return False

    @admin.display(description=gettext_lazy("message"))
    def excerpt(self, message: SolidarityMessage) -> str:
        """Return its beginning."""
        text = message.text or _("(refused, and erased)")
        return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rstrip()} …"

    @admin.display(description=gettext_lazy("message"))
    def words(self, message: SolidarityMessage) -> str:
        """Return it whole."""
        return message.text

    @admin.display(description=gettext_lazy("shown as"))
    def shown_as(self, message: SolidarityMessage) -> str:
        """Return how the name stands beside it."""
        return str(message.signature)

    @admin.display(description=gettext_lazy("statement"), ordering="signature__statement__slug")
    def statement(self, message: SolidarityMessage) -> Statement:
        """Return what was signed."""
        return message.signature.statement

    @admin.action(description=gettext_lazy("Show"), permissions=["change"])
    def show_selected(self, request: HttpRequest, queryset: QuerySet[SolidarityMessage]) -> None:
        """Show them on the statement's page."""
        self._decide(request, queryset, show=True)

    @admin.action(description=gettext_lazy("Refuse, and erase the words"), permissions=["change"])
    def refuse_selected(
        self, request: HttpRequest, queryset: QuerySet[SolidarityMessage]
    ) -> HttpResponse | None:
        """Refuse them, after a page that asks."""
        if asks_first(request):
            rows = list(queryset)
            return ask(
                self,
                request,
                title=_("Refuse these messages"),
                explanation=_(
                    "The words are erased at once. This cannot be taken back. The signatures stay as they are."
                ),
                button=_("Refuse, and erase the words"),
                subjects=[self.excerpt(row) for row in rows],
                hidden=sent_along(request, "refuse_selected", rows),
                danger=True,
            )
        self._decide(request, queryset, show=False)
        return None

    def _decide(self, request: HttpRequest, queryset: QuerySet[SolidarityMessage], *, show: bool) -> None:
        changed = decide_on_messages(queryset.values_list("pk", flat=True), show=show)
        word = gettext_noop("state: shown") if show else gettext_noop("state: refused")
        for message in changed:
            self.log_change(request, message, [{"changed": {"fields": [word]}}])
        messages.success(request, ngettext("%d done.", "%d done.", len(changed)) % len(changed))
