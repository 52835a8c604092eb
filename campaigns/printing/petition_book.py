"""The petition as it is handed over: the text, who issued it, what is asked, and all who agreed to be shown.

Up to PER_PART names it is one file, above that several: each is set by itself, so that memory stays bounded.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched, chain

from django.utils.translation import override

from campaigns.models import Demand, PaperSheet, Signature, Statement
from campaigns.printing.sheets import address_of, sheet_html
from campaigns.querysets import demands_with_steps, statements_for_pages
from campaigns.services.ledger import names_on
from campaigns.signatories import Kind, signatures_of
from campaigns.signature_counts import counts_of, current_number
from campaigns.signature_names import shown_name
from campaigns.statement_texts import current_text
from toolkit.pdf import render_pdf, require_pdf
from toolkit.pdf.letters import fonts_and_engine, missing_letters, styles_version

# Names stand in blocks of about a page, each of so many columns with so many names: columns that the engine balances
# by itself take five times as long.
COLUMNS = 3
IN_COLUMN = 40
MOST_PAGES = 400
# So many who signed stand in one file: about 42 pages, 14 seconds and 130 MiB while it is set.
PER_PART = 5000
STYLES = ("base.css", "petition_book.css")
_CHUNK = 2000
# The day of counting is not part of what tells one petition from another.
_NO_DAY = date(2000, 1, 1)


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


def petition_pages(statement: Statement, *, language: str, day: date) -> tuple[int, Iterator[str]]:
    """Return how many parts the petition of a published statement has in a language, and the page of each.

    Names that are kept private are counted and not printed. The pages are read from the database as they are asked
    for. Raises Statement.DoesNotExist when it is not published.
    """
    statement = _published(statement)
    people = signatures_of(statement, Kind.PEOPLE)
    number = people.count()
    total = number + statement.signatures.filter(sheet__isnull=False).count()
    parts = max(1, -(-total // PER_PART))
    rows = chain(people.select_related("statement").iterator(_CHUNK), _on_paper(statement))
    return parts, _pages(statement, rows, parts, min(number // PER_PART, parts - 1) + 1, language, day)


def petition_part_pdf(page: str) -> bytes:
    """Return one part, on A4. Raises TooManyPagesError past MOST_PAGES, and what `render_pdf` raises."""
    return render_pdf(page, styles=STYLES, max_pages=MOST_PAGES)


def petition_key(statement: Statement, *, language: str, wishes: str) -> str:
    """Return the SHA-256 of what the petition shows: texts, the last line of the ledger, wishes, fonts and template.

    Raises Statement.DoesNotExist when it is not published, and PDFUnavailableError.
    """
    require_pdf()
    frame = next(_pages(_published(statement), iter(()), 1, 1, language, _NO_DAY))
    parts = [frame, wishes, str(PER_PART), styles_version(("fonts.css", *STYLES)), fonts_and_engine()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def wishes_of(statement: Statement, *, until: datetime) -> str:
    """Return what stands for how all who signed until then are shown: another one when somebody's wish is another.

    It reads no name. Whoever signed later does not change it.
    """
    digest = hashlib.sha256(f"{statement.checks_names}".encode())
    signed = statement.signatures.confirmed().filter(confirmed_at__lte=until).order_by("confirmed_at", "pk")
    fields = ("pk", "display", "is_name_checked", "is_name_withheld")
    for row in signed.values_list(*fields).iterator(_CHUNK):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _published(statement: Statement) -> Statement:
    return statements_for_pages().prefetch_related("versions").get(pk=statement.pk)


def _pages(
    statement: Statement,
    rows: Iterator[Signature],
    parts: int,
    paper_begins: int,
    language: str,
    day: date,
) -> Iterator[str]:
    """Yield the page of each part; `paper_begins` is the number of the one where names from paper begin."""
    with override(language):
        last = statement.ledger.order_by("-number").first()
        shared = {
            "statement": statement,
            "text": current_text(statement, language),
            "version": current_number(statement),
            "demands": _demands(statement),
            "counts": counts_of(statement),
            "sheets": statement.paper_sheets.count(),
            "organisations": _organisations(statement),
            "paper_begins": paper_begins,
            "ledger_hash": last.hash if last else "",
            "parts": parts,
            "day": day,
            "address": address_of(statement.get_absolute_url()),
        }
    batches = chain(batched(rows, PER_PART, strict=False), [()])
    for part, batch in zip(range(1, parts + 1), batches, strict=False):
        people = _names(one for one in batch if one.sheet_id is None)
        paper = _names(one for one in batch if one.sheet_id is not None)
        # Not around a yield: whoever asks for the pages would be left in this language.
        with override(language):
            page = sheet_html("petition_book.html", step=0, part=part, people=people, paper=paper, **shared)
        yield page


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
