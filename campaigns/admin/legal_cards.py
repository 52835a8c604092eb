"""Legal cards: their words, and who checked them."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, override

from accounts.models import User
from campaigns.legal_cards import CardWords, words_of
from campaigns.models import LegalCard
from campaigns.services.legal_cards import publish_card, record_check, take_check_back
from sources.admin_base import DeskForm, explain_checks
from sources.admin_parts import NamedFilter, TranslationInline
from sources.admin_publishing import PublishableAdmin
from sources.models.publication import Publishable

# As they stand in the history; translated when it is read.
CHECKED = gettext_noop("check: recorded")
NO_LONGER = gettext_noop("check: taken back, the words changed")

explain_checks(
    {"legal_card_once_a_country": gettext_lazy("There is a card for this country already; change that one.")}
)


class LegalCardForm(DeskForm):
    """A card, its points without white space around them."""

    def clean_text(self) -> str:
        """Return one point a line."""
        lines = (line.strip() for line in str(self.cleaned_data["text"]).splitlines())
        return "\n".join(line for line in lines if line)


class CheckForm(forms.Form):
    """Who checked the card, and when; with what stands for the words that were read."""

    checked_by = forms.CharField(
        label=gettext_lazy("Checked by (a lawyer or law firm)"),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    checked_on = forms.DateField(
        label=gettext_lazy("Checked on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "vTextField"}),
    )
    digest = forms.CharField(widget=forms.HiddenInput)


@admin.register(LegalCard)
class LegalCardAdmin(PublishableAdmin[LegalCard]):
    """Legal cards. A lawyer's check is recorded on a page of its own, and ends when a word changes."""

    form = LegalCardForm
    list_display = ["title", "country_name", "is_sample", "state", "lawyer"]
    list_filter = ["state", "is_sample", ("country", NamedFilter)]
    list_select_related = ["country"]
    search_fields = ["title", "slug", "text", "phone", "translations__text"]
    folded_fields = ["country__names__folded"]
    autocomplete_fields = ["country"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "country", "is_sample", "text", "phone", "state", "lawyer"]
    readonly_fields = ["state", "lawyer"]
    inlines = [TranslationInline]

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which a check is recorded."""
        view = self.admin_site.admin_view(self.check_view)
        return [path("<path:object_id>/check/", view, name="campaigns_legalcard_check"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LegalCard]:
        """Bring the words along, which a check is of, and the names of the countries."""
        rows = super().get_queryset(request)
        return rows.prefetch_related("translations", "country__names")

    @admin.display(description=gettext_lazy("country"), ordering="country__slug")
    def country_name(self, card: LegalCard) -> str:
        """Return the country."""
        return str(card.country) if card.country else _("Countries that have no card of their own")

    @admin.display(description=gettext_lazy("lawyer’s check"))
    def lawyer(self, card: LegalCard) -> str:
        """Return who checked it and when, or that nobody did."""
        return words_of(card).check if card.pk else _("Not checked by a lawyer.")

    def publish_one(self, subject: LegalCard) -> list[Publishable]:
        """Publish a card that fits its paper."""
        return publish_card(subject)

    def keep_published(self, subject: LegalCard) -> list[Publishable]:
        """Refuse words that do not fit the paper any more."""
        return publish_card(subject)

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm[LegalCard],
        formsets: Iterable[BaseModelFormSet[Any, Any]],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save the translations too; then a check of other words is over, and that is said."""
        super().save_related(request, form, formsets, change)
        card = form.instance
        if take_check_back(card):
            self._log(request, card, NO_LONGER)
            text = _(
                "The words have changed since a lawyer checked them, so the card says again: not checked."
            )
            messages.warning(request, text)

    def check_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the words and ask who checked them; posted, record it. Raises PermissionDenied and Http404."""
        card = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, card):
            raise PermissionDenied
        if card is None:
            raise Http404
        form = CheckForm(request.POST or None, initial={"digest": card.digest()})
        if request.method == "POST" and form.is_valid():
            try:
                record_check(card, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self._log(request, card, CHECKED)
                messages.success(request, _("The check is recorded."))
                return HttpResponseRedirect(reverse("admin:campaigns_legalcard_change", args=[card.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Record who checked it"),
            "subtitle": str(card),
            "opts": self.opts,
            "original": card,
            "plural": capfirst(self.opts.verbose_name_plural),
            "faces": _faces(card),
            "form": form,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/campaigns/legal_card_check.html", context, status=status)

    def _log(self, request: HttpRequest, card: LegalCard, what: str) -> None:
        message = [{"changed": {"fields": [what]}}]
        LogEntry.objects.log_actions(cast(User, request.user).pk, [card], CHANGE, message)


def _faces(card: LegalCard) -> list[CardWords]:
    """Return the card in each language that it is written in."""
    faces = []
    for code in card.languages():
        with override(code):
            faces.append(words_of(card))
    return faces
