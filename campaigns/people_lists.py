"""A list of people to print letters for, as organisers paste or upload it: rows under named columns."""

import csv
import io
import unicodedata
from collections.abc import Sequence

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from campaigns.forms_letter import LONGEST_NAME, MOST_ADDRESS_LINES
from campaigns.printing.many_letters import Person
from toolkit.pdf.letters import missing_letters
from toolkit.tables import neutral

# So many mistakes are told at once.
_MOST_TOLD = 10
# They garble a line, or turn the text around them.
_UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def read_people(text: str, *, most: int) -> tuple[list[Person], list[str]]:
    """Return the people of a list, and in words what is wrong with it, row by row: of a wrong list nobody is taken.

    The first row names the columns, in any language of the site. Columns are parted by tabs, semicolons or commas; the
    lines of an address by line breaks or upright strokes.
    """
    first = text.partition("\n")[0]
    separator = max("\t;,", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text.strip("\ufeff"), newline=""), delimiter=separator))
    except csv.Error:
        return [], [_("This is not a table: a quotation mark or a cell has no end.")]
    columns = _columns(rows[0]) if rows else None
    if columns is None:
        return [], [
            _(
                "The first row must name the columns: name, town, address. Town and address may be missing; there are "
                "no others."
            )
        ]
    filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(map(str.strip, row))]
    if not filled:
        return [], [_("There is nobody on the list.")]
    if len(filled) > most:
        return [], [
            _("At most %(most)d at once; this list has %(number)d.") % {"most": most, "number": len(filled)}
        ]
    people, problems = [], []
    for number, row in filled:
        person, problem = _person(dict(zip(columns, row, strict=False)), extra=row[len(columns) :])
        if problem:
            problems.append(_("Row %(number)d: %(problem)s") % {"number": number, "problem": problem})
        people.append(person)
    if problems:
        more = len(problems) - _MOST_TOLD
        told = problems[:_MOST_TOLD]
        return [], [*told, _("And %(number)d more rows.") % {"number": more}] if more > 0 else told
    return people, []


def _columns(cells: Sequence[str]) -> list[str] | None:
    """Return which column is which; None when one is not known, stands there twice, or there is no name."""
    names: dict[str, str] = {}
    for code, _language in settings.LANGUAGES:
        with override(code):
            names[pgettext("column of a table", "name").casefold()] = "name"
            names[pgettext("column of a table", "town").casefold()] = "town"
            names[pgettext("column of a table", "address").casefold()] = "address"
    names |= {"name": "name", "town": "town", "address": "address"}
    found = [names.get(cell.strip().casefold(), "") for cell in cells]
    return found if "name" in found and "" not in found and len(set(found)) == len(found) else None


def _person(cells: dict[str, str], *, extra: Sequence[str]) -> tuple[Person, str]:
    """Return who stands in a row, and what is wrong with it."""
    broken = cells.get("address", "").replace("\r", "\n").replace("|", "\n")
    address = tuple(line for part in broken.split("\n") if (line := _clean(part)))
    person = Person(_clean(cells.get("name", "")), _clean(cells.get("town", "")), address)
    return person, _problem(person, extra)


def _problem(person: Person, extra: Sequence[str]) -> str:
    lines = [person.name, person.town, *person.address]
    if any(cell.strip() for cell in extra):
        return _("there are more cells than columns.")
    if not person.name:
        return _("there is no name.")
    if any(neutral(line) != line for line in lines):
        return _("a cell begins as a formula does. Write the text itself.")
    if len(person.name) > LONGEST_NAME or len(person.town) > LONGEST_NAME:
        return _("name and town have at most %(most)d letters each.") % {"most": LONGEST_NAME}
    if len(person.address) > MOST_ADDRESS_LINES or any(len(line) > LONGEST_NAME for line in person.address):
        return _("an address has at most %(lines)d lines of %(most)d letters each.") % {
            "lines": MOST_ADDRESS_LINES,
            "most": LONGEST_NAME,
        }
    text = "".join(lines)
    if any(unicodedata.category(letter) in _UNPRINTABLE or letter in _TURNING for letter in text):
        return _("there is a character in it that cannot be shown.")
    missing = missing_letters(escape(text))
    if missing:
        return _("our fonts have no such letters: %(letters)s") % {"letters": " ".join(missing[:20])}
    return ""


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\xa0", " ").strip(" \t"))
