"""Cases as a table for a spreadsheet."""

from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from prisoners.models import Case
from sources.models.names import Named
from toolkit.tables import Cell


def case_rows(cases: Iterable[Case]) -> Iterator[Sequence[Cell]]:
    """Yield a heading and one row for each case; fetch the names with the cases (`with_names`)."""
    yield [
        _("slug"),
        *[_("name (%(language)s)") % {"language": code} for code, _name in settings.LANGUAGES],
        _("kind"),
        _("status"),
        _("status as of"),
        _("facts checked on"),
        _("last word on"),
        _("country"),
        _("from"),
        _("state"),
    ]
    for case in cases:
        yield [
            case.slug,
            *[_name(case, code) for code, _label in settings.LANGUAGES],
            case.get_kind_display(),
            case.get_status_display(),
            case.status_as_of,
            case.checked_on.isoformat() if case.checked_on else "",
            case.last_word_on,
            _display(case.country),
            _display(case.home),
            case.get_state_display(),
        ]


def _name(case: Case, language: str) -> str:
    if case.person is None:
        return case.in_language("title", language)
    name = case.person.name_in(language)
    return name.text if name else case.person.slug


def _display(place: Named | None) -> str:
    return place.display_name if place else ""
