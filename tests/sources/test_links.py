"""Link checks against a real server: what each answer means, how often an address is asked, and by how many."""

import io
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from sources.archives import check_archived_url, save_url
from sources.models import Document, LinkCheck
from sources.services import links
from sources.services.links import Which, check_link, check_links, set_archived_url, sweep_links
from tests import web_server as web
from tests.factories.sources import DocumentFactory
from tests.pages import problems_of
from tests.web_server import WebServer

DAY, WEEK = timedelta(days=1), timedelta(days=7)


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


def ask(server: WebServer, url: str, **limits: object) -> LinkCheck:
    """Make a document with an address, and check it."""
    document = DocumentFactory(url=url)
    row = check_link(document.pk, Which.ADDRESS, now=timezone.now(), limits=server.limits(**limits))
    assert row is not None
    return row


def told(row: LinkCheck) -> tuple[str, int | None, int]:
    return row.outcome, row.status, row.failures


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, ("there", 200, 0)),
        (404, ("gone", 404, 1)),
        (410, ("gone", 410, 1)),
        (403, ("refused", 403, 1)),
        (500, ("unreachable", 500, 1)),
    ],
)
def test_answer_of_a_server_is_noted(
    server: WebServer, status: int, expected: tuple[str, int | None, int]
) -> None:
    server.pages["/page"] = web.status(status)
    row = ask(server, server.url("/page"))
    assert told(row) == expected
    assert (row.there_at is not None) is (status == 200)
    assert server.asked == ["/page"]
    assert server.headers[0]["user-agent"] == "Unforgotten"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "outcome", "moved_to"),
    [(301, "moved", "/new"), (308, "moved", "/new"), (302, "there", ""), (307, "there", "")],
)
def test_only_what_moved_for_good_has_a_new_address(
    server: WebServer, code: int, outcome: str, moved_to: str
) -> None:
    server.pages["/old"] = web.redirect("/new", code)
    server.pages["/new"] = web.page(b"here")
    row = ask(server, server.url("/old"))
    assert told(row) == (outcome, 200, 0)
    assert row.moved_to == (server.url(moved_to) if moved_to else "")


@pytest.mark.django_db
def test_new_address_ends_where_redirects_stop_being_for_good(server: WebServer) -> None:
    server.pages["/old"] = web.redirect("/new", 301)
    server.pages["/new"] = web.redirect("/today", 302)
    server.pages["/today"] = web.redirect("/other", 301)
    server.pages["/other"] = web.page(b"here")
    assert ask(server, server.url("/old")).moved_to == server.url("/new")


@pytest.mark.django_db
def test_private_address_is_refused_and_never_reached(server: WebServer) -> None:
    server.pages["/in"] = web.redirect("http://127.0.0.1:1/secret", 301)
    with web.web_server() as inside:
        server.pages["/own"] = web.redirect(f"http://127.0.0.1:{inside.port}/secret", 302)
        assert told(ask(server, server.url("/in"))) == ("refused", None, 1)
        assert told(ask(server, server.url("/own"))) == ("refused", None, 1)
        assert inside.asked == []
        # The control: where that server may be reached, it is.
        both = frozenset({("127.0.0.1", server.port), ("127.0.0.1", inside.port)})
        ask(server, server.url("/own"), allowed=both)
        assert inside.asked == ["/secret"]


@pytest.mark.django_db
def test_silence_a_closed_port_and_a_circle_are_unreachable(server: WebServer) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    server.pages["/silent"] = web.silence
    server.pages["/round"] = web.redirect("/round")
    allowed = frozenset({("127.0.0.1", server.port), ("127.0.0.1", port)})
    assert told(ask(server, server.url("/silent"), seconds=0.5)) == ("unreachable", None, 1)
    assert told(ask(server, f"http://site.example:{port}/", allowed=allowed)) == ("unreachable", None, 1)
    assert told(ask(server, server.url("/round"))) == ("unreachable", None, 1)


@pytest.mark.django_db
def test_body_is_not_read_and_head_is_not_needed(server: WebServer) -> None:
    # This server knows no HEAD at all, and would send for ever.
    server.pages["/large"] = web.endless
    assert told(ask(server, server.url("/large"), seconds=5)) == ("there", 200, 0)


