"""Text as letters of a font: where each begins, so that a line can be cut between any two."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from toolkit.pdf.outlines import Letter, NotLikeThisError, Shaped, whole_font
from toolkit.typeset.fonts import font_file
from toolkit.typeset.parts import Node, NotTypesetError, Style

# They are in a text for its lines alone, and nothing is drawn for them.
UNSEEN = frozenset("\u200b\u2060\ufeff")
# It is seen only where a line ends.
SOFT_HYPHEN = "\u00ad"
# Fonts and line heights that are kept at a time.
_KEPT = 500


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one element in one font.

    `edges` are the distances in pixels from its start to the left of each character and to its end; `cuts` are the
    numbers of the letters that begin there.
    """

    node: Node
    font: str
    # How far its baseline stands above that of the line, and from where to where the line must reach around it.
    raised: float
    top: float
    bottom: float
    # Each with how far it moves on, in units of the font.
    letters: list[tuple[Letter, int]]
    edges: list[float]
    cuts: Sequence[int]
    wraps: bool

    def part(self, start: int, end: int, *, is_last: bool) -> Shaped:
        """Return its characters from `start` to `end`; after the last one of a line no kerning is left."""
        kerning = whole_font(self.font).kerning
        moved = self.letters[self.cuts[start] : self.cuts[end]]
        letters = [(letter, kerning(letter.glyph, moves)) for letter, moves in moved]
        if is_last and letters:
            letters[-1] = letters[-1][0], 0.0
        return Shaped(letters, self.edges[end] - self.edges[start])

    def kerning_before(self, place: int) -> float:
        """Return in pixels what the line is wider, or narrower, for the kerning before a character."""
        number = self.cuts[place] - 1
        if number < 0:
            return 0.0
        letter, moves = self.letters[number]
        return whole_font(self.font).kerning(letter.glyph, moves) * self.node.style.size / 1000


def font_of(style: Style) -> str:
    """Return the file of the font of a style."""
    return font_file(style.families, style.weight, style.italic)


@lru_cache(_KEPT)
def strut(font: str, size: float, line_height: float) -> tuple[float, float]:
    """Return how far a line reaches above and below the baseline for a text (CSS 2.2, 10.8.1: half-leading)."""
    above, below = whole_font(font).heights()
    leading = (line_height - (above + below) * size) / 2
    return above * size + leading, below * size + leading


def run_of(text: str, node: Node, *, raised: float, top: float, bottom: float) -> Run:
    """Return a text as letters.

    Raises NotTypesetError when its font lacks some of them, or it runs from right to left.
    """
    style = node.style
    name = font_of(style)
    font = whole_font(name)
    try:
        letters = font.set_text(text)
    except NotLikeThisError as error:
        raise NotTypesetError(f"a text that {error}") from error
    if SOFT_HYPHEN in text:
        raise NotTypesetError("a soft hyphen")
    if any(not letter.glyph for letter, _moves in letters):
        raise NotTypesetError("a letter that the font lacks")
    scale, spacing = style.size / font.units, style.letter_spacing
    edges = list(accumulate((moves * scale + spacing for _letter, moves in letters), initial=0.0))
    cuts: Sequence[int] = range(len(edges))
    if len(letters) < len(text) or not UNSEEN.isdisjoint(text):
        edges, cuts, letters = _with_longer_letters(letters, edges, spacing)
    return Run(
        node=node,
        font=name,
        raised=raised,
        top=top,
        bottom=bottom,
        letters=letters,
        edges=edges,
        cuts=cuts,
        wraps=style.white_space == "normal",
    )


def _with_longer_letters(
    moved: list[tuple[Letter, int]], edges: list[float], spacing: float
) -> tuple[list[float], list[int], list[tuple[Letter, int]]]:
    """Return the edges and cuts of a text with ligatures, and its letters without those that are not drawn."""
    places, cuts, letters = [0.0], [0], []
    unseen = 0.0
    for letter, end in zip(moved, edges[1:], strict=True):
        text = letter[0].text
        if text in UNSEEN:
            unseen += spacing
        else:
            letters.append(letter)
        # A ligature is not cut in two: all of it stands before.
        places += [end - unseen] * len(text)
        cuts += [len(letters)] * len(text)
    return places, cuts, letters
