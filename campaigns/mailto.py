"""Addresses that open the sender's own mail program (RFC 6068)."""

from urllib.parse import quote

# Some programs cut or refuse longer addresses; browsers on Windows pass on about 2,000 characters.
LONGEST = 1_800


def mailto(to: str, *, subject: str, body: str = "") -> str:
    """Return the address with subject and body, percent-encoded as RFC 6068 asks; line breaks are CR LF."""
    address = (
        "mailto:" + quote(to, safe="@!$'*+.-_~") + "?subject=" + quote(" ".join(subject.split()), safe="")
    )
    lines = "\r\n".join(body.splitlines())
    return f"{address}&body={quote(lines, safe='')}" if body else address


def fits(address: str) -> bool:
    """Say whether mail programs take an address of this length."""
    return len(address) <= LONGEST
