"""The map as a table for a spreadsheet."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from sources.footnotes import marks_of
from sources.models import Organisation, Person
from sources.ties.rows import TieRow
from toolkit.tables import Cell


def table_of(rows: Sequence[TieRow]) -> Iterator[list[Cell]]:
    """Yield a head and a line a tie, with what it rests on and where that stands."""
    yield [
        _("From"), _("Kind"), _("To"), _("Since"), _("Until"), _("Note"), _("Claims"), _("Documents"),
        _("Paragraphs"), _("Addresses"), _("From (page)"), _("To (page)"),
    ]  # fmt: skip
    for row in rows:
        marks = [mark for mark in marks_of(row.claims) if mark.document.is_published]
        yield [
            row.subject.display_name,
            row.verb,
            row.object.display_name,
            row.tie.since,
            row.tie.until,
            row.tie.in_language("note"),
            " / ".join(claim.in_language("text") for claim in row.claims),
            " / ".join(mark.document.title for mark in marks),
            " / ".join(", ".join(map(str, mark.passages)) for mark in marks),
            " / ".join(mark.document.url for mark in marks),
            _path(row.subject),
            _path(row.object),
        ]


def _path(end: Person | Organisation) -> str:
    return end.get_absolute_url()
