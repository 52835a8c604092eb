"""Every hostile or broken file gives its verdict; a failed one leaves nothing behind, and whoever read it lives on."""

import hashlib
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from sources.importing import guard
from sources.importing.shapes import Reading, UnreadableError, Used
from sources.models import Document, Intake
from sources.services.intake_work import run_intake
from sources.services.intakes import NotTakenError, ask_for_address, ask_for_file
from tests import web_server as web
from tests.sources.importing import corpus
from tests.sources.importing.corpus import ENGLISH, ENTITY, SAMPLES, Sample, page
from tests.web_server import WebServer

pytestmark = pytest.mark.django_db
# What a child may hold at most, whatever it is given to read.
MOST_MEMORY = 300 * 2**20


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DOCUMENT_ROOT", tmp_path / "documents")


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> list[Used]:
    """Collect what each child used."""
    found: list[Used] = []
    read = guard.read_guarded

    def noting(data: bytes, **given: Any) -> tuple[Reading, Used]:  # noqa: ANN401 - as it is given
        try:
            reading, took = read(data, **given)
        except UnreadableError as error:
            if error.used:
                found.append(error.used)
            raise
        found.append(took)
        return reading, took

    monkeypatch.setattr(guard, "read_guarded", noting)
    return found


def files() -> list[str]:
    """Return the names of the originals that are kept."""
    return (
        sorted(path.name for path in settings.DOCUMENT_ROOT.glob("*"))
        if settings.DOCUMENT_ROOT.is_dir()
        else []
    )


def bring_in(data: bytes, name: str) -> tuple[Intake | None, str]:
    """Bring a file in as a worker does; return the intake and the problem."""
    try:
        intake = ask_for_file(data, name=name, by=None, wake=False)
    except NotTakenError as error:
        return None, error.problem
    run_intake(intake.pk)
    intake.refresh_from_db()
    return intake, intake.problem


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_file_gives_its_verdict_and_leaves_nothing_behind(sample: Sample, used: list[Used]) -> None:
    data = sample.make()
    intake, problem = bring_in(data, sample.file)

    for took in used:
        # With `pytest -s` these lines are the table of docs/evidence.md.
        print(  # noqa: T201 - see above
            f"| {sample.name} | {problem or 'brought in'} | {took.memory // 2**20} MB | {took.seconds:.1f} s |"
        )
    assert problem == sample.problem
    assert all(took.memory < MOST_MEMORY for took in used)
    if sample.problem:
        assert (Document.objects.count(), files()) == (0, [])
        assert intake is None or (intake.state, intake.document, intake.sha256) == ("failed", None, "")
        return
    document = Document.objects.get()
    text = "\n".join(document.passages.order_by("number").values_list("text", flat=True))
    assert files() == [document.sha256] == [hashlib.sha256(data).hexdigest()]
    assert sample.has in text
    assert not sample.lacks or sample.lacks not in text
    assert Path(ENTITY).read_text().strip() not in text
    assert document.passages.count() == document.paragraphs


def test_limit_is_what_keeps_a_bomb_small() -> None:
    """The control: with four times the memory a PDF that unpacks to 195 MB takes more than any file may."""
    packed = zlib.compress(b"BT (x) Tj ET " * 15_000_000)
    bomb = corpus.pdf(corpus.stream(packed, b"/Filter/FlateDecode"))
    peaks = []
    for limits in (guard.Limits(), guard.Limits(memory=1024 * 2**20)):
        with pytest.raises(UnreadableError) as caught:
            guard.read_guarded(bomb, limits=limits)
        assert caught.value.used is not None
        peaks.append(caught.value.used.memory)
    assert peaks[0] < MOST_MEMORY < peaks[1]


def test_corpus_is_as_large_as_was_asked() -> None:
    assert len(SAMPLES) >= 40


