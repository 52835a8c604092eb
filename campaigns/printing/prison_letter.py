"""A letter to a prisoner: numbered pages, then a page to keep, which does not go into the envelope."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import override

from campaigns.printing.sheets import Draft, Sheet, address_of, sheet_html
from prisoners.post import Destination, is_right_to_left, script_of

# Sizes that are tried on as few pages as the prison lets through; see prison_letter.css.
STEPS = 3
# Where the prison says nothing: a thin letter passes more easily than a thick one.
MOST_PAGES = 6
_GAP = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The lines of a paragraph, and whether they run from right to left."""

    lines: list[str]
    is_right_to_left: bool


def prison_letter_pdf(
    destination: Destination,
    text: str,
    *,
    page: str,
    language: str,
    on: date,
    sender: Sequence[str] = (),
) -> bytes:
    """Return a letter with the page to keep. `page` is where its label is told to be right or not, on a day.

    The pages of the letter are numbered in the digits of its script. `sender` is what it says of who wrote it; the
    first line is the name. Nothing of it is kept. Raises TooManyPagesError when the letter is longer than the prison
    lets through (`pages_allowed`), and what `Draft.render` raises.
    """
    with override(language):
        context = {
            "destination": destination,
            "to": destination.lines[0],
            "paragraphs": paragraphs_of(text),
            "sender": list(sender),
            "digits": digits_of(text),
            "address": address_of(page),
            "on": on,
        }

    def html(variant: int) -> str:
        return sheet_html("prison_letter.html", step=variant, **context)

    most = pages_allowed(destination) + 1
    return Draft(language, [Sheet(html, ("prison_letter.css",), [most] * STEPS)]).render()


def pages_allowed(destination: Destination) -> int:
    """Return how many pages a letter may have: what the prison says, or MOST_PAGES."""
    return destination.prison.mail_pages or MOST_PAGES


def paragraphs_of(text: str) -> list[Paragraph]:
    """Return the paragraphs of a letter, which empty lines part."""
    found = []
    for part in _GAP.split(text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if lines:
            found.append(Paragraph(lines, is_right_to_left("\n".join(lines))))
    return found


def digits_of(text: str) -> str:
    """Return which digits number the pages: "arabic-indic", "persian" or "decimal"."""
    if script_of(text) != "Arab":
        return "decimal"
    # Letters that Persian has and Arabic has not.
    return "persian" if set(text) & set("\u067e\u0686\u0698\u06af\u06cc\u06a9") else "arabic-indic"
