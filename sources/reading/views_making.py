"""What is made from passages: a form in the side sheet, or a page of its own."""

from collections.abc import Sequence

from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sources.models import Document, Passage
from sources.reading.answers import answer, find_document, need, sheet, user_of
from sources.reading.asked import asked_of
from sources.reading.forms import ClaimForm
from sources.reading.makers import Maker, maker_of
from sources.reading.prefill import prefill, suggestions_of
from sources.services.reviewing import make_claim_from


def make(admin: ModelAdmin[Document], request: HttpRequest, object_id: int, key: str) -> HttpResponse:
    """Take what is needed to make something from passages; when posted and right, make it."""
    document = find_document(admin, request, object_id)
    maker = maker_of(key)
    if maker is None:
        raise Http404
    need(request, *maker.permissions)
    asked = asked_of(request, document)
    passages = asked.passages(document)
    if not passages:
        raise Http404
    found = prefill(passages, suggestions_of(passages), asked.words)
    form = maker.form(found, request.POST if request.method == "POST" else None, passages=passages)
    number = passages[0].number
    if form.is_bound and form.is_valid():
        said = _make(request, maker, form, passages)
        if said:
            return answer(request, admin, document, [passage.number for passage in passages], number, said)
    return sheet(request, admin, document, form, str(maker.label), passages, number=number, words=asked.words)


def _make(request: HttpRequest, maker: Maker, form: ClaimForm, passages: Sequence[Passage]) -> str:
    """Make it, and return what to say; nothing when it was refused, with the reasons on the form."""
    then = maker.make
    try:
        claim, _step = make_claim_from(
            passages,
            draft=form.draft(),
            by=user_of(request),
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
