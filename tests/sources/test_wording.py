"""Whether a claim is in our own words."""

import pytest

from sources.reading.wording import repeated_words

PASSAGE = (
    "On Tuesday the city court sentenced the union's treasurer to five years, and her lawyer will appeal."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bota Samplova got five years.", ""),
        ("The city court sentenced the union's treasurer.", "the city court"),
        ("The court sentenced the treasurer.", ""),
        (
            "THE CITY COURT sentenced the union’s treasurer to five years.",
            "the city court sentenced the union s",
        ),
        (
            "Then the city court sentenced, we hear, the union's treasurer to five years.",
            "the union s treasurer",
        ),
        ("A court gave the treasurer of a union a term of five years, which her lawyer contests.", ""),
        ("", ""),
        (PASSAGE, "on tuesday the city court"),
    ],
)
def test_words_of_the_passage_are_found(text: str, expected: str) -> None:
    found = repeated_words(text, [PASSAGE])
    assert (bool(found), found.startswith(expected)) == (bool(expected), True)


def test_russian_words_are_compared_too() -> None:
    passage = "Во вторник городской суд приговорил казначея профсоюза к пяти годам, адвокат будет обжаловать."
    assert repeated_words(passage.upper(), [passage]).startswith("во вторник городской суд")
    assert repeated_words("Казначея осудили на пять лет.", [passage]) == ""
