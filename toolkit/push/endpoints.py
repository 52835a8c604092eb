"""Addresses of push services. Visitors give them, so that only those of known services are ever asked."""

import re
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

# The services of Chromium, Firefox, Safari and Edge.
KNOWN_HOSTS = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    "*.notify.windows.com",
)
HTTPS_PORT = 443
LONGEST = 1000

_PLAIN = re.compile(r"[!-\[\]-~]+")


class EndpointError(ValueError):
    """An address that is not one of a known push service."""


def check_endpoint(address: str) -> SplitResult:
    """Return the parts of an address that may be asked. Raises EndpointError.

    It is https, names nobody, and its host is that of a known service or one that PUSH_HOSTS adds; a port other
    than that of https has to stand there too (push.example.org:8443).
    """
    if len(address) > LONGEST or not _PLAIN.fullmatch(address):
        raise EndpointError("not an address")
    try:
        parts = urlsplit(address)
        port = parts.port or HTTPS_PORT
    except ValueError:
        raise EndpointError("not an address") from None
    if parts.scheme != "https" or "@" in parts.netloc or parts.fragment:
        raise EndpointError("not a plain https address")
    host = parts.hostname or ""
    named = host if port == HTTPS_PORT else f"{host}:{port}"
    if not any(_matches(named, known) for known in (*KNOWN_HOSTS, *settings.PUSH_HOSTS)):
        raise EndpointError("not a push service that we know")
    return parts


def _matches(host: str, known: str) -> bool:
    """Return whether a host is a known one; `*.` stands for one name or more before it."""
    if known.startswith("*."):
        return host.endswith(known[1:]) and len(host) > len(known) - 1
    return host == known
