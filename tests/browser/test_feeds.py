"""What pages hand to other programs, in a real browser: data blocks, a frame in another site, notifications."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, Route
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from campaigns.models import PushSubscription
from campaigns.services.links import make_private_link
from campaigns.services.outbox import claim_dispatches
from campaigns.services.pushing import plan_push_copies
from campaigns.services.sending import send_claimed
from tests.browser.waiting import wait_until
from tests.factories.campaigns import DispatchFactory, PicketFactory, SignUpFactory
from tests.push import BrowserSide, certificate_of, push_service
from toolkit.push.keys import make_key

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

# Installed before any page: it writes down what a Content-Security-Policy stops.
WATCH = """
  window.stopped = [];
  document.addEventListener("securitypolicyviolation", (event) => window.stopped.push(event.effectiveDirective));
"""


@pytest.fixture(scope="module", autouse=True)
def _static_files() -> None:
    """Put style sheets and scripts where the test server looks for them."""
    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def _foreign_site(html: str) -> Iterator[str]:
    """Serve one page at 127.0.0.1, which to a browser is another site than localhost; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        """Answers with the page, whatever is asked."""

        def do_GET(self) -> None:
            """Answer."""
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - http.server's signature
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _stopped(page: Page) -> list[str]:
    # What is stopped is told later, in order: one more, which is ours, comes after all there was.
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.wait_for_function("window.stopped.at(-1) === 'style-src-attr'")
    stopped: list[str] = page.evaluate("window.stopped")
    return stopped[:-1]


def test_data_about_a_picket_is_stopped_by_no_policy(page: Page, live_server: LiveServer) -> None:
    picket = PicketFactory(title="</script><script>document.title = 'ran'</script>")
    page.add_init_script(WATCH)
    page.goto(f"{live_server.url}/en/pickets/{picket.slug}/")

    block = page.locator('script[type="application/ld+json"]')
    assert json.loads(block.text_content() or "")["name"] == picket.title
    assert _stopped(page) == []
    assert page.title() != "ran"


def test_script_in_a_page_is_stopped(page: Page, live_server: LiveServer) -> None:
    """The control of the test above: the policy is at work, and the watch sees it."""
    picket = PicketFactory()

    def with_a_script(route: Route) -> None:
        response = route.fetch()
        html = response.text().replace("</head>", "<script>document.title = 'ran'</script></head>")
        route.fulfill(response=response, body=html)

    page.add_init_script(WATCH)
    page.route(re.compile(r"/en/pickets/[^/]+/$"), with_a_script)
    page.goto(f"{live_server.url}/en/pickets/{picket.slug}/")

    assert _stopped(page) == ["script-src-elem"]
    assert page.title() != "ran"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [280, 640])
def test_list_of_pickets_shows_in_another_site(
    browser: Browser, live_server: LiveServer, tmp_path: Path, scheme: str, width: int
) -> None:
    titles = ["Picket at the embassy", "Пикет у посольства с очень длинным названием, которое не помещается"]
    for title in titles:
        PicketFactory(title=title)
    frame_html = f'<iframe src="{live_server.url}/en/embed/pickets/" width="{width}" height="500"></iframe>'
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    hosts: set[str | None] = set()
    context.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    with _foreign_site(f"<!doctype html><title>Another site</title>{frame_html}") as site:
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(site)
        frame = page.frame_locator("iframe")
        assert frame.locator("h2 a").all_inner_texts() == titles
        page.screenshot(path=tmp_path / f"{scheme}-{width}.png")
        root = frame.locator("html")
        assert root.evaluate("root => root.scrollWidth <= root.clientWidth")
        assert root.evaluate("() => window.stopped") == []
        assert root.evaluate("() => document.cookie") == ""
        heights = [link.bounding_box() for link in frame.locator("h2 a").all()]
        assert all(box is not None and box["height"] >= 44 for box in heights)
        background = frame.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        assert background == {"light": "rgb(232, 237, 228)", "dark": "rgb(14, 17, 14)"}[scheme]
        with context.expect_page() as opened:
            frame.locator("h2 a").first.click()
        opened.value.wait_for_load_state()
        assert opened.value.evaluate("document.referrer") == ""
        assert opened.value.evaluate("window.opener") is None
    assert context.cookies() == []
    assert hosts == {"127.0.0.1", "localhost"}
    context.close()


