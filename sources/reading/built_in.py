"""What this room makes from a passage: a claim, a position on a question, a tie."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sources.models import Claim, Person, Position, Question, Tie
from sources.reading.forms import ClaimForm, PartialDate
from sources.reading.known import KnownField
from sources.reading.makers import Maker, register
from toolkit.names import free_slug

_TWO = ("person", "organisation")


class PositionForm(ClaimForm):
    """A claim, and the question that it answers."""

    question = forms.ModelChoiceField(label=gettext_lazy("Question"), queryset=Question.objects.all())
    who = forms.CharField(label=gettext_lazy("Who says so"), max_length=120)
    answer = forms.CharField(label=gettext_lazy("Answer in a few words"), max_length=160, required=False)

    field_order = ["question", "who", "answer", "text"]


class TieForm(ClaimForm):
    """A claim, and the tie that rests on it."""

    subject = KnownField(_TWO, label=gettext_lazy("From"))
    tie_kind = forms.ChoiceField(label=gettext_lazy("Tie"), choices=Tie.Kind)
    object = KnownField(_TWO, label=gettext_lazy("To"))
    since = PartialDate(label=gettext_lazy("Since"))
    until = PartialDate(label=gettext_lazy("Until"))

    field_order = ["subject", "tie_kind", "object", "since", "until", "text"]


def register_own() -> None:
    """Offer them; called once the app is ready."""
    register(Maker("claim", gettext_lazy("Claim"), ClaimForm, ("sources.add_claim",)))
    register(
        Maker(
            "position",
            gettext_lazy("Position on a question"),
            PositionForm,
            ("sources.add_claim", "sources.change_question"),
            _make_position,
        )
    )
    register(Maker("tie", gettext_lazy("Tie"), TieForm, ("sources.add_claim", "sources.add_tie"), _make_tie))


def _make_position(claim: Claim, data: Mapping[str, Any]) -> list[Model]:
    question: Question = data["question"]
    if question.is_published:
        # Its positions are checked when it is published; a draft claim among them is not shown.
        question = Question.objects.select_for_update().get(pk=question.pk)
    last = question.positions.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    return [
        Position.objects.create(
            question=question, claim=claim, who=data["who"], answer=data["answer"], position=position
        )
    ]


def _make_tie(claim: Claim, data: Mapping[str, Any]) -> list[Model]:
    subject, other = data["subject"], data["object"]
    if subject == other:
        raise ValidationError({"object": _("A tie leads to somebody else.")})
    words = f"{subject} {data['tie_kind']} {other}"
    base = free_slug(words, taken=set(), longest=90)
    taken = set(Tie.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    tie = Tie(
        slug=free_slug(words, taken=taken, longest=90),
        kind=data["tie_kind"],
        since=data["since"],
        until=data["until"],
        **{_side("subject", subject): subject, _side("object", other): other},
    )
    tie.full_clean()
    tie.save()
    tie.claims.add(claim)
    return [tie]


def _side(side: str, row: Model) -> str:
    return f"{side}_person" if isinstance(row, Person) else f"{side}_organisation"
