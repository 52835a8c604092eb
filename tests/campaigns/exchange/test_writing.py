from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.exchange.dump import render_files
from campaigns.exchange.folder import open_campaign
from campaigns.exchange.ordering import canonical
from campaigns.exchange.problems import Problem
from campaigns.exchange.reading import read_yaml_text
from campaigns.exchange.writing import write_number, write_yaml
from tests.campaigns.exchange.samples import EXAMPLE, SAMPLE, read_files


def event(title: str) -> list[dict[str, Any]]:
    return [{"slug": "a", "title": {"en": title}, "kind": "strike", "date": "2019", "claims": ["b"]}]


def read_back(text: str) -> Any:  # noqa: ANN401 - whatever was written
    problems: list[Problem] = []
    content = read_yaml_text(text, "events.yaml", problems)
    assert problems == []
    return content


@given(st.text(min_size=1, max_size=300).filter(lambda text: "\ud800" not in text))
def test_any_text_is_read_back_as_it_was_written(title: str) -> None:
    assert read_back(write_yaml(event(title), "events")) == event(title)


@given(st.lists(st.text("ab1:#-'\" ", min_size=1, max_size=40), min_size=1, max_size=30).map("\n".join))
def test_texts_of_several_lines_are_read_back(title: str) -> None:
    assert read_back(write_yaml(event(title), "events")) == event(title)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Zhanaozen names him", "Zhanaozen names him"),
        ("2019", "'2019'"),
        ("2021-09", "'2021-09'"),
        ("yes", "'yes'"),
        ("null", "'null'"),
        ("12:30", "'12:30'"),
        ("two: three", "'two: three'"),
        ("it's: so", "'it''s: so'"),
        ("- dash", "'- dash'"),
        ("Жаңаөзен", "Жаңаөзен"),
        ("a\tb", '"a\\tb"'),
        ("a\u2028b", '"a\\u2028b"'),
    ],
)
def test_a_text_is_quoted_only_where_it_must(text: str, written: str) -> None:
    assert f"    en: {written}\n" in write_yaml(event(text), "events")


def test_keys_follow_the_schema_whatever_their_order() -> None:
    shuffled = [dict(reversed(event("Strike")[0].items()))]
    assert write_yaml(shuffled, "events") == (
        "- slug: a\n  title:\n    en: Strike\n  kind: strike\n  date: '2019'\n  claims:\n    - b\n"
    )


def test_an_unknown_key_is_not_written() -> None:
    with pytest.raises(ValueError, match="colour is not a key of an event"):
        write_yaml([{**event("Strike")[0], "colour": "red"}], "events")


def test_a_long_text_is_folded_at_a_hundred_columns() -> None:
    text = "word " * 60 + "end"
    written = write_yaml(event(text), "events")
    assert "    en: >-\n" in written
    assert max(map(len, written.splitlines())) <= 100


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "0"),
        (4400, "4400"),
        (Decimal("2.50"), "2.5"),
        (Decimal("40000.000"), "40000"),
        (Decimal("4E+3"), "4000"),
    ],
)
def test_numbers_have_no_idle_zeros(number: int | Decimal, written: str) -> None:
    assert write_number(number) == written


@pytest.mark.parametrize("folder", [SAMPLE, EXAMPLE], ids=["sample", "example"])
def test_reading_and_writing_gives_the_same_bytes(folder: Any) -> None:  # noqa: ANN401 - a path
    whole, _ = open_campaign(folder)
    written = {name: text.encode() for name, text in render_files(canonical(whole)).items()}
    assert written == read_files(folder)
