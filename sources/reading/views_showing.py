"""The reading view itself: the text, a piece at a time, one of its passages in focus."""

import json

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from sources.models import Document, Suggestion
from sources.reading.answers import find_document, shared, user_of
from sources.reading.asked import asked_of
from sources.reading.rows import PIECE, SIGNS, progress_of, rows_of, stretches
from sources.services.review_steps import last_step

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
        # What stands beside the two: their words stay, and with them what is selected in them.
        numbers = {number for number in (asked.left, asked.focus) if number is not None}
        context = {**shared(request, admin, document), "rows": rows_of(document, numbers, asked.focus)}
        return TemplateResponse(request, "admin/sources/document/beside_parts.html", context)
    rows = rows_of(document, range(asked.first, asked.first + PIECE), asked.focus)
    more = bool(rows) and document.passages.filter(number__gt=rows[-1].passage.number).exists()
    context = {
        **shared(request, admin, document),
        "stretches": stretches(rows),
        "focus": asked.focus,
        "is_furniture_shown": asked.is_furniture_shown,
        "next": rows[-1].passage.number + 1 if more else None,
        "earlier": max(1, asked.first - PIECE) if asked.first > 1 else None,
    }
    if request.htmx and asked.part == "rows":  # type: ignore[attr-defined]  # as above
        return TemplateResponse(request, "admin/sources/document/rows.html", context)
    context |= {
        **admin.admin_site.each_context(request),
        "title": document.title,
        "held_in": document.held_in,
        "opts": admin.opts,
        "progress": progress_of(document),
        "last_step": last_step(document, user_of(request)),
        "signs": [(kind, Suggestion.Kind(kind).label, sign) for kind, sign in SIGNS.items()],
        "htmx_config": HTMX,
    }
    return TemplateResponse(request, "admin/sources/document/read.html", context)
