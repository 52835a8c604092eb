"""What the pages of the reading view answer: parts for htmx, the side sheet, or a page of its own; and who may.

One address answers a browser with a page and htmx with the parts that changed. A part carries its own place on the page
(`hx-swap-oob`), so that one answer can change several.
"""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.models import User
from sources.models import Document, Passage
from sources.reading.known import offered_names
from sources.reading.makers import makers
from sources.reading.rows import progress_of, rows_of
from sources.services.review_steps import last_step


def answer(
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
        response = parts(request, admin, document, numbers=[*numbers, focus], focus=focus, said=said)
        response["HX-Trigger-After-Swap"] = "reading-done"
        response["HX-Reswap"] = "none"
        return response
    (messages.warning if is_bad else messages.success)(request, said)
    address = reverse("admin:sources_document_read", args=[document.pk])
    return HttpResponseRedirect(f"{address}?passage={focus}#p{focus}")


def parts(
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
        **shared(request, admin, document),
        "rows": rows,
        "focus": focus,
        "said": said,
        "progress": progress_of(document) if said else None,
        "last_step": last_step(document, user_of(request)) if said else None,
    }
    return HttpResponse(render_to_string("admin/sources/document/parts.html", context, request))


def sheet(
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
        **shared(request, admin, document),
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


def shared(request: HttpRequest, admin: ModelAdmin[Document], document: Document) -> dict[str, Any]:
    """Return what every part of the view needs."""
    user = user_of(request)
    return {
        "document": document,
        "opts": admin.opts,
        "makers": [maker for maker in makers() if user.has_perms(maker.permissions)],
        "may_review": user.has_perm("sources.change_suggestion"),
        "may_mark": user.has_perm("sources.change_passage"),
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
    return user_of(request).has_perms([f"sources.add_{kind}" for kind in made])


def need(request: HttpRequest, *permissions: str) -> None:
    """Raise PermissionDenied to somebody without a permission."""
    if not user_of(request).has_perms(permissions):
        raise PermissionDenied


def user_of(request: HttpRequest) -> User:
    """Return who asks; the admin's pages are for those who are signed in."""
    return cast(User, request.user)
