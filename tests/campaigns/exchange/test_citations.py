"""The sample campaign stands up to its documents; each kind of slip in a claim is found."""

import hashlib
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campaigns.exchange.citations import check_citations
from campaigns.exchange.folder import open_campaign
from tests.campaigns.exchange.samples import DOCUMENTS, EXAMPLE, SAMPLE, replace

LANTERN = "claims/lantern-walk-out.yaml"


def failures(folder: Path, documents: Path = DOCUMENTS) -> list[str]:
    whole, _ = open_campaign(folder)
    return [str(problem).removeprefix(f"{folder}/") for problem in check_citations(whole, documents).problems]


def test_the_sample_stands_up_to_its_documents() -> None:
    assert failures(SAMPLE) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "    - lantern-walk-out#6\n    - at: circle-vigil#5\n      stance: mentions",
            "    - lantern-walk-out#7",
            [
                (
                    "no spelling of ilan-torrey stands in lantern-walk-out#7; remove it, cite where "
                    "it stands, or say why in `inferred`"
                ),
                (
                    "the month and day of `date` 2021-03-10 does not stand in lantern-walk-out#7; "
                    "correct it or say why in `inferred`"
                ),
            ],
        ),
        ("    value: 400\n", "    value: 500\n", ["the figure 500 does not stand in lantern-walk-out#5"]),
        ("    value: 2.5\n", "    value: 3.5\n", ["the figure 3.5 does not stand in lantern-walk-out#6"]),
        (
            "about 1,250 dockers",
            "about 1,350 dockers",
            ["the number 1350 of the text does not stand in lantern-walk-out#4"],
        ),
        (
            "  date: '2021-02'",
            "  date: '2021-04'",
            [
                (
                    "the month of `date` 2021-04 does not stand in lantern-walk-out#4; correct it "
                    "or say why in `inferred`"
                )
            ],
        ),
        (
            "  date: '2020-06-03'",
            "  date: '2020-06-04'",
            [
                (
                    "the day of `date` 2020-06-04 does not stand in lantern-walk-out#6; correct it "
                    "or say why in `inferred`"
                )
            ],
        ),
        (
            "  said_on: '2021-03-12'",
            "  said_on: '2021-03-14'",
            [
                (
                    "the year and day of `said_on` 2021-03-14 does not stand in lantern-walk-out#6; "
                    "correct it or say why in `inferred`"
                )
            ],
        ),
        (
            (
                "  inferred:\n    year:\n      en: The passage gives no year; the paper is of 12 "
                "March 2021.\n      ru: Год в абзаце не указан; газета от 12 марта 2021 года.\n"
            ),
            "",
            [
                (
                    "the year of `date` 2021-03-09 does not stand in lantern-walk-out#4; correct it "
                    "or say why in `inferred`"
                )
            ],
        ),
        (
            "    organisation: harbour-office\n",
            "    organisation: solidarity-circle\n",
            ["solidarity-circle is not named in lantern-walk-out"],
        ),
        (
            "counted seven hurt.",
            "counted seven people hurt at the gate, the union says; the ministry.",
            ["repeats a document word for word: hurt at the gate the union says the"],
        ),
    ],
    ids=["name", "figure", "fraction", "number", "month", "day", "said on", "year", "speaker", "copy"],
)
def test_a_slip_is_found_at_its_claim(sample: Path, old: str, new: str, expected: list[str]) -> None:
    replace(sample, LANTERN, old, new)
    found = failures(sample)
    for wanted in expected:
        assert [one for one in found if wanted in one], found
    assert len(found) == len(expected), found
    assert all(one.startswith(f"{LANTERN}:") for one in found)