def test_no_other_page_shows_in_another_site(page: Page, live_server: LiveServer) -> None:
    PicketFactory()
    frame_html = f'<iframe src="{live_server.url}/en/pickets/"></iframe>'
    with _foreign_site(f"<!doctype html><title>Another site</title>{frame_html}") as site:
        page.goto(site)
        frames = ["chrome-error://chromewebdata/"]
        wait_until(page, lambda: [frame.url for frame in page.frames[1:]] == frames, "the browser's refusal")


# Stands in for the browser maker's push service, which no test may reach: it hands out an address and keys as that
# service and the browser do. All the rest is the page's own script and worker.
SUBSCRIBE = """
  PushManager.prototype.subscribe = async function (options) {
    window.asked = options;
    const bytes = (text) => Uint8Array.from(
      atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0)
    ).buffer;
    return { endpoint: "%s", getKey: (name) => bytes({ p256dh: "%s", auth: "%s" }[name]) };
  };
"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """Return a phone that allows notifications."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, permissions=["notifications"])
    yield context
    assert context.cookies() == []
    context.close()


def test_volunteer_switches_notifications_on_and_gets_one(
    phone: BrowserContext,
    live_server: LiveServer,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.VAPID_PRIVATE_KEY = make_key()
    settings.VAPID_CONTACT = "https://unforgotten.example"
    sign_up, side = SignUpFactory(), BrowserSide()
    address = f"{live_server.url}/en/sign-up/{make_private_link(sign_up)}/"
    with push_service(tmp_path) as service:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate_of(tmp_path)))
        page = phone.new_page()
        page.add_init_script(WATCH + SUBSCRIBE % (service.endpoint(), side.p256dh, side.auth_text))
        with override_settings(PUSH_HOSTS=[service.host]):
            page.goto(address)
            page.get_by_role("button", name="Switch notifications on").click()
            page.get_by_role("button", name="Switch notifications off").wait_for()
            assert _stopped(page) == []
            assert PushSubscription.objects.get().sign_up == sign_up
            start = f"{sign_up.shift.starts_at:%Y%m%dT%H%M%SZ}"
            mail = DispatchFactory(sign_up=sign_up, kind="reminder", key=f"reminder:1:{sign_up.pk}:{start}")
            plan_push_copies([mail.pk])
            send_claimed(claim_dispatches(limit=10))
        [(_, _, body)] = service.asked
        message = side.read(body)

        shown = _deliver(phone, page, live_server.url, json.dumps(message))
        assert shown == [[message["title"], message["body"], message["tag"], message["url"]]]

        page.get_by_role("button", name="Switch notifications off").click()
        page.get_by_role("button", name="Switch notifications on").wait_for()
        assert PushSubscription.objects.count() == 0


def test_page_says_so_when_a_browser_cannot_subscribe(phone: BrowserContext, live_server: LiveServer) -> None:
    with override_settings(VAPID_PRIVATE_KEY=make_key()):
        page = phone.new_page()
        # As a browser without its maker's service does.
        page.add_init_script(
            "PushManager.prototype.subscribe = () => Promise.reject(new Error('no service'));"
        )
        page.goto(f"{live_server.url}/en/sign-up/{make_private_link(SignUpFactory())}/")
        page.get_by_role("button", name="Switch notifications on").click()
        page.get_by_text("It did not work in this browser. Mail still comes.").wait_for()


def _deliver(context: BrowserContext, page: Page, origin: str, data: str) -> list[list[str]]:
    """Hand a message to the worker as the browser does when one comes in; return the notifications it shows."""
    devtools = context.new_cdp_session(page)
    registrations: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(one["registrationId"] for one in event["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    wait_until(page, lambda: registrations, "the worker")
    devtools.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": registrations[0], "data": data},
    )
    shown: list[list[str]] = page.evaluate(
        """async () => {
          const [registration] = await navigator.serviceWorker.getRegistrations();
          for (let tries = 0; tries < 50; tries += 1) {
            const found = await registration.getNotifications();
            if (found.length) {
              return found.map(({ title, body, tag, data }) => [title, body, tag, data]);
            }
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
          return [];
        }"""
    )
    return shown
