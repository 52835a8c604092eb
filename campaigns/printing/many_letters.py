"""One letter for many people, each with their own name, town and address, each in a file of its own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import override

from campaigns.models import Letter
from campaigns.printing.letter import Layout, Paper, Sender, letter_draft
from campaigns.printing.sheets import Draft, Sheet
from prisoners.models import Case
from toolkit.pdf.merging import DoesNotFitError, Merge

# They stand where the name and town will be; nobody is called this.
NAME, TOWN = "QWxZpl", "QWvZpl"
LINES = ("QWaZpl", "QWbZpl", "QWcZpl", "QWdZpl")
# In CSS pixels: the line beside the signature is 66 mm, those above the address 75 mm or more; see letter.css.
ROOM = {"name": 245.0, "town": 280.0, **{f"line{number}": 280.0 for number in range(len(LINES))}}


# By the lines of an address and whether there is a town: a letter that was set, None where it cannot be filled.
type Merges = dict[tuple[int, bool], Merge | None]


class Person(NamedTuple):
    """Who signs a letter. Nothing of it is stored."""

    name: str
    town: str = ""
    address: tuple[str, ...] = ()


def draft_for(
    letter: Letter,
    *,
    language: str,
    person: Person,
    case: Case | None = None,
    layout: Layout = Layout.DIN,
    paper: Paper = Paper.A4,
) -> Draft:
    """Return the letter of one person before it is set. Raises what `campaigns.printing.letter.letter_pdf` raises."""
    sender = Sender(person.name, person.town, person.address)
    draft = letter_draft(letter, language=language, sender=sender, case=case, layout=layout, paper=paper)
    sheets = [replace(sheet, styles=(*sheet.styles, "letter_many.css")) for sheet in draft.sheets]
    return replace(draft, sheets=sheets)


def page_of(
    letter: Letter,
    *,
    language: str,
    person: Person,
    case: Case | None = None,
    layout: Layout = Layout.DIN,
    paper: Paper = Paper.A4,
) -> tuple[str, tuple[str, ...]]:
    """Return the page of a letter in the largest size that fits, and its style sheets.

    Raises what `campaigns.printing.letter.letter_pdf` raises.
    """
    draft = draft_for(letter, language=language, person=person, case=case, layout=layout, paper=paper)
    sheet: Sheet = draft.sheets[0]
    with override(language):
        return sheet.html_of(sheet.first_that_fits()), ("base.css", *sheet.styles)


def letters_merge(
    letter: Letter,
    *,
    language: str,
    people: Sequence[Person],
    case: Case | None = None,
    layout: Layout = Layout.DIN,
    paper: Paper = Paper.A4,
    letters: str | None = None,
) -> Merge:
    """Set a letter once, for people who have as much to print as the first of them.

    `letters` are given where the files are to be joined to one: then each holds them all, and what is alike in the
    files can be written once. Raises what `page_of` raises, and ValueError for a form of letter in which a name does
    not stand in a line of its own.
    """
    first = people[0]
    # Above an address a town that is not there leaves no empty line.
    has_town = bool(first.town) or not first.address
    placeholders = {"name": NAME, "town": TOWN} if has_town else {"name": NAME}
    lines = LINES[: len(first.address)]
    placeholders |= {f"line{number}": line for number, line in enumerate(lines)}
    person = Person(NAME, TOWN if has_town else "", lines)
    html, styles = page_of(letter, language=language, person=person, case=case, layout=layout, paper=paper)
    return Merge(
        html,
        styles=styles,
        placeholders=placeholders,
        room=ROOM,
        shared=letters,
    )


def letters_of(
    letter: Letter,
    *,
    language: str,
    people: Sequence[Person],
    case: Case | None = None,
    layout: Layout = Layout.DIN,
    paper: Paper = Paper.A4,
    letters: str | None = None,
    merges: Merges | None = None,
) -> Iterator[bytes]:
    """Yield a tagged PDF for each person, in their order. What does not fit its line is set by itself.

    `letters` are those of all people whose letters are to be joined to one file. Whoever prints the same letter in
    several goes hands them and `merges` on, so that it is set once. Raises what `page_of` raises.
    """
    merges = {} if merges is None else merges
    for person in people:
        shape = len(person.address), bool(person.town) or not person.address
        if shape not in merges:
            try:
                merges[shape] = letters_merge(
                    letter,
                    language=language,
                    people=[person],
                    case=case,
                    layout=layout,
                    paper=paper,
                    letters=letters,
                )
            except ValueError:
                # A telegram has name and town in one line.
                merges[shape] = None
        try:
            yield _fill(merges[shape], person)
        except DoesNotFitError:
            yield draft_for(
                letter, language=language, person=person, case=case, layout=layout, paper=paper
            ).render()


def letters_in(people: Iterable[Person]) -> str:
    """Return every letter that these people need, each once, in order."""
    return "".join(
        sorted({letter for one in people for letter in "".join((one.name, one.town, *one.address))})
    )


def _fill(merge: Merge | None, person: Person) -> bytes:
    if merge is None or len(person.address) > len(LINES):
        raise DoesNotFitError("there is no page to fill")
    lines = {f"line{number}": line for number, line in enumerate(person.address)}
    return merge.fill({"name": person.name, "town": person.town, **lines})
