"""A real HTTP server of the tests that behaves as badly as it is told to."""

import gzip
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from toolkit.fetching import Limits

type Answer = Callable[["Handler"], None]


@dataclass
class WebServer:
    """A server on 127.0.0.1 that the tests may reach under any name: `pages` says what it answers to which path."""

    port: int
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def url(self, path: str) -> str:
        """Return the address of a page, by a name that only `limits` resolves."""
        return f"http://site.example:{self.port}{path}"

    def limits(self, **changes: Any) -> Limits:  # noqa: ANN401 - the fields of Limits
        """Return limits under which site.example is this server; other names mean what they say."""
        given: dict[str, Any] = {
            "resolver": self.addresses_of,
            "allowed": frozenset({("127.0.0.1", self.port)}),
            "seconds": 20.0,
        }
        return Limits(**{**given, **changes})

    def addresses_of(self, host: str, port: int) -> list[str]:
        """Resolve names as the tests have them."""
        names = {
            "site.example": ["127.0.0.1"],
            "inside.example": ["10.0.0.7"],
            "both.example": ["8.8.8.8", "::1"],
        }
        return names.get(host) or list(
            dict.fromkeys(str(row[4][0]) for row in socket.getaddrinfo(host, port))
        )


class Handler(BaseHTTPRequestHandler):
    """Answers as the page says; 404 for others."""

    protocol_version = "HTTP/1.1"
    site: WebServer

    def do_GET(self) -> None:
        """Note what was asked, and answer."""
        self.site.asked.append(self.path)
        self.site.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.close_connection = True
        with suppress(BrokenPipeError, ConnectionResetError):
            self.site.pages.get(self.path, status(404))(self)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def head(self, code: int = 200, **headers: str) -> None:
        """Send a status and headers; underscores in names stand for hyphens."""
        self.send_response_only(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()


def page(body: bytes, **headers: str) -> Answer:
    """Answer with a page."""

    def answer(handler: Handler) -> None:
        handler.head(200, **{"Content_Length": str(len(body)), "Content_Type": "text/html", **headers})
        handler.wfile.write(body)

    return answer


def status(code: int) -> Answer:
    """Answer with a status and a word."""

    def answer(handler: Handler) -> None:
        handler.head(code, Content_Length="2")
        handler.wfile.write(b"no")

    return answer


def redirect(to: str, code: int = 302) -> Answer:
    """Send elsewhere."""
    return lambda handler: handler.head(code, Location=to, Content_Length="0")


def silence(handler: Handler) -> None:
    """Say nothing until the other side hangs up."""
    handler.connection.settimeout(30)
    handler.connection.recv(1)


def drip(handler: Handler) -> None:
    """Send a byte of the body now and then."""
    handler.head(200, Content_Length="1000")
    for _ in range(1000):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.2)


def drip_headers(handler: Handler) -> None:
    """Send a byte of the headers now and then."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in range(1000):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.2)


def gzip_bomb(handler: Handler) -> None:
    """Send 60 MB of zeros as a few hundred kB."""
    body = gzip.compress(bytes(60 * 1024 * 1024), compresslevel=1)
    handler.head(200, Content_Encoding="gzip", Content_Length=str(len(body)), Content_Type="text/html")
    handler.wfile.write(body)


def endless(handler: Handler) -> None:
    """Send and send without saying how much it will be."""
    handler.head(200, Content_Type="text/html")
    while True:
        handler.wfile.write(b"x" * 65536)


def cut_short(handler: Handler) -> None:
    """Say it will be 1,000 bytes, and send ten."""
    handler.head(200, Content_Length="1000", Content_Type="text/html")
    handler.wfile.write(b"<p>so long ")


@contextmanager
def web_server() -> Iterator[WebServer]:
    """Run a server in a thread."""

    class OwnHandler(Handler):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), OwnHandler)
    server.daemon_threads = True
    OwnHandler.site = WebServer(port=server.server_address[1])
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield OwnHandler.site
    finally:
        server.shutdown()
        server.server_close()
