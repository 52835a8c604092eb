"""What reading a file gives."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

# So much text is one document at most: about 1,000 pages of print.
MOST_CHARACTERS = 3_000_000
MOST_PARAGRAPHS = 20_000


@dataclass(frozen=True, slots=True)
class Used:
    """What a child process used: at most so many bytes at once, and seconds of the clock."""

    memory: int
    seconds: float


class UnreadableError(Exception):
    """A file that nothing becomes of; `problem` is a value of Intake.Problem, `used` what reading it took."""

    def __init__(self, problem: str, used: Used | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.used = used


def check_length(lines: Sequence[str]) -> None:
    """Raise UnreadableError "too_long" for more text than one document may have."""
    if len(lines) > MOST_PARAGRAPHS or sum(map(len, lines)) > MOST_CHARACTERS:
        raise UnreadableError("too_long")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the text held, and whether it is furniture of the page: a menu, a form, a list of links."""

    text: str
    is_furniture: bool = False


@dataclass(frozen=True, slots=True)
class Proposals:
    """What a document says of itself, as far as it can be told; a person looks at it."""

    title: str = ""
    byline: str = ""
    publisher: str = ""
    published_on: str = ""
    language: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one file and what it proposes. `kind` is html, text, pdf, docx or eml."""

    kind: str
    paragraphs: tuple[Paragraph, ...]
    proposals: Proposals = field(default_factory=Proposals)
    likeness: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {
            "kind": self.kind,
            "paragraphs": [[row.text, row.is_furniture] for row in self.paragraphs],
            "proposals": asdict(self.proposals),
            "likeness": list(self.likeness),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the reading that `as_json` wrote."""
        return cls(
            kind=data["kind"],
            paragraphs=tuple(Paragraph(text, is_furniture) for text, is_furniture in data["paragraphs"]),
            proposals=Proposals(**data["proposals"]),
            likeness=tuple(data["likeness"]),
        )
