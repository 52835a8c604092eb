"""Known people, organisations and places, typed by any spelling: fields that need no script."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sources.models import Document, Name, NameKind, Organisation, Person, Place
from toolkit.names import fold

type Known = Person | Organisation | Place

# So many names are offered while one types; any other can be typed all the same.
OFFERED = 400


class KnownField(forms.CharField):
    """The name of one known row, in any spelling; its slug where several have the name."""

    def __init__(self, kinds: Sequence[str], **kwargs: Any) -> None:  # noqa: ANN401 - a field's own
        super().__init__(
            widget=forms.TextInput(attrs={"list": "known-names", "autocomplete": "off"}), **kwargs
        )
        self.kinds = kinds

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - what was typed; a known row
        """Return the row, or None for an empty field. Raises ValidationError when none or several have the name."""
        text = super().clean(value)
        return find_known(text, self.kinds) if text else None


class KnownListField(forms.CharField):
    """Names of known rows with commas."""

    def __init__(self, kinds: Sequence[str], **kwargs: Any) -> None:  # noqa: ANN401 - a field's own
        super().__init__(
            widget=forms.TextInput(attrs={"list": "known-names", "autocomplete": "off"}), **kwargs
        )
        self.kinds = kinds

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - what was typed; known rows
        """Return the rows. Raises ValidationError for a name that none or several have."""
        parts = [part.strip() for part in str(super().clean(value)).split(",")]
        return [find_known(part, self.kinds) for part in parts if part]


def find_known(text: str, kinds: Sequence[str]) -> Known:
    """Return the one known row with a spelling or slug. Raises ValidationError when there is none, or several."""
    rows = Name.objects.filter(folded=fold(text)).select_related(*kinds)
    owners = [(name.text, owner) for name in rows for kind in kinds if (owner := getattr(name, kind))]
    exact = {owner for spelling, owner in owners if spelling == text}
    found = exact if len(exact) == 1 else {owner for _spelling, owner in owners}
    if not found:
        models = {"person": Person, "organisation": Organisation, "place": Place}
        found = {row for kind in kinds for row in models[kind]._default_manager.filter(slug=text)}
    if not found:
        raise ValidationError(_("Nobody and nothing known is called “%(name)s”.") % {"name": text})
    if len(found) > 1:
        slugs = ", ".join(sorted(row.slug for row in found))
        raise ValidationError(_("Several are called so. Write which: %(slugs)s.") % {"slugs": slugs})
    known: Known = found.pop()
    return known


def offered_names(document: Document) -> list[str]:
    """Return names to offer while one types: those met in the document first, in two queries."""
    met: set[str] = set()
    for kind in ("person", "organisation", "place"):
        met |= {
            f"{kind}:{pk}"
            for pk in document.passages.filter(**{f"suggestions__{kind}__isnull": False}).values_list(
                f"suggestions__{kind}", flat=True
            )
        }
    names = Name.objects.filter(kind=NameKind.PREFERRED).values_list(
        "text", "person", "organisation", "place"
    )[: OFFERED * 4]
    first: list[str] = []
    rest: list[str] = []
    for text, person, organisation, place in names:
        keys = {f"person:{person}", f"organisation:{organisation}", f"place:{place}"}
        (first if keys & met else rest).append(text)
    return list(dict.fromkeys(first + rest))[:OFFERED]
