"""Two rows that are one: those that look alike, the page that joins them, and the list that takes them apart."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from sources.admin_base import DeskAdmin
from sources.likely_pairs import LIKELY, likely_pairs
from sources.models import Merge, NamedKind, NotTheSame
from sources.models.names import Named
from sources.public_names import MODELS
from sources.services.merging import merge_named, undo_merge, what_moves
from sources.services.pairs import say_two, take_back_two


class ChoiceForm(forms.Form):
    """Which pairs to show."""

    kind = forms.ChoiceField(choices=NamedKind.choices, required=False)
    least = forms.TypedChoiceField(
        choices=[(100, "100"), (95, "95"), (90, "90"), (LIKELY, str(LIKELY))], coerce=int, required=False
    )
    known = forms.BooleanField(required=False)


class PairForm(forms.Form):
    """Two rows of a kind; `kept` says which of them stays."""

    kind = forms.ChoiceField(choices=NamedKind.choices)
    one = forms.IntegerField()
    other = forms.IntegerField()
    kept = forms.IntegerField(required=False)


@admin.register(Merge)
class MergeAdmin(DeskAdmin[Merge]):
    """What was joined; nothing of it is edited, it is taken apart."""

    list_display = ["removed_name", "kept_name", "kind", "merged_by", "merged_at", "undone_by", "undone_at"]
    list_filter = ["kind", ("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["merged_by", "undone_by"]
    search_fields = ["kept_name", "removed_name"]
    actions = ["take_apart"]
    change_list_template = "admin/sources/merge/list.html"
    exclude = ["moved", "kept", "removed"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Join rows where they are listed, not here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Merge | None = None) -> bool:
        """Show what was joined; the row itself is not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Merge | None = None) -> bool:
        """Keep it: the address of the one removed leads on by it."""
        return False

    def has_apart_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may take apart: who may change people, organisations and places."""
        return all(may_join(self.admin_site, request, kind) for kind in NamedKind)

    def get_urls(self) -> list[URLPattern]:
        """Add the page of pairs, and that which joins two."""
        view = self.admin_site.admin_view
        return [
            path("likely/", view(self.likely), name="sources_merge_likely"),
            path("join/", view(self.join), name="sources_merge_join"),
            *super().get_urls(),
        ]

    @admin.action(description=gettext_lazy("Take apart"), permissions=["apart"])
    def take_apart(self, request: HttpRequest, queryset: QuerySet[Merge]) -> None:
        """Take the selected apart, the latest first; say of the others why they cannot be."""
        for merge in queryset.order_by("-merged_at", "-pk"):
            try:
                undo_merge(merge, by=cast(User, request.user))
            except ValidationError as error:
                for text in error.messages:
                    messages.error(request, f"{merge}: {text}")
            else:
                messages.success(request, _("“%(name)s” is there again.") % {"name": merge.removed_name})

    def likely(self, request: HttpRequest) -> HttpResponse:
        """List the pairs that may be one; take that two are two, and take that back."""
        if request.method == "POST":
            return self._answer(request)
        form = ChoiceForm(request.GET)
        form.is_valid()
        kind = NamedKind(form.cleaned_data.get("kind") or NamedKind.PERSON)
        least = form.cleaned_data.get("least") or LIKELY
        self._refuse_others(request, kind)
        is_known = bool(form.cleaned_data.get("known"))
        found: list[Any] = (
            list(NotTheSame.objects.filter(kind=kind)) if is_known else likely_pairs(kind, least=least)
        )
        page = Paginator(found, 50).get_page(request.GET.get("p"))
        keys = {key for pair in page for key in (pair.first, pair.second)}
        rows = MODELS[kind].objects.with_names().in_bulk(keys)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Pairs that are known to be two") if is_known else _("Pairs that may be one"),
            "opts": self.opts,
            "kind": kind,
            "kinds": NamedKind.choices,
            "least": least,
            "leasts": [100, 95, 90, LIKELY],
            "is_known": is_known,
            "page": page,
            "pairs": [
                (pair, rows[pair.first], rows[pair.second])
                for pair in page
                if pair.first in rows and pair.second in rows
            ],
        }
        return TemplateResponse(request, "admin/sources/merge/likely.html", context)

    def join(self, request: HttpRequest) -> HttpResponse:
        """Show two rows side by side and ask which one stays; when posted, join them."""
        form = PairForm(request.POST if request.method == "POST" else request.GET)
        if not form.is_valid() or form.cleaned_data["one"] == form.cleaned_data["other"]:
            raise Http404
        given = form.cleaned_data
        self._refuse_others(request, given["kind"])
        keys = [given["one"], given["other"]]
        rows: dict[Any, Any] = MODELS[given["kind"]].objects.with_names().in_bulk(keys)
        if len(rows) != len(keys):
            raise Http404
        problems: list[str] = []
        if request.method == "POST" and given["kept"] in rows:
            kept = rows.pop(given["kept"])
            (removed,) = rows.values()
            try:
                merge = merge_named(kept, removed, by=cast(User, request.user))
            except ValidationError as error:
                problems = error.messages
                rows = {row.pk: row for row in (kept, removed)}
            else:
                messages.success(request, _("Joined: %(merge)s") % {"merge": merge})
                address = f"admin:sources_{given['kind']}_change"
                return HttpResponseRedirect(reverse(address, args=[kept.pk]))
        elif request.method == "POST":
            problems = [_("Say which of the two stays.")]
        one, other = (rows[key] for key in keys)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Join two into one"),
            "opts": self.opts,
            "kind": given["kind"],
            "sides": [(one, what_moves(other, one)), (other, what_moves(one, other))],
            "one": one,
            "other": other,
            "kept": given["kept"] or _fuller(one, other).pk,
            "problems": problems,
        }
        status = 422 if problems else 200
        return TemplateResponse(request, "admin/sources/merge/join.html", context, status=status)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        form = PairForm(request.POST)
        if not form.is_valid():
            raise Http404
        given = form.cleaned_data
        self._refuse_others(request, given["kind"])
        first, second = sorted([given["one"], given["other"]])
        if "take_back" in request.POST:
            for pair in NotTheSame.objects.filter(kind=given["kind"], first=first, second=second):
                take_back_two(pair)
        else:
            if MODELS[given["kind"]]._default_manager.filter(pk__in=[first, second]).count() != 2:
                raise Http404
            say_two(given["kind"], first, second, by=cast(User, request.user))
            messages.success(request, _("They are two; they will not be proposed again."))
        return HttpResponseRedirect(request.get_full_path())

    def _refuse_others(self, request: HttpRequest, kind: str) -> None:
        if not may_join(self.admin_site, request, kind):
            raise PermissionDenied


def may_join(site: admin.AdminSite, request: HttpRequest, kind: str) -> bool:
    """Return whether somebody may join rows of a kind: it changes the one and takes the other away."""
    rows = site.get_model_admin(MODELS[kind])
    return rows.has_change_permission(request) and rows.has_delete_permission(request)


def _fuller(one: Named, other: Named) -> Named:
    """Return the row that is likelier to stay: the one to which more leads."""
    of_one, of_other = (sum(n for _what, n in what_moves(*pair)) for pair in ((other, one), (one, other)))
    return one if of_one >= of_other else other
