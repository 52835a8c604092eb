"""What is decided while reading: suggestions accepted, edited or dismissed, furniture marked, a step taken back."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sources.admin_base import in_words
from sources.models import Document, Passage, Suggestion
from sources.reading.answers import answer, find_document, may_accept, need, sheet, user_of
from sources.reading.asked import suggestion_of
from sources.reading.forms import EDIT_FORMS, ClaimForm, MarkForm, ReviewForm
from sources.reading.prefill import found_in
from sources.services.marking import mark_passage
from sources.services.review_steps import NotUndone, last_step, undo_review
from sources.services.reviewing import Edit, Reviewed, accept_suggestions, dismiss_suggestions
from sources.services.suggestions import suggest_in


def review(admin: ModelAdmin[Document], request: HttpRequest, object_id: int) -> HttpResponse:
    """Accept or dismiss suggestions, and show the passage again."""
    document = find_document(admin, request, object_id)
    need(request, "sources.change_suggestion")
    form = ReviewForm(document, request.POST)
    if not form.is_valid():
        return HttpResponse(_("Nothing was understood, and nothing changed."), status=422)
    number = form.cleaned_data["passage"]
    suggestions = form.suggestions()
    keys = [suggestion.pk for suggestion in suggestions]
    if form.is_accepting:
        if not may_accept(request, [suggestion.kind for suggestion in suggestions]):
            raise PermissionDenied
        result = accept_suggestions(keys, by=user_of(request))
    else:
        result = dismiss_suggestions(keys, by=user_of(request))
    said = say(result, is_accepting=form.is_accepting)
    return answer(request, admin, document, [number], number, said, is_bad=not result.done)


def mark(admin: ModelAdmin[Document], request: HttpRequest, object_id: int) -> HttpResponse:
    """Mark a passage as furniture of the page or as text, and show it again."""
    document = find_document(admin, request, object_id)
    need(request, "sources.change_passage")
    form = MarkForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("Nothing was understood, and nothing changed."), status=422)
    passage = get_object_or_404(Passage, document=document, number=form.cleaned_data["passage"])
    is_furniture = form.cleaned_data["mark"] == "furniture"
    number = passage.number
    try:
        mark_passage(passage, is_furniture=is_furniture, by=user_of(request))
    except ValidationError as error:
        return answer(request, admin, document, [number], number, " ".join(error.messages), is_bad=True)
    said = (
        _("Paragraph %(number)d is furniture of the page now.")
        if is_furniture
        else _("Paragraph %(number)d is text now. “Look for suggestions” has it read.")
    )
    return answer(request, admin, document, [number], number, said % {"number": number})


def undo(admin: ModelAdmin[Document], request: HttpRequest, object_id: int) -> HttpResponse:
    """Take back what one did last in a document."""
    document = find_document(admin, request, object_id)
    need(request, "sources.change_suggestion")
    step = last_step(document, user_of(request))
    number = int(request.POST["passage"]) if request.POST.get("passage", "").isdecimal() else 1
    if step is None:
        return answer(request, admin, document, [number], number, _("There is nothing to take back."))
    keys = [was["pk"] for was in step.before]
    touched = set(Passage.objects.filter(suggestions__in=keys).values_list("number", flat=True))
    cited = [pk for label, pk, _print in step.made if label == "sources.Citation"]
    touched |= set(Passage.objects.filter(citations__in=cited).values_list("number", flat=True))
    try:
        undo_review(step, by=user_of(request))
    except NotUndone as error:
        return answer(request, admin, document, [number], number, str(error), is_bad=True)
    said = _("Taken back: %(step)s, paragraph %(number)d.") % {
        "step": step.get_kind_display(),
        "number": step.passage_number,
    }
    return answer(request, admin, document, {number, *touched}, step.passage_number, said)


def suggest(admin: ModelAdmin[Document], request: HttpRequest, object_id: int) -> HttpResponse:
    """Read the passages for suggestions; what was handled stays handled."""
    document = find_document(admin, request, object_id)
    need(request, "sources.change_suggestion")
    n = suggest_in(document)
    messages.success(
        request, ngettext("%(n)d suggestion is open.", "%(n)d suggestions are open.", n) % {"n": n}
    )
    return HttpResponseRedirect(reverse("admin:sources_document_read", args=[document.pk]))


def edit(admin: ModelAdmin[Document], request: HttpRequest, object_id: int, key: int) -> HttpResponse:
    """Change a suggestion before it is accepted; when posted and right, accept it."""
    document = find_document(admin, request, object_id)
    suggestion = suggestion_of(document, key)
    need(request, "sources.change_suggestion")
    if not may_accept(request, [suggestion.kind]):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    passage = suggestion.passage
    form: Any
    if suggestion.kind == Suggestion.Kind.CLAIM:
        form = ClaimForm(found_in(suggestion), data, passages=[passage])
    else:
        form = EDIT_FORMS[suggestion.kind](suggestion, data)
    if form.is_bound and form.is_valid():
        if isinstance(form, ClaimForm):
            changed = Edit(
                draft=form.draft(),
                stance=form.cleaned_data["stance"],
                is_quotation=form.cleaned_data["is_quotation"],
            )
        else:
            is_another = form.cleaned_data.get("is_another", False)
            known = None if is_another else form.cleaned_data.get("known")
            changed = Edit(form.proposal(), known, is_another=is_another)
        result = accept_suggestions([suggestion.pk], by=user_of(request), edit=changed)
        if not result.refused:
            said = say(result, is_accepting=True)
            return answer(
                request, admin, document, [passage.number], passage.number, said, is_bad=not result.done
            )
        offered = result.refused[0][0].linked
        if offered is not None and not isinstance(form, ClaimForm):
            # The form shows what is offered, and keeps what was typed.
            form = EDIT_FORMS[suggestion.kind](suggestion, {**form.data.dict(), "known": offered.slug})
            form.full_clean()
        for _suggestion, why in result.refused:
            form.add_error(None, in_words(why))
    title = _("Edit, then accept: %(kind)s") % {"kind": suggestion.get_kind_display()}
    return sheet(request, admin, document, form, title, [passage], number=passage.number)


def say(result: Reviewed, *, is_accepting: bool) -> str:
    """Return in a sentence or more what became of suggestions."""
    said = []
    if len(result.done) == 1:
        done = result.done[0]
        kind = done.get_kind_display()
        words = done.linked or done.claim or done.passage.text[done.start : done.end]
        text = _("%(kind)s accepted: %(words)s.") if is_accepting else _("%(kind)s dismissed: %(words)s.")
        said.append(text % {"kind": kind, "words": str(words).rstrip(".")})
    elif result.done:
        n = len(result.done)
        text = (
            ngettext("%(n)d suggestion accepted.", "%(n)d suggestions accepted.", n)
            if is_accepting
            else ngettext("%(n)d suggestion dismissed.", "%(n)d suggestions dismissed.", n)
        )
        said.append(text % {"n": n})
    if result.taken:
        n = len(result.taken)
        who = ", ".join(sorted({str(row.handled_by) for row in result.taken if row.handled_by})) or "?"
        text = ngettext(
            "%(n)d had been handled already, by %(who)s.", "%(n)d had been handled already, by %(who)s.", n
        )
        said.append(text % {"n": n, "who": who})
    said += [in_words(why) for _suggestion, why in result.refused]
    return " ".join(said) or _("Nothing is selected.")
