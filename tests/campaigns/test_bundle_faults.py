"""A real worker behind the real broker: it makes sheets and bundles, is killed, and another goes on."""

import io
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from campaigns.models import PrintBundle, PrintedMatter
from campaigns.printing.bundle_files import drop_folder
from campaigns.printing.files import drop_files
from campaigns.printing.letter import Layout, Paper
from campaigns.printing.many_letters import Person
from campaigns.services.bundles import ask_for_letters
from campaigns.tasks import make_bundle_task, sweep_bundles_task
from tests.campaigns import bundle_worker
from tests.campaigns.printed import make_case, make_letter, read
from tests.campaigns.workers import empty_broker, kill, wait_for, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs("broker", "pango")]

LOAD = "tests.campaigns.bundle_worker"
NUMBER = 8
PARTS = NUMBER // bundle_worker.PART


@pytest.fixture
def broker() -> Iterator[str]:
    """The broker of the tests."""
    with empty_broker() as url:
        yield url


@pytest.fixture
def bundle(broker: str, organiser: User) -> Iterator[PrintBundle]:
    """Eight letters that were asked for; the task waits in the broker."""
    bundle = ask_for_letters(
        make_letter(make_case()),
        people=[Person(f"Canary {chr(65 + number)} Sample", "Leeds") for number in range(NUMBER)],
        language="en",
        case=None,
        layout=Layout.DIN,
        paper=Paper.A4,
        packing="zip",
        by=organiser,
        now=timezone.now(),
    )
    yield bundle
    drop_folder(bundle.folder)


def run(broker: str, tmp_path: Path, *, control: str = "", name: str = "worker") -> object:
    """Return a worker that is about to start."""
    more = {bundle_worker.TRACE: str(tmp_path / "trace"), bundle_worker.CONTROL: control}
    return worker(broker, tmp_path / f"{name}.log", load=LOAD, **more)


def traced(tmp_path: Path, what: str) -> Counter[int]:
    """Return how often each part was written or committed."""
    path = tmp_path / "trace"
    lines = path.read_text().splitlines() if path.is_file() else []
    return Counter(int(number) for word, number in map(str.split, lines) if word == what)


def is_done(bundle: PrintBundle) -> bool:
    return PrintBundle.objects.get(pk=bundle.pk).is_done


def test_worker_makes_a_sheet_that_is_then_served(broker: str, client: Client, tmp_path: Path) -> None:
    case = make_case()
    studio = reverse("campaigns:print-studio")
    page = client.get(studio, {"form": "sign", "about": f"case:{case.slug}", "language": "ru"})
    row = PrintedMatter.objects.get()
    assert (page.status_code, row.made_at) == (200, None)
    with run(broker, tmp_path):  # type: ignore[attr-defined]  # a context
        wait_for(lambda: PrintedMatter.objects.exclude(made_at=None).exists(), "the sheet")
    answer = client.get(reverse("campaigns:print-file", args=[row.content_key, "pdf"]))
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a file
    drop_files(row.content_key)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "Айгерим Садыкова" in read(data)


def kill_in_the_middle(broker: str, tmp_path: Path, bundle: PrintBundle, control: str) -> None:
    """Kill a worker once it has committed two parts; let another finish what beat finds."""
    with run(broker, tmp_path, control=control, name="first") as first:  # type: ignore[attr-defined]  # a context
        wait_for(lambda: traced(tmp_path, "committed")[1] == 1, "the second part")
        kill(first)
    bundle.refresh_from_db()
    assert (bundle.state, bundle.is_done) == (PrintBundle.State.AT_WORK, False)
    with run(broker, tmp_path, control=control, name="second"):  # type: ignore[attr-defined]  # a context
        asked = 0.0

        def swept() -> bool:
            nonlocal asked
            if time.monotonic() - asked > 1:
                # What beat does each minute.
                sweep_bundles_task.delay()
                asked = time.monotonic()
            return is_done(bundle)

        wait_for(swept, "the rest of the letters")


def test_killed_worker_is_followed_by_one_that_goes_on(
    broker: str, bundle: PrintBundle, desk: Client, tmp_path: Path
) -> None:
    kill_in_the_middle(broker, tmp_path, bundle, control="")
    assert traced(tmp_path, "committed") == dict.fromkeys(range(PARTS), 1)
    bundle.refresh_from_db()
    answer = desk.get(reverse("admin:bundle-file", args=[bundle.pk]))
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a file
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        texts = [PdfReader(io.BytesIO(file.read(name))).pages[0].extract_text() for name in file.namelist()]
    found = [[chr(65 + n) for n in range(NUMBER) if f"Canary {chr(65 + n)} Sample" in text] for text in texts]
    assert found == [[chr(65 + number)] for number in range(NUMBER)]
    # Names are in no log and no longer in the row.
    logs = "".join((tmp_path / f"{name}.log").read_text() for name in ("first", "second"))
    assert ("succeeded" in logs, "Canary" in logs, bool(bundle.people)) == (True, False, False)


def test_control_without_resuming_it_begins_anew(broker: str, bundle: PrintBundle, tmp_path: Path) -> None:
    kill_in_the_middle(broker, tmp_path, bundle, control=bundle_worker.NO_RESUME)
    assert traced(tmp_path, "committed")[0] == 2


def three_at_once(broker: str, tmp_path: Path, bundle: PrintBundle, control: str) -> Counter[int]:
    """Ask three processes for the same bundle; return how often each part was written."""
    for _ in range(2):
        make_bundle_task.delay(str(bundle.pk))
    with run(broker, tmp_path, control=control):  # type: ignore[attr-defined]  # a context
        wait_for(lambda: is_done(bundle), "the bundle")
    return traced(tmp_path, "wrote")


def test_only_one_process_holds_a_bundle(broker: str, bundle: PrintBundle, tmp_path: Path) -> None:
    assert three_at_once(broker, tmp_path, bundle, control="") == dict.fromkeys(range(PARTS), 1)


def test_control_without_the_lease_parts_are_made_twice(
    broker: str, bundle: PrintBundle, tmp_path: Path
) -> None:
    assert max(three_at_once(broker, tmp_path, bundle, control=bundle_worker.NO_LEASE).values()) > 1
