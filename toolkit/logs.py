"""Log lines that hold no token: the address of a private link opens somebody's sign-up."""

import logging
import re

_TOKEN = re.compile(r"(/(?:sign-up|invitations|stop|steward|signatures|letter-reminders)/)[^/\s\"'?]+")


def without_tokens(line: str) -> str:
    """Return the line with what follows /sign-up/ and the like in an address left out."""
    return _TOKEN.sub(r"\1…", line)


class LineFormatter(logging.Formatter):
    """Formats a record, its traceback included, without tokens."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text."""
        return without_tokens(super().format(record))
