"""Intakes: what is held already, what nearly is, who works on what, and what is erased."""

import os
import signal
import subprocess
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from sources.importing import guard
from sources.models import Document, Intake, Passage
from sources.originals import drop_strays, keep_original, original_path
from sources.services import intake_work
from sources.services.documents import make_document
from sources.services.intake_work import claim_intake, run_intake
from sources.services.intakes import MOST_TRIES, ask_for_address, ask_for_file, retry_intake, sweep_intakes
from tests import web_server as web
from tests.factories.sources import OrganisationFactory
from tests.sources.importing.corpus import ENGLISH, page

pytestmark = pytest.mark.django_db
WORDS = [
    f"Sample sentence {n} of the report tells what the committee did on day {n} of the strike."
    for n in range(60)
]
TEXT = "\n".join(["Sample report of the committee", *WORDS])


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DOCUMENT_ROOT", tmp_path / "documents")
    monkeypatch.setattr("sources.services.intakes.ask_for_task", lambda *_: None)


def bring_in(text: str, name: str = "sample.txt") -> Intake:
    """Bring a text in; return its intake as it is then."""
    intake = ask_for_file(text.encode(), name=name, by=None)
    run_intake(intake.pk)
    intake.refresh_from_db()
    return intake


def kept() -> list[str]:
    """Return the originals that are kept."""
    return sorted(path.name for path in settings.DOCUMENT_ROOT.iterdir())


def test_same_file_is_held_once() -> None:
    first, second = bring_in(TEXT), bring_in(TEXT, "again.txt")
    assert (first.state, second.state) == ("done", "known")
    assert first.document == second.document == second.same_as
    assert (Document.objects.count(), Passage.objects.count()) == (1, 61)
    assert kept() == [first.sha256]


def test_text_that_is_nearly_the_same_comes_in_as_a_draft_that_says_so() -> None:
    first = bring_in(TEXT)
    nearly = bring_in(TEXT.replace("day 7 of", "day seven of"))
    other = bring_in("\n".join(reversed([word[::-1] for word in WORDS])))
    assert (nearly.state, nearly.same_as, nearly.document == first.document) == (
        "done",
        first.document,
        False,
    )
    assert (other.state, other.same_as) == ("done", None)
    assert Document.objects.count() == 3


def test_same_page_with_the_same_text_is_held_and_with_another_comes_in() -> None:
    with web.web_server() as server:
        server.pages["/a"] = web.page(page(f"<h1>Sample page</h1><p>{ENGLISH}</p><!-- 1 -->"))
        server.pages["/a?utm_source=x"] = web.page(page(f"<h1>Sample page</h1><p>{ENGLISH}</p><!-- 2 -->"))
        server.pages["/a#b"] = server.pages["/a"]
        found = []
        for path in ("/a", "/a?utm_source=x"):
            intake = ask_for_address(server.url(path), by=None)
            run_intake(intake.pk, limits=server.limits())
            intake.refresh_from_db()
            found.append(intake)
        server.pages["/a"] = web.page(page(f"<h1>Sample page</h1><p>{ENGLISH}</p><p>{ENGLISH} New.</p>"))
        changed = ask_for_address(server.url("/a"), by=None)
        run_intake(changed.pk, limits=server.limits())
        changed.refresh_from_db()
    assert [intake.state for intake in found] == ["done", "known"]
    assert (found[1].document, found[1].sha256) == (found[0].document, "")
    assert (changed.state, changed.same_as, changed.document == found[0].document) == (
        "done",
        found[0].document,
        False,
    )
    assert kept() == sorted([found[0].sha256, changed.sha256])


def test_publisher_is_linked_by_its_very_name_and_else_told() -> None:
    known = OrganisationFactory.create(name__text="Sample Gazette")
    head = '<meta property="og:site_name" content="{}">'
    for name, publisher in (("Sample Gazette", known), ("Sample Gazete", None)):
        intake = bring_in(page(f"<p>{ENGLISH} {name}</p>", head=head.format(name)).decode())
        assert intake.document is not None
        assert (intake.publisher, intake.document.publisher) == (name, publisher)