@pytest.mark.django_db
def test_address_is_asked_once_a_week_and_after_a_failure_once_a_day(server: WebServer) -> None:
    server.pages["/page"] = web.page(b"here")
    document = DocumentFactory(url=server.url("/page"))
    limits, begun = server.limits(), timezone.now()

    def later(passed: timedelta) -> bool:
        LinkCheck.objects.update(checked_at=begun)
        row = check_link(document.pk, Which.ADDRESS, now=begun + passed, limits=limits)
        return row is not None

    assert [later(passed) for passed in (WEEK, 6 * DAY, DAY, WEEK)] == [True, False, False, True]
    server.pages.clear()
    assert [later(passed) for passed in (WEEK, DAY / 2, DAY)] == [True, False, True]
    assert len(server.asked) == 4
    # An address that was changed is asked at once, and begins anew.
    Document.objects.update(url=server.url("/elsewhere"))
    row = check_link(document.pk, Which.ADDRESS, now=begun, limits=limits)
    assert row is not None
    assert (row.url, row.failures, row.there_at) == (server.url("/elsewhere"), 1, None)


@pytest.mark.django_db
def test_three_failures_in_a_row_make_a_link_dead_and_one_answer_alive(server: WebServer) -> None:
    document = DocumentFactory(url=server.url("/page"))
    stands = []
    for number in range(5):
        if number == 4:
            server.pages["/page"] = web.page(b"here")
        check_links([(document.pk, Which.ADDRESS)], asked_at=timezone.now(), limits=server.limits())
        stands.append((LinkCheck.objects.get().failures, LinkCheck.objects.dead().count()))
    assert stands == [(1, 0), (2, 0), (3, 1), (4, 1), (0, 0)]


@pytest.mark.django_db
def test_sweep_asks_a_small_part_and_one_address_of_a_host(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {name: ["127.0.0.1"] for name in ("a.example", "b.example", "c.example")}
    limits = server.limits(resolver=lambda host, _port: names[host])
    for number, host in enumerate(["a.example", "a.example", "b.example", "c.example"]):
        server.pages[f"/{number}"] = web.page(b"here")
        DocumentFactory(url=f"http://{host}:{server.port}/{number}")
    now = timezone.now()
    # Four addresses are less than one a sweep.
    assert [sweep_links(now=now, limits=limits) for _ in range(5)] == [1, 1, 1, 1, 0]
    assert sorted(server.asked) == ["/0", "/1", "/2", "/3"]
    monkeypatch.setattr(links, "SWEEPS_A_DAY", 1)
    LinkCheck.objects.all().delete()
    assert [sweep_links(now=now, limits=limits) for _ in range(3)] == [3, 1, 0]


@pytest.mark.django_db
def test_host_that_is_being_asked_is_left_alone(server: WebServer) -> None:
    document = DocumentFactory(url=server.url("/page"))
    caches["limits"].add("link-host-site.example", 1)
    assert check_link(document.pk, Which.ADDRESS, now=timezone.now(), limits=server.limits()) is None
    caches["limits"].delete("link-host-site.example")
    assert check_link(document.pk, Which.ADDRESS, now=timezone.now(), limits=server.limits()) is not None


def race(server: WebServer, document: Document, now: datetime) -> int:
    """Let two workers check one link at the same moment; return how often the server was asked."""
    barrier = Barrier(2)

    def work() -> None:
        barrier.wait()
        check_link(document.pk, Which.ADDRESS, now=now, limits=server.limits())
        connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(server.asked)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [True, False])
