"""The leaflet of a case: A4, one side."""

import re
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.text import capfirst
from django.utils.translation import gettext, override

from campaigns.models import Picket
from campaigns.printing.sheets import address_of, is_unread, render_first_that_fits, sheet_html
from campaigns.querysets import letters_for
from prisoners.models import Case
from prisoners.plates import Plate, plate_of, tally_of
from prisoners.querysets import cases_for_pages
from prisoners.tally import YEARS_AFTER, Layout, Tally
from sources.footnotes import Mark, marks_of, sources_of
from sources.models import Claim
from toolkit.pdf import TooManyPagesError

# Name and text step down together, and so do the lines of the tally; the other sizes are in leaflet.css.
TALLY_LINES = [96, 96, 94, 90, 78, 64, 54]


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
    """Return the leaflet of a published case in a language.

    Name and text step down together until everything fits the page. Of a story too long even then the first
    paragraphs are shown, and the sheet says where the rest is. Raises Case.DoesNotExist when the case is not
    published, TooManyPagesError when not even one paragraph fits, and what `toolkit.pdf.render_pdf` raises.
    """
    with override(language):
        case = cases_for_pages().get(pk=case.pk)
        paragraphs = _paragraphs(case)
        context = _context(case)
        for shown in range(len(paragraphs), 1, -1):
            with suppress(TooManyPagesError):
                return _render(context, paragraphs[:shown], is_cut=shown < len(paragraphs))
        return _render(context, paragraphs[:1], is_cut=len(paragraphs) > 1)


def _render(context: dict[str, Any], paragraphs: list[list[Sentence]], *, is_cut: bool) -> bytes:
    claims = [sentence.claim for paragraph in paragraphs for sentence in paragraph]

    def html(step: int) -> str:
        tally = _tally(context["case"], context["plate"], line=TALLY_LINES[step])
        return sheet_html(
            "leaflet.html",
            **context,
            step=step,
            tally=tally,
            # Room for the labels, which are not scaled with the lines.
            tally_box=f"0 0 {tally.width:g} {tally.height + 8:g}" if tally else "",
            paragraphs=paragraphs,
            is_cut=is_cut,
            sources=sources_of([*claims, *context["counted"]]),
            is_unread=is_unread([context["case"], *claims]),
        )

    return render_first_that_fits(html, "leaflet.css", pages=[1] * len(TALLY_LINES))


def _context(case: Case) -> dict[str, Any]:
    """Return what the sheet shows whatever its size."""
    plate = plate_of(case, list(case.events.all()), today=case.today())
    others = case.other_names()
    own = case.person.name_in() if case.person else None
    counted = list(plate.counted_from.claims.all()) if plate.counted_from and plate.count else []
    return {
        "case": case,
        "name_lines": _lines_of_name(case),
        "other_names": others,
        "has_transliteration": any(name.is_ours for name in [own, *others] if name),
        "headline": re.split(r"(?<=[.!?])\s+", case.in_language("headline")),
        "plate": plate,
        "counted": counted,
        "count_marks": marks_of(counted),
        "as_of": case.as_of(),
        "actions": _actions(case),
        "address": address_of(case.get_absolute_url()),
    }


def _lines_of_name(case: Case) -> list[str]:
    """Return a person's first and last name for a line each, and any other name as one."""
    words = case.display_name.split()
    return words if case.person and len(words) == 2 else [case.display_name]


def _paragraphs(case: Case) -> list[list[Sentence]]:
    """Return the story by paragraphs. Sentences in a row that rest on the same documents share one note."""
    paragraphs = []
    for _, group in groupby(case.story.all(), key=lambda row: row.paragraph):
        sentences = [Sentence(row.claim, marks_of([row.claim])) for row in group]
        for sentence, following in pairwise(sentences):
            if [mark.label for mark in sentence.marks] == [mark.label for mark in following.marks]:
                sentence.marks.clear()
        paragraphs.append(sentences)
    return paragraphs


def _tally(case: Case, plate: Plate, *, line: float) -> Tally | None:
    if plate.count is None or plate.count.days == 0:
        return None
    is_long = plate.count.days > YEARS_AFTER
    layout = Layout.YEARS if is_long else Layout.ROW
    return tally_of(
        case, plate.count, plate.look, layout=layout, width=1000, line=line / 4 if is_long else line
    )


def _actions(case: Case) -> list[Action]:
    """Return what the reader can do, in words of the active language."""
    check = gettext("Scan the code or open the address. Each sentence there leads to its source.")
    actions = [Action(gettext("Read and check"), check)]
    letter = letters_for([case]).first()
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
