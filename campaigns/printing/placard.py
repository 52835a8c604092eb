"""The placard: A3, two to four lines as wide as the sheet, and the tally at its foot. No code: nobody scans one."""

from dataclasses import dataclass
from itertools import combinations, pairwise

from campaigns.printing.faces import Face, Layout, draft_of
from campaigns.printing.matter import Subject
from campaigns.printing.options import Options
from campaigns.printing.sheets import Draft
from toolkit.pdf.letters import text_width

# Millimetres: of an A3 sheet with a safe margin of 16; points of a millimetre.
WIDTH, HEIGHT = 264.0, 222.0
POINTS = 72 / 25.4
LEADING = 0.92
LARGEST = 250.0
TRACKING = -0.03
WORDS_AT_MOST = 14
LAYOUT = Layout("placard.html", ("placard.css",), steps=3, most=0, items=0, tally=120, on_plate=True)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a placard and its size in points, as a style sheet wants it."""

    text: str
    size: str
    is_red: bool


def placard(subject: Subject, options: Options) -> Draft:
    """Return a placard of something published; a second language is one line below the first."""
    return draft_of(subject, options, LAYOUT, extra=_lines)


def _lines(faces: list[Face]) -> dict[str, object]:
    matter = faces[0].matter
    name = [(line, False) for line in fitted_lines(matter.title)]
    ask = [(line, True) for line in fitted_lines(matter.ask)] if matter.ask else []
    wanted = name + ask
    sizes = [_size(text) for text, _ in wanted]
    # All lines together may not be taller than what the foot leaves.
    room = HEIGHT - 24 if len(faces) > 1 else HEIGHT
    shrink = min(1.0, room * POINTS / (sum(sizes) * LEADING))
    lines = [
        Line(text, f"{size * shrink:.1f}", is_red) for (text, is_red), size in zip(wanted, sizes, strict=True)
    ]
    second = faces[1].matter if len(faces) > 1 else None
    below = f"{second.title}. {second.ask}".rstrip(". ") + "." if second else ""
    size = min(60.0, WIDTH * POINTS / max(text_width(below, weight=600), 1)) if below else 0
    return {
        "lines": lines,
        "below": below,
        "below_size": f"{size:.1f}",
    }


def fitted_lines(text: str) -> list[str]:
    """Return a text in one to four lines: those whose smallest line can be set largest."""
    words = text.split()
    if len(words) > WORDS_AT_MOST:
        # A long title is no slogan; its lines are filled evenly.
        longest = len(text) / 5
        lines, line = [], ""
        for word in words:
            if line and len(line) + len(word) > longest:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        return [*lines, line]
    best: tuple[float, list[str]] = (0, [text])
    for breaks in range(min(4, len(words))):
        for cuts in combinations(range(1, len(words)), breaks):
            ends = [0, *cuts, len(words)]
            lines = [" ".join(words[start:end]) for start, end in pairwise(ends)]
            sizes = [_size(line) for line in lines]
            # Larger than the sheet's height allows is no gain.
            fit = min(sizes) * min(1.0, HEIGHT * 0.62 * POINTS / (sum(sizes) * LEADING))
            if fit > best[0] * 1.05:
                best = fit, lines
    return best[1]


def _size(text: str) -> float:
    width = text_width(text, weight=900) + TRACKING * len(text)
    return min(LARGEST, WIDTH * POINTS * 0.985 / max(width, 0.5))
