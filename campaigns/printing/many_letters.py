"""One letter for many people, each with their own name and town, each in a file of its own."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import override

from campaigns.models import Letter
from campaigns.printing.letter import Sender, letter_draft
from campaigns.printing.sheets import Sheet
from prisoners.models import Case
from toolkit.pdf.merging import DoesNotFitError, Merge

# They stand where the name and town will be; nobody is called this.
NAME, TOWN = "QWxZpl", "QWvZpl"
# In CSS pixels: the line beside the signature is 66 mm, the one above the address 75 mm or more; see letter.css.
ROOM = {"name": 245.0, "town": 280.0}


class Person(NamedTuple):
    """Who signs a letter. Nothing of it is stored."""

    name: str
    town: str = ""


def page_of(
    letter: Letter, *, language: str, person: Person, case: Case | None = None
) -> tuple[str, tuple[str, ...]]:
    """Return the page of a letter in the largest size that fits, and its style sheets.

    Raises what `campaigns.printing.letter.letter_pdf` raises.
    """
    draft = letter_draft(letter, language=language, sender=Sender(person.name, person.town), case=case)
    sheet: Sheet = draft.sheets[0]
    with override(language):
        return sheet.html_of(sheet.first_that_fits()), ("base.css", *sheet.styles)


def letters_merge(
    letter: Letter, *, language: str, people: Sequence[Person], case: Case | None = None
) -> Merge:
    """Set a letter once, with the letters that these names need. Raises what `page_of` raises."""
    html, styles = page_of(letter, language=language, person=Person(NAME, TOWN), case=case)
    return Merge(
        html,
        styles=styles,
        placeholders={"name": NAME, "town": TOWN},
        room=ROOM,
        letters="".join({letter for person in people for letter in "".join(person)}),
    )


def letters_of(
    letter: Letter, *, language: str, people: Sequence[Person], case: Case | None = None
) -> Iterator[bytes]:
    """Yield a tagged PDF for each person, in their order. A name that does not fit the line is set by itself.

    Raises what `page_of` raises.
    """
    merge = letters_merge(letter, language=language, people=people, case=case)
    for person in people:
        try:
            yield merge.fill({"name": person.name, "town": person.town})
        except DoesNotFitError:
            yield letter_draft(
                letter, language=language, sender=Sender(person.name, person.town), case=case
            ).render()
