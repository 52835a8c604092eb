"""Petitions as PDF: made by a worker a part at a time, served to organisers, gone when somebody wants out."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from campaigns.models import PetitionBook, Signature, Statement
from campaigns.printing import petition_book
from campaigns.services import petitions
from campaigns.services.paper import SheetEntry, enter_sheets
from campaigns.services.petitions import ask_for_petition, make_petition_part, sweep_petitions
from campaigns.services.signing import change_display, withdraw_signature
from campaigns.tasks import make_petition_part_task
from config.celery import app
from sources.services.publishing import withdraw
from tests.campaigns.printed import read
from tests.campaigns.signatories import NOW, open_statement, signed
from tests.desk import text_of
from tests.factories.campaigns import StatementVersionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.needs("pango")]


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which petitions a worker was asked for; nothing runs by itself."""
    asked: list[int] = []
    monkeypatch.setattr(petitions, "_wake_worker", asked.append)
    return asked


@pytest.fixture
def statement() -> Statement:
    statement = open_statement(title="Release them")
    StatementVersionFactory.create(statement=statement, published_at=NOW, text="We ask for their release.")
    return statement


def many(statement: Statement, number: int) -> None:
    """Make people who signed, in this order, without lines in the ledger."""
    Signature.objects.bulk_create(
        [
            Signature(
                statement=statement,
                state=Signature.State.CONFIRMED,
                display=Signature.Display.FULL,
                confirmed_at=NOW + timedelta(minutes=index),
                name=f"Үлгіқызы Number{index:05}",
            )
            for index in range(number)
        ],
        batch_size=2000,
    )


