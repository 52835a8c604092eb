"""A document to read in tests: passages with everything that can be found in them, and its pages."""

from typing import Any

from django.test import Client
from django.urls import reverse

from sources.models import Document, Passage, Suggestion
from tests.factories.sources import DocumentFactory, PassageFactory, SuggestionFactory
from tests.forms import fields_of

TEXT = "On 3 May a court in Sampletown sentenced Bota Samplova to five years, her lawyer said on Thursday."


def make_document(count: int = 3, **fields: object) -> Document:
    """Return a document with so many passages of the same text, numbered from 1."""
    document: Document = DocumentFactory.create(**fields)
    for number in range(1, count + 1):
        PassageFactory.create(document=document, number=number, text=TEXT)
    return document


def passage_of(document: Document, number: int = 1) -> Passage:
    """Return a passage by its number."""
    return document.passages.get(number=number)


def suggest(passage: Passage, kind: str, words: str, **fields: object) -> Suggestion:
    """Return an open suggestion about words of a passage."""
    start = passage.text.index(words)
    fields.setdefault("proposal", {"name": words})
    row: Suggestion = SuggestionFactory.create(
        passage=passage, kind=kind, start=start, end=start + len(words), **fields
    )
    return row


def suggest_everything(passage: Passage) -> list[Suggestion]:
    """Return a suggestion of each kind about a passage of the sample text."""
    return [
        suggest(
            passage, "date", "On 3 May", proposal={"date": "2022-05-03", "inferred": "the article's year"}
        ),
        suggest(passage, "place", "Sampletown"),
        suggest(passage, "case_cue", "sentenced", proposal={"cue": "sentenced"}),
        suggest(passage, "person", "Bota Samplova"),
        suggest(
            passage, "figure", "five years", proposal={"operator": "exactly", "value": "5", "unit": "years"}
        ),
        suggest(
            passage,
            "claim",
            "a court in Sampletown sentenced Bota Samplova",
            proposal={"text": f"Bota Samplova got five years ({passage.number}).", "cue": "sentenced"},
        ),
    ]


def address(document: Document, page: str = "read", *args: object) -> str:
    """Return the address of a page of the reading view."""
    return reverse(f"admin:sources_document_{page}", args=[document.pk, *args])


def page_of(desk: Client, document: Document, query: str = "") -> str:
    """Return the reading view of a document."""
    answer = desk.get(f"{address(document)}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def fill(desk: Client, url: str, **changes: object) -> Any:  # noqa: ANN401 - the test client's answer knows its code
    """Open a form about passages, change some fields, and send it; return what follows."""
    form = fields_of(desk.get(url), "sheet-form")
    return desk.post(url, {**form, **changes}, follow=True)


def states() -> list[str]:
    """Return the states of all suggestions, the first first."""
    return list(Suggestion.objects.order_by("pk").values_list("state", flat=True))
