"""The geometry of the day tally."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from prisoners.tally import Ending, Layout, Mark, Stroke, Tally, draw_tally

START, TODAY = date(2021, 9, 15), date(2022, 1, 21)


def lines(tally: Tally, mark: Mark) -> int:
    """Return how many lines have a mark; a dotted line counts once, whatever its dots."""
    return len({rect.x for rect in tally.rects if rect.mark is mark})


def test_tally_draws_a_line_for_every_day_and_today_in_red() -> None:
    tally = draw_tally(start=START, end=TODAY)
    assert (tally.days, lines(tally, Mark.DAY), lines(tally, Mark.TODAY)) == (128, 127, 1)


def test_tally_dots_the_days_before_a_known_start() -> None:
    tally = draw_tally(start=START, end=TODAY, known_from=date(2021, 10, 1))
    assert (lines(tally, Mark.DOTTED), lines(tally, Mark.DAY)) == (15, 112)


def test_tally_dots_the_days_that_nobody_has_confirmed() -> None:
    tally = draw_tally(start=START, end=TODAY, known_to=date(2022, 1, 1), ending=Ending.DOTTED)
    assert (lines(tally, Mark.DOTTED), lines(tally, Mark.TODAY)) == (20, 0)


@pytest.mark.parametrize(("ending", "red", "doors"), [(Ending.STOPS, 0, 0), (Ending.OPENS, 0, 1)])
def test_tally_of_someone_no_longer_held_has_nothing_red(ending: Ending, red: int, doors: int) -> None:
    tally = draw_tally(start=START, end=TODAY, ending=ending)
    assert (lines(tally, Mark.TODAY), lines(tally, Mark.DOOR), lines(tally, Mark.DAY)) == (red, doors, 128)


def test_tally_names_months_and_the_last_report() -> None:
    tally = draw_tally(start=START, end=TODAY, reported=date(2021, 12, 15))
    assert [(label.kind, label.day) for label in tally.labels] == [
        ("month", date(2021, 9, 16)),
        ("month", date(2021, 10, 1)),
        ("month", date(2021, 11, 1)),
        ("month", date(2021, 12, 1)),
        ("report", date(2021, 12, 15)),
        ("month", date(2022, 1, 1)),
    ]
    assert lines(tally, Mark.NOTCH) == 1


@pytest.mark.parametrize(
    ("layout", "width", "line"), [(Layout.ROW, 1136, 58), (Layout.MONTHS, 354, 20), (Layout.YEARS, 560, 20)]
)
def test_tally_stays_within_its_width_and_height(layout: Layout, width: float, line: float) -> None:
    tally = draw_tally(start=START, end=TODAY, layout=layout, width=width, line=line)
    assert max(rect.x + rect.width for rect in tally.rects) <= width
    assert min(rect.y for rect in tally.rects) >= 0
    assert max(rect.y + rect.height for rect in tally.rects) <= tally.height


def test_tally_of_few_days_is_not_stretched() -> None:
    tally = draw_tally(start=date(2022, 1, 1), end=date(2022, 1, 4))
    assert max(rect.x + rect.width for rect in tally.rects) < 60


def test_tally_by_years_has_a_box_for_each_month() -> None:
    tally = draw_tally(start=date(2019, 12, 31), end=TODAY, layout=Layout.YEARS)
    assert (lines(tally, Mark.TODAY), sum(rect.mark is Mark.DAY for rect in tally.rects)) == (1, 24)
    assert [label.day.year for label in tally.labels] == [2020, 2021, 2022]


def test_tally_paths_carry_every_rectangle() -> None:
    tally = draw_tally(start=START, end=TODAY, known_from=date(2021, 10, 1))
    assert sum(path.count("z") for _, path in tally.paths) == len(tally.rects)


@pytest.mark.parametrize("layout", Layout)
def test_tally_strokes_cover_every_rectangle_and_no_more(layout: Layout) -> None:
    tally = draw_tally(
        start=START, end=TODAY, known_from=date(2021, 10, 1), reported=date(2021, 12, 15), layout=layout
    )
    found = sorted(dash for stroke in tally.strokes for dash in dashes_of(stroke))
    rects = sorted((str(rect.mark), rect.x, rect.y, rect.width, rect.height) for rect in tally.rects)
    assert [dash[0] for dash in found] == [rect[0] for rect in rects]
    far = [
        max(abs(one - other) for one, other in zip(dash[1:], rect[1:], strict=True))
        for dash, rect in zip(found, rects, strict=True)
    ]
    assert max(far) < 0.05
    if layout is Layout.ROW:
        assert len(tally.rects) > 10 * sum(stroke.path.count("M") for stroke in tally.strokes)


def dashes_of(stroke: Stroke) -> Iterator[tuple[str, float, float, float, float]]:
    """Yield what a stroke draws: mark, x, y, width and height of each dash."""
    height = float(stroke.thickness)
    for x, y, length in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)", stroke.path):
        dash, gap = map(float, stroke.dashes.split()) if stroke.dashes else (float(length), 1.0)
        for number in range(round((float(length) + gap) / (dash + gap))):
            yield str(stroke.mark), float(x) + number * (dash + gap), float(y) - height / 2, dash, height


def test_tally_refuses_an_end_that_is_not_after_its_start() -> None:
    with pytest.raises(ValueError, match="after its start"):
        draw_tally(start=TODAY, end=TODAY)
