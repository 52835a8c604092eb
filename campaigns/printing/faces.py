"""A subject on a sheet, once for each language on it, with as much of the text as was found to fit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import override

from campaigns.models import Picket
from campaigns.printing.leaflet import MOST_LETTERS, Sentence, enough_of, tally_box, tally_drawing
from campaigns.printing.matter import Item, Matter, Subject, matter_of
from campaigns.printing.options import Options
from campaigns.printing.sheets import Draft, Sheet, sheet_html
from campaigns.printing.why import Reasons, reasons_of, sizes_of
from prisoners.tally import Tally
from sources.footnotes import Source, sources_of
from sources.models import Claim


@dataclass(frozen=True, slots=True)
class Face:
    """What is shown in one language: paragraphs of a story or lines of a list, and whether some were left out.

    `why` is why it is about its target; None where nothing says so, or where there is no room.
    """

    language: str
    matter: Matter
    paragraphs: list[list[Sentence]]
    sides: list[Item]
    items: list[Item]
    is_cut: bool
    tally: Tally | None
    tally_box: str
    claims: list[Claim]
    why: Reasons | None = None

    @property
    def sources(self) -> list[Source]:
        """The list of sources of what is shown."""
        return sources_of(self.claims)


@dataclass(frozen=True, slots=True)
class Layout:
    """A form of sheet: its template and style sheets, how often its sizes step down, on how many pages it goes.

    `most` is how many letters of a story are worth trying, `rows` how faces stand on a page, `tally` how high
    the lines of a tally are where a drawing is 1000 wide, and on a black plate or not. `why` says that it has room for
    the ties of a target, and a list of sources under them.
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
    why: bool = False


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
    reasons = _reasons(subject, matters) if layout.why else {}
    return Draft(
        options.language,
        [_sheet(matters, options, layout, count, extra, reasons if count == most else {}) for count in shown],
    )


def _reasons(subject: Subject, matters: dict[str, Matter]) -> dict[str, Reasons]:
    """Return why a sheet is about its target, by language; empty where nothing says so."""
    found = {}
    for code, matter in matters.items():
        with override(code):
            found[code] = reasons_of(matter.targets, of_picket=isinstance(subject, Picket))
    return {code: why for code, why in found.items() if why is not None}


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
    reasons: dict[str, Reasons],
) -> Sheet:
    faces = []
    for code, matter in matters.items():
        with override(code):
            faces.append(_face(code, matter, layout, shown))
    explained = [_with_why(face, reasons.get(face.language)) for face in faces]
    sizes = sizes_of(layout.steps, has_why=bool(reasons))
    down, across = layout.rows

    def html(variant: int) -> str:
        step, has_why = sizes[variant]
        on_it = explained if has_why else faces
        filled = [on_it[number % len(on_it)] for number in range(down * across)]
        return sheet_html(
            layout.template,
            step=step,
            faces=on_it,
            rows=[filled[row * across : (row + 1) * across] for row in range(down)],
            face=on_it[0],
            second=on_it[1] if len(on_it) > 1 else None,
            options=options,
            tints=options.tints(on_plate=layout.on_plate),
            paper=options.paper,
            **(extra(on_it) if extra else {}),
        )

    return Sheet(html, (*layout.styles, *options.styles), [layout.pages] * len(sizes))


def _with_why(face: Face, why: Reasons | None) -> Face:
    """Return a face with the ties of its target, and with what they rest on among its sources."""
    return replace(face, why=why, claims=[*face.claims, *why.claims]) if why is not None else face


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
        claims=[*claims, *matter.claims],
    )


def first_words(faces: Sequence[Face]) -> str:
    """Return the title of what a sheet shows, for the title of its file."""
    return faces[0].matter.title
