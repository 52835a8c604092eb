"""Reading of any text: no exception, spans inside the text, and quick."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.suggesting.labels import samples
from sources.suggesting.linking import Known, KnownName
from sources.suggesting.reading import LONGEST, look_through, read_text

KNOWN = Known.of([KnownName("person", 1, "Erzhan Elshibayev"), KnownName("place", 2, "Жаңаөзен")])
PIECES = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            ["31 February 2020", "0/0/0000", "«", "at least ", "1,", "A. ", "Ministry of ", "Минска ", "9" * 17,
             "was arrested", "Erzhan Elshibayev", "9 мая", "2020–19", "-", "’s ", "\x00", "\ud800", "İ", "ß", "\u202e"]
        ),
    ),
    max_size=30,
).map("".join)  # fmt: skip


@settings(max_examples=120, deadline=2000)
@given(
    text=PIECES,
    language=st.sampled_from(["en", "ru", "kk", "de", ""]),
    published_on=st.sampled_from(["", "2022", "2022-01", "2022-01-01", "0001-01-01", "9999-12-31"]),
)
def test_any_text_is_read_without_an_exception_and_spans_lie_inside(
    text: str, language: str, published_on: str
) -> None:
    elsewhere = look_through([text], language=language)
    found = read_text(text, language=language, published_on=published_on, known=KNOWN, elsewhere=elsewhere)
    assert [one for one in found if not 0 <= one.start < one.end <= len(text)] == []
    spans = [(one.kind, one.start, one.end) for one in found]
    assert len(spans) == len(set(spans))


@pytest.mark.parametrize(
    "piece",
    [
        "A. ",
        "a-",
        "«A» ",
        "1 ",
        "Ivan Petrov ",
        "5 January 2022, ",
        "Минского ",
        "x.com ",
        "«",
        "between 5 and ",
    ],
)
def test_a_hostile_passage_takes_seconds_not_minutes(piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    began = time.process_time()
    read_text(text, language="ru", elsewhere=look_through([text], language="ru"))
    assert time.process_time() - began < 10


def test_an_article_of_20_kb_takes_less_than_two_seconds() -> None:
    paragraphs = [paragraph for text in samples() for paragraph in text.paragraphs.values()]
    while sum(map(len, paragraphs)) < 20_000:
        paragraphs += paragraphs
    read_text("Minsk", language="en")  # the gazetteers are read once a process
    began = time.process_time()
    elsewhere = look_through(paragraphs, language="en")
    for paragraph in paragraphs:
        read_text(paragraph, language="en", published_on="2022-01-01", known=KNOWN, elsewhere=elsewhere)
    assert time.process_time() - began < 2
