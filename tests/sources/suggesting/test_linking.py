"""Known names through spellings, scripts and cases."""

import pytest

from sources.suggesting.linking import Known, KnownName
from sources.suggesting.reading import read_text

KNOWN = Known.of(
    [
        KnownName("person", 1, "Erzhan Elshibayev"),
        KnownName("person", 1, "Ержан Ельшибаев"),
        KnownName("person", 2, "Samat Sampleyev"),
        KnownName("person", 3, "Asel Sampleyeva"),
        KnownName("person", 4, "Daniyar Sampleyev"),
        KnownName("place", 1, "Zhanaozen"),
        KnownName("place", 1, "Жаңаөзен"),
        KnownName("place", 1, "Жанаозен"),
        KnownName("place", 2, "Mangystau"),
        KnownName("place", 2, "Мангистау"),
        KnownName("organisation", 1, "Samplemunaigaz"),
        KnownName("organisation", 2, "Oyan, Sample"),
    ]
)


@pytest.mark.parametrize(
    ("kind", "language", "text", "key"),
    [
        ("person", "en", "Erzhan Elshibayev", 1),
        ("person", "en", "Yerzhan Yelshibaev", 1),
        ("person", "en", "Yelshibaev", 1),
        ("person", "ru", "Ержана Ельшибаева", 1),
        ("person", "ru", "Ержаном Ельшибаевым", 1),
        ("person", "ru", "Ельшибаеву", 1),
        ("person", "kk", "Ельшібаевты", 1),
        ("place", "en", "Janaozen", 1),
        ("place", "ru", "Жанаозене", 1),
        ("place", "kk", "Жаңаөзенде", 1),
        ("place", "kk", "Жаңаөзеннен", 1),
        ("place", "en", "Mangistau", 2),
        ("organisation", "ru", "Самплемунайгаз", 1),
        # Somebody else of nearly the same name.
        ("person", "en", "Erzhan Sampleyev", None),
        ("person", "en", "Bolat Elshibayev", None),
        # Two people bear it: a person has to decide.
        ("person", "en", "Sampleyev", None),
        ("place", "en", "Zhanatas", None),
    ],
)
def test_names_are_linked_across_spellings_scripts_and_cases(
    kind: str, language: str, text: str, key: int | None
) -> None:
    assert KNOWN.link(kind, text, language).key == key  # type: ignore[arg-type]  # one of the three, see above


def test_a_name_that_two_bear_keeps_its_score_and_no_link() -> None:
    [found] = [
        one for one in read_text("They met Sampleyev.", language="en", known=KNOWN) if one.kind == "person"
    ]
    assert (found.key, found.proposal["score"]) == (None, 90)


def test_known_names_are_found_where_no_rule_would_find_them() -> None:
    text = "Members of Oyan, Sample came."
    assert [one.key for one in read_text(text, language="en", known=KNOWN) if one.kind == "organisation"] == [
        2
    ]
    assert [one.key for one in read_text(text, language="en") if one.kind == "organisation"] == []


def test_an_inflected_name_is_found_and_linked_in_a_sentence() -> None:
    found = read_text("Ельшибаева задержали в Жанаозене.", language="ru", known=KNOWN)
    assert [(one.kind, one.key) for one in found if one.kind in {"person", "place"}] == [
        ("person", 1),
        ("place", 1),
    ]
