"""SVG drawings in a page: lines, areas and texts in one colour each (SVG 1.1), as our templates write them."""

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, NamedTuple

from toolkit.pdf.outlines import NotLikeThisError, whole_font
from toolkit.typeset.content import Content
from toolkit.typeset.fonts import font_file
from toolkit.typeset.parts import NotTypesetError, Picture

_INHERITED = {
    "fill": "#000000",
    "stroke": "none",
    "stroke-width": "1",
    "stroke-dasharray": "none",
    "font-family": "",
    "font-weight": "400",
    "font-size": "",
    "text-anchor": "start",
}
# What does not change the look.
_SILENT = {"class", "id", "role", "xmlns", "version", "focusable"}
_OWN = {
    # A width of its own would have a say in where it stands.
    "svg": {"viewbox"},
    "g": set[str](),
    "path": {"d"},
    "rect": {"x", "y", "width", "height"},
    "line": {"x1", "y1", "x2", "y2"},
    "circle": {"cx", "cy", "r"},
    "text": {"x", "y", "dx", "dy"},
}
_COLOUR = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})")
_NAMED = {"black": "#000000", "white": "#ffffff"}
_WEIGHTS = {"normal": 400, "bold": 700}
_PARTS_OF_PATH = re.compile(r"([A-Za-z])|([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)|([\s,]+)|(.)", re.DOTALL)
# How many numbers a command takes.
_NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "Z": 0}
# So far from the end of a quarter of a circle is its control point, in radii.
_ROUND = 0.5523
_START_OF = {"start": 0.0, "middle": 0.5, "end": 1.0}


class _Frame(NamedTuple):
    """Where a drawing stands: how many pixels its unit has, and where its zero lies."""

    scale: float
    x: float
    y: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.x + x * self.scale, self.y + y * self.scale


def draw_svg(picture: Picture, content: Content) -> None:
    """Draw an SVG in its place, in the middle of it and as large as it fits (SVG 1.1, 7.8).

    Raises NotTypesetError for elements, attributes and values that are not known here.
    """
    drawing = picture.node.drawing
    box = _numbers(drawing.get("viewbox", ""))
    if len(box) != 4 or min(box[2:]) <= 0:
        raise NotTypesetError("an SVG without a viewBox")
    scale = min(picture.width / box[2], picture.height / box[3])
    left = picture.x + (picture.width - box[2] * scale) / 2 - box[0] * scale
    top = picture.y + (picture.height - box[3] * scale) / 2 - box[1] * scale
    content.begin_drawing(picture.x, picture.y, picture.width, picture.height)
    _draw(drawing, _INHERITED, _Frame(scale, left, top), content)
    content.end_drawing()


def _draw(element: Any, around: Mapping[str, str], frame: _Frame, content: Content) -> None:  # noqa: ANN401 - lxml has no types
    tag = element.tag
    if tag == "title" or not isinstance(tag, str):
        return
    own = _OWN.get(tag)
    if own is None:
        raise NotTypesetError(f"<{tag}> in an SVG")
    if unknown := set(element.keys()) - own - _INHERITED.keys() - _SILENT:
        unknown = {name for name in unknown if not name.startswith("aria-")}
        if unknown:
            raise NotTypesetError(f"{', '.join(sorted(unknown))} of <{tag}> in an SVG")
    style = {**around, **{name: value for name, value in element.items() if name in _INHERITED}}
    if tag in {"svg", "g"}:
        for child in element:
            _draw(child, style, frame, content)
    elif len(element):
        raise NotTypesetError(f"what is in <{tag}> in an SVG")
    elif tag == "text":
        _draw_text(element, style, frame, content)
    else:
        if tag == "line":
            # It has no area, for which some readers would draw a thin line (ISO 32000-1, 8.5.3.1).
            style["fill"] = "none"
        _paint(_shape(element, frame, content), style, frame, content)


def _paint(path: str, style: Mapping[str, str], frame: _Frame, content: Content) -> None:
    fill, stroke = _colour(style["fill"]), _colour(style["stroke"])
    if fill and path:
        content.fill(fill, path)
    width = _number(style["stroke-width"]) * frame.scale
    if stroke and path and width:
        dashes = [] if style["stroke-dasharray"] == "none" else _numbers(style["stroke-dasharray"])
        if any(dash < 0 for dash in dashes):
            raise NotTypesetError("dashes in an SVG")
        content.stroke(stroke, width, [dash * frame.scale for dash in dashes if any(dashes)], path)


