"""One file that holds several texts: contained documents that say which passages are their words, and back again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError

from sources.exchange.passages import make_passages
from sources.importing.parts import ProposedPart, propose_parts, propose_quoted
from sources.importing.shapes import Paragraph
from sources.models import Document
from sources.models.documents import passage_ranges
from sources.services.documents import free_document_slug, kind_of_title


class SplitError(ValueError):
    """A part that cannot be; `part` is its place in what was asked for, `reason` one of the names below."""

    TITLE = "title"
    PASSAGES = "passages"
    BEYOND = "beyond"
    CONTAINED = "contained"
    USED = "used"

    def __init__(self, reason: str, part: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.part = part


@dataclass(frozen=True, slots=True)
class Part:
    """A text within a document: which passages are its words ("18-38" or "4-5,9"), and what is printed of it."""

    title: str
    passages: str
    byline: str = ""
    published_on: str = ""
    url: str = ""


def split_document(document: Document, parts: Sequence[Part]) -> list[Document]:
    """Make a contained draft of each part; its passages say from then on that they are its words.

    Parts may overlap: of two that have a passage, the shorter one quotes it. Raises SplitError; then nothing is made.
    """
    with transaction.atomic():
        holder = Document.objects.select_for_update().get(pk=document.pk)
        if holder.held_in_id is not None:
            raise SplitError(SplitError.CONTAINED)
        for place, part in enumerate(parts):
            _check(part, place, holder)
        made = [
            Document.objects.create(
                slug=free_document_slug(part.title),
                title=part.title,
                byline=part.byline,
                published_on=part.published_on,
                url=part.url,
                language=holder.language,
                kind=kind_of_title(part.title),
                held_in=holder,
                held_passages=part.passages.replace(" ", ""),
            )
            for part in parts
        ]
        make_passages([holder.slug])
    return made


def unite_document(contained: Document) -> Document:
    """Take a contained document away; its passages are the holder's words again. Return the holder.

    Raises SplitError for one that is not contained, that is published, or that something else rests on.
    """
    with transaction.atomic():
        row = Document.objects.select_for_update(of=["self"]).select_related("held_in").get(pk=contained.pk)
        holder = row.held_in
        if holder is None:
            raise SplitError(SplitError.CONTAINED)
        if row.is_published:
            raise SplitError(SplitError.USED)
        try:
            row.delete()
        except ProtectedError:
            raise SplitError(SplitError.USED) from None
        make_passages([holder.slug])
    return holder


def proposed_parts(document: Document) -> tuple[list[ProposedPart], list[ProposedPart]]:
    """Return the texts that a document seems to hold one after the other, and older ones that it seems to quote."""
    rows = document.passages.order_by("number").values_list("text", "is_furniture")
    paragraphs = [Paragraph(text, is_furniture) for text, is_furniture in rows]
    return propose_parts(paragraphs), propose_quoted(paragraphs)


def _check(part: Part, place: int, holder: Document) -> None:
    if not part.title.strip():
        raise SplitError(SplitError.TITLE, place)
    try:
        ranges = passage_ranges(part.passages)
    except ValueError:
        raise SplitError(SplitError.PASSAGES, place) from None
    if not ranges or min(first for first, _last in ranges) < 1:
        raise SplitError(SplitError.PASSAGES, place)
    if max(last for _first, last in ranges) > (holder.paragraphs or 0):
        raise SplitError(SplitError.BEYOND, place)
