"""Addresses, headers, and sending: one message, and what is known about it afterwards."""

import contextlib
import re
import smtplib
import unicodedata
import uuid
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import EmailValidator
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _

LONGEST_ADDRESS = 254
LONGEST_LOCAL_PART = 64

_looks_right = EmailValidator(allowlist=[])
_ENHANCED_CODE = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}\b")


class DeliveryUnknownError(Exception):
    """The connection was lost after the server had been given the message: nobody knows whether it took it."""


class Outcome(StrEnum):
    """What is known after a message was handed to a server."""

    SENT = "sent"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outcome of one message; `problem` is a code or the kind of an error, never a server's own words."""

    outcome: Outcome
    problem: str = ""


def clean_address(text: str) -> str:
    """Return an address that can be written to: as typed, its domain in ASCII.

    Raises ValidationError, whose message says how to mend it.
    """
    address = text.strip()
    local, at, domain = address.rpartition("@")
    rules = [
        (len(address) > LONGEST_ADDRESS or len(local) > LONGEST_LOCAL_PART, _("This address is too long.")),
        (any(map(str.isspace, address)), _("This address has a space in it.")),
        (not at, _("This address is missing its @ sign.")),
        ("@" in local, _("This address has more than one @ sign.")),
        (not local, _("This address is missing the part before the @ sign.")),
        (not domain, _("This address is missing the part after the @ sign.")),
        (not local.isascii(), _("The part before the @ sign can only have Latin letters.")),
        (
            not domain.rpartition(".")[0] or domain.endswith("."),
            _("This address is missing its ending, such as .org or .kz."),
        ),
    ]
    for is_wrong, message in rules:
        if is_wrong:
            raise ValidationError(message, code="address")
    try:
        cleaned = f"{local}@{punycode(unicodedata.normalize('NFC', domain))}"
        # Quoted names and bare IP addresses are legal, but nobody's.
        _looks_right(cleaned if local[0] != '"' and domain[0] != "[" else "")
    except (ValueError, ValidationError):
        raise ValidationError(
            _("This is not an e-mail address. Look for a slip, such as a comma in place of a dot."),
            code="address",
        ) from None
    return cleaned


def canonical_address(address: str) -> str:
    """Return the form under which one mailbox is always found: lower case, domain in ASCII. Raises nothing."""
    local, at, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    with contextlib.suppress(ValueError):
        domain = punycode(domain)
    return f"{local}{at}{domain}".casefold()


def header_text(text: str) -> str:
    """Return text as one line without control or direction characters, fit for a header."""
    visible = (letter if unicodedata.category(letter) not in {"Cc", "Cs"} else " " for letter in text)
    return " ".join("".join(visible).split())


def make_message_id() -> str:
    """Return a new Message-ID under our own host, which tells nothing about the machine or the moment."""
    return f"<{uuid.uuid4().hex}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def connect(connection: BaseEmailBackend) -> str:
    """Open the connection unless it is open; return what is wrong, nothing when it stands."""
    try:
        connection.open()
    except OSError as error:
        hang_up(connection)
        return f"no connection: {_describe(error)}"
    return ""


def deliver(connection: BaseEmailBackend, message: EmailMessage) -> Delivery:
    """Hand one message to an open connection and return what is known; raises nothing that a server can cause.

    After a failure the connection is closed, so that the next message gets a fresh one.
    """
    try:
        connection.send_messages([message])
    except DeliveryUnknownError as error:
        hang_up(connection)
        return Delivery(Outcome.UNKNOWN, f"connection lost: {_describe(error.__cause__ or error)}")
    except (OSError, ValueError) as error:
        hang_up(connection)
        return Delivery(_outcome(error), _describe(error))
    return Delivery(Outcome.SENT)


def hang_up(connection: BaseEmailBackend) -> None:
    """Close a connection whatever state it is in."""
    # An error here says that it is gone already, and Django forgets it all the same.
    with contextlib.suppress(OSError):
        connection.close()


def _outcome(error: Exception) -> Outcome:
    """Is it worth another try? A 5xx counts when it is about this message, not about us or the server."""
    if isinstance(error, ValueError):
        return Outcome.PERMANENT
    code, _text = _reply(error)
    about_message = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    if isinstance(error, smtplib.SMTPDataError) and code < 0:
        return Outcome.UNKNOWN
    return Outcome.PERMANENT if about_message and code >= 500 else Outcome.TEMPORARY


def _describe(error: BaseException) -> str:
    """Return codes or the error's kind. The server's text is left out: it often repeats the address."""
    code, text = _reply(error)
    enhanced = _ENHANCED_CODE.match(text)
    if code > 0:
        return f"{code} {enhanced[0].decode()}" if enhanced else str(code)
    return type(error).__name__


def _reply(error: BaseException) -> tuple[int, bytes]:
    """Return the server's code and text; -1 and nothing when there was no answer."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(error.recipients.values(), default=(-1, b""))
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return error.smtp_code, text if isinstance(text, bytes) else text.encode()
    return -1, b""
