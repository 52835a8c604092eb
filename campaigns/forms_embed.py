"""Which pickets another site wants to show, and how many."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from sources.models import Place

USUAL = 5
MOST = 20


class _BySlug(forms.ModelChoiceField[Any]):
    """A row that is chosen by its slug and shown by its name in the reader's language."""

    def label_from_instance(self, obj: Campaign | Place) -> str:
        """Return the name."""
        return obj.display_name if isinstance(obj, Place) else obj.in_language("title")


class EmbedForm(forms.Form):
    """Nothing chosen means the next pickets of all campaigns, wherever they are."""

    # A list of other sites has no field that is left empty on purpose; `components/field.html` asks.
    trap_fields: ClassVar[tuple[str, ...]] = ()

    campaign = _BySlug(
        label=_("Campaign"),
        queryset=Campaign.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("All campaigns"),
    )
    city = _BySlug(
        label=_("City"),
        queryset=Place.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("All cities"),
    )
    limit = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST, required=False)

    def __init__(
        self, data: QueryDict | None = None, *, campaigns: QuerySet[Campaign], places: QuerySet[Place]
    ) -> None:
        super().__init__(data, label_suffix="")
        for name, rows in (("campaign", campaigns), ("city", places)):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows

    def clean_limit(self) -> int:
        """Return how many, where it is not said the usual number."""
        return self.cleaned_data["limit"] or USUAL
