"""Exports of signatures: made by a worker part by part, handed to organisers, gone when somebody wants out."""

import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Signature, SignatureExport, Statement
from campaigns.models.petitions import exports_root
from campaigns.services import export_work, exports, signature_export
from campaigns.services.approving import check_names
from campaigns.services.export_work import make_export
from campaigns.services.exports import ask_for_export, forget_export, sweep_exports
from campaigns.services.ledger import note_signature
from campaigns.services.paper import SheetEntry, enter_sheets, remove_sheet
from campaigns.services.signing import change_display, withdraw_signature
from campaigns.signature_chain import check_file
from campaigns.tasks import make_export_task, sweep_exports_task
from config.celery import app
from tests.campaigns import export_worker
from tests.campaigns.signatories import NOW, export_to, open_statement, signed
from tests.campaigns.workers import empty_broker, kill, wait_for, worker
from tests.desk import history_of, text_of
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import StatementVersionFactory

pytestmark = pytest.mark.django_db
# What tests put something slower in place of.
WORK: Any = export_work


@pytest.fixture(autouse=True)
def _empty_folder(settings: Any, tmp_path: Path) -> None:  # noqa: ANN401 - pytest-django's settings take any
    settings.VAR_DIR = tmp_path


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Which exports a worker was asked for; nothing runs by itself."""
    asked: list[object] = []
    monkeypatch.setattr(exports, "wake_export_worker", asked.append)
    monkeypatch.setattr(export_work, "wake_export_worker", asked.append)
    return asked


@pytest.fixture
def statement() -> Statement:
    """A statement that five people signed, in parts of two, and a sheet of paper."""
    statement = open_statement()
    StatementVersionFactory.create(statement=statement, published_at=NOW)
    for letter in "ABCDE":
        signed(statement, f"Sample {letter}")
    enter_sheets(statement, [SheetEntry("1", 12, "en", names=[("Ann Paper", "York")])], by=None, now=NOW)
    return statement


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Parts of two signatures; counts how often each was made, by its first key."""
    made: Counter[str] = Counter()
    make = WORK.part_of

    def counted(*given: Any) -> Any:  # noqa: ANN401 - as the function it stands for
        made[given[3][0]] += 1
        return make(*given)

    monkeypatch.setattr(signature_export, "PER_PART", 2)
    monkeypatch.setattr(export_work, "part_of", counted)
    return made


def page_of(statement: Statement) -> str:
    return reverse("admin:campaigns_statement_export", args=[statement.pk])


def file_of(export: SignatureExport) -> str:
    return reverse("admin:campaigns_statement_export_file", args=[export.statement_id, export.pk])


def files() -> list[str]:
    """Return what lies in the folder of exports."""
    return sorted(path.name for path in exports_root().rglob("*") if path.is_file())


