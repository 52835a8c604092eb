"""The filters of the list of cases: what was asked for, and how many cases each choice would show."""

from collections import Counter
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from prisoners.models import Case
from sources.models import Place


class CaseFilterForm(forms.Form):
    """What a reader looks for; anything it does not know is dropped, never an error page."""

    q = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=100,
        strip=True,
        help_text=_("In any spelling or script: Elshibayev, Ельшибаев, Елшібаев."),
    )
    status = forms.ChoiceField(label=_("Status"), required=False, choices=Case.Status.choices)
    country = forms.SlugField(label=_("Country"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Who"), required=False, choices=Case.Kind.choices)


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a filter: its words, how many cases it shows, and the query string that chooses it."""

    label: str
    count: int
    query: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """A filter and its choices; the first one takes the filter off."""

    name: str
    label: str
    choices: list[Choice]


def read_filters(data: QueryDict) -> dict[str, str]:
    """Return the filters asked for, without those that are empty or not understood."""
    form = CaseFilterForm(data)
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}


def filter_groups(found: list[Case], wanted: dict[str, str]) -> list[FilterGroup]:
    """Return the filters with their counts over the cases that the search found.

    Each count honours the other filters, so that it is the length of the list that the choice leads to.
    """
    countries: dict[str, Place] = {case.country.slug: case.country for case in found if case.country}
    labels: dict[str, dict[str, str]] = {
        "status": {str(value): str(label) for value, label in Case.Status.choices},
        "country": {slug: countries[slug].display_name for slug in sorted(countries)},
        "kind": {str(value): str(label) for value, label in Case.Kind.choices},
    }
    titles = {"status": _("Status"), "country": _("Country"), "kind": _("Who")}
    groups = []
    for name, choices in labels.items():
        others = {key: value for key, value in wanted.items() if key not in {name, "q"}}
        rest = apply_filters(found, others)
        counts = Counter(_value(case, name) for case in rest)
        options = [Choice(str(_("All")), len(rest), _query(wanted, name, ""), name not in wanted)]
        options += [
            Choice(label, counts[value], _query(wanted, name, value), wanted.get(name) == value)
            for value, label in choices.items()
            if counts[value] or wanted.get(name) == value
        ]
        groups.append(FilterGroup(name, str(titles[name]), options))
    return groups


def apply_filters(cases: list[Case], wanted: dict[str, str]) -> list[Case]:
    """Return the cases that the filters let through; the search itself is the database's."""
    filters = {name: value for name, value in wanted.items() if name != "q"}
    return [case for case in cases if all(_value(case, name) == value for name, value in filters.items())]


def _value(case: Case, name: str) -> str:
    if name == "country":
        return case.country.slug if case.country else ""
    return str(getattr(case, name))


def _query(wanted: dict[str, str], name: str, value: str) -> str:
    query = QueryDict(mutable=True)
    query.update({key: text for key, text in wanted.items() if key != name})
    if value:
        query[name] = value
    return query.urlencode()
