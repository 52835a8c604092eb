"""The content of a page (ISO 32000-1, 8 and 9): what is told in pixels from above is written in points from below."""

from collections.abc import Sequence
from functools import cache

from toolkit.pdf.outlines import Shaped
from toolkit.typeset.page_fonts import PageFonts

# Points in a pixel.
POINTS = 0.75
# Places are written in hundredths of a point, 4 micrometres; lengths that are added up, finer.
_HUNDREDTHS = 100


class Content:
    """Operators one after the other. Colours are "#rrggbb"; what is set already is not set again."""

    def __init__(self, height: float, fonts: PageFonts) -> None:
        self._fonts = fonts
        self._height = height
        self._parts: list[str] = []
        # The colours of areas and of lines, the font with its size, and the space after each letter.
        self._state = ["", "", "", "0 Tc"]
        self._kept: list[list[str]] = []
        # Where the text that is open began its line, in hundredths of a point.
        self._line: tuple[int, int] | None = None

    def data(self) -> bytes:
        """Return all of it."""
        self._end_text()
        return "\n".join(self._parts).encode("latin-1")

    def begin_artifact(self) -> None:
        """Begin what is no part of what the page says (ISO 32000-1, 14.8.2.2.2)."""
        self._parts.append("/Artifact BMC")

    def begin_mark(self, number: int) -> None:
        """Begin content that a tag owns."""
        self._parts.append(f"/P<</MCID {number}>>BDC")

    def end_mark(self) -> None:
        """End what was begun last."""
        self._end_text()
        self._parts.append("EMC")

    def begin_drawing(self, x: float, y: float, width: float, height: float) -> None:
        """Show of what follows only what is within a rectangle; corners of lines are those of SVG 1.1, 11.4."""
        self._end_text()
        self._kept.append(self._state.copy())
        self._parts += ["q", f"{self.rectangle(x, y, width, height)} W n", "4 M"]

    def begin_turned(self, x: float, y: float) -> None:
        """Turn what follows by half a turn about a point."""
        self._end_text()
        self._kept.append(self._state.copy())
        moves = _short(2 * x * POINTS), _short(2 * (self._height - y) * POINTS)
        self._parts += ["q", f"-1 0 0 -1 {' '.join(moves)} cm"]

    def end_drawing(self) -> None:
        """End the drawing, or the turn, that was begun last."""
        self._end_text()
        self._state = self._kept.pop()
        self._parts.append("Q")

    def text(
        self, file: str, size: float, spacing: float, colour: str, at: tuple[float, float], shaped: Shaped
    ) -> None:
        """Show a text whose baseline begins at a point. Raises NotTypesetError, as `PageFonts.show` does."""
        if self._line is None:
            self._parts.append("BT")
            self._line = (0, 0)
        self._set(0, _colour(colour, "rg"))
        self._set(2, f"{self._fonts.name(file)} {_number(size * POINTS)} Tf")
        self._set(3, f"{_number(spacing * POINTS)} Tc")
        # Each begins from where the one before began, so that no error grows.
        x = round(at[0] * POINTS * _HUNDREDTHS)
        y = round((self._height - at[1]) * POINTS * _HUNDREDTHS)
        moves = _short((x - self._line[0]) / _HUNDREDTHS), _short((y - self._line[1]) / _HUNDREDTHS)
        self._line = (x, y)
        self._parts.append(f"{' '.join(moves)} Td{self._fonts.show(file, shaped)}")

    def image(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Show an image in a rectangle."""
        self._end_text()
        self._parts.append(
            f"q {_short(width * POINTS)} 0 0 {_short(height * POINTS)} {self.point(x, y + height)} cm {name} Do Q"
        )

    def fill(self, colour: str, path: str, *, rule: str = "f") -> None:
        """Fill a path; the rule is "f" or "f*" (ISO 32000-1, 8.5.3.3)."""
        self._end_text()
        self._set(0, _colour(colour, "rg"))
        self._parts.append(f"{path} {rule}")

    def stroke(self, colour: str, width: float, dashes: Sequence[float], path: str) -> None:
        """Draw along a path, with dashes and gaps of these lengths or without gaps."""
        self._end_text()
        self._set(1, _colour(colour, "RG"))
        pattern = " ".join(_number(dash * POINTS) for dash in dashes)
        # The dashes of others must not be left behind.
        around = (f"q [{pattern}]0 d ", " Q") if dashes else ("", "")
        self._parts.append(f"{around[0]}{_number(width * POINTS)} w {path} S{around[1]}")

    def point(self, x: float, y: float) -> str:
        """Return a point as operands."""
        return f"{_short(x * POINTS)} {_short((self._height - y) * POINTS)}"

    def rectangle(self, x: float, y: float, width: float, height: float) -> str:
        """Return a rectangle as a path."""
        return f"{self.point(x, y + height)} {_short(width * POINTS)} {_short(height * POINTS)} re"

    def _set(self, place: int, operator: str) -> None:
        if self._state[place] != operator:
            self._state[place] = operator
            self._parts.append(operator)

    def _end_text(self) -> None:
        if self._line is not None:
            self._line = None
            self._parts.append("ET")


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


@cache
def _colour(colour: str, operator: str) -> str:
    """Return the operator that sets a colour, "rg" of areas or "RG" of lines."""
    parts = [f"{int(colour[at : at + 2], 16) / 255:.3f}".rstrip("0").rstrip(".") for at in (1, 3, 5)]
    if len({*parts}) == 1:
        return f"{parts[0]} {operator[-1].lower() if operator == 'rg' else 'G'}"
    return f"{' '.join(parts)} {operator}"
