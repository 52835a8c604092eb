"""The leaflet of a case: A4, one side."""

import re
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.text import capfirst
from django.utils.translation import gettext, override

from campaigns.models import Letter, Picket
from campaigns.printing.options import Options
from campaigns.printing.reading import once
from campaigns.printing.sheets import Draft, Sheet, address_of, is_unread, sheet_html, sheet_pdf
from campaigns.printing.why import reasons_of, sizes_of
from campaigns.querysets import letters_for
from prisoners.models import Case
from prisoners.plates import Plate, plate_of, tally_of
from prisoners.querysets import cases_for_sheets
from prisoners.tally import YEARS_AFTER, Layout, Tally
from sources.footnotes import Mark, marks_of, sources_of
from sources.models import Claim

# Name and text step down together, and so do the lines of the tally; the other sizes are in leaflet.css.
TALLY_LINES = [96, 96, 94, 90, 78, 64, 58, 54]
# More than the smallest text has on a page: what comes after it need not be tried.
MOST_LETTERS = 7000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the story with its footnotes."""

    claim: Claim
    marks: list[Mark]


@dataclass(frozen=True, slots=True)
class Action:
    """Something that the reader can do."""

    title: str
    text: str


def case_leaflet_pdf(case: Case, *, language: str) -> bytes:
    """Return the leaflet of a published case in a language, on A4 in two inks.

    Raises Case.DoesNotExist when the case is not published, TooManyPagesError when not even one paragraph fits,
    and what `Draft.render` raises.
    """
    return sheet_pdf(case_leaflet(case, Options(language)))


def case_leaflet(case: Case, options: Options) -> Draft:
    """Return the leaflet of a published case before it is set.

    Name and text step down together until everything fits the page. Where it does not, the ties of whom a letter asks
    go first. Of a story too long even then the first paragraphs are shown, and the sheet says where the rest is.
    Raises Case.DoesNotExist when the case is not published.
    """
    with override(options.language):
        case = case_of_sheet(case)
        paragraphs = paragraphs_of(case)
        context = _context(case)
    most = enough_of(paragraphs, MOST_LETTERS)
    cut = [paragraphs[:shown] for shown in range(most, 0, -1)] or [[]]
    sheets = [_sheet(context, part, options, is_cut=len(part) < len(paragraphs)) for part in cut]
    return Draft(options.language, sheets)


def case_of_sheet(case: Case) -> Case:
    """Return a published case with what sheets show of it. Raises Case.DoesNotExist when it is not published."""
    return once(("case", case.pk), lambda: cases_for_sheets().get(pk=case.pk))


def enough_of(paragraphs: list[list[Sentence]], letters: int) -> int:
    """Return how many paragraphs are worth trying: no more than hold so many letters, and at least one."""
    length = 0
    for number, paragraph in enumerate(paragraphs):
        length += sum(len(sentence.claim.in_language("text")) for sentence in paragraph)
        if length > letters:
            return max(number, 1)
    return len(paragraphs)


def _sheet(
    context: dict[str, Any], paragraphs: list[list[Sentence]], options: Options, *, is_cut: bool
) -> Sheet:
    claims = [sentence.claim for paragraph in paragraphs for sentence in paragraph]
    counted, why = context["counted"], context["why"]
    sizes = sizes_of(len(TALLY_LINES), has_why=why is not None and not is_cut)
    look = context["plate"].look

    def html(variant: int) -> str:
        step, has_why = sizes[variant]
        tally = tally_drawing(context["case"], context["plate"], line=TALLY_LINES[step])
        return sheet_html(
            "leaflet.html",
            **{**context, "why": why if has_why else None},
            step=step,
            tally=tally,
            tally_box=tally_box(tally),
            tints=options.tints(on_plate=look == "held"),
            options=options,
            paragraphs=paragraphs,
            is_cut=is_cut,
            sources=sources_of([*claims, *counted, *(why.claims if has_why else [])]),
            is_unread=is_unread([context["case"], *claims]),
        )

    return Sheet(html, ("leaflet.css", *options.styles), [1] * len(sizes))


def _context(case: Case) -> dict[str, Any]:
    """Return what the sheet shows whatever its size."""
    as_of = case.as_of()
    plate = plate_of(case, list(case.events.all()), today=as_of or case.today())
    others = case.other_names()
    own = case.person.name_in() if case.person else None
    counted = list(plate.counted_from.claims.all()) if plate.counted_from and plate.count else []
    letter = letter_of(case)
    return {
        "case": case,
        "name_lines": name_lines_of(case),
        "other_names": others,
        "has_transliteration": any(name.is_ours for name in [own, *others] if name),
        "headline": re.split(r"(?<=[.!?])\s+", case.in_language("headline")),
        "plate": plate,
        "counted": counted,
        "count_marks": marks_of(counted),
        "as_of": as_of,
        "actions": actions_of(case, letter),
        "why": reasons_of(addressees_of(letter)),
        "address": address_of(case.get_absolute_url()),
    }


def name_lines_of(case: Case) -> list[str]:
    """Return a person's first and last name for a line each, and any other name as one."""
    words = case.display_name.split()
    return words if case.person and len(words) == 2 else [case.display_name]


