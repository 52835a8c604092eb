"""What belongs at the end of a page is moved there."""

import io

import pytest
from pypdf import PdfReader

from toolkit.pdf import engine, render_pdf

PAGE = """<html lang="en"><head><title>Foot</title></head><body><p>Above</p>
<div class="foot at-the-foot"><p class="sources">Last line</p></div></body></html>"""
# A4 is 842 points high, its margin of 11 mm is 31.
NEAR_THE_END = range(31, 45)


def height_of_last_line(data: bytes) -> int:
    """Return how high above the page's edge the last line stands, in whole points."""
    found: list[float] = []

    def visit(text: str, _user: object, matrix: list[float], _font: object, _size: object) -> None:
        if "Last" in text:
            found.append(matrix[5])

    page = PdfReader(io.BytesIO(data)).pages[0]
    # Outside WeasyPrint's content the y axis runs upwards: what `user` holds turns it over.
    page.extract_text(
        visitor_text=lambda text, user, matrix, font, size: visit(
            text, None, [*user[:5], user[5] + user[3] * matrix[5]], font, size
        )
    )
    return round(found[0])


def rendered() -> bytes:
    """Return the page with its foot."""
    return render_pdf(PAGE, styles=["base.css", "leaflet.css"])


def test_foot_stands_at_the_end_of_the_page() -> None:
    assert height_of_last_line(rendered()) in NEAR_THE_END


def test_foot_that_is_not_moved_stands_under_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "move_to_foot", lambda document: None)

    assert height_of_last_line(rendered()) > 700
