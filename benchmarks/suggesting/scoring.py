"""Comparing what the rules found with what a reader labelled."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.suggesting.labels import KINDS, Label, LabelledText, judged
from sources.suggesting.found import NAME_KINDS, Found
from sources.suggesting.linking import Known
from sources.suggesting.reading import look_through, read_on, read_text

Reader = Callable[[LabelledText], Mapping[int, list[Found]]]


@dataclass(frozen=True)
class Score:
    """Counts of one kind, and what follows from them."""

    labelled: int
    proposed: int
    found: int  # labels that a proposal meets
    right: int  # proposals that meet a label
    valued: int = 0  # labels met whose value can be compared
    agreed: int = 0  # of those, with the same value

    @property
    def recall(self) -> float:
        """The share of the labels that was found."""
        return self.found / self.labelled if self.labelled else 1.0

    @property
    def precision(self) -> float:
        """The share of the proposals that a label bears out."""
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def read(text: LabelledText) -> dict[int, list[Found]]:
    """Return what the rules find in each paragraph, knowing no names beforehand."""
    elsewhere = look_through(text.paragraphs.values(), language=text.language)
    read_so_far: dict[int, list[Found]] = {}
    about: Found | None = None
    for number, paragraph in text.paragraphs.items():
        read_so_far[number], about = read_on(
            paragraph,
            language=text.language,
            published_on=text.published[number],
            elsewhere=elsewhere,
            about=about,
        )
    return read_so_far


def score(texts: Iterable[LabelledText], *, exact: bool, reader: Reader = read) -> dict[str, Score]:
    """Return the score of each kind; a proposal meets a label of its kind whose span it shares, or has exactly."""
    counts: Counter[tuple[str, str]] = Counter()
    for text in texts:
        found = reader(text)
        for number in text.paragraphs:
            _count(
                counts,
                [label for label in text.labels if label.paragraph == number],
                found[number],
                exact=exact,
            )
    return {
        kind: Score(
            *(
                counts[kind, column]
                for column in ("labelled", "proposed", "found", "right", "valued", "agreed")
            )
        )
        for kind in KINDS.values()
    }


@dataclass(frozen=True)
class Claims:
    """How many claims are proposed, and how many a reader called right or wrong; others nobody has judged."""

    proposed: int
    right: int
    wrong: int


def claims(text: LabelledText, *, reader: Reader = read) -> Claims:
    """Return how the claims proposed from a text were judged; a claim worded anew has to be judged anew."""
    verdicts = judged()
    found = [
        verdicts.get((text.name, number, str(one.proposal["text"])), "")
        for number, paragraph in reader(text).items()
        for one in paragraph
        if one.kind == "claim"
    ]
    return Claims(len(found), found.count("right"), found.count("wrong"))


@dataclass(frozen=True)
class Links:
    """What known names were linked to, where the label's own name is known."""

    right: int
    wrong: int
    none: int  # found, not linked


def links(texts: Iterable[LabelledText], known: Known) -> dict[str, Links]:
    """Return how names that were found are linked, by kind."""
    counts: Counter[tuple[str, str]] = Counter()
    for text in texts:
        elsewhere = look_through(text.paragraphs.values(), language=text.language)
        for number, paragraph in text.paragraphs.items():
            found = read_text(paragraph, language=text.language, known=known, elsewhere=elsewhere)
            for label in (
                label for label in text.labels if label.paragraph == number and label.kind in NAME_KINDS
            ):
                _count_link(counts, label, found, known)
    return {
        kind: Links(*(counts[kind, column] for column in ("right", "wrong", "none"))) for kind in NAME_KINDS
    }


def _count_link(counts: Counter[tuple[str, str]], label: Label, found: list[Found], known: Known) -> None:
    kind = next(kind for kind in NAME_KINDS if kind == label.kind)
    wanted = known.link(kind, label.value, "en").key
    meeting = [one for one in found if one.kind == kind and _meets(one, label, exact=False)]
    if wanted is None or not meeting:
        return
    key = meeting[0].key
    counts[kind, "right" if key == wanted else "none" if key is None else "wrong"] += 1


def _count(counts: Counter[tuple[str, str]], labels: list[Label], found: list[Found], *, exact: bool) -> None:
    for kind in KINDS.values():
        wanted = [label for label in labels if label.kind == kind]
        got = [one for one in found if one.kind == kind]
        counts[kind, "labelled"] += len(wanted)
        counts[kind, "proposed"] += len(got)
        counts[kind, "right"] += sum(any(_meets(one, label, exact=exact) for label in wanted) for one in got)
        for label in wanted:
            meeting = [one for one in got if _meets(one, label, exact=exact)]
            counts[kind, "found"] += bool(meeting)
            if meeting and label.value and kind in {"date", "figure", "case_cue"}:
                counts[kind, "valued"] += 1
                counts[kind, "agreed"] += any(value_of(one) == label.value for one in meeting)


def _meets(one: Found, label: Label, *, exact: bool) -> bool:
    if exact:
        return (one.start, one.end) == (label.start, label.end)
    return one.start < label.end and label.start < one.end


def value_of(one: Found) -> str:
    """Return the value of a date, figure or cue as labels write it."""
    proposal: Mapping[str, Any] = one.proposal
    if one.kind == "date":
        return "/".join(filter(None, (str(proposal["date"]), str(proposal["date_end"]))))
    if one.kind == "figure":
        return " ".join(
            filter(None, (str(proposal["operator"]), str(proposal["value"]), str(proposal["high"])))
        )
    return str(proposal.get("cue") or proposal.get("name") or "")
