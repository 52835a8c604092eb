"""A subject on a sheet, once for each language on it, with as much of the text as was found to fit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import override

from campaigns.printing.leaflet import MOST_LETTERS, Sentence, enough_of, tally_box, tally_drawing
from campaigns.printing.matter import Item, Matter, Subject, matter_of
from campaigns.printing.options import Options
from campaigns.printing.sheets import Draft, Sheet, sheet_html
from prisoners.tally import Tally
from sources.footnotes import Source, sources_of


@dataclass(frozen=True, slots=True)
class Face:
    """What is shown in one language: paragraphs of a story or lines of a list, and whether some were left out."""

    language: str
    matter: Matter
    paragraphs: list[list[Sentence]]
    sides: list[Item]
    items: list[Item]
    is_cut: bool
    tally: Tally | None
    tally_box: str
    sources: list[Source]


@dataclass(frozen=True, slots=True)
class Layout:
    """A form of sheet: its template and style sheets, how often its sizes step down, on how many pages it goes.

    `most` is how many letters of a story are worth trying, `rows` how faces stand on a page, `tally` how high
    the lines of a tally are where a drawing is 1000 wide, and on a black plate or not.
    """

    template: str
    styles: tuple[str, ...]
    steps: int
    pages: int = 1
    most: int = MOST_LETTERS
    items: int = 40
    rows: tuple[int, int] = (1, 1)
    tally: float = 96
    on_plate: bool = False


def draft_of(
    subject: Subject,
    options: Options,
    layout: Layout,
    *,
    extra: Callable[[list[Face]], dict[str, object]] | None = None,
) -> Draft:
    """Return a sheet of something published in one or two languages, before it is set.

    Raises DoesNotExist when the subject is not published.
    """
    matters = {}
    for code in dict.fromkeys((options.language, options.also or options.language)):
        with override(code):
            matters[code] = matter_of(subject, options.cases)
    most = max(_worth_trying(matter, layout) for matter in matters.values())
    least = 1 if any(matter.paragraphs for matter in matters.values()) and layout.most else 0
    shown = range(most, min(least, most) - 1, -1)
    return Draft(options.language, [_sheet(matters, options, layout, count, extra) for count in shown])


def _worth_trying(matter: Matter, layout: Layout) -> int:
    if matter.paragraphs:
        return enough_of(matter.paragraphs, layout.most) if layout.most else 0
    return min(len(matter.sides) + len(matter.items), layout.items)


def _sheet(
    matters: dict[str, Matter],
    options: Options,
    layout: Layout,
    shown: int,
    extra: Callable[[list[Face]], dict[str, object]] | None,
) -> Sheet:
    faces = []
    for code, matter in matters.items():
        with override(code):
            faces.append(_face(code, matter, layout, shown))
    down, across = layout.rows
    filled = [faces[number % len(faces)] for number in range(down * across)]
    rows = [filled[row * across : (row + 1) * across] for row in range(down)]
    more = extra(faces) if extra else {}

    def html(step: int) -> str:
        return sheet_html(
            layout.template,
            step=step,
            faces=faces,
            rows=rows,
            face=faces[0],
            second=faces[1] if len(faces) > 1 else None,
            options=options,
            tints=options.tints(on_plate=layout.on_plate),
            paper=options.paper,
            **more,
        )

    return Sheet(html, (*layout.styles, *options.styles), [layout.pages] * layout.steps)


def _face(code: str, matter: Matter, layout: Layout, shown: int) -> Face:
    paragraphs = matter.paragraphs[:shown]
    # Answers that differ stand all together or not at all: some of them alone would take a side.
    told = [*matter.sides, *matter.items] if shown >= len(matter.sides) else matter.items
    lines = [] if matter.paragraphs else told[:shown]
    claims = [sentence.claim for paragraph in paragraphs for sentence in paragraph]
    claims += [claim for line in lines for claim in line.claims]
    sides = [line for line in lines if line in matter.sides]
    items = lines[len(sides) :]
    tally = (
        tally_drawing(matter.case, matter.plate, line=layout.tally) if matter.case and matter.plate else None
    )
    return Face(
        language=code,
        matter=matter,
        paragraphs=paragraphs,
        sides=sides,
        items=items,
        is_cut=len(paragraphs) < len(matter.paragraphs) or len(lines) < len(matter.sides) + len(matter.items),
        tally=tally,
        tally_box=tally_box(tally),
        sources=sources_of([*claims, *matter.claims]),
    )


def first_words(faces: Sequence[Face]) -> str:
    """Return the title of what a sheet shows, for the title of its file."""
    return faces[0].matter.title
