"""A sentence as a box for each month."""

from collections import Counter
from datetime import date

from prisoners.months import Sentence, draw_sentence

TODAY = date(2022, 1, 21)


def kinds(sentence: Sentence | None) -> Counter[str]:
    assert sentence is not None
    return Counter(box.kind for _, boxes in sentence.years for box in boxes)


def test_sentence_from_a_known_month_has_one_box_a_month() -> None:
    sentence = draw_sentence("2020-03", 60, today=TODAY)
    assert kinds(sentence) == {"before": 2, "held": 22, "now": 1, "ahead": 37, "after": 10}


def test_sentence_from_a_year_leaves_both_ends_open() -> None:
    sentence = draw_sentence("2019", 60, today=TODAY)
    assert kinds(sentence) == {"unsure": 12, "held": 24, "now": 1, "ahead": 23, "ahead-about": 11, "after": 1}
    assert sentence is not None
    assert (sentence.behind_low, sentence.behind_high) == (25, 36)


def test_sentence_marks_months_in_solitary_up_to_today_only() -> None:
    sentence = draw_sentence("2020-03", 60, today=TODAY, alone=[("2021-09-15", "")])
    assert sentence is not None
    alone = [(year, n + 1) for year, boxes in sentence.years for n, box in enumerate(boxes) if box.alone]
    assert alone == [(2021, 9), (2021, 10), (2021, 11), (2021, 12), (2022, 1)]


def test_sentence_that_ended_is_not_drawn() -> None:
    assert draw_sentence("2017-04", 30, today=TODAY) is None
