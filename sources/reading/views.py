"""Pages of the reading view: the text, what is decided on suggestions, and what is made from passages.

One address answers a browser with a page and htmx with the parts that changed. A part carries its own place on the page
(`hx-swap-oob`), so that one answer can change several.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from sources.admin_base import in_words
from sources.models import Document, Passage, Suggestion
from sources.reading.asked import asked_of, suggestion_of
from sources.reading.drafts import draft_of
from sources.reading.forms import EDIT_FORMS, ClaimForm, ReviewForm
from sources.reading.known import offered_names
from sources.reading.makers import Maker, maker_of, makers
from sources.reading.prefill import Found, prefill
from sources.reading.rows import PIECE, SIGNS, progress_of, rows_of, stretches
from sources.services.review_steps import NotUndone, last_step, undo_review
from sources.services.reviewing import (
    Edit,
    Reviewed,
    accept_suggestions,
    dismiss_suggestions,
    make_claim_from,
)
from sources.services.suggestions import suggest_in

HTMX = json.dumps(
    {
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "historyCacheSize": 0,
        "defaultSettleDelay": 0,
        "responseHandling": [
            {"code": "(2..|3..|422)", "swap": True},
            {"code": "...", "swap": False, "error": True},
        ],
    }
)


def read_page(admin: ModelAdmin[Document], request: HttpRequest, object_id: int) -> HttpResponse:
    """Show the text from some passage on, one of them in focus; htmx gets the next rows, or a change of focus."""
    document = find_document(admin, request, object_id)
    asked = asked_of(request, document)
    if request.htmx and asked.part == "focus":  # type: ignore[attr-defined]  # django-htmx
        return _parts(request, admin, document, numbers=[asked.left, asked.focus], focus=asked.focus)
    rows = rows_of(document, range(asked.first, asked.first + PIECE), asked.focus)
    more = bool(rows) and document.passages.filter(number__gt=rows[-1].passage.number).exists()
    context = {
        **_shared(request, admin, document),
        "stretches": stretches(rows),
        "focus": asked.focus,
        "next": rows[-1].passage.number + 1 if more else None,
        "earlier": max(1, asked.first - PIECE) if asked.first > 1 else None,
    }
    if request.htmx and asked.part == "rows":  # type: ignore[attr-defined]  # as above
        return TemplateResponse(request, "admin/sources/document/rows.html", context)
    context |= {
        **admin.admin_site.each_context(request),
        "title": document.title,
        "opts": admin.opts,
        "progress": progress_of(document),
        "last_step": last_step(document, _user(request)),
        "signs": [(kind, Suggestion.Kind(kind).label, sign) for kind, sign in SIGNS.items()],
        "htmx_config": HTMX,
    }
    return TemplateResponse(request, "admin/sources/document/read.html", context)


def review(admin: ModelAdmin[Document], request: HttpRequest, object_id: int) -> HttpResponse:
    """Accept or dismiss suggestions, and show the passage again."""
    document = find_document(admin, request, object_id)
    _need(request, "sources.change_suggestion")
    form = ReviewForm(document, request.POST)
    if not form.is_valid():
        return HttpResponse(_("Nothing was understood, and nothing changed."), status=422)
    number = form.cleaned_data["passage"]
    suggestions = form.suggestions()
    keys = [suggestion.pk for suggestion in suggestions]
    if form.is_accepting:
        if not may_accept(request, [suggestion.kind for suggestion in suggestions]):
            raise PermissionDenied
        result = accept_suggestions(keys, by=_user(request))
    else:
        result = dismiss_suggestions(keys, by=_user(request))
    said = say(result, is_accepting=form.is_accepting)
    return _answer(request, admin, document, [number], number, said, is_bad=not result.done)


def undo(admin: ModelAdmin[Document], request: HttpRequest, object_id: int) -> HttpResponse:
    """Take back what one did last in a document."""
    document = find_document(admin, request, object_id)
    _need(request, "sources.change_suggestion")
    step = last_step(document, _user(request))
    number = int(request.POST["passage"]) if request.POST.get("passage", "").isdecimal() else 1
    if step is None:
        return _answer(request, admin, document, [number], number, _("There is nothing to take back."))
    keys = [was["pk"] for was in step.before]
    touched = set(Passage.objects.filter(suggestions__in=keys).values_list("number", flat=True))
    cited = [pk for label, pk, _print in step.made if label == "sources.Citation"]
    touched |= set(Passage.objects.filter(citations__in=cited).values_list("number", flat=True))
    try:
        undo_review(step, by=_user(request))
    except NotUndone as error:
        return _answer(request, admin, document, [number], number, str(error), is_bad=True)
    said = _("Taken back: %(step)s, paragraph %(number)d.") % {
        "step": step.get_kind_display(),
        "number": step.passage_number,
    }
    return _answer(request, admin, document, {number, *touched}, step.passage_number, said)


def suggest(admin: ModelAdmin[Document], request: HttpRequest, object_id: int) -> HttpResponse:
    """Read the passages for suggestions; what was handled stays handled."""
    document = find_document(admin, request, object_id)
    _need(request, "sources.change_suggestion")
    n = suggest_in(document)
    messages.success(
        request, ngettext("%(n)d suggestion is open.", "%(n)d suggestions are open.", n) % {"n": n}
    )
    return HttpResponseRedirect(reverse("admin:sources_document_read", args=[document.pk]))


def edit(admin: ModelAdmin[Document], request: HttpRequest, object_id: int, key: int) -> HttpResponse:
    """Change a suggestion before it is accepted; when posted and right, accept it."""
    document = find_document(admin, request, object_id)
    suggestion = suggestion_of(document, key)
    _need(request, "sources.change_suggestion")
    if not may_accept(request, [suggestion.kind]):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    passage = suggestion.passage
    form: Any
    if suggestion.kind == Suggestion.Kind.CLAIM:
        form = ClaimForm(_found_in(suggestion), data, passages=[passage])
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
            changed = Edit(form.proposal(), form.cleaned_data.get("known"))
        result = accept_suggestions([suggestion.pk], by=_user(request), edit=changed)
        if not result.refused:
            said = say(result, is_accepting=True)
            return _answer(
                request, admin, document, [passage.number], passage.number, said, is_bad=not result.done
            )
        for _suggestion, why in result.refused:
            form.add_error(None, in_words(why))
    title = _("Edit, then accept: %(kind)s") % {"kind": suggestion.get_kind_display()}
    return _sheet(request, admin, document, form, title, [passage], number=passage.number)


def make(admin: ModelAdmin[Document], request: HttpRequest, object_id: int, key: str) -> HttpResponse:
    """Take what is needed to make something from passages; when posted and right, make it."""
    document = find_document(admin, request, object_id)
    maker = maker_of(key)
    if maker is None:
        raise Http404
    _need(request, *maker.permissions)
    asked = asked_of(request, document)
    passages = asked.passages(document)
    if not passages:
        raise Http404
    found = prefill(passages, _suggestions_of(passages), asked.words)
    form = maker.form(found, request.POST if request.method == "POST" else None, passages=passages)
    number = passages[0].number
    if form.is_bound and form.is_valid():
        said = _make(request, maker, form, passages)
        if said:
            return _answer(request, admin, document, [passage.number for passage in passages], number, said)
    return _sheet(
        request, admin, document, form, str(maker.label), passages, number=number, words=asked.words
    )


def _make(request: HttpRequest, maker: Maker, form: ClaimForm, passages: Sequence[Passage]) -> str:
    """Make it, and return what to say; nothing when it was refused, with the reasons on the form."""
    then = maker.make
    try:
        claim, _step = make_claim_from(
            passages,
            draft=form.draft(),
            by=_user(request),
            stance=form.cleaned_data["stance"],
            is_quotation=form.cleaned_data["is_quotation"],
            then=(lambda claim: then(claim, form.cleaned_data)) if then is not None else None,
        )
    except ValidationError as error:
        form.show(error)
    except IntegrityError:
        form.add_error(None, _("Somebody has just written the same. Look, and try again."))
    else:
        return _("%(kind)s made: %(text)s") % {"kind": maker.label, "text": claim.text}
    return ""


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


def _answer(
    request: HttpRequest,
    admin: ModelAdmin[Document],
    document: Document,
    numbers: Iterable[int],
    focus: int,
    said: str,
    *,
    is_bad: bool = False,
) -> HttpResponse:
    """Show the passages that changed, and say what was done; without htmx lead back to the page."""
    if request.htmx:  # type: ignore[attr-defined]  # django-htmx
        response = _parts(request, admin, document, numbers=[*numbers, focus], focus=focus, said=said)
        response["HX-Trigger-After-Swap"] = "reading-done"
        response["HX-Reswap"] = "none"
        return response
    (messages.warning if is_bad else messages.success)(request, said)
    address = reverse("admin:sources_document_read", args=[document.pk])
    return HttpResponseRedirect(f"{address}?passage={focus}#p{focus}")


def _parts(
    request: HttpRequest,
    admin: ModelAdmin[Document],
    document: Document,
    *,
    numbers: Iterable[int | None],
    focus: int | None,
    said: str = "",
) -> HttpResponse:
    """Return passages as they are now, each for its own place, with the counts and what to say."""
    rows = rows_of(document, {number for number in numbers if number is not None}, focus)
    context = {
        **_shared(request, admin, document),
        "rows": rows,
        "focus": focus,
        "said": said,
        "progress": progress_of(document) if said else None,
        "last_step": last_step(document, _user(request)) if said else None,
    }
    return HttpResponse(render_to_string("admin/sources/document/parts.html", context, request))


def _sheet(
    request: HttpRequest,
    admin: ModelAdmin[Document],
    document: Document,
    form: Any,  # noqa: ANN401 - one of several forms
    title: str,
    passages: Sequence[Passage],
    *,
    number: int,
    words: range | None = None,
) -> HttpResponse:
    """Show a form about passages: in the side sheet, or as a page of its own."""
    context = {
        **_shared(request, admin, document),
        "form": form,
        "sheet_title": title,
        "passages": passages,
        "words": passages[0].text[words.start : words.stop] if words else "",
        "names": offered_names(document),
        "back": f"{reverse('admin:sources_document_read', args=[document.pk])}?passage={number}#p{number}",
        "folded": [name for name in getattr(form, "folded", ()) if name in form.fields],
    }
    status = 422 if form.is_bound else 200
    if request.htmx:  # type: ignore[attr-defined]  # django-htmx
        return TemplateResponse(request, "admin/sources/document/sheet.html", context, status=status)
    context |= {**admin.admin_site.each_context(request), "title": title, "subtitle": document.title}
    return TemplateResponse(request, "admin/sources/document/sheet_page.html", context, status=status)


def _shared(request: HttpRequest, admin: ModelAdmin[Document], document: Document) -> dict[str, Any]:
    user = _user(request)
    return {
        "document": document,
        "opts": admin.opts,
        "makers": [maker for maker in makers() if user.has_perms(maker.permissions)],
        "may_review": user.has_perm("sources.change_suggestion"),
        "read_url": reverse("admin:sources_document_read", args=[document.pk]),
    }


def find_document(admin: ModelAdmin[Document], request: HttpRequest, object_id: int) -> Document:
    """Return the document that holds the text. Raises PermissionDenied, Http404."""
    document = admin.get_object(request, str(object_id))
    if not admin.has_view_permission(request, document):
        raise PermissionDenied
    if document is None:
        raise Http404
    return document


def may_accept(request: HttpRequest, kinds: Iterable[str]) -> bool:
    """Return whether somebody may make what accepting suggestions of these kinds makes."""
    made = set(kinds) & {"person", "organisation", "place", "claim"}
    return _user(request).has_perms([f"sources.add_{kind}" for kind in made])


def _need(request: HttpRequest, *permissions: str) -> None:
    if not _user(request).has_perms(permissions):
        raise PermissionDenied


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _suggestions_of(passages: Sequence[Passage]) -> list[Suggestion]:
    found = Suggestion.objects.filter(passage__in=passages).exclude(state=Suggestion.State.DISMISSED)
    return list(
        found.select_related("person", "organisation", "place")
        .prefetch_related("person__names", "organisation__names", "place__names")
        .order_by("passage__number", "start", "-end", "pk")
    )


def _found_in(suggestion: Suggestion) -> Found:
    """Return what a suggested claim fills a form with, and the names of its passage to choose from."""
    found = prefill([suggestion.passage], _suggestions_of([suggestion.passage]), None)
    draft = draft_of(suggestion)
    speaker = draft.columns.get("said_by_person") or draft.columns.get("said_by_organisation")
    said_by = str(speaker or draft.columns.get("said_by_label", ""))
    found.initial = {**draft.columns, "text": draft.text, "said_by": said_by}
    ticked = []
    for kind, rows in (
        ("person", draft.people),
        ("organisation", draft.organisations),
        ("place", draft.places),
    ):
        for row in cast(Sequence[Any], rows):
            key = f"{kind}:{row.pk}"
            ticked.append(key)
            if key not in dict(found.named):
                found.named.append((key, str(row)))
    found.initial["named"] = ticked
    return found
