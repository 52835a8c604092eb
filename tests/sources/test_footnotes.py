"""Footnotes are one thing: the same numbers and texts on every page and on paper, and none is missing."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.template import Context, Template
from django.test import Client
from django.urls import resolve
from django.utils.translation import override

from campaigns.models import Statement
from campaigns.printing import case_leaflet_pdf
from campaigns.printing.forms import leaflet
from campaigns.printing.leaflet import case_of_sheet, paragraphs_of
from campaigns.printing.options import Options
from prisoners.models import Case
from sources.footnotes import label_of, marks_of, sources_of
from sources.models import Claim, Document, Question
from tests.factories.sources import CitationFactory, ClaimFactory, DocumentFactory, PassageFactory
from tests.footnotes import Notes, notes_of, paper_of, plain, read_page
from tests.parts import ROOT

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "ru", "kk")


def render(template: str, **context: object) -> str:
    return Template("{% load content footnotes %}" + template).render(Context(context))


def test_one_tag_sets_marks_and_list_on_web_and_paper() -> None:
    document = DocumentFactory(number=7, title="A text", published_on="2022-01-08")
    claim = ClaimFactory(citation=None)
    CitationFactory(claim=claim, passage=PassageFactory(document=document, number=4))
    claims = list(Claim.objects.with_citations())
    web = render("Said.{% cite claims %}{% cite sources %}", claims=claims, sources=sources_of(claims))
    paper = render(
        "Said.{% cite claims %} {% cite sources %}", claims=claims, sources=sources_of(claims), is_paper=True
    )
    notes = notes_of(web)
    assert (notes.marks, notes.sources) == ({"7"}, {"7": ["A text", "8 January 2022"]})
    assert f'href="#source-{document.slug}"' in web
    assert re.sub(r"<[^>]*>", "", paper).strip() == "Said.\u20607 Sources: 7 “A text”, 8 January 2022."
    assert "<a" not in paper
    # Marks that were made before are set as they are, and of nothing there is nothing.
    assert render("{% cite marks %}", marks=marks_of(claims), is_paper=True) == "\u2060<sup>7</sup>"
    assert [render("{% cite none %}{% cite empty %}", none=None, empty=[], is_paper=p) for p in (0, 1)] == [
        "",
        "",
    ]


@pytest.fixture
def example() -> Case:
    """The case of the example campaign, with all that it stands in."""
    call_command("load_campaign", str(ROOT / "examples" / "kazakhstan-2022"), verbosity=0)
    return Case.objects.get(slug="erzhan-elshibayev")


def same_on_paper(notes: Notes, paper: str, sentences: list[str]) -> int:
    """Compare the notes of a page with those of a sheet; return how many sentences have a mark on both."""
    for number, texts in notes.sources.items():
        line = plain(number + ",".join(texts))
        if plain(texts[0]) in paper:
            assert line.replace(texts[0], "", 1) in paper, line
    compared = 0
    for sentence in sentences:
        marks = notes.marks_after(sentence)
        at = paper.find(plain(sentence))
        behind = paper[at + len(plain(sentence)) :] if at >= 0 else ""
        if at >= 0:
            assert behind.startswith(",".join(marks)), (sentence, behind[:20])
            compared += 1
    return compared


@pytest.mark.needs("pango")
def test_numbers_and_texts_are_the_same_on_pages_and_on_paper(client: Client, example: Case) -> None:
    question = Question.objects.get(slug="killed-at-zhanaozen-2011")
    statement = Statement.objects.published().exclude(claims=None).first()
    assert statement is not None
    document = question.positions.all()[0].claim.citations.all()[0].passage.source
    subjects: dict[str, Case | Question | Statement | Document] = {
        "case": example,
        "question": question,
        "statement": statement,
        "document": document,
    }
    numbers: dict[str, list[set[str]]] = {name: [] for name in subjects}
    for language in LANGUAGES:
        with override(language):
            pages = {name: subject.get_absolute_url() for name, subject in subjects.items()}
        notes = {name: notes_of(client.get(url).content.decode()) for name, url in pages.items()}
        known: dict[str, list[str]] = {}
        for name, found in notes.items():
            # Each mark leads to a line of the list, and each number means the same everywhere.
            assert found.marks
            assert found.marks <= found.sources.keys(), name
            for number, texts in found.sources.items():
                assert known.setdefault(number, texts) == texts
            numbers[name].append(set(found.sources))
        with override(language):
            # Of sentences in a row with the same notes a leaflet marks the last one.
            told = [line for lines in paragraphs_of(case_of_sheet(example)) for line in lines]
            story = [line.claim.in_language("text") for line in told if line.marks]
        paper = paper_of(case_leaflet_pdf(example, language=language))
        assert same_on_paper(notes["case"], paper, story) > 2
        # On the leaflet of a question the marks stand behind who says so.
        with override(language):
            answers = [position.in_language("who") for position in question.positions.all()]
        sheet = paper_of(leaflet(question, Options(language)).render())
        for number, texts in notes["question"].sources.items():
            assert plain(number + ",".join(texts)) in sheet
        assert all(plain(answer) in sheet for answer in answers)
    # The same numbers in every language.
    assert [sets[0] == sets[1] == sets[2] for sets in numbers.values()] == [True] * 4


def test_a_number_that_differs_between_page_and_paper_is_found() -> None:
    """The control of the test above."""
    notes = Notes("He died.\u2060\ue00016\ue001", {"16": ["A text", "2021"]})
    assert same_on_paper(notes, plain("He died.16 Sources: 16 “A text”, 2021."), ["He died."]) == 1
    with pytest.raises(AssertionError):
        same_on_paper(notes, plain("He died.17 Sources: 16 “A text”, 2021."), ["He died."])
    with pytest.raises(AssertionError):
        same_on_paper(notes, plain("He died.16 Sources: 16 “A text”, 2022."), ["He died."])


def crawl(client: Client, first: str, *, most: int) -> dict[str, Notes]:
    """Return the notes of pages that links lead to from a first one, by address; so many of each kind of page."""
    pages: dict[str, Notes] = {}
    kinds: Counter[str] = Counter()
    waiting, seen = [first], {first}
    while waiting:
        url = waiting.pop(0)
        kind = str(resolve(url).view_name)
        kinds[kind] += 1
        if kinds[kind] > most:
            continue
        response = client.get(url)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        pages[url], links = read_page(response.content.decode())
        for link in links:
            parts = urlsplit(link)
            is_new = not parts.netloc and not parts.query and parts.path.startswith("/en/")
            if is_new and parts.path not in seen and not parts.path.endswith((".pdf", ".csv", ".ics")):
                seen.add(parts.path)
                waiting.append(parts.path)
    return pages


# Pages that show claims or what rests on them; each is read, up to three of a kind.
WITH_CLAIMS = {
    "campaigns:home",
    "campaigns:letter-detail",
    "campaigns:picket-detail",
    "campaigns:statement-detail",
    "prisoners:case-detail",
    "prisoners:case-list",
    "sources:document-detail",
    "sources:organisation-detail",
    "sources:person-detail",
    "sources:place-detail",
    "sources:question-detail",
    "sources:question-list",
    "sources:tie-map",
}


def test_every_claim_on_every_page_has_its_mark(client: Client, example: Case) -> None:
    # A summary that holds the words of a claim is a text of its own.
    summaries = list(Case.objects.values_list("summary", flat=True))
    texts = Claim.objects.published().values_list("text", flat=True)
    sentences = [text for text in texts if not any(text in summary for summary in summaries)]
    pages = crawl(client, "/en/", most=3)
    assert {str(resolve(url).view_name) for url in pages} >= WITH_CLAIMS
    found = {url: notes.unmarked(sentences) for url, notes in pages.items()}
    assert {url: missing for url, missing in found.items() if missing} == {}
    # The control: a template without the tag fails.
    story = list(example.story.select_related("claim"))
    bare = render("{% for s in story %}<p>{% text s.claim 'text' %}</p>{% endfor %}", story=story)
    assert notes_of(bare).unmarked(sentences) == [
        text for text in sentences if text in {row.claim.text for row in story}
    ]
    cited = render(
        "{% for s in story %}<p>{% text s.claim 'text' %}{% cite s.claim %}</p>{% endfor %}", story=story
    )
    assert notes_of(cited).unmarked(sentences) == []


def test_document_without_a_number_has_a_section_sign() -> None:
    assert [label_of(DocumentFactory.build(number=number)) for number in (5, None)] == ["5", "§"]
