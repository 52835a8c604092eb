"""The five documents of the example: their paragraph numbers, their texts filled in, and their parts."""

import re
import stat
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from sources.models import Document, Intake, Passage
from sources.originals import original_path
from sources.services.splitting import Part, proposed_parts, split_document, unite_document
from tests.parts import ROOT

EXAMPLE = ROOT / "examples" / "kazakhstan-2022"
pytestmark = [pytest.mark.django_db, pytest.mark.needs("seeds")]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DOCUMENT_ROOT", tmp_path / "documents")


def example_documents() -> list[dict[str, str]]:
    """Return the documents of the example as its file has them."""
    rows: list[dict[str, str]] = yaml.safe_load((EXAMPLE / "documents.yaml").read_text(encoding="utf-8"))
    return rows


def cited_numbers() -> dict[str, set[int]]:
    """Return the paragraphs that the example cites, by document."""
    found: dict[str, set[int]] = {}
    for path in EXAMPLE.rglob("*.yaml"):
        for slug, number in re.findall(r"\b([a-z0-9-]+)#(\d+)\b", path.read_text(encoding="utf-8")):
            found.setdefault(slug, set()).add(int(number))
    return found


def bring_in(seeds: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Run the command on all five; return its lines."""
    capsys.readouterr()
    call_command("import_document", *(str(path) for path in sorted(seeds.glob("*.txt"))))
    return capsys.readouterr().out.splitlines()


def test_drafts_in_an_empty_installation_have_the_numbers_that_the_example_cites(
    seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = bring_in(seeds, capsys)
    by_hash = {document.sha256: document for document in Document.objects.all()}
    held = [row for row in example_documents() if "sha256" in row]

    assert len(lines) == len(held) == len(by_hash) == 5
    cited = cited_numbers()
    for row in held:
        document = by_hash[row["sha256"]]
        numbers = list(document.passages.values_list("number", flat=True))
        assert str(document.paragraphs) == str(row["paragraphs"])
        assert numbers == [*range(1, int(row["paragraphs"]) + 1)]
        assert cited[row["slug"]] <= set(numbers)
        assert not document.passages.filter(text="").exists()
        assert document.state == "draft"
        kept = original_path(document.sha256)
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert f"{document.slug}: {row['paragraphs']} paragraphs, Brought in" in lines


def test_what_the_pages_say_of_themselves_is_proposed(
    seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_in(seeds, capsys)
    found = {row.sha256: row for row in Document.objects.all()}
    for row in example_documents():
        if "sha256" not in row or row["slug"] == "icc-stopio":
            continue
        document = found[row["sha256"]]
        assert document.title == row["title"].replace("\xa0", " ")
        assert (document.byline, document.language) == (row.get("byline", ""), "en")
        if "published_on" in row:
            assert document.published_on == row["published_on"]
    iv = Document.objects.get(title__startswith="Protests in Kazakhstan")
    assert iv.url == "https://internationalviewpoint.org/spip.php?article7467"


def test_documents_of_the_example_are_found_by_hash_and_filled_once(
    seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_campaign", EXAMPLE, verbosity=0)
    before = Document.objects.count()
    assert not Passage.objects.exclude(text="").exists()

    lines = bring_in(seeds, capsys)
    again = bring_in(seeds, capsys)

    held = [row for row in example_documents() if "sha256" in row]
    expected = sorted(f"{row['slug']}: {row['paragraphs']} paragraphs, Held already" for row in held)
    assert sorted(lines) == sorted(again) == expected
    assert Document.objects.count() == before
    assert not Passage.objects.filter(text="").exists()
    assert Intake.objects.filter(state="known").count() == 10
    # What somebody cited on purpose is not called furniture; the rest of the comment form is.
    assert not Passage.objects.filter(is_furniture=True).exclude(citations=None).exists()
    form = Passage.objects.filter(document__slug="communist-to-capitalist", number__gte=85)
    assert set(form.values_list("is_furniture", flat=True)) == {True}


def owners() -> dict[tuple[str, int], str]:
    """Return the title of the contained document of each passage that has one, by file and number."""
    rows = Passage.objects.exclude(quoted_from=None)
    return {
        (sha256, number): title
        for sha256, number, title in rows.values_list("document__sha256", "number", "quoted_from__title")
    }


def test_texts_in_one_file_are_proposed_split_and_united(
    seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The parts of the example's own file give the same owners of passages as its loading does."""
    rows = example_documents()
    with transaction.atomic():
        call_command("load_campaign", EXAMPLE, verbosity=0)
        loaded = owners()
        transaction.set_rollback(True)
    shas = {row["slug"]: row["sha256"] for row in rows if "sha256" in row}

    bring_in(seeds, capsys)
    for slug, sha256 in shas.items():
        parts = [
            Part(row["title"], row["passages"], byline=row.get("byline", ""))
            for row in rows
            if row.get("held_in") == slug
        ]
        if parts:
            split_document(Document.objects.get(sha256=sha256), parts)
    assert owners() == loaded

    for contained in Document.objects.exclude(held_in=None):
        unite_document(contained)
    assert not Passage.objects.exclude(quoted_from=None).exists()
    assert Document.objects.count() == 5

    three = Document.objects.get(sha256=shas["protests-rise"])
    quoting = Document.objects.get(sha256=shas["communist-to-capitalist"])
    assert [part.passages for part in proposed_parts(three)[0]] == ["1-17", "18-38", "39-55"]
    assert [part.passages for part in proposed_parts(quoting)[1]] == ["5", "7,9,11,17", "28", "35"]
