"""Which ties a reader asks for: of a kind, of somebody, as it stood on a day; and which of them are drawn."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sources.models import Organisation, Person, Tie
from sources.ties.rows import TieRow, key_of
from toolkit.alphabets import in_order

# More ties than these nobody can follow with the eye where they lead to and fro; then the neighbourhood of one is
# drawn, a star, which can hold more. Looked at with samples of 60 and of 200 people and organisations.
WHOLE = 24
MOST = 60


class MapForm(forms.Form):
    """The filters of the map; what is not understood is left out, since the page still has something to show."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    of = forms.ChoiceField(label=_("Person or organisation"), required=False)
    on = forms.DateField(
        label=_("As it stood on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A tie whose beginning or end no source gives counts as standing."),
    )

    def __init__(self, data: object, rows: Sequence[TieRow]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict; the stubs want it spelt out
        kinds = dict.fromkeys(row.tie.kind for row in rows)
        self._choices(
            "kind", [(kind, str(Tie.Kind(kind).label)) for kind in Tie.Kind.values if kind in kinds]
        )
        ends = {key_of(end): end.display_name for row in rows for end in (row.subject, row.object)}
        self._choices("of", sorted(ends.items(), key=lambda pair: in_order(pair[1], get_language())))

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - both are, above
        field.choices = [("", _("All")), *choices]


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for; empty where everything is wanted."""

    kind: str = ""
    of: str = ""
    on: date | None = None


def read_wish(form: MapForm) -> Wish:
    """Return what a form asks for, without what it does not understand."""
    form.is_valid()
    given = form.cleaned_data
    return Wish(given.get("kind") or "", given.get("of") or "", given.get("on"))


def choose(rows: Sequence[TieRow], wish: Wish) -> list[TieRow]:
    """Return the rows of the kind and the day that are asked for."""
    return [
        row
        for row in rows
        if (not wish.kind or row.tie.kind == wish.kind) and (wish.on is None or stood_on(row.tie, wish.on))
    ]


def near(rows: Sequence[TieRow], of: str) -> list[TieRow]:
    """Return the ties that somebody has; all of them when nobody is asked for."""
    return [row for row in rows if not of or of in {key_of(row.subject), key_of(row.object)}]


def stood_on(tie: Tie, day: date) -> bool:
    """Return whether a tie may have stood on a day: partial dates are taken at their widest."""
    text = day.isoformat()
    return (not tie.since or tie.since <= text) and (not tie.until or tie.until >= text[: len(tie.until)])


@dataclass(frozen=True, slots=True)
class Part:
    """The ties that are drawn. Where not all can be: `around` whose neighbourhood, `is_cut` if not even all of that."""

    rows: list[TieRow]
    around: Person | Organisation | None = None
    is_cut: bool = False


def part_to_draw(rows: Sequence[TieRow], of: str = "") -> Part:
    """Return all ties when they are few, or all of one whom is asked for; else those of who has the most."""
    if len(rows) <= (MOST if of else WHOLE):
        return Part(list(rows))
    ends = {key_of(end): end for row in rows for end in (row.subject, row.object)}
    counts = Counter(key for row in rows for key in {key_of(row.subject), key_of(row.object)})
    chosen = of if of in ends else min(counts, key=lambda key: (-counts[key], key))
    around = near(rows, chosen)
    return Part(around[:MOST], ends[chosen], is_cut=len(around) > MOST)