def test_canonical_address_of_another_site_is_not_believed() -> None:
    head = '<link rel="canonical" href="https://elsewhere.example/a">'
    with web.web_server() as server:
        server.pages["/"] = web.page(page(f"<p>{ENGLISH}</p>", head=head))
        run_intake(ask_for_address(server.url("/"), by=None).pk, limits=server.limits())
    assert Document.objects.get().url == server.url("/")


def test_one_of_two_takes_an_intake_and_the_other_takes_over_when_it_vanished() -> None:
    intake = ask_for_file(TEXT.encode(), name="a", by=None)
    assert claim_intake(intake.pk) is not None
    assert claim_intake(intake.pk) is None
    assert not run_intake(intake.pk)
    Intake.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert run_intake(intake.pk)
    assert Document.objects.count() == 1


def bring_in_and_lose(monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Lose an intake to another worker while its document is written; return how many rows were left."""
    intake = ask_for_file(TEXT.encode(), name="a", by=None)
    make = make_document

    def lose(*given: object) -> Document:
        Intake.objects.update(lease_until=timezone.now() + timedelta(hours=1))
        return make(*given)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(intake_work, "make_document", lose)
    assert not run_intake(intake.pk)
    return Document.objects.count(), Passage.objects.count()


def test_one_who_lost_an_intake_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert bring_in_and_lose(monkeypatch) == (0, 0)


def test_control_without_the_one_transaction_a_document_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_work, "_write", intake_work._write.__wrapped__)  # type: ignore[attr-defined]
    assert bring_in_and_lose(monkeypatch) == (1, 61)


def test_taken_over_after_the_document_was_written_makes_no_second_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    intake = ask_for_file(TEXT.encode(), name="a", by=None)

    def die(_intake: Intake) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(intake_work, "_suggest", die)
        with pytest.raises(KeyboardInterrupt):
            run_intake(intake.pk)
    assert Intake.objects.values_list("state", "step").get() == ("at_work", "suggesting")
    Intake.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert run_intake(intake.pk)
    assert (Document.objects.count(), Intake.objects.get().state) == (1, "done")


def test_what_never_gets_further_is_given_up_and_its_file_erased() -> None:
    intake = ask_for_file(TEXT.encode(), name="a", by=None)
    assert sweep_intakes(now=timezone.now()) == 1
    Intake.objects.update(tries=MOST_TRIES)
    assert sweep_intakes(now=timezone.now()) == 0
    intake.refresh_from_db()
    assert (intake.state, intake.problem, kept()) == ("failed", "stalled", [])
    assert not retry_intake(intake)
    assert sweep_intakes(now=timezone.now() + timedelta(days=31)) == 0
    assert Intake.objects.count() == 0


def test_original_goes_with_the_last_row_that_names_it() -> None:
    document = bring_in(TEXT).document
    assert document is not None
    stray = original_path(keep_original(b"SAMPLE stray"))
    (settings.DOCUMENT_ROOT / ".half.part").write_bytes(b"SAMPLE")
    for path in settings.DOCUMENT_ROOT.iterdir():
        os.utime(path, (0, 0))
    assert (drop_strays(), stray.exists(), kept()) == (2, False, [document.sha256])
    Intake.objects.all().delete()
    assert (drop_strays(), kept()) == (0, [document.sha256])
    document.delete()
    assert (drop_strays(), kept()) == (1, [])


def test_child_that_is_killed_leaves_a_verdict_and_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever kills the child from outside kills the child alone."""
    popen = subprocess.Popen
    killed = []

    def begin(*given: object, **named: object) -> object:
        process = popen(*given, **named)  # type: ignore[call-overload]  # as they came
        killed.append(threading.Timer(0.05, process.send_signal, [signal.SIGKILL]))
        killed[-1].start()
        return process

    monkeypatch.setattr(subprocess, "Popen", begin)
    intake = bring_in(TEXT)
    assert (intake.state, intake.problem, Document.objects.count(), kept()) == ("failed", "too_large", 0, [])
    monkeypatch.setattr(subprocess, "Popen", popen)
    assert bring_in(TEXT).state == "done"


def test_no_transaction_is_open_while_a_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    depth = len(connection.savepoint_ids)
    seen = []
    read = guard.read_guarded

    def noting(*given: object, **named: object) -> object:
        seen.append(len(connection.savepoint_ids))
        return read(*given, **named)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(guard, "read_guarded", noting)
    bring_in(TEXT)
    assert seen == [depth]
