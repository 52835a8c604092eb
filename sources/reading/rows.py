"""The rows of the reading view: passages with what was found in them and what was cited from them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sources.models import Citation, Document, Passage, Suggestion
from toolkit.partial_dates import display_span

# Passages of one answer; htmx asks for the next ones when the end comes into view.
PIECE = 60
# Of more citations of a passage the rest is folded away.
SHOWN_CITATIONS = 4
# One letter or sign a kind, beside its line, so that kinds differ without colour.
SIGNS = {"person": "P", "organisation": "O", "place": "L", "date": "D", "figure": "#", "case_cue": "!"}


@dataclass(frozen=True)
class Open:
    """An open suggestion as the queue shows it."""

    suggestion: Suggestion
    words: str
    detail: str


@dataclass
class Row:
    """A passage as the page shows it."""

    passage: Passage
    marked: SafeString
    citations: list[Citation]
    open: list[Open] = field(default_factory=list)
    is_in_focus: bool = False

    @property
    def first_citations(self) -> list[Citation]:
        """Those that stand beside it."""
        return self.citations[:SHOWN_CITATIONS]

    @property
    def more_citations(self) -> list[Citation]:
        """The rest, folded away: of a byline or a headline there can be dozens."""
        return self.citations[SHOWN_CITATIONS:]

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        """The kinds of which several are open: value, label, how many."""
        counts = Counter(item.suggestion.kind for item in self.open)
        return [(kind, str(Suggestion.Kind(kind).label), n) for kind, n in counts.items() if n > 1]


@dataclass(frozen=True)
class Stretch:
    """Rows that follow one another and belong together: of one contained document, or furniture of the page."""

    rows: list[Row]
    contained: Document | None
    is_furniture: bool

    @property
    def numbers(self) -> str:
        """Their numbers, such as 4–6."""
        first, last = self.rows[0].passage.number, self.rows[-1].passage.number
        return str(first) if first == last else f"{first}–{last}"

    @property
    def is_in_focus(self) -> bool:
        """Whether one of them is in focus."""
        return any(row.is_in_focus for row in self.rows)


@dataclass(frozen=True)
class Progress:
    """How far the reading of a document is; furniture of the page is no passage to read."""

    passages: int
    furniture: int
    waiting: int
    open: int
    claims: int

    @property
    def done(self) -> int:
        """Passages in which nothing is open."""
        return self.passages - self.waiting


def rows_of(document: Document, numbers: Iterable[int] | range, focus: int | None = None) -> list[Row]:
    """Return the passages of these numbers as rows, in eight queries at most whatever there is in them."""
    found = Suggestion.objects.exclude(state=Suggestion.State.DISMISSED).order_by("start", "-end", "pk")
    linked = found.select_related("person", "organisation", "place").prefetch_related(
        "person__names", "organisation__names", "place__names"
    )
    cited = Citation.objects.select_related("claim").order_by("claim__slug")
    wanted = Q(number__in=list(numbers))
    if isinstance(numbers, range):
        wanted = Q(number__gte=numbers.start, number__lt=numbers.stop)
    passages = (
        document.passages.filter(wanted)
        .select_related("quoted_from")
        .prefetch_related(Prefetch("suggestions", linked), Prefetch("citations", cited))
        .order_by("number")
    )
    return [_row(passage, is_in_focus=passage.number == focus) for passage in passages]


def stretches(rows: Sequence[Row]) -> list[Stretch]:
    """Group rows that follow one another."""
    groups = groupby(rows, key=lambda row: (row.passage.is_furniture, row.passage.quoted_from))
    return [Stretch(list(found), contained, is_furniture) for (is_furniture, contained), found in groups]


def progress_of(document: Document) -> Progress:
    """Count passages, those with something open, what is open and the claims cited, in three queries."""
    passages = document.passages.aggregate(
        text=Count("pk", filter=Q(is_furniture=False)), furniture=Count("pk", filter=Q(is_furniture=True))
    )
    open_ones = Suggestion.objects.open().filter(passage__document=document)
    waiting = open_ones.aggregate(passages=Count("passage", distinct=True), all=Count("pk"))
    claims = Citation.objects.filter(passage__document=document).aggregate(n=Count("claim", distinct=True))
    return Progress(passages["text"], passages["furniture"], waiting["passages"], waiting["all"], claims["n"])


def words_of(suggestion: Suggestion) -> str:
    """Return the words of the passage that a suggestion is about."""
    return suggestion.passage.text[suggestion.start : suggestion.end]


def _row(passage: Passage, *, is_in_focus: bool) -> Row:
    # What was found in furniture waits for nobody.
    found = [] if passage.is_furniture else list(passage.suggestions.all())
    row = Row(passage, _mark(passage, found), list(passage.citations.all()), is_in_focus=is_in_focus)
    row.open = [
        Open(suggestion, passage.text[suggestion.start : suggestion.end], _describe(suggestion))
        for suggestion in found
        if suggestion.state == Suggestion.State.OPEN
    ]
    return row


def _mark(passage: Passage, suggestions: Sequence[Suggestion]) -> SafeString:
    """Return the text with what was found in it; of two that overlap, the one that begins first or is longer."""
    parts: list[SafeString] = []
    at = 0
    for suggestion in suggestions:
        sign = SIGNS.get(suggestion.kind)
        if sign is None or suggestion.start < at or suggestion.end > len(passage.text):
            continue
        parts.append(format_html("{}", passage.text[at : suggestion.start]))
        parts.append(_marked_words(suggestion, passage.text[suggestion.start : suggestion.end], sign))
        at = suggestion.end
    parts.append(format_html("{}", passage.text[at:]))
    return format_html_join("", "{}", ((part,) for part in parts))


def _marked_words(suggestion: Suggestion, words: str, sign: str) -> SafeString:
    known = suggestion.linked
    inner = format_html("{}", words)
    label = suggestion.get_kind_display()
    if known is not None:
        label = f"{label}: {known}"
        inner = format_html('<a href="{}">{}</a>', address_of_known(suggestion), words)
    state = "is-open" if suggestion.state == Suggestion.State.OPEN else "is-accepted"
    return format_html(
        '<mark class="found found--{} {}" data-key="{}" data-sign="{}" title="{}">{}</mark>',
        suggestion.kind,
        state,
        suggestion.pk,
        sign,
        label,
        inner,
    )


def address_of_known(suggestion: Suggestion) -> str:
    """Return the admin's page of the row that a suggestion is linked to; nothing when it is not."""
    known = suggestion.linked
    return reverse(f"admin:sources_{suggestion.kind}_change", args=[known.pk]) if known is not None else ""


