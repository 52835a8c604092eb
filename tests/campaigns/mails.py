"""Read back what was written to the mailbox of the development server."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True)
class ReadMail:
    """A mail as its recipient gets it."""

    message: EmailMessage

    def __getitem__(self, header: str) -> str:
        return str(self.message[header])

    @property
    def text(self) -> str:
        """The text body."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """The HTML body."""
        return self._body("html")

    @property
    def calendar(self) -> str:
        """The calendar file that is attached, unfolded; empty when there is none."""
        for part in self.message.iter_attachments():
            if part.get_content_type() == "text/calendar":
                content = part.get_content()
                text = content.decode() if isinstance(content, bytes) else str(content)
                return text.replace("\r\n ", "")
        return ""

    @property
    def private_link(self) -> str:
        """The path of the private link in it."""
        found = re.search(r"https?://[^/\s]+(/\w\w/sign-up/[\w-]+/)", self.text)
        assert found is not None, self.text
        return found[1]

    def _body(self, kind: str) -> str:
        body = self.message.get_body((kind,))
        assert body is not None
        return str(body.get_content())


def mails_in(folder: Path, address: str) -> list[ReadMail]:
    """Return what was sent to an address, the oldest first."""
    files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    read = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]
    return [ReadMail(message) for message in read if str(message["To"]) == address]
