"""A tie as pages, the drawing and the files show it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import get_language, gettext

from sources.models import Claim, Organisation, Person, Tie
from sources.public_names import kind_of
from toolkit.alphabets import in_order
from toolkit.partial_dates import display


@dataclass(frozen=True, slots=True)
class TieRow:
    """One public tie, with both ends and the public claims that it rests on; `number` is its place in a table."""

    tie: Tie
    subject: Person | Organisation
    object: Person | Organisation
    claims: list[Claim]
    number: int = 0

    @property
    def verb(self) -> str:
        """What one does to the other, in the active language: owns, advises."""
        return self.tie.get_kind_display()

    @property
    def since(self) -> str:
        """When it began, in words; empty where no source says."""
        return display(self.tie.since) if self.tie.since else ""

    @property
    def until(self) -> str:
        """When it ended, in words; empty where no source says."""
        return display(self.tie.until) if self.tie.until else ""

    @property
    def sentence(self) -> str:
        """The tie in words, for who cannot see the drawing."""
        # Translators: one end of a tie, what it does, the other end: Tony Blair: advises Nursultan Nazarbayev
        words = {"who": self.subject.display_name, "verb": self.verb, "whom": self.object.display_name}
        return gettext("%(who)s %(verb)s %(whom)s") % words


def rows_of(ties: Iterable[Tie]) -> list[TieRow]:
    """Return ties that `ties_for_pages` has fetched as rows, by the names of who they begin at."""
    rows = [TieRow(tie, tie.subject, tie.object, list(tie.claims.all())) for tie in ties]
    language = get_language()
    return sorted(
        rows, key=lambda row: (in_order(row.subject.display_name, language), row.tie.kind, row.tie.slug)
    )


def numbered(rows: Iterable[TieRow]) -> list[TieRow]:
    """Return rows with their places in the table, by which the drawing calls them too."""
    return [replace(row, number=number) for number, row in enumerate(rows, start=1)]


def key_of(subject: Person | Organisation) -> str:
    """Return by what an end of a tie is known in addresses and in the drawing: person:slug."""
    return f"{kind_of(subject)}:{subject.slug}"
