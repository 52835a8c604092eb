"""What an address of the reading view asks for, checked: passages, one of them in focus, words of the first."""

from dataclasses import dataclass, field

from django import forms
from django.http import Http404, HttpRequest

from sources.models import Document, Passage, Suggestion
from sources.reading.rows import PIECE

# A claim that cites more passages than this was ticked by mistake.
MOST_PASSAGES = 20


class AskedForm(forms.Form):
    """The numbers in an address."""

    passage = forms.IntegerField(min_value=1, max_value=10**9, required=False)
    left = forms.IntegerField(min_value=1, max_value=10**9, required=False)
    start = forms.IntegerField(min_value=0, max_value=10**9, required=False)
    end = forms.IntegerField(min_value=1, max_value=10**9, required=False)
    part = forms.ChoiceField(choices=[("rows", "rows"), ("focus", "focus")], required=False)
    furniture = forms.ChoiceField(choices=[("shown", "shown")], required=False)


@dataclass
class Asked:
    """What an address asks for."""

    first: int = 1
    focus: int | None = None
    left: int | None = None
    part: str = ""
    is_furniture_shown: bool = False
    numbers: list[int] = field(default_factory=list)
    words: range | None = None

    def passages(self, document: Document) -> list[Passage]:
        """Return the passages asked for, in the order of the text. Raises Http404 when one is not there."""
        found = list(
            document.passages.filter(number__in=self.numbers)
            .select_related("document", "quoted_from")
            .order_by("number")
        )
        if len(found) != len(set(self.numbers)):
            raise Http404
        return found


def asked_of(request: HttpRequest, document: Document) -> Asked:
    """Return what an address asks for; numbers that are none are left out, since people type addresses."""
    form = AskedForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    asked = Asked(focus=data.get("passage"), left=data.get("left"), part=data.get("part") or "")
    asked.is_furniture_shown = bool(data.get("furniture"))
    numbers = [text for text in request.GET.getlist("passage") if text.isdecimal() and len(text) < 10]
    asked.numbers = [int(text) for text in dict.fromkeys(numbers)][:MOST_PASSAGES]
    start, end = data.get("start"), data.get("end")
    if start is not None and end is not None and start < end:
        asked.words = range(start, end)
    begin = request.GET.get("from", "")
    if begin.isdecimal() and len(begin) < 10:
        asked.first = max(1, int(begin))
    elif asked.focus is not None:
        asked.first = (asked.focus - 1) // PIECE * PIECE + 1
    return asked


def suggestion_of(document: Document, key: int) -> Suggestion:
    """Return a suggestion of a document. Raises Http404."""
    found = Suggestion.objects.filter(passage__document=document, pk=key).select_related(
        "passage__document", "passage__quoted_from", "person", "organisation", "place"
    )
    suggestion = found.first()
    if suggestion is None:
        raise Http404
    return suggestion
