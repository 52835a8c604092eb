"""Links of documents: which are dead, where an archived copy is, and asking again."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from sources.admin_base import DeskAdmin, DeskForm
from sources.archives import check_archived_url, save_url
from sources.models import LinkCheck
from sources.originals import original_path
from sources.services.links import set_archived_url
from toolkit.waking import ask_for_task

# So many are asked at once; a worker asks one after the other.
MOST_AT_ONCE = 100
_SHOWN = [
    "page",
    "which",
    "link",
    "told",
    "failures",
    "checked_at",
    "there_at",
    "moved_to",
    "private_copy",
    "archive",
]


class LinkForm(DeskForm):
    """The archived address of the document that a check belongs to."""

    archived_url = forms.URLField(
        label=_("archived address"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Where a copy is kept, such as https://web.archive.org/web/20220108120000/https://…"),
    )

    class Meta:
        model = LinkCheck
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["archived_url"] = self.instance.document.archived_url

    def clean_archived_url(self) -> str:
        """Refuse what cannot be an archived copy."""
        url: str = self.cleaned_data["archived_url"]
        if url:
            check_archived_url(url, of=self.instance.document.url)
        return url


class StandingFilter(admin.SimpleListFilter):
    """Dead, failing for the first times, or there."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("dead", _("Dead")), ("failing", _("Failed, not yet dead")), ("there", _("There"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LinkCheck]) -> QuerySet[LinkCheck]:
        """Return the links that stand so."""
        match self.value():
            case "dead":
                return queryset.filter(failures__gte=LinkCheck.DEAD_AFTER)
            case "failing":
                return queryset.filter(failures__range=(1, LinkCheck.DEAD_AFTER - 1))
            case "there":
                return queryset.filter(failures=0)
        return queryset


@admin.register(LinkCheck)
class LinkCheckAdmin(DeskAdmin[LinkCheck]):
    """The last answer of each address; a check is made by a worker, never by hand."""

    form = LinkForm
    list_display = ["document", "which", "told", "failures", "checked_at", "there_at", "archive"]
    list_filter = [StandingFilter, "outcome", "which"]
    list_select_related = ["document"]
    search_fields = ["url", "document__title", "document__slug"]
    actions = ["check_now"]
    fields = [*_SHOWN, "archived_url"]
    readonly_fields = _SHOWN

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds a check."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LinkCheck | None = None) -> bool:
        """Checks go with their document."""
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: LinkCheck,
        form: ModelForm[LinkCheck],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Write the archived address down at its document; the check itself does not change."""
        set_archived_url(obj.document, form.cleaned_data["archived_url"])

    @admin.action(description=_("Check now"), permissions=["change"])
    def check_now(self, request: HttpRequest, queryset: QuerySet[LinkCheck]) -> None:
        """Let a worker ask the selected addresses again, one after the other."""
        keys = [f"{row.document_id}:{row.which}" for row in queryset[:MOST_AT_ONCE]]
        asked_at = timezone.now().isoformat()
        transaction.on_commit(
            lambda: ask_for_task("sources.tasks.check_links_task", " ".join(keys), asked_at)
        )
        text = ngettext(
            "%(count)d address is asked by a worker now; look again in a minute.",
            "%(count)d addresses are asked by a worker now, one after the other; look again in a few minutes.",
            len(keys),
        )
        messages.success(request, text % {"count": len(keys)})

    @admin.display(description=_("document"))
    def page(self, row: LinkCheck) -> str:
        """Return the title of the document."""
        return row.document.title

    @admin.display(description=_("address"))
    def link(self, row: LinkCheck) -> SafeString:
        """Link to the address itself."""
        return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', row.url, row.url)

    @admin.display(description=_("answer"), ordering="outcome")
    def told(self, row: LinkCheck) -> str:
        """Return what the address answered, with its HTTP status."""
        words = gettext("Dead") if row.is_dead else row.get_outcome_display()
        return f"{words} ({row.status})" if row.status else str(words)

    @admin.display(description=_("private copy"))
    def private_copy(self, row: LinkCheck) -> str:
        """Name the original that we keep, which only staff know of."""
        document = row.document.held_in or row.document
        if not document.sha256:
            return gettext("We hold no file of it.")
        names = {"name": document.original_name or document.slug, "hash": document.sha256[:16]}
        if original_path(document.sha256).exists():
            return gettext("%(name)s, SHA-256 %(hash)s") % names
        return gettext("Only its text and its SHA-256 %(hash)s; the file is not here.") % names

    @admin.display(description=_("archive"))
    def archive(self, row: LinkCheck) -> str | SafeString:
        """Link to the copy, or to where one can be asked for; only who follows it sends anything."""
        if row.document.archived_url:
            url, words = row.document.archived_url, gettext("Archived copy")
        elif row.document.url:
            url, words = save_url(row.document.url), gettext("Ask the Wayback Machine to keep it")
        else:
            return ""
        return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', url, words)
