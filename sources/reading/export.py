"""The claims of a document with their citations, as a table to keep."""

from collections.abc import Iterator, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from sources.models import Citation, Document
from toolkit.tables import Cell, csv_response


def claims_file(document: Document) -> HttpResponse:
    """Return a row for each citation of a passage of the document, in the order of the text."""
    return csv_response(f"{document.slug}-claims.csv", _rows(document))


def _rows(document: Document) -> Iterator[Sequence[Cell]]:
    yield [
        _("paragraph"),
        _("stance"),
        _("claim"),
        _("state"),
        _("said by"),
        _("said on"),
        _("date"),
        _("until"),
        _("directness"),
        _("figure: operator"),
        _("figure: value"),
        _("figure: upper value"),
        _("figure: unit"),
        _("figure: in words"),
        _("slug"),
    ]
    citations = (
        Citation.objects.filter(passage__document=document)
        .select_related("claim__said_by_person", "claim__said_by_organisation", "passage")
        .prefetch_related("claim__said_by_person__names", "claim__said_by_organisation__names")
        .order_by("passage__number", "claim__slug")
    )
    for citation in citations:
        claim = citation.claim
        said_by = claim.said_by_person or claim.said_by_organisation or claim.said_by_label
        yield [
            citation.passage.number,
            citation.get_stance_display(),
            claim.text,
            claim.get_state_display(),
            str(said_by),
            claim.said_on,
            claim.date,
            claim.date_end,
            claim.get_directness_display(),
            claim.get_figure_operator_display(),
            _figure(claim.figure_value),
            _figure(claim.figure_high),
            claim.figure_unit,
            claim.figure_words,
            claim.slug,
        ]


def _figure(value: object) -> str:
    return "" if value is None else f"{value:f}".rstrip("0").rstrip(".") if "." in str(value) else str(value)
