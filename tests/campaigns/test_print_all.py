"""Everything printed from the command line; a run that was stopped goes on."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from campaigns.management.commands import print as command
from campaigns.printing.sheets import Draft
from campaigns.printing.studio import FORMS
from tests.campaigns.printed import make_case

pytestmark = [pytest.mark.django_db, pytest.mark.needs("pango")]


def print_all(folder: Path) -> str:
    """Return the last line of what it says."""
    said = io.StringIO()
    call_command("print", "--all", "-o", str(folder), stdout=said)
    return said.getvalue().splitlines()[-1].replace(str(folder), "FOLDER")


def test_second_run_makes_only_what_is_missing_or_shows_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_case()
    monkeypatch.setattr(command, "FORMS", {"sign": FORMS["sign"]})
    first = print_all(tmp_path)
    files = sorted(tmp_path.glob("*.pdf"))
    files[0].unlink()
    rendered = []
    render = Draft.render

    def count(draft: Draft) -> bytes:
        rendered.append(draft.language)
        return render(draft)

    monkeypatch.setattr(Draft, "render", count)
    second = print_all(tmp_path)
    # A run that was killed in the middle of a line.
    keys = tmp_path / command.KEYS
    keys.write_text(keys.read_text()[:-10])
    case.summary = "Something else is known."
    case.save()
    third = print_all(tmp_path)
    assert [first, second, third] == [
        "4 files in FOLDER, 0 of them as they were",
        "4 files in FOLDER, 3 of them as they were",
        "4 files in FOLDER, 3 of them as they were",
    ]
    assert len(rendered) == 2