def _draw_text(element: Any, style: Mapping[str, str], frame: _Frame, content: Content) -> None:  # noqa: ANN401 - as above
    text = " ".join((element.text or "").split())
    colour = _colour(style["fill"])
    if _colour(style["stroke"]):
        raise NotTypesetError("the outline of a text in an SVG")
    if not text or not colour:
        return
    families = tuple(name.strip(" \"'") for name in style["font-family"].split(","))
    file = font_file(
        families, int(_number(_WEIGHTS.get(style["font-weight"], style["font-weight"]))), italic=False
    )
    try:
        shaped = whole_font(file).shape(text)
    except NotLikeThisError as error:
        raise NotTypesetError(str(error)) from error
    if style["text-anchor"] not in _START_OF:
        raise NotTypesetError("where a text in an SVG stands")
    x, y, dx, dy = (_number(element.get(name, "0")) for name in ("x", "y", "dx", "dy"))
    size = _number(style["font-size"])
    start = x + dx - _START_OF[style["text-anchor"]] * shaped.width * size
    content.text(file, size * frame.scale, 0, colour, frame.at(start, y + dy), shaped)


def _shape(element: Any, frame: _Frame, content: Content) -> str:  # noqa: ANN401 - as above
    """Return what an element draws, as a path of the page."""
    of = [_number(element.get(name, "0")) for name in ("x", "y", "width", "height")]
    if element.tag == "rect":
        return content.rectangle(*frame.at(*of[:2]), of[2] * frame.scale, of[3] * frame.scale)
    if element.tag == "line":
        x1, y1, x2, y2 = (_number(element.get(name, "0")) for name in ("x1", "y1", "x2", "y2"))
        return f"{content.point(*frame.at(x1, y1))} m {content.point(*frame.at(x2, y2))} l"
    if element.tag == "circle":
        x, y, radius = (_number(element.get(name, "0")) for name in ("cx", "cy", "r"))
        return _circle(*frame.at(x, y), radius * frame.scale, content) if radius else ""
    return _path(element.get("d", ""), frame, content)


def _circle(x: float, y: float, radius: float, content: Content) -> str:
    """Return a circle as four curves, each from a quarter to the next."""
    quarters = [(1, 0), (0, 1), (-1, 0), (0, -1)]
    parts = [f"{content.point(x + radius, y)} m"]
    for (ax, ay), (bx, by) in zip(quarters, [*quarters[1:], quarters[0]], strict=True):
        points = [(ax + _ROUND * bx, ay + _ROUND * by), (bx + _ROUND * ax, by + _ROUND * ay), (bx, by)]
        parts.append(" ".join(content.point(x + radius * px, y + radius * py) for px, py in points) + " c")
    return " ".join([*parts, "h"])


def _path(data: str, frame: _Frame, content: Content) -> str:
    """Return the path of `d` (SVG 1.1, 8.3), with lines alone."""
    parts: list[str] = []
    x = y = 0.0
    begin = (0.0, 0.0)
    for command, numbers in _commands(data):
        if not parts and command not in "Mm":
            raise NotTypesetError("a path in an SVG")
        kind, is_relative = command.upper(), command.islower()
        from_x, from_y = (x, y) if is_relative else (0.0, 0.0)
        if kind == "Z":
            x, y = begin
            parts.append("h")
            continue
        if kind != "V":
            x = from_x + numbers[0]
        if kind != "H":
            y = from_y + numbers[-1]
        if kind == "M":
            begin = (x, y)
        parts.append(f"{content.point(*frame.at(x, y))} {'m' if kind == 'M' else 'l'}")
    return " ".join(parts)


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """Return the commands of a path, each with its numbers; one that is left out is that before it."""
    command, numbers = "", list[float]()
    for match in _PARTS_OF_PATH.finditer(data):
        letter, number, _space, other = match.groups()
        if other or (letter and (letter.upper() not in _NUMBERS or numbers)) or (number and not command):
            raise NotTypesetError("a path in an SVG")
        if letter:
            command = letter
            if letter in "Zz":
                yield letter, []
        elif number:
            numbers.append(float(number))
            if len(numbers) == _NUMBERS[command.upper()]:
                yield command, numbers
                # More points after the first of a move are lines.
                command, numbers = {"M": "L", "m": "l"}.get(command, command), []
    if numbers:
        raise NotTypesetError("a path in an SVG")


def _colour(text: str) -> str:
    """Return a colour as "#rrggbb", or nothing for "none"."""
    text = text.strip().lower()
    colour = _NAMED.get(text, text)
    if colour == "none":
        return ""
    match = _COLOUR.fullmatch(colour)
    if match is None:
        raise NotTypesetError(f"the colour {text} in an SVG")
    return colour if len(match[1]) == 6 else "#" + "".join(2 * digit for digit in match[1])


def _number(text: object) -> float:
    try:
        number = float(str(text))
    except ValueError as error:
        raise NotTypesetError(f"the length {text} in an SVG") from error
    if not isfinite(number):
        raise NotTypesetError(f"the length {text} in an SVG")
    return number


def _numbers(text: str) -> list[float]:
    return [_number(part) for part in text.replace(",", " ").split()]
