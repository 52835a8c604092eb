"""What a picket left behind, in campaign files: the organisers' words, and what no file may touch."""

from pathlib import Path

import pytest

from campaigns.exchange.dump import dump_campaign
from campaigns.exchange.load import load_campaign
from campaigns.models import AfterAction, Campaign, Incident, LegalNote, Photograph, Picket
from tests.campaigns.exchange.samples import SAMPLE, read_files, replace
from tests.factories.campaigns import LegalNoteFactory, ObservationFactory, PhotographFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def after() -> AfterAction:
    """The report of the sample's vigil, as loaded."""
    load_campaign(SAMPLE)
    return AfterAction.objects.get()


def test_the_organisers_words_go_there_and_back(after: AfterAction, tmp_path: Path) -> None:
    assert after.text.startswith("We stood in the rain")
    assert after.in_language("text", "ru").startswith("Мы два часа")
    dump_campaign(Campaign.objects.get(), tmp_path / "dump")
    written = read_files(tmp_path / "dump")["pickets.yaml"]
    assert written == (SAMPLE / "pickets.yaml").read_bytes()


def test_photographs_notes_and_thanks_are_in_no_file(after: AfterAction, tmp_path: Path) -> None:
    PhotographFactory.create(after=after, description="Canary", credit="Canary", consent_note="Canary")
    LegalNoteFactory.create(incident=Incident.objects.get(), text="Canary")
    ObservationFactory.create(picket=after.picket, note="Canary")
    AfterAction.objects.update(thanks="Canary")
    dump_campaign(Campaign.objects.get(), tmp_path / "dump")
    assert b"Canary" not in b"".join(read_files(tmp_path / "dump").values())


def test_a_load_keeps_what_it_does_not_know(after: AfterAction, sample: Path) -> None:
    PhotographFactory.create(after=after)
    LegalNoteFactory.create(incident=Incident.objects.get(), text="Sealed")
    AfterAction.objects.update(thanks="Thank you all.")
    replace(sample, "pickets.yaml", "turnout_high: 60", "turnout_high: 70")
    load_campaign(sample)

    after.refresh_from_db()
    assert (after.turnout_high, after.thanks, after.photographs.count()) == (70, "Thank you all.", 1)
    assert [note.text for note in LegalNote.objects.all()] == ["Sealed"]


def test_a_load_without_the_report_and_the_incident_keeps_photographs_and_notes(
    after: AfterAction, sample: Path
) -> None:
    PhotographFactory.create(after=after)
    LegalNoteFactory.create(incident=Incident.objects.get())
    _cut(sample, "  after:\n", "  claims:\n")
    load_campaign(sample)
    assert (Photograph.objects.count(), LegalNote.objects.count()) == (1, 1)


def test_control_without_photographs_and_notes_both_go(after: AfterAction, sample: Path) -> None:
    _cut(sample, "  after:\n", "  claims:\n")
    load_campaign(sample)
    assert (AfterAction.objects.count(), Incident.objects.count()) == (0, 0)


@pytest.mark.parametrize("held", ["photograph", "note", "nothing"])
def test_pruning_leaves_a_picket_with_photographs_or_notes(
    after: AfterAction, sample: Path, held: str
) -> None:
    picket = after.picket
    if held == "photograph":
        PhotographFactory.create(after=after)
    elif held == "note":
        LegalNoteFactory.create(incident=Incident.objects.get())
    text = (sample / "pickets.yaml").read_text("utf-8")
    entries = text.split("\n- slug: ")
    kept = [entry for entry in entries if entry.removeprefix("- slug: ").split("\n")[0] != picket.slug]
    assert len(kept) == len(entries) - 1
    whole = "\n- slug: ".join(kept)
    (sample / "pickets.yaml").write_text(whole if whole.startswith("- slug") else f"- slug: {whole}", "utf-8")

    load_campaign(sample, prune=True)

    assert Picket.objects.filter(pk=picket.pk).exists() == (held != "nothing")


def _cut(folder: Path, start: str, end: str) -> None:
    """Take out the lines from `start` up to the next `end`."""
    path = folder / "pickets.yaml"
    text = path.read_text("utf-8")
    begin = text.index(start)
    path.write_text(text[:begin] + text[text.index(f"\n{end}", begin) + 1 :], "utf-8")
