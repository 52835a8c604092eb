"""People, organisations and places of passages that no list of names holds."""

import pytest

from sources.suggesting.reading import look_through, read_text


def _found(text: str, language: str, kind: str) -> list[str]:
    return [one.proposal["name"] for one in read_text(text, language=language) if one.kind == kind]


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "The lawyer Dzmitry Vydumany spoke.", ["Dzmitry Vydumany"]),
        ("en", "They met Natalia V. Umyshlennaya there.", ["Natalia V. Umyshlennaya"]),
        ("en", "Later Judge Khialpour refused bail.", ["Khialpour"]),
        ("en", "Here Nurbolat Sampleuly said no.", ["Nurbolat Sampleuly"]),
        ("ru", "Об этом рассказала сестра Марина Примерова.", ["Марина Примерова"]),
        ("ru", "Суд приговорил Екатерину Условную.", ["Екатерина Условная"]),
        ("ru", "Суд арестовал Степана Ильича Мнимова.", ["Степан Ильич Мнимов"]),
        ("ru", "Пришла адвокат О. В. Вымыслович.", ["О. В. Вымыслович"]),
        ("kk", "Сот Ерлан Болжамбековті қамады.", ["Ерлан Болжамбеков"]),
    ],
)
def test_people_are_found_and_named_in_the_nominative(language: str, text: str, names: list[str]) -> None:
    assert _found(text, language, "person") == names


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "On Monday the Great Patriotic War was remembered, and Security Forces came in March."),
        ("ru", "Протесты начались в Минске, и Великая Отечественная война ни при чём."),
        ("kk", "Жұмысшылар Ақтөбеде ереуілге шықты."),
    ],
)
def test_people_are_not_made_of_other_capitals(language: str, text: str) -> None:
    assert _found(text, language, "person") == []


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        (
            "en",
            "It was sent to the Coordinating Council of Example Teachers.",
            ["Coordinating Council of Example Teachers"],
        ),
        ("en", "The interior ministry denied it.", ["interior ministry"]),
        ("en", "The Free Example Union (FEU) met.", ["Free Example Union", "Free Example Union"]),
        ("ru", "Он работал на заводе «Образец».", ["Образец"]),
        ("ru", "Его передали в Министерство внутренних дел.", ["Министерство внутренних дел"]),
        ("kk", "Қазақстан үлгілі кәсіподақтар одағы қарсы.", ["Қазақстан үлгілі кәсіподақтар одағы"]),
    ],
)
def test_organisations_are_found_by_the_words_that_mark_them(
    language: str, text: str, names: list[str]
) -> None:
    assert _found(text, language, "organisation") == names


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The government and the police said TV was bad in the USSR."),
        ("ru", "Правительство и полиция молчали, а он сказал: «Я ничего не знаю»."),
        ("kk", "Үкімет үндемеді."),
    ],
)
def test_organisations_are_not_made_of_common_nouns(language: str, text: str) -> None:
    assert _found(text, language, "organisation") == []


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        (
            "en",
            "They met in Isfahan, near Trafalgar Square and in the Samplestan region.",
            ["Isfahan", "Trafalgar Square", "Samplestan"],
        ),
        ("en", "The anti-Belarus, Warsaw-led talks ended.", ["Belarus", "Warsaw"]),
        ("ru", "Его перевезли из Минска в Гродно, потом в Казани судили.", ["Minsk", "Hrodna", "Kazan"]),
        ("ru", "Она сидит в тюрьме «Эвин».", ["Эвин"]),
        ("kk", "Ақтөбеде және Шымкент қаласында болды.", ["Aktobe", "Shymkent"]),
    ],
)
def test_places_are_found_in_their_cases(language: str, text: str, names: list[str]) -> None:
    assert _found(text, language, "place") == names


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Kazakh and Russian troops may march; reading is nice."),
        ("ru", "Казахские и российские рабочие ждут мира."),
        ("kk", "Орыс тілінде сөйледі."),
    ],
)
def test_places_are_not_made_of_adjectives(language: str, text: str) -> None:
    assert _found(text, language, "place") == []


def test_a_bare_surname_is_found_when_the_document_gives_the_name_in_full() -> None:
    texts = ["The nurse Olena Sampleton was charged.", "Friends say Sampleton is ill."]
    elsewhere = look_through(texts, language="en")
    found = [
        one.proposal["name"]
        for one in read_text(texts[1], language="en", elsewhere=elsewhere)
        if one.kind == "person"
    ]
    assert found == ["Olena Sampleton"]
    # Without the rest of the document nothing says that it is a name.
    assert _found(texts[1], "en", "person") == []