def files() -> list[str]:
    """Return what lies in the folder of petitions."""
    folder = Path(settings.VAR_DIR) / "petitions"
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def _empty_folder(settings: object, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path  # type: ignore[attr-defined]  # pytest-django's settings take any


def address(statement: Statement) -> str:
    return reverse("admin:campaigns_statement_petition", args=[statement.pk])


def test_an_organiser_asks_a_worker_makes_it_and_it_is_downloaded(
    desk: Client,
    statement: Statement,
    woken: list[int],
    django_capture_on_commit_callbacks: object,
) -> None:
    signed(statement, "Aigerim Sample")
    assert "Refresh" not in desk.get(address(statement)).headers
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture without a public type
        assert desk.post(address(statement), {"language": "en"}).status_code == 302
    book = PetitionBook.objects.get()
    assert woken == [book.pk]
    waiting = desk.get(address(statement))
    assert (waiting.headers["Refresh"], "Waits for a worker" in text_of(waiting)) == ("3", True)
    file = reverse("admin:campaigns_statement_petition_file", args=[statement.pk, book.content_key])
    assert desk.get(file).status_code == 404

    make_petition_part_task(book.pk)

    page = desk.get(address(statement))
    assert ("Refresh" in page.headers, f'href="{file}"' in text_of(page)) == (False, True)
    answer = desk.get(file)
    data = answer.getvalue()
    name = f"unforgotten-{statement.slug}-petition-en-{book.content_key[:12]}.pdf"
    assert (answer["Content-Disposition"], "no-store" in answer["Cache-Control"]) == (
        f'attachment; filename="{name}"',
        True,
    )
    assert "Aigerim Sample" in read(data)
    assert files() == ["petition.pdf"]
    # Asked for again it is there; of another language and of a grown ledger it is made anew.
    desk.post(address(statement), {"language": "en"})
    assert [book.pk for book in PetitionBook.objects.all()] == [book.pk]
    signed(statement, "Ann Sample")
    desk.post(address(statement), {"language": "en"})
    assert (PetitionBook.objects.get().content_key == book.content_key, files()) == (False, [])
    assert desk.post(address(statement), {"language": "xx"}).status_code == 422


def test_what_nobody_may_see_is_not_found(client: Client, desk: Client, statement: Statement) -> None:
    book = ask_for_petition(statement, language="en", now=NOW)
    make_petition_part(book.pk, now=NOW)
    other = open_statement()
    arguments = [(statement.pk, book.content_key), (other.pk, book.content_key), (statement.pk, "0" * 64)]
    found = [
        desk.get(reverse("admin:campaigns_statement_petition_file", args=each)).status_code
        for each in arguments
    ]
    assert found == [200, 404, 404]
    client.logout()
    assert (
        client.get(reverse("admin:campaigns_statement_petition_file", args=arguments[0])).status_code == 302
    )


@pytest.mark.parametrize("step", ["withdraw", "hide", "hide late", "statement"])
def test_who_wants_out_is_out_at_once(desk: Client, statement: Statement, step: str) -> None:
    signature = signed(statement, "Canary Sample")
    # Who signed while the petition waited for its turn is in it, with a moment after its own.
    late = signed(statement, "Late Sample", confirmed_at=NOW + timedelta(seconds=1))
    book = ask_for_petition(statement, language="en", now=NOW)
    make_petition_part(book.pk, now=NOW)
    file = reverse("admin:campaigns_statement_petition_file", args=[statement.pk, book.content_key])
    # Whoever signs afterwards changes nothing about who stands in it.
    signed(statement, "New Sample", confirmed_at=NOW + timedelta(days=2))
    assert (desk.get(file).status_code, files()) == (200, ["petition.pdf"])
    if step == "withdraw":
        withdraw_signature(signature, now=NOW)
    elif step in {"hide", "hide late"}:
        change_display(late if step == "hide late" else signature, Signature.Display.HIDDEN)
    else:
        withdraw(statement)

    assert (desk.get(file).status_code, files()) == (410, [])
    assert PetitionBook.objects.count() == 0


def test_the_sweep_deletes_and_goes_on(statement: Statement, woken: list[int]) -> None:
    assert app.conf.beat_schedule["sweep-petitions"]["task"] == "campaigns.tasks.sweep_petitions_task"
    signature = signed(statement, "Canary Sample")
    book = ask_for_petition(statement, language="en", now=NOW)
    woken.clear()
    assert sweep_petitions(now=NOW) == (0, 1)
    make_petition_part(book.pk, now=NOW)
    assert (sweep_petitions(now=NOW + timedelta(days=6)), files()) == ((0, 0), ["petition.pdf"])
    change_display(signature, Signature.Display.HIDDEN)
    assert (sweep_petitions(now=NOW), files()) == ((1, 0), [])
    book = ask_for_petition(statement, language="en", now=NOW)
    assert sweep_petitions(now=NOW + timedelta(days=8)) == (1, 0)


def test_several_parts_are_made_one_at_a_time_and_a_killed_worker_is_taken_over(
    statement: Statement, woken: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(petition_book, "PER_PART", 4)
    many(statement, 9)
    enter_sheets(statement, [SheetEntry("1", 12, "en", names=[("Ann Paper", "York")])], by=None, now=NOW)
    book = ask_for_petition(statement, language="en", now=NOW)
    later = NOW + timedelta(days=1)
    assert make_petition_part(book.pk, now=later)
    # Nothing of it changes any more, although somebody signs meanwhile.
    signed(statement, "New Sample", confirmed_at=later + timedelta(seconds=1))
    # A worker that is killed holds its claim for a while.
    PetitionBook.objects.update(claimed_at=later)
    assert not make_petition_part(book.pk, now=later)
    assert sweep_petitions(now=later) == (0, 0)
    after = later + petitions.LEASE + timedelta(seconds=1)
    assert sweep_petitions(now=after) == (0, 1)
    assert [make_petition_part(book.pk, now=after) for _ in range(3)] == [True, True, False]

    book.refresh_from_db()
    assert (book.parts, book.parts_made, book.made_at) == (3, 3, after)
    assert files() == ["petition.zip"]
    path = petitions.file_of_petition(book)
    assert path is not None
    with zipfile.ZipFile(path) as archive:
        texts = [read(archive.read(name)) for name in archive.namelist()]
    names = [[f"Number{index:05}" for index in range(9) if f"Number{index:05}" in text] for text in texts]
    assert [len(part) for part in names] == [4, 4, 1]
    assert ["We ask for their release." in text for text in texts] == [True, False, False]
    assert [f"Part {number} of 3" in text for number, text in enumerate(texts, 1)] == [True] * 3
    assert ["Ann Paper" in text for text in texts] == [False, False, True]
    assert ["New Sample" in text for text in texts] == [False] * 3


def test_five_thousand_names_are_one_file_with_numbered_pages(statement: Statement) -> None:
    many(statement, 5000)
    book = ask_for_petition(statement, language="ru", now=NOW)
    later = NOW + timedelta(days=9)
    assert make_petition_part(book.pk, now=later)
    book.refresh_from_db()
    path = petitions.file_of_petition(book)
    assert path is not None
    assert path.suffix == ".pdf"
    data = path.read_bytes()
    pages = PdfReader(io.BytesIO(data)).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    assert [text.count(f"{number} / {len(pages)}") for number, text in enumerate(texts, 1)] == [1] * len(
        pages
    )
    assert "5000" in texts[0]
    where = [
        next(number for number, text in enumerate(texts) if f"Үлгіқызы Number{index:05}" in text)
        for index in (0, 2500, 4999)
    ]
    assert where == [1, len(pages) // 2, len(pages) - 1]
    assert len(data) < 800 * 1024


def test_a_full_disk_and_too_many_pages_leave_nothing_half(
    statement: Statement, woken: list[int], monkeypatch: pytest.MonkeyPatch, desk: Client
) -> None:
    signed(statement)
    book = ask_for_petition(statement, language="en", now=NOW)
    with monkeypatch.context() as full:
        full.setattr(petitions, "write_whole_file", _no_space)
        with pytest.raises(OSError, match="No space"):
            make_petition_part(book.pk, now=NOW)
    book.refresh_from_db()
    assert (book.claimed_at, book.made_at, files()) == (None, None, [])
    monkeypatch.setattr(petition_book, "MOST_PAGES", 1)
    assert not make_petition_part(book.pk, now=NOW)
    book.refresh_from_db()
    assert (book.problem, files()) == ("too_long", [])
    assert "It has too many pages." in text_of(desk.get(address(statement)))


def _no_space(_target: Path, _data: bytes) -> None:
    raise OSError(28, "No space left on device")
