"""The letter to a target: A4 or US Letter, for a windowed envelope, with the sender's name or room for it.

Where the address stands, from the paper's edges:

- DIN 5008 form B: the address field begins 20 mm from the left and 45 mm from the top, is 85 mm wide and 45 mm high,
  and is folded at 105 and 210 mm. The address begins at 50 mm, as the look of this project has it (LOOK.md, "Print"),
  and ends at 84 mm.
- United Kingdom: the usual DL window envelope (110 x 220 mm) has a window of 35 x 90 mm, 20 mm from the left and 18 mm
  from the bottom, as envelope makers list it; Royal Mail asks that a window keep at least 15 mm from the left and 18 mm
  from the bottom edge ("Premier Customer Guide", section on windows). Paper folded to 99 mm slides 11 mm up and
  10 mm sideways in it, so that 57 to 81 mm from the top and 20 to 100 mm from the left always show.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import override

from campaigns.letter_texts import NotThereError, one_paragraph, text_of
from campaigns.models import Letter, Target
from campaigns.printing.sheets import Draft, Sheet, address_of, sheet_html, sheet_pdf
from campaigns.querysets import letters_for_writing
from prisoners.models import Case

# Sizes that are tried on one page before the text runs over several; see letter.css.
STEPS = 4
MOST_PAGES = 4
TEMPLATES = {
    Letter.Form.LETTER: "letter.html",
    Letter.Form.TELEGRAM: "letter_telegram.html",
    Letter.Form.MOTION: "letter_motion.html",
}
_NUMBERED = re.compile(r"^\d{1,2}\.\s+")
# Characters of the address that surely fit on a line, and how many lines, at each of its sizes; see letter.css.
_LINE_HOLDS = (38, 45, 54)


class Layout(StrEnum):
    """For which envelope."""

    DIN = "din"
    UK = "uk"


class Paper(StrEnum):
    """On which paper."""

    A4 = "a4"
    LETTER = "letter"


_WINDOW_HOLDS = {Layout.DIN: (6, 8, 11), Layout.UK: (5, 6, 8)}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes, as it is printed; empty where there is to be a line for the pen."""

    name: str = ""
    town: str = ""
    address: Sequence[str] = ()

    def __bool__(self) -> bool:
        """Whether anything of it is known."""
        return bool(self.name or self.town or self.address)


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of a paragraph, or numbered demands without their numbers."""

    lines: list[str]
    is_list: bool


def letter_pdf(
    letter: Letter,
    *,
    language: str,
    name: str = "",
    town: str = "",
    address: Sequence[str] = (),
    case: Case | None = None,
    subject: str | None = None,
    body: str | None = None,
    layout: Layout = Layout.DIN,
    paper: Paper = Paper.A4,
) -> bytes:
    """Return a published letter in a language in which it is whole. What the sender wrote is kept nowhere.

    Name and town left out are lines to fill in by hand; subject and body left out are the letter's own, with the
    facts of its case or of `case`. The text steps down until it fits one page; a longer one runs over several.
    Raises Letter.DoesNotExist when the letter is not published, NotThereError when it is not there in the language or
    a case has to be picked first, TooManyPagesError beyond four pages, MissingLettersError when our fonts lack a
    letter of it, and what `toolkit.pdf.render_pdf` raises.
    """
    sender = Sender(name, town, address)
    draft = letter_draft(
        letter,
        language=language,
        sender=sender,
        case=case,
        subject=subject,
        body=body,
        layout=layout,
        paper=paper,
    )
    is_private = bool(sender) or subject is not None or body is not None
    return draft.render() if is_private else sheet_pdf(draft)


def letter_draft(
    letter: Letter,
    *,
    language: str,
    sender: Sender,
    case: Case | None = None,
    subject: str | None = None,
    body: str | None = None,
    layout: Layout = Layout.DIN,
    paper: Paper = Paper.A4,
) -> Draft:
    """Return a letter before it is set; see `letter_pdf`, also for what is raised."""
    letter = letters_for_writing().get(pk=letter.pk)
    text = text_of(letter, case, language=language)
    if text.needs_case and (subject is None or body is None):
        raise NotThereError(letter.slug)
    with override(language):
        about = letter.case or case
        page = about if about is not None and about.is_published else letter
        body_to_print = text.body if body is None else body
        if letter.form == Letter.Form.TELEGRAM:
            body_to_print = one_paragraph(body_to_print)
        address_lines = _address_lines(text.addressee, letter.target)
        context = {
            "text": text,
            "subject": text.subject if subject is None else subject,
            "address_lines": address_lines,
            "address_size": _address_size(address_lines, layout),
            "layout": layout,
            "paper": paper,
            "blocks": blocks_of(body_to_print),
            "sender": sender,
            "day": letter.campaign.today(),
            "as_of": letter.campaign.as_of,
            "address": address_of(page.get_absolute_url()),
            "is_unread": text.is_unread and subject is None and body is None,
        }

    def html(variant: int) -> str:
        return sheet_html(TEMPLATES[Letter.Form(letter.form)], step=min(variant, STEPS - 1), **context)

    return Draft(language, [Sheet(html, ("letter.css",), [1] * STEPS + [MOST_PAGES])])


def _address_lines(addressee: str, target: Target) -> list[str]:
    """Return the addressee's title, then the postal address as it has to stand on the envelope."""
    return [addressee, *(line.strip() for line in target.address.splitlines() if line.strip())]


def _address_size(lines: Sequence[str], layout: Layout) -> int:
    """Return the number of the first size at which the address fits the window, or of the smallest."""
    for size, (holds, most) in enumerate(zip(_LINE_HOLDS, _WINDOW_HOLDS[layout], strict=True)):
        if sum(math.ceil(len(line) / holds) for line in lines) <= most:
            return size
    return len(_LINE_HOLDS) - 1


def blocks_of(body: str) -> list[Block]:
    """Return the paragraphs of a text; lines that begin with "1." become numbered demands."""
    blocks: list[Block] = []
    for part in re.split(r"\n\s*\n", body.strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        is_list = bool(lines) and all(_NUMBERED.match(line) for line in lines)
        if is_list:
            lines = [_NUMBERED.sub("", line) for line in lines]
        if is_list and blocks and blocks[-1].is_list:
            blocks[-1].lines.extend(lines)
        elif lines:
            blocks.append(Block(lines, is_list))
    return blocks
