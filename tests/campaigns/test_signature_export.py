"""The export of signatures: opened as far as is shown, and whatever is altered in it is found."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from campaigns.models import Signature, Statement
from campaigns.services.approving import approve_organisation, check_names, refuse_signature
from campaigns.services.paper import SheetEntry, enter_sheets
from campaigns.signature_chain import check_file, line_of
from tests.campaigns.signatories import NOW, export_to, open_statement, signed, waiting_organisation
from tests.factories.campaigns import SignatureFactory, StatementVersionFactory

pytestmark = pytest.mark.django_db

type Files = dict[str, bytes]
type Row = dict[str, Any]


@pytest.fixture
def statement() -> Statement:
    """A statement with an organisation, people of every wish, one who was refused, and a sheet of paper."""
    statement = open_statement()
    version = StatementVersionFactory.create(statement=statement, published_at=NOW)
    approve_organisation(waiting_organisation(statement), organisation=None, name="Sample Union", now=NOW)
    signed(statement, "=Full Sample", version=version)
    signed(statement, "Firstname Secretsurname", display="first_name_and_town", town="Leeds")
    signed(statement, "Hidden Canaryname", display="hidden", town="Canarytown")
    signed(statement, "Withheld Canarytwo", is_name_withheld=True)
    refuse_signature(signed(statement, "Refused Canarythree"), now=NOW)
    names = [("Ann Paper", "York"), ("Bob Withheldpaper", "York")]
    (sheet,) = enter_sheets(statement, [SheetEntry("1", 12, "en", names=names)], by=None, now=NOW)
    with_line = sheet.names.get(position=1)
    check_names([with_line.pk], withhold=True)
    return statement


@pytest.fixture
def export(statement: Statement, tmp_path: Path) -> Path:
    """The export of it."""
    path = tmp_path / "export.zip"
    assert export_to(statement, path).problem == ""
    return path


def files_of(path: Path) -> Files:
    """Return every file of an export."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, files: Files) -> Path:
    """Pack files again."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def rows_of(files: Files, name: str) -> list[Row]:
    """Return the rows of a file of JSON lines."""
    return [json.loads(line) for line in files[name].decode().splitlines()]


def put(files: Files, name: str, rows: list[Row]) -> None:
    """Write the rows of a file of JSON lines."""
    files[name] = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def test_only_what_is_shown_is_opened(export: Path) -> None:
    files = files_of(export)
    everything = b"\n".join(files.values()).decode("utf-8-sig")

    hidden = ["Secretsurname", "Canaryname", "Canarytown", "Canarytwo", "Canarythree", "Withheldpaper"]
    # The contact of the organisation, and every address: a canary stands in each row.
    hidden += ["Contact Person", "example.org", "union.example"]
    assert [word for word in hidden if word in everything] == []
    table = list(csv.reader(io.StringIO(files["names.csv"].decode("utf-8-sig"))))[1:]
    assert sorted((row[1], row[2]) for row in table) == [
        ("", ""),
        ("", ""),
        ("", ""),
        ("'=Full Sample", ""),
        ("Ann Paper", "York"),
        ("Firstname", "Leeds"),
        ("Sample Union", ""),
    ]


def test_control_the_canaries_are_in_the_rows(statement: Statement) -> None:
    names = {row.name for row in Signature.objects.filter(statement=statement)}
    assert {"Hidden Canaryname", "Withheld Canarytwo", "Bob Withheldpaper"} <= names


def test_an_untouched_export_passes(export: Path, statement: Statement) -> None:
    last = statement.ledger.latest("number").hash
    assert check_file(str(export)) == (
        True,
        f"NOT ALTERED: 17 signatures, 8 lines, last hash {last}. Compare the hash with the one that is printed.",
    )
    assert check_file(str(export), last_hash=last)[0]
    assert check_file(str(packed(export.with_name("again.zip"), files_of(export))))[0]


def alter_line(files: Files) -> None:
    lines = rows_of(files, "ledger.jsonl")
    lines[1]["at"] = "2026-03-01T00:00:00+00:00"
    put(files, "ledger.jsonl", lines)


def alter_line_and_its_hash(files: Files) -> None:
    lines = rows_of(files, "ledger.jsonl")
    lines[1]["count"] = 3
    lines[1]["hash"] = line_of(lines[1])
    put(files, "ledger.jsonl", lines)


def remove_line(files: Files) -> None:
    lines = rows_of(files, "ledger.jsonl")
    put(files, "ledger.jsonl", lines[:2] + lines[3:])


def remove_last_line(files: Files) -> None:
    put(files, "ledger.jsonl", rows_of(files, "ledger.jsonl")[:-1])


def add_line(files: Files) -> None:
    lines = rows_of(files, "ledger.jsonl")
    number = len(lines) + 1
    new = {**lines[1], "number": number, "subject": "another", "count": 18, "previous": lines[-1]["hash"]}
    put(files, "ledger.jsonl", [*lines, {**new, "hash": line_of(new)}])


def reorder_lines(files: Files) -> None:
    lines = rows_of(files, "ledger.jsonl")
    lines[1], lines[2] = lines[2], lines[1]
    put(files, "ledger.jsonl", lines)


def change_name(files: Files) -> None:
    rows = rows_of(files, "signatures.jsonl")
    (row,) = (row for row in rows if "first_name" in row.get("opened", {}))
    row["opened"]["first_name"]["value"] = "Somebody"
    put(files, "signatures.jsonl", rows)


def change_name_and_seal(files: Files) -> None:
    rows = rows_of(files, "signatures.jsonl")
    (row,) = (row for row in rows if row.get("opened", {}).get("name", {}).get("value") == "=Full Sample")
    row["opened"] = {}
    row["sealed"]["name"] = "0" * 64
    put(files, "signatures.jsonl", rows)


def change_version(files: Files) -> None:
    rows = rows_of(files, "signatures.jsonl")
    (row,) = (row for row in rows if row.get("version") == 1)
    row["version"] = 2
    put(files, "signatures.jsonl", rows)


def change_name_on_paper(files: Files) -> None:
    rows = rows_of(files, "signatures.jsonl")
    rows[-1]["names"][0]["opened"]["town"]["value"] = "London"
    put(files, "signatures.jsonl", rows)


def change_count_of_paper(files: Files) -> None:
    rows = rows_of(files, "signatures.jsonl")
    rows[-1]["sheet"]["count"] = 20
    put(files, "signatures.jsonl", rows)


def remove_signature(files: Files) -> None:
    put(files, "signatures.jsonl", rows_of(files, "signatures.jsonl")[1:])


def add_signature(files: Files) -> None:
    rows = rows_of(files, "signatures.jsonl")
    put(files, "signatures.jsonl", [*rows, {"subject": "another", "content": "0" * 64}])


def change_table(files: Files) -> None:
    files["names.csv"] = files["names.csv"].replace(b"Ann Paper", b"Ann Other")


def shorten_table(files: Files) -> None:
    files["names.csv"] = b"\r\n".join(files["names.csv"].splitlines()[:-1])


def change_summary(files: Files) -> None:
    files["summary.json"] = files["summary.json"].replace(b'"count": 17', b'"count": 18')


def leave_out_ledger(files: Files) -> None:
    del files["ledger.jsonl"]


def write_nonsense(files: Files) -> None:
    files["signatures.jsonl"] = b"[1, 2]\n"


TAMPERED: list[Callable[[Files], None]] = [
    alter_line,
    alter_line_and_its_hash,
    remove_line,
    remove_last_line,
    add_line,
    reorder_lines,
    change_name,
    change_name_and_seal,
    change_version,
    change_name_on_paper,
    change_count_of_paper,
    remove_signature,
    add_signature,
    change_table,
    shorten_table,
    change_summary,
    leave_out_ledger,
    write_nonsense,
]


def test_whatever_is_altered_is_found(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = {}
    for tamper in TAMPERED:
        files = files_of(export)
        tamper(files)
        whole, words = check_file(str(packed(export.with_name("tampered.zip"), files)))
        found[tamper.__name__] = (whole, words.partition(":")[0], "\n" in words)
    assert found == {tamper.__name__: (False, "ALTERED", False) for tamper in TAMPERED}


def test_a_chain_that_was_reckoned_anew_is_found_by_the_printed_hash(
    export: Path, statement: Statement
) -> None:
    files = files_of(export)
    lines = rows_of(files, "ledger.jsonl")
    lines[0]["at"] = "2026-01-01T00:00:00+00:00"
    for before, line in zip([None, *lines], lines, strict=False):
        line["previous"] = before["hash"] if before else line["previous"]
        line["hash"] = line_of(line)
    put(files, "ledger.jsonl", lines)
    printed = statement.ledger.latest("number").hash
    files["summary.json"] = files["summary.json"].replace(printed.encode(), lines[-1]["hash"].encode())
    forged = str(packed(export.with_name("forged.zip"), files))

    assert check_file(forged)[0]
    assert check_file(forged, last_hash=printed) == (
        False,
        "ALTERED: the ledger does not end with the hash that you gave.",
    )


def test_the_command_and_the_script_in_the_export_say_the_same(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_signatures", str(export))
    words = capsys.readouterr().out
    assert words.startswith("NOT ALTERED: 17 signatures")
    script = export.with_name("verify.py")
    script.write_bytes(files_of(export)["verify.py"])
    bad = files_of(export)
    change_name(bad)
    altered = packed(export.with_name("bad.zip"), bad)

    # Isolated and without site packages: nothing but the standard library is there.
    runs = [
        subprocess.run(
            [sys.executable, "-I", "-S", str(script), str(path)],
            capture_output=True,
            text=True,
            check=False,
            cwd=export.parent,
        )
        for path in (export, altered, export.with_name("absent.zip"))
    ]
    assert [run.returncode for run in runs] == [0, 1, 1]
    assert runs[0].stdout == words
    assert [run.stdout.count("\n") for run in runs] == [1, 1, 1]
    with pytest.raises(CommandError, match="ALTERED"):
        call_command("verify_signatures", str(altered))


def test_organisations_of_a_campaign_file_are_taken_up(tmp_path: Path) -> None:
    statement = open_statement()
    SignatureFactory.create(statement=statement)
    for _ in range(2):
        export = export_to(statement, tmp_path / "export.zip")
        assert (export.total, export.until) == (1, 1)
    assert check_file(str(tmp_path / "export.zip"))[0]


def _table_of(model: type[Any]) -> str:
    return str(model._meta.db_table)


def test_a_row_that_was_altered_by_raw_sql_is_found(
    statement: Statement, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    call_command("check_ledger")
    assert capsys.readouterr().out.startswith(f"{statement.slug}: 17 signatures")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE campaigns_ledgerentry SET count = count + 5 WHERE number >= 3")

    with pytest.raises(CommandError, match="1 altered"):
        call_command("check_ledger", statement.slug)
    assert capsys.readouterr().out == f"{statement.slug}: ALTERED: line 3 of the ledger was altered\n"
    export = export_to(statement, tmp_path / "no.zip")
    assert (export.problem, export.detail) == ("altered", "line 3 of the ledger was altered")
    assert not export.folder.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            "UPDATE campaigns_signature SET organisation_name = 'Other' WHERE signer = 'organisation'",
            "not what",
        ),
        (
            "UPDATE campaigns_signature SET version_id = NULL WHERE version_id IS NOT NULL",
            "not what was signed",
        ),
        (
            "UPDATE campaigns_signature SET state = 'withdrawn' WHERE display = 'hidden' AND sheet_id IS NULL",
            "gone",
        ),
        ("UPDATE campaigns_signature SET state = 'confirmed' WHERE state = 'refused'", "not in the ledger"),
        ("UPDATE campaigns_papersheet SET count = 900", "not what was entered"),
        ("DELETE FROM campaigns_ledgerentry WHERE number = 8", "sheet"),
    ],
)
def test_each_kind_of_row_is_compared_with_the_ledger(
    statement: Statement, change: str, words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(change)
    with pytest.raises(CommandError):
        call_command("check_ledger")
    assert words in capsys.readouterr().out
    export = export_to(statement, tmp_path / "no.zip")
    assert (export.problem, words in export.detail) == ("altered", True)


def test_an_unknown_statement_is_named() -> None:
    with pytest.raises(CommandError, match="no such statement: nowhere"):
        call_command("check_ledger", "nowhere")
