"""The letter to a target: A4, for a windowed envelope, with the supporter's name or room for it."""

import re
from dataclasses import dataclass

from django.utils.translation import override

from campaigns.models import Letter, Target
from campaigns.printing.sheets import address_of, is_unread, render_first_that_fits, sheet_html
from campaigns.querysets import letters_for

# Sizes that are tried on one page before the text runs over several; see letter.css.
STEPS = 4
MOST_PAGES = 4
_NUMBERED = re.compile(r"^\d{1,2}\.\s+")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of a paragraph, or numbered demands without their numbers."""

    lines: list[str]
    is_list: bool


def letter_pdf(letter: Letter, *, language: str, name: str = "", town: str = "") -> bytes:
    """Return a published letter in a language. Name and town are printed and kept nowhere.

    Left out, they are lines to fill in by hand. The text steps down until it fits one page; a longer one runs
    over several. Raises Letter.DoesNotExist when the letter is not published, TooManyPagesError beyond four
    pages, and what `toolkit.pdf.render_pdf` raises.
    """
    with override(language):
        letter = letters_for().get(pk=letter.pk)
        about = letter.case if letter.case and letter.case.is_published else letter
        context = {
            "letter": letter,
            "target": letter.target,
            "address_lines": _address_lines(letter.target),
            "blocks": blocks_of(letter.in_language("body")),
            "name": name,
            "town": town,
            "day": letter.campaign.today(),
            "as_of": letter.campaign.as_of,
            "address": address_of(about.get_absolute_url()),
            "is_unread": is_unread([letter, letter.target]),
        }

        def html(variant: int) -> str:
            return sheet_html("letter.html", step=min(variant, STEPS - 1), **context)

        pages = [1] * STEPS + [MOST_PAGES]
        return render_first_that_fits(html, "letter.css", pages=pages, keep=not (name or town))


def _address_lines(target: Target) -> list[str]:
    """Return the addressee's title, then the postal address as it has to stand on the envelope."""
    return [target.in_language("title"), *(line.strip() for line in target.address.splitlines())]


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
