"""Cues of cases."""

import pytest

from sources.suggesting.cues import find_cues


def _cues(text: str, language: str) -> list[str]:
    return [one.proposal["cue"] for one in find_cues(text, language=language)]


@pytest.mark.parametrize(
    ("language", "text", "cue"),
    [
        ("en", "She was arrested at home.", "detained"),
        ("en", "He was charged with treason.", "charged"),
        ("en", "He was sentenced yesterday.", "sentenced"),
        ("en", "They were beaten.", "tortured"),
        ("en", "She was freed.", "released"),
        ("en", "Two were shot dead.", "died"),
        ("en", "Workers went on strike.", "strike"),
        ("en", "The union called for an inquiry.", "called_for"),
        ("ru", "Его задержали дома.", "detained"),
        ("ru", "Ему предъявили обвинение.", "charged"),
        ("ru", "Её приговорили к штрафу.", "sentenced"),
        ("ru", "Его пытали.", "tortured"),
        ("ru", "Она вышла на свободу.", "released"),
        ("ru", "Он погиб.", "died"),
        ("ru", "Рабочие бастовали.", "strike"),
        ("ru", "Союз потребовал расследования.", "called_for"),
        ("kk", "Ол ұсталды.", "detained"),
        ("kk", "Оған айып тағылды.", "charged"),
        ("kk", "Ол сотталды.", "sentenced"),
        ("kk", "Оны азаптады.", "tortured"),
        ("kk", "Ол босатылды.", "released"),
        ("kk", "Ол қаза тапты.", "died"),
        ("kk", "Жұмысшылар ереуілге шықты.", "strike"),
        ("kk", "Одақ тергеуді талап етті.", "called_for"),
    ],
)
def test_cues_of_each_language(language: str, text: str, cue: str) -> None:
    assert _cues(text, language) == [cue]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "He was not arrested; the ministry released a statement on air strikes and charged the fee."),
        ("ru", "Его не задержали."),
        ("kk", "Ол үйде отырды."),
    ],
)
def test_cues_that_are_denied_or_mean_something_else_are_left_out(language: str, text: str) -> None:
    assert _cues(text, language) == []
