"""Letters to targets in the organisers' admin."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.admin.bundles import many_letters_page
from campaigns.letter_texts import LONGEST_TELEGRAM
from campaigns.merge_fields import FIELDS, as_written, unknown_fields
from campaigns.models import Letter
from sources.admin_base import DeskForm, explain_checks
from sources.admin_parts import NamedFilter, TranslationForm, TranslationInline
from sources.admin_publishing import PublishableAdmin

explain_checks(
    {
        "target_one_addressee": gettext_lazy("A target is a person or an organisation, not both."),
    }
)
MERGED = ("subject", "body")


def check_fields(text: str) -> str:
    """Return a text whose merge fields are all known. Raises ValidationError, which lists those there are."""
    unknown = unknown_fields(text)
    if unknown:
        raise ValidationError(
            _("There is no field %(wrong)s. The fields are: %(known)s.")
            % {"wrong": as_written(unknown), "known": as_written(FIELDS)},
            code="field",
        )
    return text


class LetterAdminForm(DeskForm):
    """A letter whose fields in braces are known, and which is as short as its form asks."""

    def clean_subject(self) -> str:
        """Check the fields in braces."""
        return check_fields(self.cleaned_data["subject"])

    def clean_body(self) -> str:
        """Check the fields in braces, and the length of a telegram."""
        body = check_fields(self.cleaned_data["body"])
        if self.cleaned_data.get("form") == Letter.Form.TELEGRAM and len(body) > LONGEST_TELEGRAM:
            raise ValidationError(
                _("A telegram has at most %(most)d characters; this one has %(length)d.")
                % {"most": LONGEST_TELEGRAM, "length": len(body)},
                code="telegram",
            )
        return body


class LetterTranslationForm(TranslationForm):
    """A text of a letter in another language, with the same fields in braces."""

    def clean(self) -> dict[str, Any]:
        """Check the fields in braces of what takes them."""
        data = super().clean() or {}
        if data.get("field") in MERGED and "text" in data:
            try:
                check_fields(data["text"])
            except ValidationError as error:
                self.add_error("text", error)
        return data


class LetterTranslationInline(TranslationInline):
    """The letter in other languages."""

    form = LetterTranslationForm


@admin.register(Letter)
class LetterAdmin(PublishableAdmin[Letter]):
    """Letters to targets."""

    form = LetterAdminForm
    list_display = ["title", "form", "target", "case", "state"]
    list_filter = ["state", "form", "campaign", ("case", NamedFilter)]
    list_select_related = ["target", "case__person"]
    search_fields = ["title", "slug", "subject", "target__title", "translations__text"]
    folded_fields = ["case__person__names__folded"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["campaign", "target", "case", "claims"]
    inlines = [LetterTranslationInline]

    def get_urls(self) -> list[URLPattern]:
        """Add the page that prints it for many."""
        view = self.admin_site.admin_view(
            lambda request, object_id: many_letters_page(request, self, object_id)
        )
        return [
            path("<path:object_id>/print-many/", view, name="campaigns_letter_print_many"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        """Bring the names of the cases along."""
        return super().get_queryset(request).prefetch_related("case__person__names")
