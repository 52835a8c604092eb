"""A real SMTP server in this process, which can be told to misbehave."""

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

# What the server does when a message has been given: answer, or never answer.
DROP = "drop"
STALL = "stall"


class Mailboxes:
    """Takes messages, unless told to refuse them ("550 5.1.1 no"), or to lose them: `fault` is DROP or STALL."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.connections = 0
        self.refuse_recipient = ""
        self.refuse_message = ""
        self.fault = ""

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count the connection."""
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient; the refusal repeats the address, as servers do."""
        if self.refuse_recipient:
            return f"{self.refuse_recipient} <{address}>: recipient address rejected"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take or refuse a message, or lose the connection with the message taken."""
        if self.refuse_message:
            return f"{self.refuse_message} {envelope.rcpt_tos}"
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(email.message_from_bytes(content, policy=email.policy.default))
        if self.fault == DROP:
            cast(asyncio.Transport, server.transport).abort()
        if self.fault == STALL:
            await asyncio.sleep(30)
        return "250 2.0.0 taken"

    @property
    def message_ids(self) -> list[str]:
        """The Message-ID of each message taken."""
        return [str(message["Message-ID"]) for message in self.messages]


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def smtp_server() -> Iterator[tuple[Mailboxes, int]]:
    """Run a server on a free port of this machine; yield what it takes and the port."""
    mailboxes = Mailboxes()
    controller = Controller(mailboxes, hostname="127.0.0.1", port=free_port(), data_size_limit=None)
    controller.start()
    try:
        yield mailboxes, controller.port
    finally:
        controller.stop()
