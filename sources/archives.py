"""Archived copies: where to ask for one, and which address can be that of one.

Nothing is sent to an archive by the server: what a campaign reads, and when, would be told to a third party, often
before it is published. Staff follow a plain link and decide for themselves.
"""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_SAVE = "https://web.archive.org/save/"
_WAYBACK = {"web.archive.org", "archive.org", "www.archive.org"}
# A time of 4 to 14 digits, perhaps with two letters and an underscore, then the address that was kept.
_WAYBACK_PATH = re.compile(r"/web/\d{4,14}([a-z]{2}_)?/.+")


def save_url(url: str) -> str:
    """Return the page at which the Wayback Machine offers to keep an address."""
    return f"{_SAVE}{url}"


def check_archived_url(archived: str, *, of: str) -> None:
    """Raise ValidationError for what cannot be the address of an archived copy of a page."""
    parts = urlsplit(archived)
    host = (parts.hostname or "").lower()
    if parts.scheme not in {"http", "https"} or not host:
        raise ValidationError(_("An archived copy has an address that begins with https://."))
    if host in _WAYBACK and not _WAYBACK_PATH.fullmatch(parts.path):
        raise ValidationError(
            _(
                "This is not a copy kept by the Wayback Machine: its address holds /web/, a time in digits and the "
                "address that was kept."
            )
        )
    if of and host == (urlsplit(of).hostname or "").lower():
        raise ValidationError(_("An archived copy lies elsewhere than the page itself."))
    if parts.path in {"", "/"}:
        raise ValidationError(_("This is the front page of an archive, not a copy."))
