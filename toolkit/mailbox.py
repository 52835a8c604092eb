"""Development only: the mail that was written to a folder, so that nobody needs a mail server to see it."""

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from pathlib import Path
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# The page is for looking at the last few messages.
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in the folder; `name` is its file without the ending."""

    name: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """Its subject."""
        return str(self.message["Subject"])

    @property
    def to(self) -> str:
        """Whom it is for."""
        return str(self.message["To"])

    @property
    def language(self) -> str:
        """The language that its header names, or nothing."""
        return str(self.message["Content-Language"] or "")

    @property
    def date(self) -> datetime | None:
        """When it was written."""
        header = self.message["Date"]
        return cast(datetime | None, header.datetime) if header is not None else None

    @property
    def text(self) -> str:
        """Its text body."""
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body is not None else ""

    @property
    def attachments(self) -> list[tuple[int, str]]:
        """Number and file name of each attachment."""
        return [
            (number, part.get_filename() or "") for number, part in enumerate(self.message.iter_attachments())
        ]


@require_safe
@never_cache
def mailbox_list(request: HttpRequest) -> HttpResponse:
    """List the messages, the newest first."""
    names = sorted((file.stem for file in _folder().glob("*.eml")), reverse=True)
    letters = [_read(name) for name in names[:MOST_SHOWN]]
    return render(request, "toolkit/mailbox_list.html", {"section": "", "letters": letters})


@require_safe
@never_cache
def mailbox_message(request: HttpRequest, name: str) -> HttpResponse:
    """Show the text of a message, its links made clickable."""
    return render(request, "toolkit/mailbox_message.html", {"section": "", "letter": _read(name)})


@require_safe
@never_cache
def mailbox_attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Hand out an attachment as a download. Raises Http404."""
    parts = cast(list[MIMEPart], list(_read(name).message.iter_attachments()))
    if number >= len(parts):
        raise Http404
    part = parts[number]
    content = part.get_payload(decode=True)
    return HttpResponse(
        content if isinstance(content, bytes) else b"",
        content_type=part.get_content_type(),
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{number}.{part.get_content_subtype()}"'
        },
    )


def _folder() -> Path:
    """Return where mail is written to, or was before it went to a server. Raises Http404 in production."""
    if not settings.DEVELOPMENT:
        raise Http404
    options = settings.MAILERS["default"].get("OPTIONS", {})
    return Path(options.get("file_path", settings.MAIL_FOLDER))


def _read(name: str) -> Letter:
    try:
        content = (_folder() / f"{name}.eml").read_bytes()
    except OSError:
        raise Http404 from None
    return Letter(name, email.message_from_bytes(content, policy=email.policy.default))


app_name = "mailbox"
urlpatterns = [
    path("", mailbox_list, name="mailbox-list"),
    path("<slug:name>/", mailbox_message, name="mailbox-message"),
    path("<slug:name>/<int:number>/", mailbox_attachment, name="mailbox-attachment"),
]
