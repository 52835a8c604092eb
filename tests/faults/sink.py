"""An SMTP server that takes messages and writes down which, and does to some what servers do.

    python -m tests.faults.sink PORT LOG STALL_EVERY
    python -m tests.faults.sink PORT LOG calm

What happens to a message follows from its Message-ID, so that another attempt fares otherwise; addresses that begin
with "refused" are refused for good. A line of the log is written before the message is taken, as servers do.
"""

import asyncio
import os
import re
import sys
import zlib
from pathlib import Path
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session

STALL_SECONDS = 40
_ID = re.compile(rb"^Message-ID: (<[^>]+>)", re.IGNORECASE | re.MULTILINE)


class Sink:
    """Decides what becomes of each message."""

    def __init__(self, log: Path, stall_every: int | None) -> None:
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.stall_every = stall_every

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse for good those that are to be refused."""
        if address.startswith("refused") and self.stall_every:
            self.note("refused", "-", address)
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the message, put it off, lose the connection before or after, or never answer."""
        found = _ID.search(cast(bytes, envelope.content))
        message_id = found[1].decode() if found else "<none>"
        address = envelope.rcpt_tos[0]
        fate = zlib.crc32(message_id.encode())
        transport = cast(asyncio.Transport, server.transport)
        if not self.stall_every:
            self.note("taken", message_id, address)
            return "250 2.0.0 taken"
        if fate % 100 == 1:
            self.note("put-off", "-", address)
            return "451 4.3.0 try again later"
        if fate % 500 == 2:
            self.note("lost-before", "-", address)
            transport.abort()
            return ""
        self.note("taken", message_id, address)
        if fate % 500 == 3:
            self.note("lost-after", "-", address)
            transport.abort()
            return ""
        if fate % self.stall_every == 4:
            self.note("stalled", "-", address)
            await asyncio.sleep(STALL_SECONDS)
        return "250 2.0.0 taken"

    def note(self, what: str, message_id: str, address: str) -> None:
        """Write one whole line."""
        os.write(self.log, f"{what} {message_id} {address}\n".encode())


async def serve(port: int, sink: Sink) -> None:
    """Serve until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink", loop=loop), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(
        serve(int(sys.argv[1]), Sink(Path(sys.argv[2]), None if sys.argv[3] == "calm" else int(sys.argv[3])))
    )
