"""Pages in the admin that bring documents in, show how far they are, split one, and hand out the original."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from sources.intake_forms import BringInForm, PartForm
from sources.models import Document, Intake
from sources.originals import original_path
from sources.services.intakes import NotTakenError, ask_for_address, ask_for_file, retry_intake
from sources.services.splitting import Part, SplitError, proposed_parts, split_document, unite_document

# So many of the last ones are shown.
SHOWN = 30
# So many empty rows does the form of parts have besides those that are proposed.
_EMPTY_PARTS = 2
_EXTENSIONS = {"text/html": "html", "text/plain": "txt", "application/pdf": "pdf", "message/rfc822": "eml"}


@require_http_methods(["GET", "HEAD", "POST"])
def intakes_page(request: HttpRequest) -> HttpResponse:
    """Ask for documents and show how far the last ones are; htmx asks for the second part alone."""
    _require(request, "sources.add_document")
    form = BringInForm(request.POST, request.FILES) if request.method == "POST" else BringInForm()
    if form.is_bound and form.is_valid() and _take(form, cast(User, request.user)):
        return HttpResponseRedirect(f"{reverse('admin:intakes')}#intakes")
    rows = Intake.objects.select_related("document", "same_as", "asked_by")[:SHOWN]
    context = {
        **admin.site.each_context(request),
        "title": _("Bring documents in"),
        "adminform": _rows(form),
        "intakes": rows,
        "is_unfinished": Intake.objects.unfinished().exists(),
    }
    is_partial = request.headers.get("HX-Request") == "true" and not form.is_bound
    template = "admin/sources/intake/list.html" + ("#intakes" if is_partial else "")
    return render(request, template, context, status=422 if form.is_bound else 200)


@require_POST
def intake_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Fetch an address again."""
    _require(request, "sources.add_document")
    if not retry_intake(get_object_or_404(Intake, pk=pk)):
        messages.error(request, _("Only an address that failed can be fetched again."))
    return HttpResponseRedirect(f"{reverse('admin:intakes')}#intakes")


@require_http_methods(["GET", "HEAD", "POST"])
def split_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which texts a document holds, with proposals; when posted and right, make them."""
    _require(request, "sources.change_document")
    document = get_object_or_404(Document.objects.held(), pk=pk)
    one_after_the_other, quoted = proposed_parts(document)
    proposals = [] if document.contained.exists() else [*one_after_the_other, *quoted]
    formset_class = forms.formset_factory(PartForm, extra=_EMPTY_PARTS)
    initial = [
        {"title": part.title[:300], "passages": part.passages[:100], "byline": part.byline}
        for part in proposals
    ]
    formset = formset_class(
        request.POST if request.method == "POST" else None, initial=initial, prefix="part"
    )
    if formset.is_bound and formset.is_valid():
        # A row whose title was emptied is left out; one that stands as proposed is taken.
        rows = [form.cleaned_data for form in formset if form.cleaned_data.get("title")]
        try:
            made = split_document(document, [Part(**row) for row in rows])
        except SplitError as error:
            formset.forms[error.part].add_error("passages", _split_words(error, document))
        else:
            messages.success(
                request, _("%(count)d contained documents were made, as drafts.") % {"count": len(made)}
            )
            return HttpResponseRedirect(reverse("admin:document-split", args=[document.pk]))
    context = {
        **admin.site.each_context(request),
        "title": _("Split into texts"),
        "document": document,
        "contained": document.contained.order_by("pk"),
        "formset": formset,
        "adminforms": [_rows(form) for form in formset],
        "is_proposed": bool(proposals),
    }
    return render(
        request, "admin/sources/intake/split.html", context, status=422 if formset.is_bound else 200
    )


@require_POST
def unite_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a contained document away."""
    _require(request, "sources.delete_document")
    contained = get_object_or_404(Document.objects.exclude(held_in=None), pk=pk)
    try:
        unite_document(contained)
    except SplitError:
        messages.error(
            request, _("It is published, or something else rests on it. Withdraw or change that first.")
        )
    else:
        messages.success(request, _("Its paragraphs belong to the whole document again."))
    return HttpResponseRedirect(reverse("admin:document-split", args=[contained.held_in_id]))


@require_safe
def original_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand the original out to keep, never to be shown by the browser as a page of ours. Raises Http404."""
    _require(request, "sources.view_document")
    document = get_object_or_404(Document.objects.exclude(sha256=""), pk=pk)
    try:
        file = original_path(document.sha256).open("rb")
    except OSError:
        raise Http404 from None
    name = f"{document.slug}.{_EXTENSIONS.get(document.original_type, 'docx')}"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _rows(form: forms.Form) -> AdminForm:
    """Return a form as the admin lays its own out."""
    return AdminForm(cast(Any, form), [(None, {"fields": list(form.fields)})], {})


def _require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _take(form: BringInForm, user: User) -> bool:
    """Write everything down that was asked for; return whether that worked, else the form says what did not."""
    data = form.cleaned_data
    try:
        for url in data["addresses"]:
            ask_for_address(url, by=user)
        for file in data["upload"]:
            file.seek(0)
            ask_for_file(file.read(), name=file.name or "", by=user)
        if data["text"].strip():
            written = data["text"].encode(errors="replace")
            title = data["text"].strip().splitlines()[0][:100]
            ask_for_file(written, name=title, by=user, way=Intake.Way.TEXT)
    except NotTakenError as error:
        form.add_error(None, str(Intake.Problem(error.problem).label))
        return False
    except OSError:
        form.add_error(None, _("The file could not be written down on this server. Its disk may be full."))
        return False
    return True


def _split_words(error: SplitError, document: Document) -> str:
    if error.reason == SplitError.BEYOND:
        return _("The text has %(count)d paragraphs.") % {"count": document.paragraphs or 0}
    return _("Write paragraphs such as 1-17 or 4-5,20-28.")
