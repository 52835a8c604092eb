"""Fetching a page that a stranger named, without being led anywhere else.

A name is resolved once, every address that it has is checked, and the connection goes to an address that was checked:
nothing can answer differently in between. Redirects are followed here, each checked anew. Nothing is sent that tells
who asks: no cookie, no referrer, no version of anything. All steps together have one time limit, whatever the other
side does between two bytes.
"""

import ssl
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

import httpcore

from toolkit.public_addresses import (
    PORTS,
    UNFIT,
    BadAddressError,
    NobodyThereError,
    Place,
    Resolver,
    is_public,
    read_address,
    resolve,
)

USER_AGENT = "Unforgotten"
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html,application/pdf,text/plain;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
_REDIRECTS = {
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.SEE_OTHER,
    HTTPStatus.TEMPORARY_REDIRECT,
    HTTPStatus.PERMANENT_REDIRECT,
}
_FOR_GOOD = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
_PACKED = {"gzip", "x-gzip", "deflate"}
_MOST_ADDRESSES = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one fetch may take.

    `allowed` names IP addresses with ports that may be reached although they are private, and `resolver` finds the
    addresses of names: both are for tests, which pass them in. No setting does.
    """

    seconds: float = 60.0
    connect_seconds: float = 10.0
    max_bytes: int = 20 * 1024 * 1024
    redirects: int = 5
    allowed: frozenset[tuple[str, int]] = frozenset()
    resolver: Resolver | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered, whatever its status; `url` is where the last redirect led.

    `moved_to` is where redirects that are for good led, up to the first that is not; empty where there were none.
    Names of headers are in lower case.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved_to: str = ""


class FetchProblem(Exception):
    """Why nothing was fetched."""

    class Reason(StrEnum):
        """What stood in the way."""

        ADDRESS = "address"
        PRIVATE = "private"
        UNREACHABLE = "unreachable"
        REDIRECTS = "redirects"
        TOO_SLOW = "too_slow"
        TOO_LARGE = "too_large"
        BOMB = "bomb"
        BROKEN = "broken"

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


_Reason = FetchProblem.Reason


def fetch(url: str, *, limits: Limits = Limits()) -> Fetched:
    """Return what the server at a public address answers, its body unpacked. Raises FetchProblem.

    A status such as 404 is an answer, not a problem: whoever asks judges it.
    """
    return _follow(url, limits, with_body=True)


def check(url: str, *, limits: Limits = Limits()) -> Fetched:
    """Return what `fetch` would, with an empty body, which is not read. Raises FetchProblem.

    It asks as `fetch` does and hangs up after the headers: many servers answer HEAD differently.
    """
    return _follow(url, limits, with_body=False)


def _follow(url: str, limits: Limits, *, with_body: bool) -> Fetched:
    end = time.monotonic() + limits.seconds
    moved_to, for_good = "", True
    for _hop in range(limits.redirects + 1):
        answer, target = _ask(url, limits, end, with_body=with_body)
        if not target:
            return replace(answer, moved_to=moved_to)
        for_good = for_good and answer.status in _FOR_GOOD
        moved_to = target if for_good else moved_to
        url = target
    raise FetchProblem(_Reason.REDIRECTS)


def _ask(url: str, limits: Limits, end: float, *, with_body: bool) -> tuple[Fetched, str]:
    """Return one answer, and where it leads on."""
    with _told_plainly():
        place = read_address(url)
        addresses = _checked_addresses(place, limits, end)
        host = place.host.encode()
        asked = httpcore.URL(scheme=place.scheme, host=host, port=place.port, target=place.target.encode())
        headers = [("Host", place.authority), *_HEADERS.items()]
        with (
            httpcore.ConnectionPool(
                ssl_context=ssl.create_default_context(),
                network_backend=_Pinned(addresses, end, limits.connect_seconds),
                max_connections=1,
            ) as pool,
            pool.stream("GET", asked, headers=headers) as response,
        ):
            said = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
            }
            target = said.get("location", "") if response.status in _REDIRECTS else ""
            if UNFIT.search(target):
                raise FetchProblem(_Reason.ADDRESS)
            body = b""
            if with_body and not target:
                body = _read(response.iter_stream(), said, limits)
    return Fetched(place.url, response.status, said, body), urljoin(place.url, target) if target else ""


def _checked_addresses(place: Place, limits: Limits, end: float) -> list[str]:
    """Return the addresses of a host, all of them public. Raises FetchProblem, NobodyThereError."""
    if limits.resolver is not None:
        addresses = limits.resolver(place.host, place.port)
    else:
        addresses = resolve(place.host, place.port, seconds=min(limits.connect_seconds, _left(end)))
    for address in addresses:
        if (address, place.port) in limits.allowed:
            continue
        if not is_public(address):
            raise FetchProblem(_Reason.PRIVATE)
        if place.port not in PORTS.values():
            raise FetchProblem(_Reason.ADDRESS)
    return addresses[:_MOST_ADDRESSES]


def _read(stream: Iterable[bytes], headers: Mapping[str, str], limits: Limits) -> bytes:
    """Return the body, unpacked. Raises FetchProblem as soon as it is too large, packed or unpacked."""
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > limits.max_bytes:
        raise FetchProblem(_Reason.TOO_LARGE)
    packing = headers.get("content-encoding", "").strip().lower()
    if packing not in {"", "identity", *_PACKED}:
        raise FetchProblem(_Reason.BROKEN)
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32) if packing in _PACKED else None
    body, came = bytearray(), 0
    for piece in stream:
        came += len(piece)
        if came > limits.max_bytes:
            raise FetchProblem(_Reason.TOO_LARGE)
        if unpack is None:
            body += piece
            continue
        body += unpack.decompress(piece, limits.max_bytes + 1 - len(body))
        if len(body) > limits.max_bytes:
            raise FetchProblem(_Reason.BOMB)
    if unpack is not None and came and not unpack.eof:
        raise FetchProblem(_Reason.BROKEN)
    return bytes(body)


def _left(end: float) -> float:
    """Return how many seconds are left. Raises FetchProblem when there are none."""
    left = end - time.monotonic()
    if left <= 0:
        raise FetchProblem(_Reason.TOO_SLOW)
    return left


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn what goes wrong on the way into a FetchProblem."""
    try:
        yield
    except BadAddressError:
        raise FetchProblem(_Reason.ADDRESS) from None
    except httpcore.TimeoutException:
        raise FetchProblem(_Reason.TOO_SLOW) from None
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, zlib.error):
        raise FetchProblem(_Reason.BROKEN) from None
    except (NobodyThereError, httpcore.NetworkError, OSError):
        raise FetchProblem(_Reason.UNREACHABLE) from None


class _Pinned(httpcore.NetworkBackend):
    """Connects to addresses that were checked, whatever the host is called."""

    def __init__(self, addresses: list[str], end: float, seconds: float) -> None:
        self._addresses = addresses
        self._end = end
        self._seconds = seconds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers. Raises what httpcore raises, FetchProblem when time is up."""
        problem: Exception = httpcore.ConnectError()
        for address in self._addresses:
            try:
                stream = httpcore.SyncBackend().connect_tcp(
                    address,
                    port,
                    timeout=min(self._seconds, _left(self._end)),
                    local_address=local_address,
                    socket_options=socket_options,
                )
                return _Timed(stream, self._end)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem


class _Timed(httpcore.NetworkStream):
    """A connection whose every step ends when the time of the whole fetch is up."""

    def __init__(self, stream: httpcore.NetworkStream, end: float) -> None:
        self._stream = stream
        self._end = end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come."""
        return self._stream.read(max_bytes, timeout=_left(self._end))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self._stream.write(buffer, timeout=_left(self._end))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Begin TLS."""
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, _left(self._end)), self._end)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the library's signature
        """Return what the connection below knows."""
        return self._stream.get_extra_info(info)
