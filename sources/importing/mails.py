"""EML to paragraphs: the text of a message, or of the one that it only passes on. Attachments are left alone."""

import re
from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import cast

from sources.importing.encodings import decode
from sources.importing.furniture import mark_lines
from sources.importing.pages import read_markup
from sources.importing.proposals import LONGEST_BYLINE, LONGEST_TITLE, propose, tidy
from sources.importing.shapes import Paragraph, Reading, UnreadableError, check_length
from sources.passages import split_passages

# So many messages within messages are opened.
_DEPTH = 3
_MOST_PARTS = 1000
# Lines of mail are broken at 72 or 78 letters.
_WRAPPED = range(50, 81)
_LOCKED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}


def read_mail(data: bytes) -> Reading:
    """Return the paragraphs of a message. Raises UnreadableError."""
    try:
        return _read(message_from_bytes(data.lstrip(), policy=policy.default), _DEPTH)
    except (RecursionError, MessageError, LookupError, AttributeError, TypeError, ValueError, IndexError):
        # The library raises all of these for messages that are malformed.
        raise UnreadableError("broken") from None


def _read(message: EmailMessage, depth: int) -> Reading:
    if message.get_content_type() in _LOCKED:
        raise UnreadableError("encrypted")
    body = message.get_body(preferencelist=("plain", "html"))
    reading = _read_body(cast(EmailMessage, body)) if body is not None else None
    if reading is None or not reading.paragraphs:
        inner = _passed_on(message) if depth else None
        if inner is None:
            raise UnreadableError("empty")
        return _read(inner, depth - 1)
    own = reading.proposals
    sender = re.sub(r"<[^>]*>|\S+@\S+", "", str(message.get("from", ""))).strip(" \"'")
    return replace(
        reading,
        kind="eml",
        proposals=replace(
            own,
            title=tidy(str(message.get("subject", "")), LONGEST_TITLE) or own.title,
            byline=tidy(sender, LONGEST_BYLINE) or own.byline,
            published_on=_date(message) or own.published_on,
        ),
    )


def _read_body(part: EmailMessage) -> Reading | None:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return None
    text = decode(payload, declared=part.get_content_charset() or "")
    if part.get_content_subtype() == "html":
        return read_markup(text)
    lines = _unwrap(text)
    check_length(lines)
    marks = mark_lines(lines)
    signature = next((at for at, line in enumerate(lines) if line.rstrip() == "--"), len(lines))
    rows = zip(range(len(lines)), lines, marks, strict=True)
    paragraphs = tuple(Paragraph(line, mark or at >= signature) for at, line, mark in rows)
    return Reading("eml", paragraphs, propose(paragraphs))


def _unwrap(text: str) -> Sequence[str]:
    """Return the paragraphs of a mail: lines that were broken for the screen are joined up to the next empty one."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    inner = [line for line, after in pairwise(lines) if line.strip() and after.strip()]
    if not inner or sum(len(line) in _WRAPPED for line in inner) * 2 < len(inner):
        return split_passages(text)
    blocks: list[list[str]] = [[]]
    for line in lines:
        starts = line.lstrip().startswith((">", "-", "*", "•")) or line.rstrip() == "--"
        if not line.strip() or starts:
            blocks.append([])
        if line.strip():
            blocks[-1].append(line.strip())
        if line.rstrip() == "--":
            blocks.append([])
    return tuple(" ".join(block) for block in blocks if block)


def _passed_on(message: EmailMessage) -> EmailMessage | None:
    """Return the first message within this one."""
    for at, part in enumerate(message.walk()):
        if at > _MOST_PARTS:
            raise UnreadableError("bomb")
        if part is not message and part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            return cast(EmailMessage, inner[0]) if isinstance(inner, list) and inner else None
    return None


def _date(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(str(message.get("date", ""))).date().isoformat()
    except (ValueError, TypeError, OverflowError):
        return ""
