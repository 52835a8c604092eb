"""Which addresses of the network a stranger may send us to: public ones, on the ports of the web.

The rules are those of the registries at IANA for special-purpose addresses (RFC 6890 and what amends it), as Python's
`ipaddress` knows them; what carries an IPv4 address inside an IPv6 one is refused, whichever it carries.
"""

import ipaddress
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

PORTS = {"http": 80, "https": 443}
LONGEST = 2000
_LONGEST_NAME = 253
# What no address holds; programs differ in what they make of it.
UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
# 6to4 (RFC 3056), Teredo (RFC 4380) and the two prefixes of NAT64 (RFC 6052, RFC 8215) lead to an IPv4 address.
_CARRIERS = [
    ipaddress.IPv6Network(network) for network in ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48")
]

type Resolver = Callable[[str, int], list[str]]


class BadAddressError(ValueError):
    """An address that is none of a public page."""


class NobodyThereError(OSError):
    """A name that leads to no address, or not in time."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads: scheme, host in ASCII, port, and path with its query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The host and, where it is not the usual one, the port, as a Host header writes them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.target}"


def read_address(url: str) -> Place:
    """Return where an address leads. Raises BadAddressError for what is none of a public page.

    Only http and https; no name or password in it; no control characters, spaces or backslashes; no IPv4 address in
    any notation but the usual one (2130706433, 0177.0.0.1 and 0x7f.1 all mean 127.0.0.1 to some programs).
    """
    if len(url) > LONGEST or UNFIT.search(url.strip(" ")):
        raise BadAddressError("not an address")
    try:
        parts = urlsplit(url.strip(" "))
        port = parts.port
    except ValueError:
        raise BadAddressError("not an address") from None
    if parts.scheme not in PORTS or "@" in parts.netloc:
        raise BadAddressError("neither http nor https, or with a name in it")
    return Place(
        parts.scheme, _host_of(parts), port if port is not None else PORTS[parts.scheme], _target_of(parts)
    )


def is_public(address: str) -> bool:
    """Return whether an IP address belongs to the public network."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if not found.is_global or found.is_multicast or found.is_reserved:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return True
    return found in _GLOBAL_IPV6 and not any(found in carrier for carrier in _CARRIERS)


def resolve(host: str, port: int, *, seconds: float = 10.0) -> list[str]:
    """Return the IP addresses of a host. Raises NobodyThereError when there are none, or not in so many seconds."""
    found: list[str] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(dict.fromkeys(str(row[4][0]) for row in rows))

    # The system's resolver knows no time limit.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive() or not found:
        raise NobodyThereError
    return found


def _host_of(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host))
        except ValueError:
            raise BadAddressError("not an IPv6 address") from None
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise BadAddressError("not a name of a host") from None
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", name) or len(name) > _LONGEST_NAME:
        raise BadAddressError("not a name of a host")
    if re.fullmatch(r"\d+|0x[0-9a-f]*", name.rpartition(".")[2]):
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError:
            raise BadAddressError("an IPv4 address in an unusual notation") from None
    return name


def _target_of(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
    return f"{path}?{query}" if query else path
