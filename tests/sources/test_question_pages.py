"""Question pages: every figure as its claim has it, and no other number."""

import re
from html.parser import HTMLParser

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from sources.figures import figure_told
from sources.models import Claim, Question
from sources.plots import plots_of
from sources.querysets import questions_with_positions
from tests.factories.sources import ClaimFactory, PositionFactory, QuestionFactory
from tests.pages import problems_of
from tests.parts import ROOT

pytestmark = pytest.mark.django_db

ZHANAOZEN = "killed-at-zhanaozen-2011"
# Numbers with the spaces and points that languages put into them.
NUMBER = re.compile(r"\d+(?:[\s\u00a0\u202f.,]\d{3})*(?:[.,]\d+)?")


class _Words(HTMLParser):
    """The words of the part of a page that is about one question: no masthead, no other questions, no footer."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._depth = 0
        self._main = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._main = self._main or tag == "main"

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._main = False

    def handle_data(self, data: str) -> None:
        if self._main:
            self.parts.append(data)


def words_of(html: str) -> str:
    """Return the words of a question's page without those of the other questions."""
    html = re.sub(
        r'<section class="section" aria-labelledby="others">.*?</section>', "", html, flags=re.DOTALL
    )
    reader = _Words()
    reader.feed(html)
    return " ".join(reader.parts)


def svg_of(html: str) -> str:
    """Return the drawings."""
    return "".join(re.findall(r"<svg.*?</svg>", html, re.DOTALL))


def unknown_numbers(words: str, known: set[str]) -> list[str]:
    """Return the numbers in some words that are not among the known ones."""
    found = (re.sub(r"[\s\u00a0\u202f]", "", number) for number in NUMBER.findall(words))
    return sorted({number for number in found if number not in known})


def numbers_known(question: Question) -> set[str]:
    """Return what may stand on the page: figures, ticks, dates, paragraphs, footnotes and the count of sources."""
    positions = list(question.positions.all())
    claims = [position.claim for position in positions]
    texts = [figure_told(claim) for claim in claims]
    texts += [tick.text for plot in plots_of(positions) for d in plot.drawings for tick in d.ticks]
    for claim in claims:
        texts += [claim.said_on, claim.date, claim.date_end]
        for citation in claim.citations.all():
            source = citation.passage.source
            texts += [str(citation.passage.number), str(source.number), source.published_on]
    # Parts of a date stand alone in words: 16 December 2011.
    numbers = {
        part.lstrip("0") or "0" for text in texts for part in NUMBER.findall(re.sub(r"[-]", " ", text))
    }
    return {re.sub(r"[\s\u00a0\u202f]", "", number) for number in numbers}


@pytest.fixture
def example() -> Question:
    """The question on the dead of Zhanaozen, of the example campaign."""
    call_command("load_campaign", str(ROOT / "examples" / "kazakhstan-2022"), verbosity=0)
    return Question.objects.get(slug=ZHANAOZEN)


def test_dead_of_zhanaozen_are_shown_as_each_source_has_it_and_no_average(
    client: Client, example: Question
) -> None:
    figures = [(c.figure_operator, c.figure_value) for c in Claim.objects.filter(positions__question=example)]
    assert sorted((str(op), int(value or 0)) for op, value in figures) == [
        ("at_least", 16),
        ("exactly", 14),
        ("exactly", 15),
        ("exactly", 16),
        ("open", 0),
    ]
    for language in ("en", "ru", "kk"):
        html = client.get(f"/{language}/questions/{ZHANAOZEN}/").content.decode()
        assert problems_of(html) == []
        with override(language):
            question = questions_with_positions().get(slug=ZHANAOZEN)
            known = numbers_known(question)
            sources = {str(len(question.positions.all()) - 1)}  # two answers stand in one document
            told = [figure_told(position.claim) for position in question.positions.all()]
        assert unknown_numbers(words_of(html), known | sources) == []
        drawn = [re.findall(r'class="plot-figure"[^>]*>([^<]*)<', svg) for svg in html.split("<svg")[1:]]
        # The words of the last one may stand in several lines.
        assert [" ".join(lines) for lines in drawn] == [" ".join(told[:4])] * 2 + [told[4]] * 2
        # Four dots a drawing: whatever else stood there would be a fifth.
        assert [svg.count("<circle") for svg in html.split("<svg")[1:5]] == [4, 4, 0, 0]
        # The control: an average put into the drawing, or into the text, is found.
        average = sum((14, 15, 16, 16)) / 4
        assert average == 15.25
        for put_in in (f"<text>{average}</text></svg>", f"</svg><p>On average {average:.2f}.</p>"):
            spoilt = html.replace("</svg>", put_in, 1)
            assert unknown_numbers(words_of(spoilt), known | sources) == ["15.25"]
        assert unknown_numbers(re.sub(r"<[^>]*>", " ", svg_of(html)), known) == []


def test_logarithmic_axis_is_said_so(client: Client) -> None:
    question = QuestionFactory()
    for value in (100, 30000):
        claim = ClaimFactory(figure_operator="exactly", figure_value=value, figure_unit="people")
        PositionFactory(question=question, claim=claim)
    html = client.get(question.get_absolute_url()).content.decode()
    assert problems_of(html) == []
    assert "The axis is logarithmic" in html
    Claim.objects.filter(figure_value=30000).update(figure_value=3000)
    assert "The axis is logarithmic" not in client.get(question.get_absolute_url()).content.decode()


def test_no_answer_is_chosen_unless_organisers_did(client: Client) -> None:
    question = QuestionFactory()
    claims = [
        ClaimFactory(figure_operator="exactly", figure_value=value, figure_unit="people") for value in (5, 7)
    ]
    for claim in claims:
        PositionFactory(question=question, claim=claim, who=f"Source of {claim.figure_value}")
    none = client.get(question.get_absolute_url()).content.decode()
    assert "None. The organisers have chosen no answer" in none
    question.chosen, question.choice_reason = claims[1], "It names the dead."
    question.save()
    chosen = client.get(question.get_absolute_url()).content.decode()
    assert "None. The organisers have chosen no answer" not in chosen
    assert 'class="boxed"><b>Source of 7: 7</b>' in chosen
    assert "It names the dead." in chosen
    # A chosen claim that is withdrawn is not shown, and neither is why it was chosen.
    Claim.objects.filter(pk=claims[1].pk).update(state="withdrawn")
    withdrawn = client.get(question.get_absolute_url()).content.decode()
    assert "Source of 7" not in withdrawn
    assert "It names the dead." not in withdrawn


@pytest.mark.parametrize("rows", [1, 3])
def test_question_page_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    question = QuestionFactory()
    for value in range(rows):
        claim = ClaimFactory(figure_operator="exactly", figure_value=value, figure_unit="people")
        PositionFactory(question=question, claim=claim)
    client.get(question.get_absolute_url())  # Django looks up content types once a process
    with django_assert_num_queries(11):
        client.get(question.get_absolute_url())
