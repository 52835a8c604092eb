"""The numbered passages of documents: made from what the file says of them, filled from the texts."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F

from sources.models import Document, Passage, Question
from sources.models.documents import passage_ranges


def number_documents(slugs: Sequence[str]) -> None:
    """Give documents that have none yet the next free numbers, in the order of the slugs."""
    rows = Document.objects.in_bulk(slugs, field_name="slug")
    last = Document.objects.exclude(number=None).order_by("-number").values_list("number", flat=True).first()
    new = [rows[slug] for slug in slugs if rows[slug].number is None]
    for number, document in enumerate(new, (last or 0) + 1):
        document.number = number
    Document.objects.bulk_update(new, ["number"])


def order_questions(slugs: Sequence[str]) -> None:
    """Number questions by their place in the file."""
    rows = Question.objects.in_bulk(slugs, field_name="slug")
    moved = [rows[slug] for place, slug in enumerate(slugs) if rows[slug].position != place]
    places = {slug: place for place, slug in enumerate(slugs)}
    for question in moved:
        question.position = places[question.slug]
    Question.objects.bulk_update(moved, ["position"])


def make_passages(slugs: Iterable[str]) -> None:
    """Make the passages of held documents, and set which contained document each belongs to.

    Passages beyond the end of a text that became shorter are removed. Raises ProtectedError when one is cited.
    """
    documents = Document.objects.filter(slug__in=list(slugs)).exclude(paragraphs=None)
    for document in documents.prefetch_related("contained", "passages"):
        present = {passage.number: passage for passage in document.passages.all()}
        owners = _find_owners(document)
        changed = [row for row in present.values() if row.quoted_from_id != owners.get(row.number)]
        for passage in changed:
            passage.quoted_from_id = owners.get(passage.number)
        Passage.objects.bulk_update(changed, ["quoted_from"])
        count = document.paragraphs or 0
        Passage.objects.bulk_create(
            Passage(document=document, number=number, quoted_from_id=owners.get(number))
            for number in range(1, count + 1)
            if number not in present
        )
        if present and max(present) > count:
            document.passages.filter(number__gt=count).delete()


def _find_owners(document: Document) -> dict[int, int]:
    """Return the contained document of each passage; of two, the one with fewer passages lies within the other."""
    owners: dict[int, int] = {}
    sizes: list[tuple[int, int, set[int]]] = []
    for inner in document.contained.all():
        ranges = passage_ranges(inner.held_passages)
        numbers = {number for first, last in ranges for number in range(first, last + 1)}
        sizes.append((len(numbers), inner.pk, numbers))
    for _, pk, numbers in sorted(sizes, key=lambda entry: entry[:2], reverse=True):
        owners |= dict.fromkeys(numbers, pk)
    return owners


def fill_passages(texts: Mapping[str, Sequence[str]]) -> int:
    """Write the texts of passages by document slug; return how many were written (those that differed)."""
    changed = []
    rows = Passage.objects.filter(document__slug__in=list(texts)).annotate(slug=F("document__slug"))
    for passage in rows:
        passages = texts[passage.slug]
        text = passages[passage.number - 1] if passage.number <= len(passages) else ""
        if passage.text != text:
            passage.text = text
            changed.append(passage)
    Passage.objects.bulk_update(changed, ["text"])
    return len(changed)
