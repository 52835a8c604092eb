"""Names in the order of the reader's alphabet."""

import pytest

from toolkit.alphabets import in_order

NAMES = [
    "Я",
    "Қазақ",
    "«Өзен»",
    "Зоря",
    "Ёлка",
    "Жан",
    "Елена",
    "Ілияс",
    "Ыбырай",
    "Zed",
    "Émile",
    "Emma",
    "5 мая",
]
LATIN = ["Émile", "Emma", "Zed"]


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", ["5 мая", *LATIN, "Елена", "Ёлка", "Жан", "Зоря", "Ілияс", "Қазақ", "«Өзен»", "Ыбырай", "Я"]),
        ("ru", ["5 мая", "Елена", "Ёлка", "Жан", "Зоря", "Ілияс", "Қазақ", "«Өзен»", "Ыбырай", "Я", *LATIN]),
        ("kk", ["5 мая", "Елена", "Ёлка", "Жан", "Зоря", "Қазақ", "«Өзен»", "Ыбырай", "Ілияс", "Я", *LATIN]),
    ],
)
def test_names_stand_in_the_order_of_the_readers_alphabet(language: str, wanted: list[str]) -> None:
    assert sorted(NAMES, key=lambda name: in_order(name, language)) == wanted
    # The control: by code points it is another order.
    assert sorted(NAMES, key=str.casefold) != wanted


def test_a_shorter_name_and_a_space_come_first() -> None:
    names = ["Алматылық", "Алматы облысы", "Алматы"]
    assert sorted(names, key=lambda name: in_order(name, "kk")) == ["Алматы", "Алматы облысы", "Алматылық"]
