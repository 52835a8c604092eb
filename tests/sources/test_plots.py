"""Figures as dot plots: what is drawn is what a claim has."""

import re
from decimal import Decimal

import pytest
from django.utils.translation import override

from sources.models import Claim, Position
from sources.plots import NARROW, WIDE, Shape, axis_of, plots_of


def position(who: str = "A source", **figure: object) -> Position:
    given = {name: Decimal(v) if isinstance(v, int) else v for name, v in figure.items()}
    fields = {f"figure_{name}": value for name, value in {"unit": "killed", **given}.items()}
    return Position(who=who, claim=Claim(text="Sample.", **fields))


def test_each_operator_is_drawn_in_its_own_way() -> None:
    plot = plots_of(
        [
            position(operator="exactly", value=14),
            position(operator="at_least", value=16),
            position(operator="at_most", value=15),
            position(operator="about", value=12),
            position(operator="between", value=10, high=20),
            position(operator="open", words="dozens"),
        ]
    )[0]
    for drawing in plot.drawings:
        frame, rows = drawing.frame, drawing.rows
        shapes = [Shape.DOT, Shape.UP, Shape.DOWN, Shape.ABOUT, Shape.BAR, Shape.WORDS]
        assert [row.shape for row in rows] == shapes
        assert [row.has_dot for row in rows] == [True, True, True, True, False, False]
        assert [bool(row.path) for row in rows] == [False, True, True, False, True, False]
        assert (rows[1].x_end > frame.right, rows[2].x_end < frame.left) == (True, True)
        assert rows[4].x < rows[0].x < rows[2].x < rows[1].x < rows[4].x_end == frame.right
    assert [figure for _, figure in plot.told] == [
        "14",
        "at least 16",
        "at most 15",
        "about 12",
        "10–20",
        "dozens",
    ]


def test_units_are_never_mixed() -> None:
    plots = plots_of(
        [
            position(operator="exactly", value=14),
            position(operator="exactly", value=5000, unit="soldiers"),
            position(operator="exactly", value=15, unit=" Killed"),
            position(operator="open", words="dozens", unit="victims"),
            position(operator=""),
        ]
    )
    assert [(plot.unit, len(plot.told), plot.has_axis) for plot in plots] == [
        ("killed", 2, True),
        ("soldiers", 1, True),
        ("victims", 1, False),
    ]


@pytest.mark.parametrize(
    ("values", "ticks", "is_log"),
    [
        ([14, 15, 16, 16], [0, 5, 10, 15, 20], False),
        ([200, 4400, 6000], [0, 2000, 4000, 6000], False),
        ([100, 5000], [0, 2000, 4000, 6000], False),
        ([100, 5001], [100, 1000, 10000], True),
        ([1, 10**9], [1, 100, 10**4, 10**6, 10**8, 10**10], True),
        ([2019, 2021], [2019, 2020, 2021], False),
        ([0], [0, 1], False),
        ([0, 164], [0, 50, 100, 150, 200], False),
        ([-4, 4], [-4, -2, 0, 2, 4], False),
        (["0.001", "0.5"], ["0.001", "0.01", "0.1", "1"], True),
    ],
)
def test_axis_has_few_round_ticks_and_is_logarithmic_only_beyond_fiftyfold(
    values: list[str | int],
    ticks: list[str | int],
    is_log: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    axis = axis_of([Decimal(value) for value in values])
    assert axis is not None
    assert (axis.ticks, axis.is_log) == ([Decimal(tick) for tick in ticks], is_log)
    assert all(0 <= axis.share(Decimal(value)) <= 1 for value in values)


@pytest.mark.django_db
def test_long_names_wrap_in_every_language() -> None:
    who = "Очень длинное название организации, которая говорит об этом " * 3
    with override("ru"):
        plot = plots_of([position(who, operator="exactly", value=4400)])[0]
    for drawing, room in zip(plot.drawings, (WIDE.names, NARROW.names), strict=True):
        lines = drawing.rows[0].names
        assert len(lines) > 2
        assert max(len(line.text) for line in lines) <= room
        assert " ".join(line.text for line in lines) == who.strip()
        assert lines[-1].y < drawing.bottom
    assert re.fullmatch(r"4\s400", plot.told[0][1])
