"""The petition as it is handed over: the text, who issued it, what is asked, and all who agreed to be shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import batched

from django.utils.translation import override

from campaigns.models import Demand, PaperSheet, Signature, Statement
from campaigns.printing.sheets import address_of, sheet_html
from campaigns.querysets import demands_with_steps, statements_for_pages
from campaigns.services.ledger import names_on
from campaigns.signatories import Kind, signatures_of
from campaigns.signature_counts import counts_of, current_number
from campaigns.signature_names import shown_name
from campaigns.statement_texts import current_text
from toolkit.pdf import render_pdf
from toolkit.pdf.letters import missing_letters

# Names stand in blocks of about a page, each of so many columns with so many names: columns that the engine balances
# by itself take five times as long.
COLUMNS = 3
IN_COLUMN = 40
MOST_PAGES = 400
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Names:
    """Names that may be printed, in blocks, and how many others there are.

    `unprintable` are names in letters that our fonts lack; they stand in the export.
    """

    blocks: list[list[tuple[str, ...]]]
    private: int
    unprintable: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """A demand under its number."""

    number: int
    demand: Demand


def petition_book_pdf(statement: Statement, *, language: str, day: date) -> bytes:
    """Return the petition of a published statement in a language, on A4.

    Names that are kept private are counted and not printed. Raises Statement.DoesNotExist when it is not published,
    TooManyPagesError past MOST_PAGES, and what `toolkit.pdf.render_pdf` raises.
    """
    with override(language):
        statement = statements_for_pages().prefetch_related("versions").get(pk=statement.pk)
        last = statement.ledger.order_by("-number").first()
        html = sheet_html(
            "petition_book.html",
            step=0,
            statement=statement,
            text=current_text(statement, language),
            version=current_number(statement),
            demands=_demands(statement),
            counts=counts_of(statement),
            sheets=statement.paper_sheets.count(),
            organisations=_organisations(statement),
            people=_names(signatures_of(statement, Kind.PEOPLE).select_related("statement").iterator(_CHUNK)),
            paper=_names(_on_paper(statement)),
            ledger_hash=last.hash if last else "",
            day=day,
            address=address_of(statement.get_absolute_url()),
        )
        return render_pdf(html, styles=["base.css", "petition_book.css"], max_pages=MOST_PAGES)


def _demands(statement: Statement) -> list[Numbered]:
    numbers = dict(statement.numbered_demands.values_list("demand", "number"))
    found = [Numbered(numbers[demand.pk], demand) for demand in demands_with_steps().filter(pk__in=numbers)]
    return sorted(found, key=lambda row: row.number)


def _organisations(statement: Statement) -> list[str]:
    rows = signatures_of(statement, Kind.ORGANISATIONS).select_related("organisation")
    found = rows.prefetch_related("organisation__names")
    return [one.organisation.display_name if one.organisation else one.organisation_name for one in found]


def _on_paper(statement: Statement) -> Iterator[Signature]:
    sheets: Iterator[PaperSheet] = statement.paper_sheets.order_by("label", "pk").iterator()
    for sheet in sheets:
        for signature in names_on(sheet):
            signature.statement = statement
            yield signature


def _names(signatures: Iterator[Signature]) -> Names:
    shown, private, unprintable = [], 0, 0
    for signature in signatures:
        name = str(shown_name(signature))
        if not name:
            private += 1
        elif missing_letters(name):
            unprintable += 1
        else:
            shown.append(name)
    return Names(list(map(_columns, batched(shown, COLUMNS * IN_COLUMN, strict=False))), private, unprintable)


def _columns(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return names in columns of one length, the last ones shorter; there are always as many columns."""
    length = -(-len(names) // COLUMNS)
    return [names[start : start + length] for start in range(0, COLUMNS * length, length)]
