"""Fetching from a real server that is told to misbehave: what comes back, how long it takes, where it leads."""

import time
from collections.abc import Iterator

import pytest

from tests import web_server as web
from tests.web_server import WebServer
from toolkit import fetching
from toolkit.fetching import Fetched, FetchProblem, check, fetch
from toolkit.public_addresses import is_public

Reason = FetchProblem.Reason


@pytest.fixture(scope="module")
def _server() -> Iterator[WebServer]:
    with web.web_server() as running:
        yield running


@pytest.fixture
def server(_server: WebServer) -> WebServer:
    """Return the server with nothing on it."""
    _server.pages.clear()
    _server.asked.clear()
    _server.headers.clear()
    return _server


def reason_of(server: WebServer, url: str, **limits: object) -> str:
    """Return why nothing was fetched; nothing when it was."""
    try:
        fetch(url, limits=server.limits(**limits))
    except FetchProblem as problem:
        return problem.reason
    return ""


def test_page_comes_with_its_status_headers_and_last_address(server: WebServer) -> None:
    server.pages["/new"] = web.page(b"<p>Sample</p>", X_Sample="yes")
    server.pages["/old"] = web.redirect("/new?")
    server.pages["/old"] = web.redirect("new")

    got = fetch(server.url("/old"), limits=server.limits())

    assert (got.url, got.status, got.body) == (server.url("/new"), 200, b"<p>Sample</p>")
    assert got.headers["x-sample"] == "yes"
    assert server.asked == ["/old", "/new"]


def test_request_tells_nothing_about_who_asks(server: WebServer) -> None:
    server.pages["/"] = web.page(b"x", Set_Cookie="a=b")
    server.pages["/first"] = lambda handler: handler.head(
        302, Location="/", Set_Cookie="a=b", Content_Length="0"
    )
    fetch(server.url("/first"), limits=server.limits())

    assert server.headers[1] == {
        "host": f"site.example:{server.port}",
        "user-agent": "Unforgotten",
        "accept": "text/html,application/pdf,text/plain;q=0.9,*/*;q=0.5",
        "accept-encoding": "gzip",
        "connection": "close",
    }


def test_check_reads_no_body(server: WebServer) -> None:
    server.pages["/large"] = web.endless
    begun = time.monotonic()
    got = check(server.url("/large"), limits=server.limits())
    gone = check(server.url("/gone"), limits=server.limits())

    assert (got.status, got.body, gone) == (200, b"", Fetched(gone.url, 404, gone.headers, b""))
    assert time.monotonic() - begun < 5


def test_packed_page_is_unpacked(server: WebServer) -> None:
    import gzip  # noqa: PLC0415 - needed here alone

    server.pages["/packed"] = web.page(gzip.compress(b"<p>Sample</p>"), Content_Encoding="gzip")
    server.pages["/half"] = web.page(gzip.compress(b"<p>Sample</p>")[:-9], Content_Encoding="gzip")
    server.pages["/odd"] = web.page(b"x", Content_Encoding="br")

    assert fetch(server.url("/packed"), limits=server.limits()).body == b"<p>Sample</p>"
    assert reason_of(server, server.url("/half")) == Reason.BROKEN
    assert reason_of(server, server.url("/odd")) == Reason.BROKEN


