"""Claims proposed from sentences with a cue."""

import pytest

from sources.reading.wording import repeated_words
from sources.suggesting.linking import Known, KnownName
from sources.suggesting.reading import read_text

KNOWN = Known.of([KnownName("person", 7, "Alena Prykladava"), KnownName("place", 3, "Minsk")])


def _claims(text: str, language: str = "en") -> list[str]:
    found = read_text(text, language=language, published_on="2021-03-15")
    return [one.proposal["text"] for one in found if one.kind == "claim"]


def test_a_claim_says_who_when_where_and_how_long() -> None:
    text = "A court in Minsk on Friday sentenced Alena Prykladava to four years in a penal colony."
    [claim] = [
        one
        for one in read_text(text, language="en", published_on="2021-03-15", known=KNOWN)
        if one.kind == "claim"
    ]
    assert claim.proposal["text"] == "On 12 March 2021, Alena Prykladava was sentenced to 4 years in Minsk."
    assert (claim.proposal["people"], claim.proposal["places"]) == ([7], [3])
    assert claim.proposal["cue"] == "sentenced"
    assert claim.proposal["date"]["date"] == "2021-03-12"
    assert claim.proposal["figure"]["value"] == "4"
    assert (claim.start, claim.end) == (0, len(text))


@pytest.mark.parametrize(
    ("language", "text", "claims"),
    [
        ("en", "At least 400 people have been detained.", ["At least 400 people were detained."]),
        ("en", "A strike began in Minsk in 2020.", ["In 2020, there was a strike in Minsk."]),
        (
            "ru",
            "Павел Гипотезов умер 7 марта 2021 года.",
            ["On 7 March 2021, Павел Гипотезов died or was killed."],
        ),
        (
            "kk",
            "2021 жылғы 3 наурызда Нұржан Мысалов ұсталды.",
            ["On 3 March 2021, Нұржан Мысалов was detained."],
        ),
        # Nobody is said to have died because a clan did something.
        ("en", "The Petrov clan regained control after executions.", []),
        ("en", "He was arrested.", []),
        ("ru", "Задержания продолжаются.", []),
        ("kk", "Ереуіл туралы айтты.", []),
    ],
)
def test_claims_are_in_our_words_and_say_no_more_than_the_sentence(
    language: str, text: str, claims: list[str]
) -> None:
    assert _claims(text, language) == claims


def test_a_claim_never_repeats_the_sentence_of_the_document() -> None:
    text = "On 2 May 2020 Alena Prykladava was detained in Minsk."
    claims = _claims(text)
    assert [repeated_words(claim, [text]) for claim in claims] == [""] * len(claims)


def test_two_cues_of_a_sentence_make_two_claims_with_spans_of_their_own() -> None:
    text = "Alena Prykladava was arrested and sentenced to five years."
    claims = [one for one in read_text(text, language="en") if one.kind == "claim"]
    assert [one.proposal["cue"] for one in claims] == ["detained", "sentenced"]
    assert len({(one.start, one.end) for one in claims}) == 2
