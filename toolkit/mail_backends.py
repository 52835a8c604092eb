"""Where mail goes: to an SMTP server, or into a folder as one .eml file a message."""

import contextlib
import email.policy
import os
import secrets
import smtplib
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from toolkit.mail import DeliveryUnknownError

# What lies in the folder holds addresses and private links; nobody reads it after two weeks.
KEPT_SECONDS = 14 * 24 * 60 * 60


class _TellingSMTP(smtplib.SMTP):
    """An SMTP client that tells a connection lost before the message was given from one lost after."""

    def data(self, msg: Any) -> tuple[int, bytes]:  # noqa: ANN401 - smtplib's signature
        """Give the message. Raises DeliveryUnknownError when no answer comes to it."""
        try:
            return super().data(msg)
        except smtplib.SMTPDataError:
            raise
        except OSError as error:
            raise DeliveryUnknownError("no answer to the message") from error


class _TellingSMTPS(_TellingSMTP, smtplib.SMTP_SSL):
    """The same over a connection that is encrypted from the start."""


class SmtpBackend(EmailBackend):
    """Django's SMTP backend, with a client that knows what it does not know."""

    @property
    def connection_class(self) -> type[smtplib.SMTP_SSL | smtplib.SMTP]:
        """The client that Django opens."""
        return _TellingSMTPS if self.use_ssl else _TellingSMTP


class FolderBackend(BaseEmailBackend):
    """Writes each message to its own file, whole or not at all, readable by the owner only."""

    def __init__(self, file_path: str, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own options
        super().__init__(**kwargs)
        self.folder = Path(file_path)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages and return how many. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
            fresh = self.folder / f".{name}.new"
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(message.message(policy=email.policy.SMTP).as_bytes())
                    file.flush()
                    os.fsync(file.fileno())
                fresh.rename(self.folder / f"{name}.eml")
            except BaseException:
                fresh.unlink(missing_ok=True)
                raise
        return len(email_messages)


def forget_old_mail(folder: Path) -> int:
    """Delete messages that were written more than two weeks ago; return how many."""
    forgotten = 0
    for path in folder.glob("*.eml"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                path.unlink()
                forgotten += 1
    return forgotten
