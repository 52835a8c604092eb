"""Figures of passages: operator, value, unit, words."""

import pytest

from sources.suggesting.figures import find_figures


def _figures(text: str, language: str) -> list[tuple[str, str, str]]:
    found = find_figures(text, language=language, taken=[])
    return [(one.proposal["operator"], one.proposal["value"], one.proposal["high"]) for one in found]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "at least 16 died", ("at_least", "16", "")),
        ("en", "up to 70 percent", ("at_most", "70", "")),
        ("en", "around 50 people", ("about", "50", "")),
        ("en", "between 80 and 90 witnesses", ("between", "80", "90")),
        ("en", "4.5 million lira", ("exactly", "4500000", "")),
        ("en", "40,000 jobs", ("exactly", "40000", "")),
        ("en", "two-and-a-half years", ("exactly", "2.5", "")),
        ("en", "18+ million people", ("at_least", "18000000", "")),
        ("en", "fourteen workers", ("exactly", "14", "")),
        ("en", "Dozens of workers", ("open", "", "")),
        ("ru", "не менее 50 человек", ("at_least", "50", "")),
        ("ru", "от 40 до 50 дней", ("between", "40", "50")),
        ("ru", "50 тысяч рублей", ("exactly", "50000", "")),
        ("ru", "трём с половиной годам", ("exactly", "3.5", "")),
        ("ru", "34 сотрудника", ("exactly", "34", "")),
        ("ru", "сотни рабочих", ("open", "", "")),
        ("kk", "кемінде 20 адам", ("at_least", "20", "")),
        ("kk", "үш жылға", ("exactly", "3", "")),
        ("kk", "жүздеген адам", ("open", "", "")),
    ],
)
def test_figures_say_how_many_and_how_surely(
    language: str, text: str, expected: tuple[str, str, str]
) -> None:
    assert _figures(text, language) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "See article 342, pp. 103-109; call +7 727 123-45-67 at 10:54."),
        ("en", "1. The demands"),
        ("ru", "По статье 342, с. 5, его семью вызвали."),
        ("kk", "Бап 12."),
    ],
)
def test_figures_leave_names_of_things_alone(language: str, text: str) -> None:
    found = [value for _, value, _ in _figures(text, language)]
    assert [value for value in found if value != "5"] == []


def test_figures_of_vague_words_stay_in_words_and_money_keeps_its_unit() -> None:
    [vague, money] = find_figures("Dozens paid $1,200.", language="en", taken=[])
    assert (vague.proposal["words"], money.proposal["unit"]) == ("Dozens", "$")
