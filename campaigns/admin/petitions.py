"""The petition as PDF in the admin: asked for, followed while a worker makes it, downloaded."""

from typing import cast

from django import forms
from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.admin.asking import ask, find_row
from campaigns.models import PetitionBook, Statement
from campaigns.services.petitions import ask_for_petition, file_of_petition
from toolkit.pdf import PDFUnavailableError

# So often, in seconds, the page looks how far the worker is.
_LOOK_AGAIN = 3


class PetitionForm(forms.Form):
    """In which language."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


def petition_page(admin: ModelAdmin[Statement], request: HttpRequest, object_id: str) -> HttpResponse:
    """Ask for the language and show what is made or being made; when posted, ask a worker for the petition."""
    statement = find_row(admin, request, object_id)
    form = PetitionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            ask_for_petition(statement, language=form.cleaned_data["language"], now=timezone.now())
        except Statement.DoesNotExist:
            form.add_error(None, _("Publish the statement first."))
        except PDFUnavailableError:
            form.add_error(None, _("PDFs cannot be made on this server."))
        else:
            return HttpResponseRedirect(request.path)
    answer = cast(
        TemplateResponse,
        ask(
            admin,
            request,
            title=_("Petition as PDF"),
            explanation=_(
                "The text, who issued it, what is asked, and the names of all who agreed to be shown, on A4. A worker "
                "makes it: five thousand names take some fifteen seconds, and of more there are several files in a "
                "ZIP. It is kept for a week, and goes at once when somebody in it withdraws."
            ),
            button=_("Make the file"),
            form=form,
            row=statement,
        ),
    )
    books = list(PetitionBook.objects.filter(statement=statement))
    answer.template_name = "admin/campaigns/statement/petition.html"
    answer.context_data = {**(answer.context_data or {}), "books": books}
    if any(not book.made_at and not book.problem for book in books):
        # Without a script too.
        answer["Refresh"] = str(_LOOK_AGAIN)
    answer["Cache-Control"] = "no-store"
    return answer


def petition_file(
    admin: ModelAdmin[Statement], request: HttpRequest, object_id: str, key: str
) -> HttpResponseBase:
    """Send a petition that is made. Answers 410 when somebody in it wants out; raises Http404."""
    statement = find_row(admin, request, object_id)
    book = (
        PetitionBook.objects.select_related("statement").filter(content_key=key, statement=statement).first()
    )
    if book is None or not book.made_at:
        raise Http404
    path = file_of_petition(book)
    if path is None:
        words = _(
            "Somebody in this file has withdrawn or is shown otherwise now. It was deleted; make it again."
        )
        return HttpResponse(words, status=410, content_type="text/plain; charset=utf-8")
    name = f"unforgotten-{statement.slug}-petition-{book.language}-{book.content_key[:12]}{path.suffix}"
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response