def test_two_workers_ask_one_link_once(
    server: WebServer,
    monkeypatch: pytest.MonkeyPatch,
    is_locked: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    def slow(handler: web.Handler) -> None:
        import time  # noqa: PLC0415 - needed here alone

        time.sleep(0.3)
        web.page(b"here")(handler)

    server.pages["/page"] = slow
    document = DocumentFactory(url=server.url("/page"))
    if not is_locked:
        # The control: without the key of the host, the server is asked twice.
        monkeypatch.setattr(type(caches["limits"]), "add", lambda *_args, **_more: True)
    assert race(server, document, timezone.now()) == (1 if is_locked else 2)
    assert LinkCheck.objects.count() == 1


@pytest.mark.django_db
def test_answer_for_an_address_that_was_changed_meanwhile_is_not_noted(server: WebServer) -> None:
    document = DocumentFactory(url=server.url("/old"))

    def change(handler: web.Handler) -> None:
        web.page(b"here")(handler)

    server.pages["/old"] = change
    link = links.links_of([document.pk])[0]
    Document.objects.update(url=server.url("/new"))
    assert links._note(link, links.Answer(LinkCheck.Outcome.THERE, 200)) is None
    assert LinkCheck.objects.count() == 0


@pytest.mark.django_db
def test_archived_address_is_checked_for_its_form() -> None:
    page = "https://site.example/page"
    for good in (
        "https://web.archive.org/web/20220108120000/https://site.example/page",
        "https://web.archive.org/web/2022id_/http://site.example/",
        "https://archive.ph/AbCdE",
    ):
        check_archived_url(good, of=page)
    for wrong in (
        "https://web.archive.org/save/https://site.example/page",
        "https://web.archive.org/",
        "https://site.example/copy",
        "ftp://archive.ph/AbCdE",
        "https://archive.ph/",
        "javascript:alert(1)",
    ):
        with pytest.raises(ValidationError):
            check_archived_url(wrong, of=page)
    document = DocumentFactory(url=page)
    with pytest.raises(ValidationError):
        set_archived_url(document, "https://web.archive.org/save/x")
    set_archived_url(document, "https://archive.ph/AbCdE")
    document.refresh_from_db()
    assert document.archived_url == "https://archive.ph/AbCdE"
    assert save_url(page) == "https://web.archive.org/save/https://site.example/page"


@pytest.mark.django_db
def test_archived_copy_is_checked_too(server: WebServer) -> None:
    server.pages["/page"] = server.pages["/copy"] = web.page(b"here")
    document = DocumentFactory(url=server.url("/page"), archived_url=server.url("/copy"))
    pairs = [(document.pk, which) for which in (Which.ADDRESS, Which.ARCHIVE)]
    assert check_links(pairs, asked_at=timezone.now(), limits=server.limits()) == 2
    assert server.asked == ["/page", "/copy"]


@pytest.mark.django_db
def test_document_page_says_when_it_was_last_checked_and_offers_the_copy(client: Client) -> None:
    document = DocumentFactory(url="https://site.example/p", archived_url="https://archive.ph/AbCdE")
    address = document.get_absolute_url()
    assert "Last checked" not in client.get(address).content.decode()
    there = datetime(2022, 1, 8, 12, tzinfo=timezone.get_default_timezone())
    row = LinkCheck.objects.create(
        document=document,
        which="address",
        url=document.url,
        outcome="there",
        checked_at=there,
        there_at=there,
    )
    html = client.get(address).content.decode()
    assert problems_of(html) == []
    assert "8 January 2022: the page was there." in html
    row.outcome, row.status, row.failures = "gone", 404, 1
    row.checked_at = there + 10 * DAY
    row.save()
    words = "18 January 2022: the page was gone. It was last there on 8 January 2022."
    html = client.get(address).content.decode()
    assert words in html
    assert "Read the archived copy instead" not in html
    LinkCheck.objects.update(failures=3)
    assert "Read the archived copy instead" in client.get(address).content.decode()
    # What was said of another address says nothing of this one.
    Document.objects.update(url="https://site.example/new")
    assert "Last checked" not in client.get(address).content.decode()


@pytest.mark.django_db
def test_command_fails_when_a_link_is_dead(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links.check_link, "__kwdefaults__", {"asked_at": None, "limits": server.limits()})
    monkeypatch.setattr(links.check_links, "__kwdefaults__", {"limits": server.limits()})
    server.pages["/there"] = web.page(b"here")
    DocumentFactory(slug="there", url=server.url("/there"))
    DocumentFactory(slug="gone", url=server.url("/gone"))
    out = io.StringIO()
    for _ in range(2):
        call_command("check_links", "gone", "there", stdout=out)
    with pytest.raises(CommandError, match=r"^1 link is dead\.$"):
        call_command("check_links", "gone", stdout=out)
    call_command("check_links", "there", stdout=out)
    assert out.getvalue().splitlines() == [
        *[f"gone\t404\tgone\t{server.url('/gone')}", f"there\t200\tthere\t{server.url('/there')}"] * 2,
        f"dead\t404\tgone\t{server.url('/gone')}",
        f"there\t200\tthere\t{server.url('/there')}",
    ]
    asked = len(server.asked)
    with pytest.raises(CommandError, match=r"^1 link is dead\.$"):
        call_command("check_links", stdout=out)
    assert len(server.asked) == asked
    with pytest.raises(CommandError, match="no such document: none"):
        call_command("check_links", "none")