def names_in(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("names.csv").decode("utf-8-sig")


def test_an_organiser_asks_a_worker_makes_it_and_it_is_downloaded(
    desk: Client,
    statement: Statement,
    woken: list[object],
    django_capture_on_commit_callbacks: Any,  # noqa: ANN401 - a fixture without a public type
    tmp_path: Path,
) -> None:
    assert "Refresh" not in desk.get(page_of(statement)).headers
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(page_of(statement)).status_code == 302
    export = SignatureExport.objects.get()
    assert woken == [export.pk]
    waiting = desk.get(page_of(statement))
    assert (waiting.headers["Refresh"], "Waits for a worker" in text_of(waiting)) == ("1", True)
    assert desk.get(file_of(export)).status_code == 302

    make_export_task(str(export.pk))

    page = desk.get(page_of(statement))
    assert ("Refresh" in page.headers, f'href="{file_of(export)}"' in text_of(page)) == (False, True)
    answer = desk.get(file_of(export))
    path = tmp_path / "got.zip"
    path.write_bytes(answer.getvalue())
    assert check_file(str(path))[1].startswith("NOT ALTERED: 17 signatures, 6 lines")
    assert (answer["Content-Disposition"], "no-store" in answer["Cache-Control"]) == (
        f'attachment; filename="unforgotten-{statement.slug}-signatures.zip"',
        True,
    )
    assert [oct(path.stat().st_mode & 0o777) for path in (export.folder, export.file)] == ["0o700", "0o600"]
    assert (files(), history_of(statement)) == (
        ["signatures.zip"],
        ["Changed export made.", "Changed export downloaded."],
    )
    # The rest of a download that broke off.
    rest = desk.get(file_of(export), headers={"range": "bytes=100-"})
    assert (rest.status_code, b"".join(rest.streaming_content) == path.read_bytes()[100:]) == (206, True)  # type: ignore[attr-defined]  # a file
    # Asked for again it is there at once.
    desk.post(page_of(statement))
    assert (SignatureExport.objects.get().pk, files()) == (export.pk, ["signatures.zip"])


CHANGES: dict[str, Callable[[Statement], object]] = {
    "somebody signs": lambda statement: signed(statement, "New Sample"),
    "a text": lambda statement: StatementVersionFactory.create(
        statement=statement, number=2, published_at=NOW, text="Other"
    ),
    "a title": lambda statement: Statement.objects.filter(pk=statement.pk).update(title="Other"),
    "a wish": lambda statement: change_display(
        statement.signatures.filter(sheet=None)[0], Signature.Display.HIDDEN
    ),
    "an empty disk": lambda statement: statement.exports.get().file.unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_makes_a_new_file(statement: Statement, tmp_path: Path, change: str) -> None:
    export = export_to(statement, tmp_path / "first.zip")
    assert export_to(statement, tmp_path / "same.zip").pk == export.pk  # the control: nothing has changed
    CHANGES[change](statement)
    again = export_to(statement, tmp_path / "second.zip")
    assert (again.pk == export.pk, SignatureExport.objects.count(), files()) == (False, 1, ["signatures.zip"])
    assert check_file(str(tmp_path / "second.zip"))[0]


@pytest.mark.parametrize("step", ["withdraw", "hide", "withhold on paper"])
def test_who_wants_out_is_out_at_once(desk: Client, statement: Statement, tmp_path: Path, step: str) -> None:
    signature = signed(statement, "Canary Sample")
    export = export_to(statement, tmp_path / "export.zip")
    # Whoever signs afterwards, or signs a new version, changes nothing about who stands in it.
    signed(statement, "New Sample", confirmed_at=timezone.now() + timedelta(days=1))
    other = statement.signatures.exclude(pk=signature.pk).filter(sheet=None)[0]
    note_signature(other, event="renewed", change=0, now=NOW)
    Signature.objects.filter(pk=other.pk).update(confirmed_at=timezone.now() + timedelta(days=1))
    answer = desk.get(file_of(export))
    assert (answer.status_code, b"".join(answer.streaming_content)[:2]) == (200, b"PK")  # type: ignore[attr-defined]  # a file
    if step == "withdraw":
        withdraw_signature(signature, now=NOW)
    elif step == "hide":
        change_display(signature, Signature.Display.HIDDEN)
    else:
        check_names([statement.signatures.exclude(sheet=None).get().pk], withhold=True)

    assert (desk.get(file_of(export)).status_code, files()) == (410, [])
    assert (SignatureExport.objects.count(), desk.get(file_of(export)).status_code) == (0, 404)


def test_nobody_gets_it_without_the_right_to_see_who_signed(
    client: Client, statement: Statement, tmp_path: Path
) -> None:
    export = export_to(statement, tmp_path / "export.zip")
    other = export_to(open_statement(), tmp_path / "other.zip")
    cancel = reverse("admin:campaigns_statement_export_cancel", args=[statement.pk, export.pk])
    reader = UserFactory.create(is_staff=True)
    client.force_login(reader)
    reader.user_permissions.add(Permission.objects.get(codename="change_statement"))

    def answers() -> list[int]:
        return [
            client.get(page_of(statement)).status_code,
            client.post(page_of(statement)).status_code,
            client.get(file_of(export)).status_code,
            client.get(file_of(export).replace(str(export.pk), str(other.pk))).status_code,
            client.get(cancel).status_code,
            client.post(cancel).status_code,
        ]

    change = reverse("admin:campaigns_statement_change", args=[statement.pk])
    assert (answers(), page_of(statement) in text_of(client.get(change))) == ([403] * 6, False)
    assert SignatureExport.objects.filter(pk=export.pk).exists()
    # The control: with the right, all of it is there, but nothing of another statement.
    reader.user_permissions.add(Permission.objects.get(codename="view_signature"))
    assert page_of(statement) in text_of(client.get(change))
    assert answers() == [200, 302, 200, 404, 405, 302]
    assert (SignatureExport.objects.filter(pk=export.pk).exists(), export.folder.exists()) == (False, False)
    client.logout()
    assert client.get(file_of(other)).status_code == 302


def test_it_is_made_in_parts_and_taken_up_where_it_was_left(
    statement: Statement, small_parts: Counter[str], woken: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ask_for_export(statement, language="en", now=timezone.now())
    with monkeypatch.context() as impatient:
        impatient.setattr(export_work, "WORK_SECONDS", 0)
        assert not make_export(export.pk)
    export.refresh_from_db()
    assert (woken, export.lease_until, files()) == ([export.pk], None, ["ledger.jsonl"])
    # One that is killed in the middle holds it for a while.
    with monkeypatch.context() as killed:
        killed.setattr(export_work, "part_of", _killed_at(2))
        with pytest.raises(KeyboardInterrupt):
            make_export(export.pk)
    export.refresh_from_db()
    assert (export.made, make_export(export.pk), sweep_exports(now=timezone.now())) == (2, False, (0, 0))
    # Somebody of a part that is made wants out, and somebody of one that is not has withdrawn.
    first, *_, last = (
        statement.ledger.filter(event="signed").order_by("number").values_list("subject", flat=True)
    )
    change_display(Signature.objects.get(pk=first), Signature.Display.HIDDEN)
    withdraw_signature(Signature.objects.get(pk=last), now=NOW)
    assert sweep_exports(now=timezone.now() + export_work.LEASE) == (0, 1)
    SignatureExport.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    assert make_export(export.pk)

    export.refresh_from_db()
    assert (export.made, export.tries, files()) == (6, 0, ["signatures.zip"])
    # Of the two parts that were there one is made again.
    assert ({first: 2}, {1}) == (
        {key: number for key, number in small_parts.items() if key == first},
        {number for key, number in small_parts.items() if key != first},
    )
    whole, words = check_file(str(export.file))
    # It tells of the moment when it was asked for: 17, the one who has withdrawn since among them, without a name.
    assert (whole, words.partition(",")[0]) == (True, "NOT ALTERED: 17 signatures")
    shown = [name for name in ("A", "B", "C", "D", "E") if f"Sample {name}" in names_in(export.file)]
    assert shown == ["B", "C", "D"]
    assert exports.is_still_agreed(export)


def _killed_at(number: int) -> Callable[..., object]:
    """Return how a part is made, until this one: then the process is gone."""
    make, calls = WORK.part_of, Counter[str]()

    def part(*given: Any) -> object:  # noqa: ANN401 - as the function it stands for
        calls["made"] += 1
        if calls["made"] == number:
            raise KeyboardInterrupt
        return make(*given)

    return part


def test_who_changes_a_wish_while_a_later_part_is_made_is_heard(
    statement: Statement, small_parts: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ask_for_export(statement, language="en", now=timezone.now())
    first = statement.ledger.get(number=1).subject
    make = WORK.part_of

    def meanwhile(*given: Any) -> object:  # noqa: ANN401 - as the function it stands for
        if small_parts.total() == 2:
            change_display(Signature.objects.get(pk=first), Signature.Display.HIDDEN)
        return make(*given)

    monkeypatch.setattr(export_work, "part_of", meanwhile)
    assert make_export(export.pk)
    assert ("Sample A" in names_in(export.file), small_parts[first], small_parts.total()) == (False, 2, 5)
    export.refresh_from_db()
    assert (exports.is_still_agreed(export), check_file(str(export.file))[0]) == (True, True)


def test_a_sheet_that_is_taken_out_meanwhile_makes_it_begin_again(
    statement: Statement, woken: list[object]
) -> None:
    export = ask_for_export(statement, language="en", now=timezone.now())
    remove_sheet(statement.paper_sheets.get(), now=NOW)
    assert not make_export(export.pk)
    export.refresh_from_db()
    assert (woken, export.until, export.total) == ([export.pk], 7, 5)
    assert make_export(export.pk)
    assert check_file(str(export.file))[1].startswith("NOT ALTERED: 5 signatures, 7 lines")


def test_one_that_is_stopped_or_old_or_never_gets_further_is_gone(
    statement: Statement, woken: list[object], desk: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert app.conf.beat_schedule["sweep-exports"]["task"] == sweep_exports_task.name
    export = ask_for_export(statement, language="en", now=timezone.now())
    make = WORK.part_of

    def stopped(*given: Any) -> object:  # noqa: ANN401 - as the function it stands for
        forget_export(export)
        return make(*given)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(export_work, "part_of", stopped)
        assert not make_export(export.pk)
    assert (SignatureExport.objects.count(), files(), make_export(export.pk)) == (0, [], False)
    kept = export_to(statement, tmp_path / "kept.zip")
    stray = exports_root() / "stray"
    stray.mkdir()
    assert (sweep_exports(now=timezone.now() + timedelta(hours=23)), stray.exists()) == ((0, 0), False)
    assert files() == ["signatures.zip"]
    assert (sweep_exports(now=kept.expires_at), files()) == ((1, 0), [])
    stuck = ask_for_export(statement, language="en", now=timezone.now())
    SignatureExport.objects.update(tries=5)
    assert (make_export(stuck.pk), sweep_exports(now=timezone.now())) == (False, (0, 0))
    assert "Begun several times without getting further." in text_of(desk.get(page_of(statement)))


def test_a_full_disk_is_told_and_leaves_nothing(
    statement: Statement, desk: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_given: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(export_work, "pack", full)
        export = export_to(statement, tmp_path / "export.zip")
    assert (export.problem, files()) == ("disk", [])
    assert "The disk may be full." in text_of(desk.get(page_of(statement)))
    assert export_to(statement, tmp_path / "export.zip").problem == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.needs("broker")
def test_killed_worker_is_followed_by_one_that_makes_what_is_missing(
    statement: Statement, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    trace.touch()
    more = {export_worker.TRACE: str(trace), "VAR_DIR": str(tmp_path)}
    load = "tests.campaigns.export_worker"
    with empty_broker() as broker:
        export = ask_for_export(statement, language="en", now=timezone.now())
        with worker(broker, tmp_path / "first.log", load=load, **more) as first:
            wait_for(lambda: len(trace.read_text().splitlines()) == 2, "the second part")
            kill(first)
        left = [name for name in files() if name.endswith(".jsonl") and name.startswith("part")]
        export.refresh_from_db()
        assert (len(left), export.is_unfinished, export.lease_until is None) == (1, True, False)
        with worker(broker, tmp_path / "second.log", load=load, **more):

            def swept() -> bool:
                # What beat does each minute.
                sweep_exports_task.delay()
                return SignatureExport.objects.exclude(made_at=None).exists()

            wait_for(swept, "the rest", every=0.5)
    made = Counter(trace.read_text().splitlines())
    # The one that was being made is made again, no other.
    assert sorted(made.values()) == [1, 1, 1, 2]
    assert check_file(str(export.file))[1].startswith("NOT ALTERED: 17 signatures, 6 lines")
    logs = "".join((tmp_path / f"{name}.log").read_text() for name in ("first", "second"))
    assert ("succeeded" in logs, "Sample A" in logs) == (True, False)