def _describe(suggestion: Suggestion) -> str:
    """Return what a suggestion proposes, in words."""
    proposal: dict[str, Any] = suggestion.proposal
    match suggestion.kind:
        case Suggestion.Kind.DATE:
            return _describe_date(proposal)
        case Suggestion.Kind.FIGURE:
            parts = [proposal.get(name) for name in ("operator", "value", "high", "unit", "words")]
            return " ".join(str(part) for part in parts if part)
        case Suggestion.Kind.CASE_CUE:
            cue = proposal.get("cue")
            return str(Suggestion.Cue(cue).label) if cue in Suggestion.Cue.values else ""
        case Suggestion.Kind.CLAIM:
            text = str(proposal.get("text") or "")
            return f"{text} ({proposal['inferred']})" if proposal.get("inferred") else text
        case _:
            if suggestion.linked is not None:
                return str(suggestion.linked)
            return _("new: %(name)s") % {"name": proposal.get("name") or ""}


def _describe_date(proposal: dict[str, Any]) -> str:
    try:
        words = display_span(
            proposal.get("date") or "", proposal.get("date_end") or "", circa=bool(proposal.get("circa"))
        )
    except (ValueError, KeyError):
        return str(proposal.get("date"))
    return f"{words} ({proposal['inferred']})" if proposal.get("inferred") else words
