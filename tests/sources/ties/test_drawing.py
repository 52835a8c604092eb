"""The drawing of the map: the same each time, with boxes apart and lines that touch none."""

import itertools
import re

import pytest

from sources.public_names import ties_for_pages
from sources.ties import graph
from sources.ties.graph import NARROW, WIDE, draw
from sources.ties.rows import numbered, rows_of
from tests.factories.sources import OrganisationFactory, PersonFactory
from tests.sources.ties.helpers import many_ties, tie

pytestmark = pytest.mark.django_db


def overlaps(layout: object) -> list[tuple[str, str]]:
    """Return boxes of a drawing that cover one another."""
    boxes = layout.boxes  # type: ignore[attr-defined]  # a drawing
    width = layout.layout.box  # type: ignore[attr-defined]  # a drawing
    return [
        (one.key, other.key)
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
        if abs(one.x - other.x) < width and one.y < other.y + other.height and other.y < one.y + one.height
    ]


@pytest.mark.parametrize("count", [1, 5, 60])
@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=lambda layout: layout.name)
def test_drawing_is_the_same_each_time_and_its_boxes_lie_apart(count: int, layout: object) -> None:
    many_ties(count)
    rows = numbered(rows_of(ties_for_pages()))
    first, second = draw(rows, layout), draw(rows, layout)  # type: ignore[arg-type]  # one of two layouts
    assert [(box.key, box.x, box.y) for box in first.boxes] == [
        (box.key, box.x, box.y) for box in second.boxes
    ]
    assert [line.path for line in first.lines] == [line.path for line in second.lines]
    assert overlaps(first) == []
    assert max(box.y + box.height for box in first.boxes) <= first.height
    assert min(box.y for box in first.boxes) >= 1


def covered(layout: object) -> list[tuple[str, str]]:
    """Return the ties whose lines run over a box that is neither of their ends."""
    found = []
    for line in layout.lines:  # type: ignore[attr-defined]  # a drawing
        points = [tuple(map(float, pair.split())) for pair in re.findall(r"[-\d.]+ [-\d.]+", line.path)]
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            for step in range(1, 20):
                x, y = x1 + (x2 - x1) * step / 20, y1 + (y2 - y1) * step / 20
                for box in layout.boxes:  # type: ignore[attr-defined]  # a drawing
                    is_end = box in (line.start, line.end)
                    inside = (
                        box.x < x < box.x + layout.layout.box  # type: ignore[attr-defined]  # a drawing
                        and box.y < y < box.y + box.height
                    )
                    if inside and not is_end:
                        found.append((line.row.tie.slug, box.key))
    return sorted(set(found))


def test_a_line_past_a_column_touches_no_box_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it seems to lead to that box: a tie that nobody has told of."""
    first, last = PersonFactory(slug="first"), OrganisationFactory(slug="last")
    middle = [OrganisationFactory(slug=f"middle-{n}") for n in range(3)]
    for body in middle:
        tie(subject_person=first, object_organisation=body)
        tie(subject_person=None, subject_organisation=body, kind="owns", object_organisation=last)
    tie(subject_person=first, object_organisation=last)
    rows = numbered(rows_of(ties_for_pages()))
    drawing = draw(rows, WIDE)
    assert [box.rank for box in drawing.boxes if box.key in {"person:first", "organisation:last"}] == [0, 2]
    assert covered(drawing) == []
    assert overlaps(drawing) == []
    assert covered(draw(rows, NARROW)) == []
    # The control: without its room the line runs over a box.
    monkeypatch.setattr(graph, "_rooms", lambda _lines: [])
    assert len(covered(draw(rows, WIDE))) == 1