def test_file_of_200_mb_is_refused_unread(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(CommandError, match=r"^1 of 1 was not brought in\.$"):
        call_command("import_document", str(large))
    assert capsys.readouterr().err == f"{large}: It is too large.\n"
    assert (Document.objects.count(), Intake.objects.count(), files()) == (0, 0, [])


@pytest.fixture(scope="module")
def server() -> Iterator[WebServer]:
    with web.web_server() as running:
        yield running


@pytest.mark.parametrize(
    ("answer", "problem", "limits"),
    [
        (web.redirect("http://127.0.0.1/"), "private", {}),
        (web.redirect("file:///etc/passwd"), "address", {}),
        (web.redirect("http://[::1]/"), "private", {}),
        (web.redirect("http://169.254.169.254/latest/meta-data/"), "private", {}),
        (web.redirect("http://2130706433/"), "address", {}),
        (web.redirect("http://inside.example/"), "private", {}),
        (web.redirect("http://site.example:22/"), "private", {}),
        (web.redirect("/"), "redirects", {}),
        (web.silence, "too_slow", {"seconds": 0.6}),
        (web.drip, "too_slow", {"seconds": 0.9}),
        (web.gzip_bomb, "bomb", {}),
        (web.endless, "too_large", {"max_bytes": 2_000_000}),
        (web.cut_short, "broken", {}),
        (web.status(403), "refused", {}),
        (web.status(404), "refused", {}),
        (web.status(500), "refused", {}),
        (web.page(b""), "empty", {}),
    ],
)
def test_address_gives_its_verdict_and_leaves_nothing_behind(
    server: WebServer, answer: web.Answer, problem: str, limits: dict[str, object]
) -> None:
    server.pages["/"] = answer
    intake = ask_for_address(server.url("/"), by=None, wake=False)
    run_intake(intake.pk, limits=server.limits(**limits))
    intake.refresh_from_db()

    assert (intake.state, intake.problem) == ("failed", problem)
    assert (Document.objects.count(), files()) == (0, [])


@pytest.mark.parametrize(
    "url",
    [
        "http://somebody:secret@site.example/",
        "ftp://site.example/",
        "http://0177.0.0.1/",
        "javascript:alert(1)",
        "",
    ],
)
def test_address_that_is_none_is_not_even_written_down(url: str) -> None:
    with pytest.raises(NotTakenError):
        ask_for_address(url, by=None)
    assert Intake.objects.count() == 0


def test_page_that_is_right_becomes_a_document_with_its_address(server: WebServer) -> None:
    server.pages["/"] = web.redirect("/article")
    server.pages["/article"] = web.page(page(f"<h1>Sample page</h1><p>{ENGLISH}</p><p>{ENGLISH}</p>"))
    intake = ask_for_address(server.url("/"), by=None, wake=False)
    assert run_intake(intake.pk, limits=server.limits())
    document = Document.objects.get()
    assert (document.title, document.url, document.original_name) == (
        "Sample page",
        server.url("/article"),
        "article",
    )


@pytest.mark.parametrize(
    ("limits", "problem"),
    [
        (guard.Limits(memory=80 * 2**20), "bomb"),
        (guard.Limits(cpu_seconds=1), "too_large"),
        (guard.Limits(seconds=0.3), "too_large"),
    ],
    ids=["memory", "processor", "clock"],
)
def test_each_limit_ends_the_child_alone(limits: guard.Limits, problem: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        guard.read_guarded(page(f"<p>{ENGLISH}</p>" * 60_000), limits=limits)
    assert (caught.value.problem, caught.value.used is not None) == (problem, True)


def test_child_gets_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A canary in our environment does not reach the child."""
    seen: dict[str, Any] = {}
    popen = subprocess.Popen

    def noting(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - as it is given
        seen.update(named)
        return popen(*given, **named)

    monkeypatch.setenv("SECRET_KEY", "canary")
    monkeypatch.setattr(subprocess, "Popen", noting)
    guard.read_guarded(ENGLISH.encode())
    assert sorted(seen["env"]) == ["LANG", "PYTHONIOENCODING", "PYTHONPATH"]
