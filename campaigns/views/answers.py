"""Answers that several pages of volunteers give alike."""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import redirect, render


def posted_data(request: HttpRequest) -> QueryDict | None:
    """Return what was posted; None when it is larger than we take, or broken."""
    try:
        return request.POST
    except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError):
        return None


def see_other(to: str, *args: object) -> HttpResponse:
    """Lead a browser that posted to a page, so that loading it again posts nothing."""
    response = redirect(to, *args)
    response.status_code = 303
    return response


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer alike for a wrong, an expired and a revoked link."""
    return render(request, "campaigns/sign_up_not_found.html", {"section": "pickets"}, status=404)


def calendar_file(content: bytes, name: str) -> HttpResponse:
    """Hand out a calendar file."""
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )
