"""What a PDF may read: our own files. The control shows that each attack works where nothing stops it."""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
import segno
from weasyprint import HTML

from toolkit.pdf import render_pdf
from toolkit.pdf.files import RefusedAddressError, own_file

pytestmark = pytest.mark.needs("pango")

# Each is put into the body of a page; {url} is the canary's address, {base} its folder's, {name} its last part.
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
PICTURE = '<image href="{url}" width="9" height="9"/>'
VECTORS = {
    "img": '<img src="{url}" alt="x">',
    "img, upper case": '<IMG SRC="{url}" ALT="x">',
    "link to a style sheet": '<link rel="stylesheet" href="{url}">',
    "@import": '<style>@import url("{url}");</style>',
    "@import in a data sheet": '<link rel="stylesheet" href="data:text/css,@import%20url({url});">',
    "background": '<p style="background: url({url})">x</p>',
    "border image": '<p style="border: 5px solid; border-image-source: url({url})">x</p>',
    "list marker": '<ul style="list-style-image: url({url})"><li>x</li></ul>',
    "generated content": '<style>p::before {{ content: url("{url}") }}</style><p>x</p>',
    "font": '<style>@font-face {{ font-family: c; src: url("{url}") }} p {{ font-family: c }}</style><p>x</p>',
    "colour profile": '<style>@color-profile --c {{ src: url("{url}") }}</style><p style="color: color(--c 1)">x</p>',
    "object": '<object data="{url}">x</object>',
    "embed": '<embed src="{url}">',
    "base": '<base href="{base}"><img src="{name}" alt="x">',
    "image in SVG": f"{SVG}{PICTURE}</svg>",
    "font in SVG": f'{SVG}<style>@font-face {{{{ font-family: c; src: url("{{url}}") }}}}</style><text>x</text></svg>',
    "SVG in data": f"<img alt='x' src='data:image/svg+xml,{quote(SVG)}{quote(PICTURE, safe='{}')}</svg>'>",
    "attachment": '<link rel="attachment" href="{url}">',
    "attached link": '<a rel="attachment" href="{url}">x</a>',
}  # fmt: skip
# What reaches a host or a file in other ways; the plain fetcher need not follow all of them.
ADDRESSES = [
    "file:{path}", "FILE://{path}", "file://localhost{path}", "//127.0.0.1:{port}/canary",
    "ftp://127.0.0.1:{port}/canary",
    "HTTP://127.0.0.1:{port}/canary", "http://user@127.0.0.1:{port}/canary", "http://[::ffff:127.0.0.1]:{port}/canary",
    "http://2130706433:{port}/canary", "http://localhost:{port}/redirect", "{path}", "../../../../../../..{path}",
    "static:{path}", "static:..{path}", "static:fonts/../../../../../../../../..{path}", "static:%2e%2e/manage.py",
    "static:../manage.py", "static:fonts/../../manage.py", "static:fonts/./pdf/../../../manage.py",
    "static:fonts\\..\\..\\manage.py",
    "static://127.0.0.1:{port}/canary", "STATIC:../manage.py", "gopher://127.0.0.1:{port}/canary", "jar:file:{path}!/x",
]  # fmt: skip


class Watch:
    """Notes each file opened and each connection made while it is on; an audit hook cannot be taken out."""

    def __init__(self) -> None:
        self.needles: tuple[str, ...] = ()
        self.seen: list[str] = []
        sys.addaudithook(self.hear)

    def hear(self, event: str, args: tuple[object, ...]) -> None:
        if not self.needles or event not in {"open", "socket.connect", "socket.getaddrinfo"}:
            return
        if event != "open" or any(needle in str(args[0]) for needle in self.needles):
            self.seen.append(event)


WATCH = Watch()


class Canary:
    def __init__(self, folder: Path) -> None:
        self.path = folder / "canary.png"
        segno.make("canary").save(str(self.path), border=0)
        self.requests: list[str] = []
        canary = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                canary.requests.append(self.path)
                self.send_response(302 if self.path == "/redirect" else 200)
                self.send_header("Location", canary.path.as_uri())
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Keep the test's output clean."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.http = f"http://127.0.0.1:{self.port}/canary.png"


@pytest.fixture
def canary(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Canary]:
    # WeasyPrint logs what it could not load as an error, which is the point here.
    caplog.set_level(logging.CRITICAL, "weasyprint")
    bird = Canary(tmp_path)
    thread = threading.Thread(target=bird.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    WATCH.seen.clear()
    yield bird
    WATCH.needles = ()
    bird.server.shutdown()
    thread.join()
    bird.server.server_close()


def page(vector: str, url: str) -> str:
    base, _, name = url.rpartition("/")
    body = vector.format(url=url, base=f"{base}/", name=name)
    return f'<html lang="en"><head><title>x</title></head><body>{body}</body></html>'


def watched(canary: Canary, scheme: str) -> str:
    WATCH.needles = (str(canary.path), "manage.py")
    return canary.http if scheme == "http" else canary.path.as_uri()


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_page_fetches_nothing(canary: Canary, vector: str, scheme: str) -> None:
    with suppress(ValueError):
        render_pdf(page(vector, watched(canary, scheme)))
    assert (canary.requests, WATCH.seen) == ([], [])


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_control_plain_weasyprint_fetches(canary: Canary, vector: str, scheme: str) -> None:
    HTML(string=page(vector, watched(canary, scheme))).write_pdf()
    assert len(canary.requests) + len(WATCH.seen) > 0


@pytest.mark.parametrize("address", ADDRESSES)
def test_address_in_disguise_is_not_read(canary: Canary, address: str) -> None:
    watched(canary, "file")
    url = address.format(path=canary.path, port=canary.port)
    render_pdf(page(VECTORS["img"], url))
    render_pdf(page(VECTORS["link to a style sheet"], url))
    assert (canary.requests, WATCH.seen) == ([], [])


def test_control_redirect_to_a_file_is_followed_by_nobody_but_reaches_the_server(canary: Canary) -> None:
    HTML(string=page(VECTORS["img"], f"http://127.0.0.1:{canary.port}/redirect")).write_pdf()
    assert canary.requests == ["/redirect"]


def test_own_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("")
    assert own_file("static:css/a.css", tmp_path) == tmp_path / "css" / "a.css"


@pytest.mark.parametrize(
    "name", ["css", "css/no.css", "", "/css/a.css", "css//a.css", "css/", ".hidden", "a.css?x", "a.css#x"]
)
def test_what_is_not_a_file_of_ours_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("")
    (tmp_path / "a.css").write_text("")
    (tmp_path / ".hidden").write_text("")
    with pytest.raises(RefusedAddressError):
        own_file(f"static:{name}", tmp_path)


def test_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "static"
    root.mkdir()
    (tmp_path / "secret.css").write_text("secret")
    (root / "innocent.css").symlink_to(tmp_path / "secret.css")
    with pytest.raises(RefusedAddressError):
        own_file("static:innocent.css", root)


def test_large_picture_in_the_page_is_refused_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    small = render_pdf(page(VECTORS["img"], "data:image/png;base64,"))
    assert len(render_pdf(page(VECTORS["img"], "data:image/png;base64," + "A" * 600_000))) == len(small)
    assert len(caplog.text) < 2_000
