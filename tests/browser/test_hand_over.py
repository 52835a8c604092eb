"""A petition is exported, checked and handed over, as an organiser does it: a real browser, a plain python3."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from campaigns.models import Statement
from campaigns.services.paper import SheetEntry, enter_sheets
from campaigns.signature_chain import SIGNATURES
from campaigns.tasks import make_export_task
from tests.browser.test_organiser import PASSWORD, REPORT_VIOLATIONS, Watch
from tests.campaigns.signatories import NOW, signed
from tests.campaigns.signing import now, open_with_text
from tests.desk import address
from tests.factories.campaigns import TargetFactory
from tests.toolkit.photographs import jpeg_from_a_camera

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True), pytest.mark.browser]

NAMES = ["Aigerim Sample", "Жанар Үлгіқызы", "Ann Sample"]


@pytest.fixture(scope="module", autouse=True)
def _static_files() -> None:
    """Put style sheets and scripts where the test server looks for them."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    """Keep photographs in an empty folder of this test."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def statement() -> Statement:
    """An open statement with three names to show, one kept private, and twelve on paper."""
    statement = open_with_text(("en",), title="Release them")
    version = statement.versions.get()
    for name in NAMES:
        signed(statement, name, version=version)
    signed(statement, "Canary Private", version=version, display="hidden")
    enter_sheets(statement, [SheetEntry("1", 12, "en")], by=None, now=NOW)
    TargetFactory.create(campaign=statement.campaign, title="The Sample Embassy")
    return statement


@pytest.fixture
def desk(page: Page, live_server: LiveServer) -> Iterator[Page]:
    """The browser of an organiser, signed in through the form; nothing may be amiss in it at the end."""
    organiser = User.objects.create_superuser("dana@example.org", PASSWORD, nickname="Dana")
    watch = Watch(live_server.url)
    page.context.add_init_script(REPORT_VIOLATIONS)
    watch.listen(page)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("E-mail address").fill(organiser.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs you today")
    yield page
    assert watch.problems == []


def _check(folder: Path, export: Path) -> tuple[int, str]:
    """Run the script that was in the first export, isolated: nothing but the standard library is there."""
    run = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py"), str(export)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert run.stderr == ""
    return run.returncode, run.stdout


def _with_one_byte_changed(export: Path, file: str, before: bytes, after: bytes) -> Path:
    """Return a copy of an export in which one byte of a name is another."""
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    target = export.with_name(f"altered-{file}.zip")
    with zipfile.ZipFile(export) as source, zipfile.ZipFile(target, "w") as altered:
        for name in source.namelist():
            content = source.read(name)
            if name == file:
                assert content.count(before) == 1
                content = content.replace(before, after)
            altered.writestr(name, content)
    return target


def test_the_export_is_whole_and_one_changed_byte_of_a_name_is_found(
    desk: Page, live_server: LiveServer, statement: Statement, tmp_path: Path
) -> None:
    desk.goto(live_server.url + address(statement))
    desk.get_by_role("link", name="Export for handing over").click()
    desk.get_by_role("button", name="Make the file").click()
    expect(desk.get_by_role("status")).to_contain_text("Waits for a worker")
    make_export_task(str(statement.exports.get().pk))
    # The page looks again by itself.
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Download").click()
    export = tmp_path / download.value.suggested_filename
    download.value.save_as(export)
    assert export.name == f"unforgotten-{statement.slug}-signatures.zip"
    with zipfile.ZipFile(export) as archive:
        archive.extract("verify.py", tmp_path)
        rows = [json.loads(line) for line in archive.read(SIGNATURES).splitlines()]
        assert not any(b"Canary" in archive.read(name) for name in archive.namelist())

    last = statement.ledger.latest("number")
    assert _check(tmp_path, export) == (
        0,
        f"NOT ALTERED: 16 signatures, 5 lines, last hash {last.hash}. Compare the hash with the one that is printed.\n",
    )
    (subject,) = (
        row["subject"] for row in rows if row.get("opened", {}).get("name", {}).get("value") == NAMES[2]
    )
    before, after = b"Ann Sample", b"Ann Simple"
    names = _with_one_byte_changed(export, "names.csv", before, after)
    assert _check(tmp_path, names) == (
        1,
        f"ALTERED: names.csv shows another name than the one that signed ({subject}).\n",
    )
    sealed = _with_one_byte_changed(export, SIGNATURES, before, after)
    assert _check(tmp_path, sealed) == (
        1,
        f"ALTERED: a name that is shown is not the one that signed ({subject}).\n",
    )


def test_a_hand_over_with_a_photograph_is_public_and_ends_signing(
    desk: Page, browser: Browser, live_server: LiveServer, statement: Statement
) -> None:
    public = f"{live_server.url}/en/statements/{statement.slug}/"
    reader = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = reader.new_page()
    page.goto(public)
    assert page.locator("#sign-statement").count() == 1  # the control: it can be signed until then

    desk.goto(live_server.url + address(statement))
    desk.get_by_role("link", name="Hand over", exact=True).click()
    expect(desk.locator("#ask_form .note")).to_contain_text("(4 people, 0 organisations, 12 on paper)")
    desk.locator(".select2-selection").click()
    desk.get_by_role("option", name="The Sample Embassy").click()
    desk.locator("#id_on").fill("2026-03-02")
    desk.get_by_label("Note").fill("A secretary took it at the gate.")
    desk.locator('#ask_form input[type="submit"]').click()
    expect(desk.locator(".messagelist")).to_contain_text("Recorded.")
    desk.get_by_role("link", name="Add a photograph").click()
    desk.locator("#id_file").set_input_files(
        {"name": "gate.jpg", "mimeType": "image/jpeg", "buffer": jpeg_from_a_camera()}
    )
    desk.locator("#id_description").fill("Two people with a folder at a gate, seen from behind")
    desk.locator("#id_credit").fill("Sample photographer")
    desk.locator("#id_rights").fill("CC BY 4.0")
    desk.locator("#id_people").select_option("nobody")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator(".messagelist")).to_contain_text("The photograph was added")

    record = statement.hand_overs.get()
    assert (record.count, record.people, record.on_paper) == (16, 4, 12)
    page.goto(public)
    words = page.locator("main").inner_text()
    shown = ["The Sample Embassy", "16", "A secretary took it at the gate.", record.ledger_hash]
    assert [one for one in shown if one not in words] == []
    picture = page.locator('img[alt="Two people with a folder at a gate, seen from behind"]')
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    assert page.locator("#sign-statement").count() == 0
    page.goto(f"{public}sign/")
    assert page.url == public
    assert reader.cookies() == []
    reader.close()
    statement.refresh_from_db()
    assert (statement.signing, statement.takes_signatures(now().date())) == ("handed_over", False)
    assert (
        desk.goto(live_server.url + reverse("admin:campaigns_handover_change", args=[record.pk])) is not None
    )
