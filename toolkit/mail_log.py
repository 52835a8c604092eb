"""The log of a mail server, read for one thing: which of our own messages it took."""

import gzip
import re
from collections.abc import Iterator
from glob import glob
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings


class MailLogError(Exception):
    """The log cannot be read. Its text is one line that says what to do."""


def read_mail_log(pattern: str) -> set[str]:
    """Return the Message-IDs of ours in the files that a pattern such as /var/log/mail.log* matches.

    Postfix, Exim and most others write the Message-ID of each message that they take. Nothing else is read out of
    the lines. Files that end in .gz are unpacked. Raises MailLogError.
    """
    paths = sorted(map(Path, glob(pattern)))  # noqa: PTH207 - an absolute pattern, which Path.glob does not take
    if not paths:
        raise MailLogError(
            f"There is no mail log at {pattern}; MAIL_LOG names the file that the mail server writes."
        )
    ours = re.compile(
        rf"([0-9a-f]{{32}}@{re.escape(urlsplit(settings.PUBLIC_URL).hostname or '')})(?![\w.-])"
    )
    found: set[str] = set()
    try:
        for path in paths:
            for line in _lines(path):
                found.update(f"<{one}>" for one in ours.findall(line))
    except OSError as error:
        raise MailLogError(f"The mail log {pattern} cannot be read: {error.strerror or error}.") from error
    return found


def _lines(path: Path) -> Iterator[str]:
    packed = path.suffix == ".gz"
    with gzip.open(path, "rb") if packed else path.open("rb") as file:
        for line in file:
            yield line.decode(errors="replace")
