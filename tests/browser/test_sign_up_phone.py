"""A volunteer at a poster: a phone 390 px wide, scripts off, few taps from the QR code to "you are in"."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from campaigns.models import Shift
from campaigns.services.outbox import sweep_outbox
from tests.campaigns.mails import mails_in
from tests.factories.campaigns import PicketFactory, ShiftFactory, in_days

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True), pytest.mark.browser]

MOST_TAPS = 4
MOST_SECONDS = 60
# A thumb on glass: 40 words a minute.
KEY_MILLISECONDS = 250


@pytest.fixture(scope="module", autouse=True)
def _static_files() -> None:
    """Put style sheets where the test server looks for them."""
    call_command("collectstatic", interactive=False, verbosity=0)


@dataclass
class Phone:
    """A phone whose taps are counted; what is typed is not."""

    page: Page
    taps: list[str] = field(default_factory=list)

    def tap(self, selector: str) -> None:
        """Touch one thing, which must be large enough for a thumb."""
        target = self.page.locator(selector)
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 28, f"{selector} is {box}"
        target.tap()
        self.taps.append(selector)

    def type(self, text: str) -> None:
        """Write where the cursor is."""
        self.page.keyboard.type(text, delay=KEY_MILLISECONDS)


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A phone's browser without scripts, which ends without a cookie."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 390, "height": 844},
        java_script_enabled=False,
        has_touch=True,
        is_mobile=True,
    )
    yield context
    assert context.cookies() == []
    context.close()


@pytest.fixture
def mail_folder(settings: Settings, tmp_path: Path) -> Path:
    """Write mail to an empty folder of this test."""
    folder = tmp_path / "mail"
    backend = {"BACKEND": "toolkit.mail_backends.FolderBackend", "OPTIONS": {"file_path": str(folder)}}
    settings.MAILERS = {"default": backend}
    return folder


@pytest.fixture
def shift() -> Shift:
    """The second of three shifts, with a single place."""
    begins = in_days(10)
    picket = PicketFactory(title="SAMPLE: picket", is_sample=True, starts_at=begins)
    return [
        ShiftFactory(
            picket=picket,
            starts_at=begins + timedelta(hours=hour),
            places_needed=1 if hour == 1 else 6,
            title=f"SAMPLE: hour {hour}",
        )
        for hour in range(3)
    ][1]


def sign_up(phone: Phone, name: str, address: str, shift: Shift | None = None) -> None:
    """Fill the form in as a person would, one tap for each thing that is not typed."""
    if shift is not None:
        phone.tap(f'label:has(input[name="shift"][value="{shift.pk}"])')
    phone.tap('input[name="name"]')
    phone.type(name)
    phone.tap('input[name="email"]')
    phone.type(address)
    phone.tap('#sign-up button[type="submit"]')
    # A tap does not wait for the page to which it leads.
    phone.page.wait_for_url("**/sign-up/*/")


@pytest.mark.parametrize(
    "preselected", [True, False], ids=["from the shift's code", "from the picket's code"]
)
def test_from_the_poster_to_a_place_in_four_taps_and_a_minute(
    context: BrowserContext, shift: Shift, *, preselected: bool
) -> None:
    phone = Phone(context.new_page())
    began = time.monotonic()
    query = f"?shift={shift.pk}#shift-{shift.pk}" if preselected else ""
    phone.page.goto(f"/en/pickets/{shift.picket.slug}/{query}")
    chosen = phone.page.locator(f'input[name="shift"][value="{shift.pk}"]')
    assert chosen.is_checked() == preselected
    if preselected:
        # The code leads to the shift itself, not to the head of a long page.
        expect(chosen).to_be_in_viewport()
    sign_up(phone, "Dana", "dana@example.org", None if preselected else shift)

    expect(phone.page.get_by_role("heading", level=1)).to_have_text("You are in")
    took = time.monotonic() - began
    assert len(phone.taps) == (3 if preselected else 4) <= MOST_TAPS
    assert took < MOST_SECONDS
    shift.refresh_from_db()
    assert shift.places_taken == 1


def test_who_cancels_makes_room_and_the_waiting_person_is_offered_the_place(
    context: BrowserContext, shift: Shift, mail_folder: Path
) -> None:
    phone = Phone(context.new_page())
    for name in ("first", "second"):
        phone.page.goto(f"/en/pickets/{shift.picket.slug}/?shift={shift.pk}")
        sign_up(phone, name, f"{name}@example.org")
    expect(phone.page.get_by_text("is full: you are in reserve")).to_be_visible()
    sweep_outbox()

    phone.page.goto(mails_in(mail_folder, "first@example.org")[-1].private_link)
    phone.tap('form[action$="/cancel/"] button')
    expect(phone.page.get_by_text("Your shift is cancelled")).to_be_visible()
    sweep_outbox()
    assert [mail["Subject"] for mail in mails_in(mail_folder, "first@example.org")][-1] == "Done"

    offer = mails_in(mail_folder, "second@example.org")[-1]
    assert offer["Subject"] == "Good news: please answer"
    phone.page.goto(offer.private_link)
    phone.tap('form[action$="/take/"] button')
    expect(phone.page.get_by_text("You have a place.")).to_be_visible()
    sweep_outbox()
    assert "You have a place." in mails_in(mail_folder, "second@example.org")[-1].text


def test_shortly_before_the_waiting_person_gets_the_place_at_once(
    context: BrowserContext, shift: Shift, mail_folder: Path
) -> None:
    soon = datetime.now(UTC) + timedelta(hours=2)
    Shift.objects.filter(pk=shift.pk).update(starts_at=soon, ends_at=soon + timedelta(hours=1))
    phone = Phone(context.new_page())
    for name in ("first", "second"):
        phone.page.goto(f"/en/pickets/{shift.picket.slug}/?shift={shift.pk}")
        sign_up(phone, name, f"{name}@example.org")
    sweep_outbox()
    phone.page.goto(mails_in(mail_folder, "first@example.org")[-1].private_link)
    phone.tap('form[action$="/cancel/"] button')
    expect(phone.page.get_by_text("Your shift is cancelled")).to_be_visible()
    sweep_outbox()

    told = mails_in(mail_folder, "second@example.org")[-1]
    assert told["Subject"] == "Good news: please read"
    phone.page.goto(told.private_link)
    expect(phone.page.get_by_text("You have a place.")).to_be_visible()