def paragraphs_of(case: Case) -> list[list[Sentence]]:
    """Return the story by paragraphs. Sentences in a row that rest on the same documents share one note."""
    paragraphs = []
    for _, group in groupby(case.story.all(), key=lambda row: row.paragraph):
        sentences = [Sentence(row.claim, marks_of([row.claim])) for row in group]
        for sentence, following in pairwise(sentences):
            if [mark.label for mark in sentence.marks] == [mark.label for mark in following.marks]:
                sentence.marks.clear()
        paragraphs.append(sentences)
    return paragraphs


def tally_box(tally: Tally | None) -> str:
    """Return the view box of a tally, with room for the labels, which are not scaled with the lines."""
    return f"0 0 {tally.width:g} {tally.height + 8:g}" if tally else ""


def tally_drawing(case: Case, plate: Plate, *, line: float) -> Tally | None:
    """Return the tally of a plate 1000 units wide with lines of a height; None where no day is counted."""
    if plate.count is None or plate.count.days == 0:
        return None
    is_long = plate.count.days > YEARS_AFTER
    layout = Layout.YEARS if is_long else Layout.ROW
    return tally_of(
        case, plate.count, plate.look, layout=layout, width=1000, line=line / 4 if is_long else line
    )


def letter_of(case: Case) -> Letter | None:
    """Return the letter that a sheet about a case names, if a reader can write one."""
    return once(("letter", case.pk), lambda: letters_for([case]).first())


def addressees_of(letter: Letter | None) -> list[int]:
    """Return the key of whom a letter goes to, if there is one."""
    return [letter.target_id] if letter is not None else []


def actions_of(case: Case, letter: Letter | None) -> list[Action]:
    """Return what the reader can do, in words of the active language; `letter` is the one that the sheet names."""
    return once(("actions", case.pk), lambda: _actions_of(case, letter))


def _actions_of(case: Case, letter: Letter | None) -> list[Action]:
    check = gettext("Scan the code or open the address. Each sentence there leads to its source.")
    actions = [Action(gettext("Read and check"), check)]
    if letter is not None:
        text = gettext("At the same address a letter is ready to sign and post: %(title)s.")
        actions.append(Action(gettext("Write"), text % {"title": letter.in_language("title")}))
    pickets = Picket.objects.published().upcoming().with_translations().prefetch_related("place__names")
    picket = pickets.filter(cases=case, is_sample=False).first()
    if picket is not None:
        actions.append(Action(gettext("Stand with us"), _when_and_where(picket)))
    actions.append(Action(gettext("Pass it on"), gettext("Give this sheet to someone at work.")))
    return actions


def _when_and_where(picket: Picket) -> str:
    """Return day, time in the picket's own zone, and place, in words of the active language."""
    if picket.starts_at is None or picket.ends_at is None:
        return picket.when
    starts, ends = picket.starts_at.astimezone(picket.zone), picket.ends_at.astimezone(picket.zone)
    return gettext("%(day)s, %(start)s to %(end)s, %(place)s") % {
        # Translators: date format as in Django's `date` filter: weekday, day and month.
        "day": capfirst(format_date(starts, gettext("l j E"))),
        "start": format_date(starts, "H:i"),
        "end": format_date(ends, "H:i"),
        "place": picket.in_language("address") or (picket.place.display_name if picket.place else ""),
    }