@pytest.mark.parametrize(
    ("answer", "reason", "limits"),
    [
        (web.silence, Reason.TOO_SLOW, {"seconds": 0.6}),
        (web.drip, Reason.TOO_SLOW, {"seconds": 0.9}),
        (web.drip_headers, Reason.TOO_SLOW, {"seconds": 0.9}),
        (web.gzip_bomb, Reason.BOMB, {}),
        (web.endless, Reason.TOO_LARGE, {"max_bytes": 1_000_000}),
        (web.page(b"x" * 2000), Reason.TOO_LARGE, {"max_bytes": 1000}),
        (web.cut_short, Reason.BROKEN, {}),
        (lambda handler: handler.wfile.write(b"nonsense\r\n\r\n"), Reason.BROKEN, {}),
        (lambda _handler: None, Reason.BROKEN, {}),
    ],
    ids=["silent", "drips", "drips headers", "bomb", "endless", "large", "cut short", "nonsense", "hangs up"],
)
def test_bad_servers_are_left_in_time(
    server: WebServer, answer: web.Answer, reason: str, limits: dict[str, object]
) -> None:
    server.pages["/"] = answer
    begun = time.monotonic()

    assert reason_of(server, server.url("/"), **limits) == reason
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://127.0.0.1/", Reason.PRIVATE),
        ("http://localhost./", Reason.PRIVATE),
        ("http://[::1]/", Reason.PRIVATE),
        ("http://[::ffff:127.0.0.1]/", Reason.PRIVATE),
        ("http://[::ffff:8.8.8.8]/", Reason.PRIVATE),
        ("http://[64:ff9b::808:808]/", Reason.PRIVATE),
        ("http://[2002:7f00:1::]/", Reason.PRIVATE),
        ("http://169.254.169.254/latest/", Reason.PRIVATE),
        ("http://100.64.0.1/", Reason.PRIVATE),
        ("http://224.0.0.1/", Reason.PRIVATE),
        ("http://0.0.0.0/", Reason.PRIVATE),
        ("http://inside.example/", Reason.PRIVATE),
        ("http://both.example/", Reason.PRIVATE),
        ("http://2130706433/", Reason.ADDRESS),
        ("http://0177.0.0.1/", Reason.ADDRESS),
        ("http://0x7f.1/", Reason.ADDRESS),
        ("http://1/", Reason.ADDRESS),
        ("http://8.8.8.8:22/", Reason.ADDRESS),
        ("http://somebody:secret@site.example/", Reason.ADDRESS),
        ("http://site.example@127.0.0.1/", Reason.ADDRESS),
        ("file:///etc/passwd", Reason.ADDRESS),
        ("gopher://site.example/", Reason.ADDRESS),
        ("http://site.example:99999/", Reason.ADDRESS),
        ("http://a\tb/", Reason.ADDRESS),
        ("http://" + "a" * 3000, Reason.ADDRESS),
    ],
)
def test_address_that_is_not_public_is_refused_first_and_after_a_redirect(
    server: WebServer, to: str, reason: str
) -> None:
    server.pages["/"] = web.redirect(to)

    assert reason_of(server, to) == reason
    assert server.asked == []
    assert reason_of(server, server.url("/")) == reason
    assert server.asked == ["/"]


def test_allowance_of_a_test_is_for_one_port_alone(server: WebServer) -> None:
    assert reason_of(server, f"http://127.0.0.1:{server.port + 1}/") == Reason.PRIVATE


def test_control_without_the_check_a_redirect_leads_inside(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redirect to a server inside: refused with the check, reached without it."""
    with web.web_server() as inside:
        inside.pages["/secret"] = web.page(b"secret")
        server.pages["/"] = web.redirect(f"http://127.0.0.1:{inside.port}/secret")
        assert (reason_of(server, server.url("/")), inside.asked) == (Reason.PRIVATE, [])

        monkeypatch.setattr(fetching, "is_public", lambda _address: True)
        monkeypatch.setattr(fetching, "PORTS", {"http": inside.port})
        got = fetch(server.url("/"), limits=server.limits())
    assert (got.body, inside.asked) == (b"secret", ["/secret"])


def test_redirects_end(server: WebServer) -> None:
    server.pages["/"] = web.redirect("/")
    assert reason_of(server, server.url("/")) == Reason.REDIRECTS
    assert len(server.asked) == 6


def test_address_that_was_checked_is_the_one_connected_to(server: WebServer) -> None:
    """A name that leads elsewhere the second time it is resolved is resolved once."""
    asked = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.7"]

    server.pages["/"] = web.page(b"x")
    assert fetch(server.url("/"), limits=server.limits(resolver=rebinding)).status == 200
    assert asked == ["site.example"]


def test_name_that_leads_nowhere_and_port_that_is_closed_are_unreachable(server: WebServer) -> None:
    with web.web_server() as gone:
        port = gone.port
    closed = {"allowed": frozenset({("127.0.0.1", port)})}
    assert reason_of(server, "http://nowhere.invalid/", resolver=None) == Reason.UNREACHABLE
    assert reason_of(server, f"http://127.0.0.1:{port}/", **closed) == Reason.UNREACHABLE


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:82b::200e"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("192.168.1.1", "172.16.0.1", "198.18.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1"),
        *(
            "fe80::1",
            "fe80::1%eth0",
            "fc00::1",
            "fec0::1",
            "ff02::1",
            "::",
            "::8.8.8.8",
            "2001:db8::1",
            "2001::1",
        ),
        *("64:ff9b:1::808:808", "x", ""),
    ],
)
def test_other_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)
