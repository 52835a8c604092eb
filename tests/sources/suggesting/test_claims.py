"""Claims proposed from sentences with a cue."""

import pytest
from pytest_django.fixtures import Settings

from sources.reading.wording import repeated_words
from sources.suggesting.linking import Known, KnownName
from sources.suggesting.reading import read_on, read_text

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
            ["On 7 March 2021, Павел Гипотезов died."],
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


@pytest.mark.parametrize(
    ("language", "doubtful", "told"),
    [
        ("en", "Alena Prykladava was not released.", "Alena Prykladava was released."),
        ("en", "Alena Prykladava has never been charged.", "Alena Prykladava has been charged."),
        (
            "en",
            "Alena Prykladava could be jailed for five years.",
            "Alena Prykladava was jailed for five years.",
        ),
        ("en", "If convicted, Alena Prykladava was tortured.", "Alena Prykladava was tortured."),
        (
            "en",
            "The ministry denied that Alena Prykladava was tortured.",
            "Now Alena Prykladava was tortured.",
        ),
        ("en", "Relatives fear that Alena Prykladava was killed.", "Alena Prykladava was killed."),
        (
            "en",
            "Reports that Alena Prykladava was killed were denied.",
            "Alena Prykladava was killed on Monday.",
        ),
        ("en", "Alena Prykladava may be charged.", "Alena Prykladava was charged."),
        ("en", "Was Alena Prykladava detained?", "Alena Prykladava was detained."),
        ("en", "Protesters called for a strike in Minsk.", "Workers began a strike in Minsk."),
        ("ru", "Павла Гипотезова не освободили.", "Павел Гипотезов освобождён."),
        ("ru", "Павлу Гипотезову грозит арест.", "Павел Гипотезов арестован."),
        ("ru", "Если Павел Гипотезов арестован, его ждёт суд.", "Сегодня Павел Гипотезов арестован."),
        ("ru", "Министерство отрицает, что Павел Гипотезов избит.", "Павел Гипотезов избит."),
        ("kk", "Нұржан Мысалов босатылған жоқ.", "Нұржан Мысалов босатылды."),
    ],
)
def test_what_is_denied_or_only_possible_is_no_claim(language: str, doubtful: str, told: str) -> None:
    """The second sentence is the control: the same person and cue, told as a fact."""
    assert (_claims(doubtful, language), len(_claims(told, language))) == ([], 1)


def test_doubt_not_heeded_would_be_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.suggesting.claims.is_doubtful", lambda *_, **__: False)
    assert _claims("Alena Prykladava could be jailed for five years.") == [
        "Alena Prykladava was sentenced to 5 years."
    ]


@pytest.mark.parametrize(
    ("language", "text", "claim"),
    [
        (
            "en",
            "Alena Prykladava was arrested, her lawyer said.",
            "According to a lawyer, Alena Prykladava was detained.",
        ),
        (
            "en",
            "Ihar Primer said that Alena Prykladava had been beaten.",
            "According to Ihar Primer, Alena Prykladava was beaten.",
        ),
        (
            "en",
            "“Alena Prykladava has been tortured.”",
            "According to a person whom the source quotes, Alena Prykladava was tortured.",
        ),
        (
            "ru",
            "По словам адвоката, Павла Гипотезова избили.",
            "According to a lawyer, Павла Гипотезова was beaten.",
        ),
    ],
)
def test_what_a_source_reports_another_as_saying_is_worded_so(language: str, text: str, claim: str) -> None:
    assert _claims(text, language) == [claim]


def test_he_is_whom_the_sentence_before_is_about_and_is_marked_as_inferred() -> None:
    text = "Pavel Primerov is a teacher. He was charged under Article 342 on 3 May 2020."
    [claim] = [one for one in read_text(text, language="en") if one.kind == "claim"]
    assert claim.proposal["text"] == "On 3 May 2020, Pavel Primerov was charged under article 342."
    assert claim.proposal["inferred"] == "whom it is about is taken from the words before"


def test_he_may_be_whom_the_passage_before_ended_with() -> None:
    _found, about = read_on("The teacher Pavel Primerov lives in Minsk.", language="en")
    found, _about = read_on("He was released in May 2020.", language="en", about=about)
    assert [one.proposal["text"] for one in found if one.kind == "claim"] == [
        "In May 2020, Pavel Primerov was released."
    ]
    assert [one for one in read_on("He was released.", language="en")[0] if one.kind == "claim"] == []


@pytest.mark.parametrize(
    ("language", "text", "claims"),
    [
        (
            "en",
            "The Sample Union called for the immediate release of Pavel Primerov.",
            ["Sample Union demanded the release of Pavel Primerov."],
        ),
        (
            "en",
            "In Minsk protesters demanded the resignation of the government.",
            ["Protesters demanded the resignation of the government."],
        ),
        (
            "en",
            "Activists called for a full inquiry into the killings.",
            ["Activists demanded an investigation into deaths."],
        ),
        (
            "ru",
            "Рабочие потребовали освободить политзаключённых.",
            ["Workers demanded the release of political prisoners."],
        ),
        # What for is not clear, or cannot be said in a few words.
        ("en", "The Sample Union called for peace.", []),
        ("en", "The Sample Union called on Example State to act.", []),
        ("en", "The Sample Union refused to call for the release of Pavel Primerov.", []),
    ],
)
def test_a_demand_says_what_for_or_is_none(language: str, text: str, claims: list[str]) -> None:
    assert _claims(text, language) == claims


def test_nobody_is_detained_where_they_come_from_or_when_it_was_said() -> None:
    text = "Pavel Primerov, a student from Minsk, was detained in Brest, his lawyer said on Friday."
    assert _claims(text) == ["According to a lawyer, Pavel Primerov was detained in Brest."]


def test_in_a_russian_installation_claims_are_russian(settings: Settings) -> None:
    settings.LANGUAGE_CODE = "ru"
    assert _claims("2 мая 2020 года в Минске задержан Павел Гипотезов.", "ru") == [
        "2 мая 2020 года: Павел Гипотезов задержан (Minsk)."
    ]
    assert _claims("Her lawyer said that Alena Prykladava had been beaten.") == [
        "По словам источника (адвокат), Alena Prykladava избит(а)."
    ]