def test_what_is_inferred_with_a_reason_is_not_looked_for(sample: Path) -> None:
    old = "  citations:\n    - lantern-walk-out#5\n"
    replace(sample, LANTERN, old, "  date: '2021-03'\n" + old)
    assert [one.partition(": ")[2] for one in failures(sample)] == [
        (
            "office-counted-400: the year and month of `date` 2021-03 does not stand in lantern-walk-out#5; "
            "correct it or say why in `inferred`"
        )
    ]
    replace(
        sample,
        LANTERN,
        old,
        "  inferred:\n    date:\n      en: The paper is of March.\n      ru: Газета мартовская.\n" + old,
    )
    assert failures(sample) == []


def test_a_text_is_found_by_its_hash_whatever_its_name(tmp_path: Path) -> None:
    for number, path in enumerate(DOCUMENTS.glob("*.txt")):
        shutil.copy(path, tmp_path / f"{number}.bin")
    (tmp_path / "other.txt").write_text("Not one of them.")
    assert failures(SAMPLE, tmp_path) == []


def test_an_absent_text_fails_every_citation_of_it(tmp_path: Path) -> None:
    shutil.copy(DOCUMENTS / "circle.txt", tmp_path)
    found = failures(SAMPLE, tmp_path)
    sha256 = next(one for one in found if one.startswith("documents.yaml:"))
    assert sha256.endswith(f"no file in {tmp_path} has this SHA-256; put the text of lantern-walk-out there")
    assert (
        sum("the text of lantern-walk-out is not here to check lantern-walk-out#" in one for one in found)
        == 9
    )


def test_a_text_that_is_not_utf8_is_named(sample: Path, tmp_path: Path) -> None:
    shutil.copy(DOCUMENTS / "circle.txt", tmp_path)
    broken = (DOCUMENTS / "lantern.txt").read_bytes() + b"\xff"
    (tmp_path / "lantern.txt").write_bytes(broken)
    old = hashlib.sha256((DOCUMENTS / "lantern.txt").read_bytes()).hexdigest()
    replace(sample, "documents.yaml", old, hashlib.sha256(broken).hexdigest())
    assert any(
        "the text of lantern-walk-out is not UTF-8 at byte" in one for one in failures(sample, tmp_path)
    )


def test_a_wrong_count_of_paragraphs_is_found(sample: Path) -> None:
    line = replace(sample, "documents.yaml", "  paragraphs: 9", "  paragraphs: 11")
    replace(sample, LANTERN, "    - lantern-walk-out#5\n", "    - lantern-walk-out#10\n")
    found = failures(sample)
    assert f"documents.yaml:{line}: says 11, but the text has 9 paragraphs; correct it" in found
    assert any("there is no passage lantern-walk-out#10; the last is 9" in one for one in found)


def test_the_command_counts_and_succeeds(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_citations", DOCUMENTS, campaign=SAMPLE)
    assert capsys.readouterr().out.splitlines() == [
        "13 claims", "15 citations", "2 cases", "2 events", "1 statements", "5 organisations", "4 people", "4 places",
        "2 questions", "2 pickets", "2 demands", "1 ties", "3 documents", "0 citations fail",
    ]  # fmt: skip


def test_the_command_prints_failures_and_fails(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(sample, LANTERN, "    value: 400\n", "    value: 500\n")
    with pytest.raises(CommandError, match="lines above that say where: 1"):
        call_command("check_citations", DOCUMENTS, campaign=sample)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{sample}/{LANTERN}:")
    assert lines[-1] == "1 citations fail"


def test_the_command_needs_a_folder(tmp_path: Path) -> None:
    with pytest.raises(
        CommandError, match="absent is not a folder; name the one that holds the documents' texts"
    ):
        call_command("check_citations", tmp_path / "absent")


@pytest.mark.needs("seeds")
def test_no_citation_of_the_example_fails(seeds: Path) -> None:
    whole, warnings = open_campaign(EXAMPLE)
    report = check_citations(whole, seeds)
    assert [str(problem) for problem in report.problems] == []
    assert warnings == []
    assert report.failed_citations == 0
    assert report.counts["claims"] > 500
    assert report.counts["questions"] > 30
