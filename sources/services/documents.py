"""Documents made of what was read, and documents that we hold already."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from sources.importing.likeness import NEARLY, resemblance
from sources.importing.proposals import same_page, tidy
from sources.importing.shapes import Reading
from sources.models import Document, Organisation, Passage
from toolkit.names import free_slug

TYPES = {
    "html": "text/html",
    "text": "text/plain",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "eml": "message/rfc822",
}
_BATCH = 500
_LONGEST_SLUG = 80
_KINDS = (
    (
        Document.Kind.STATEMENT,
        r"statement|declaration|appeal|open\s+letter|заявление|обращение|открытое\s+письмо|мәлімдеме",
    ),
    (Document.Kind.REPORT, r"report|доклад|отчёт|отчет|баяндама"),
    (Document.Kind.INTERVIEW, r"interview|интервью|сұхбат"),
    (Document.Kind.RULING, r"ruling|judgment|judgement|verdict|приговор|решение\s+суда|үкім"),
)


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a document is made of: its SHA-256, its name, and the address that goes with it."""

    sha256: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Same:
    """A document that we hold, and whether its text is the very same; else it is the same page or nearly the same."""

    document: Document
    is_same_text: bool


@transaction.atomic
def make_document(reading: Reading, original: Original) -> Document:
    """Make a draft with its numbered passages. Raises IntegrityError when it is there already."""
    said = reading.proposals
    title = said.title or tidy(reading.paragraphs[0].text, 100)
    document = Document.objects.create(
        slug=free_document_slug(title),
        title=title,
        byline=said.byline,
        publisher=_publisher(said.publisher),
        published_on=said.published_on,
        url=original.url,
        language=said.language or "en",
        kind=kind_of_title(title),
        sha256=original.sha256,
        original_name=original.name[-200:],
        original_type=TYPES[reading.kind],
        likeness=list(reading.likeness),
        paragraphs=len(reading.paragraphs),
    )
    _make_passages(document, reading)
    return document


@transaction.atomic
def fill_document(document: Document, reading: Reading, original: Original) -> bool:
    """Fill in the texts of a document that has none, as the example campaign's; return whether that was done.

    A passage that is cited is no furniture, whatever it looks like. Where the paragraphs are not as many as those
    that are cited, nothing is filled in.
    """
    held = list(document.passages.order_by("number"))
    if any(passage.text for passage in held):
        return False
    if len(reading.paragraphs) != (document.paragraphs or len(reading.paragraphs)):
        return False
    cited = set(document.passages.exclude(citations=None).values_list("number", flat=True))
    rows = dict(enumerate(reading.paragraphs, 1))
    for passage in held:
        row = rows.pop(passage.number)
        passage.text = row.text
        passage.is_furniture = row.is_furniture and passage.number not in cited
    Passage.objects.bulk_update(held, ["text", "is_furniture"], batch_size=_BATCH)
    Passage.objects.bulk_create(
        (
            Passage(document=document, number=number, text=row.text, is_furniture=row.is_furniture)
            for number, row in rows.items()
        ),
        batch_size=_BATCH,
    )
    document.paragraphs = len(reading.paragraphs)
    document.likeness = list(reading.likeness)
    document.original_name = document.original_name or original.name[-200:]
    document.original_type = document.original_type or TYPES[reading.kind]
    document.save(update_fields=["paragraphs", "likeness", "original_name", "original_type"])
    return True


def find_same(reading: Reading, *, url: str) -> Same | None:
    """Return a document of the same address, else the one of nearly the same text that is most like this one."""
    key = same_page(url)
    for document in Document.objects.held().filter(url__contains=key.partition("/")[0]) if key else []:
        if same_page(document.url) == key:
            return Same(document, _is_same_text(document, reading))
    best, closest = 0.0, None
    for pk, likeness in Document.objects.exclude(likeness=[]).values_list("pk", "likeness"):
        found = resemblance(reading.likeness, likeness)
        if found > best:
            best, closest = found, pk
    if closest is None or best < NEARLY:
        return None
    return Same(Document.objects.get(pk=closest), is_same_text=False)


def kind_of_title(title: str) -> str:
    """Return the kind of document that the first words of a title name."""
    for kind, words in _KINDS:
        if re.match(rf"\W*(?:\w+\s+)?(?:{words})\b", title, re.IGNORECASE):
            return kind
    return Document.Kind.ARTICLE


def free_document_slug(title: str) -> str:
    """Return a slug for a document that none has."""
    taken = set(Document.objects.values_list("slug", flat=True))
    return free_slug(title, taken=taken, longest=_LONGEST_SLUG)


def _publisher(name: str) -> Organisation | None:
    """Return the one organisation of this very name; a person decides about others."""
    if not name:
        return None
    found = Organisation.objects.filter(names__text__iexact=name).distinct()[:2]
    return found[0] if len(found) == 1 else None


def _is_same_text(document: Document, reading: Reading) -> bool:
    held: Sequence[str] = list(document.passages.order_by("number").values_list("text", flat=True))
    return list(held) == [row.text for row in reading.paragraphs]


def _make_passages(document: Document, reading: Reading) -> None:
    Passage.objects.bulk_create(
        (
            Passage(document=document, number=number, text=row.text, is_furniture=row.is_furniture)
            for number, row in enumerate(reading.paragraphs, 1)
        ),
        batch_size=_BATCH,
    )
