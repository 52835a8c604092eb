"""A dump takes the place of an earlier one whole, and of nothing else."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campaigns.exchange.dump import DumpRefusedError, dump_campaign, replace_folder
from campaigns.exchange.load import load_campaign
from campaigns.models import Campaign
from sources.models import Claim, Event
from tests.campaigns.exchange.samples import SAMPLE, read_files


@pytest.fixture
def campaign(db: None) -> Campaign:
    load_campaign(SAMPLE)
    return Campaign.objects.get(slug="port-sella")


def test_an_earlier_dump_is_replaced_whole(campaign: Campaign, tmp_path: Path) -> None:
    dump_campaign(campaign, tmp_path / "dump")
    Event.objects.all().delete()
    Claim.objects.filter(slug="ministry-hurt").update(text="Changed since.")
    dump_campaign(campaign, tmp_path / "dump")
    files = read_files(tmp_path / "dump")
    assert "events.yaml" not in files
    assert b"    en: Changed since.\n" in files["claims/lantern-walk-out.yaml"]
    assert [path.name for path in tmp_path.iterdir()] == ["dump"]


def test_an_empty_folder_is_filled(campaign: Campaign, tmp_path: Path) -> None:
    (tmp_path / "dump").mkdir()
    dump_campaign(campaign, tmp_path / "dump")
    assert read_files(tmp_path / "dump") == read_files(SAMPLE)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("notes.txt", "mine", "holds notes.txt, which is no part of a campaign; name another folder."),
        (
            "claims/README.md",
            "mine",
            "holds claims/README.md, which is no part of a campaign; name another folder.",
        ),
        ("campaign.yaml", "slug: another\n", "holds another campaign (another); name another folder."),
        ("events.yaml", "[]\n", "holds another campaign (None); name another folder."),
    ],
)
def test_a_foreign_folder_is_left_alone(
    campaign: Campaign, tmp_path: Path, name: str, content: str, expected: str
) -> None:
    path = tmp_path / "dump" / name
    path.parent.mkdir(parents=True)
    path.write_text(content)
    with pytest.raises(DumpRefusedError) as caught:
        dump_campaign(campaign, tmp_path / "dump")
    assert str(caught.value) == f"{tmp_path / 'dump'} {expected}"
    assert read_files(tmp_path / "dump") == {name: content.encode()}


def test_a_link_to_a_folder_is_not_followed(campaign: Campaign, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "dump").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DumpRefusedError, match="is not a folder"):
        dump_campaign(campaign, tmp_path / "dump")


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Make the system refuse to write beyond a size, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize(("size", "refused"), [(1000, True), (1_000_000, False)], ids=["full", "control"])
def test_a_full_disk_leaves_the_old_dump_whole(tmp_path: Path, *, size: int, refused: bool) -> None:
    folder = tmp_path / "dump"
    old = {"campaign.yaml": b"slug: port-sella\n"}
    new = {"campaign.yaml": b"slug: port-sella\n", "events.yaml": b"x" * 5000}
    replace_folder(folder, old, "port-sella")
    with files_no_larger_than(size):
        if refused:
            with pytest.raises(OSError, match="File too large"):
                replace_folder(folder, new, "port-sella")
        else:
            replace_folder(folder, new, "port-sella")
    assert read_files(folder) == (old if refused else new)
    assert [path.name for path in tmp_path.iterdir()] == ["dump"]


def test_the_command_writes_and_tells(campaign: Campaign, tmp_path: Path) -> None:
    out, err = StringIO(), StringIO()
    call_command("dump_campaign", "port-sella", tmp_path / "dump", stdout=out, stderr=err)
    files = read_files(tmp_path / "dump")
    assert (
        out.getvalue() == f"{tmp_path / 'dump'}: {len(files)} files, {sum(map(len, files.values()))} bytes.\n"
    )
    assert err.getvalue() == ""


def test_the_command_says_what_a_dump_needs_before_it_can_be_loaded(
    campaign: Campaign, tmp_path: Path
) -> None:
    claim = Claim.objects.get(slug="circle-asks-release")
    # The database refuses a published one without a citation.
    Claim.objects.filter(pk=claim.pk).update(state="draft")
    claim.citations.all().delete()
    err = StringIO()
    call_command("dump_campaign", "port-sella", tmp_path / "dump", stdout=StringIO(), stderr=err)
    assert err.getvalue().splitlines()[-1] == (
        "The dump is whole, but must be mended at these places before it can be loaded."
    )


def test_the_command_refuses_in_one_line(campaign: Campaign, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^There is no campaign other; there is: port-sella\.$"):
        call_command("dump_campaign", "other", tmp_path / "dump")
    (tmp_path / "file").write_text("a file")
    with pytest.raises(CommandError, match=r"could not be written \(File exists\); nothing was changed\.$"):
        call_command("dump_campaign", "port-sella", tmp_path / "file" / "dump")
    with pytest.raises(CommandError, match=r"file is not a folder; name one that is, or a new one\.$"):
        call_command("dump_campaign", "port-sella", tmp_path / "file")
