"""What is written at the desk makes files stale at once, not when beat comes by."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from campaigns.exchange.load import load_campaign
from campaigns.models import PrintedMatter
from campaigns.printing.options import Options
from campaigns.printing.studio import FORMS
from campaigns.services import print_refresh
from campaigns.services.print_refresh import AT_WORK, refresh_prints_once, wake_refresh
from campaigns.services.printing import ask_for_print
from campaigns.tasks import refresh_prints_task
from prisoners.models import Case
from tests.campaigns.exchange.samples import SAMPLE, replace
from tests.campaigns.printed import make_case
from tests.desk import send

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Take down what workers are asked for."""
    found: list[str] = []
    monkeypatch.setattr(print_refresh, "ask_for_task", lambda task, **_: found.append(task))
    monkeypatch.setattr("campaigns.services.printing._wake_worker", lambda _key: None)
    return found


class Looks:
    """Counts looks through printed matter; `meanwhile` is called in the midst of the next one."""

    def __init__(self) -> None:
        self.count = 0
        self.meanwhile: Callable[[], None] | None = None

    def look(self, **_: object) -> None:
        """Stand for a look."""
        self.count += 1
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Looks:
    """Count the looks in place of looking."""
    found = Looks()
    monkeypatch.setattr(print_refresh, "refresh_prints", found.look)
    return found


@pytest.mark.needs("pango")
@pytest.mark.parametrize("button", ["_save", "_withdraw"])
def test_save_and_withdrawal_at_the_desk_make_a_file_stale(
    desk: Client, asked: list[str], button: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_case()
    ask_for_print(FORMS["sign"], case, Options("en"), now=timezone.now())
    monkeypatch.setattr("campaigns.services.printing.make_print", lambda *_, **__: False)
    send(desk, case, button, summary="Something else is known.")
    send(desk, case)
    # Once for both: nobody has begun to look.
    assert asked == ["campaigns.tasks.refresh_prints_task"]
    refresh_prints_task()
    stale = PrintedMatter.objects.exclude(stale_since=None).count()
    public = PrintedMatter.objects.public().filter(stale_since=None).count()
    assert (stale, public) == ((1, 1) if button == "_save" else (0, 0))
    send(desk, case)
    assert asked == ["campaigns.tasks.refresh_prints_task"] * 2


@pytest.mark.needs("pango")
def test_campaign_file_that_changes_facts_makes_files_stale(
    asked: list[str],
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,  # noqa: ANN401 - a fixture without a public type
) -> None:
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "port-sella"))

    def load() -> list[str]:
        asked.clear()
        with django_capture_on_commit_callbacks(execute=True):
            load_campaign(folder)
        return list(asked)

    # Nothing is printed yet; then nothing has changed.
    assert load() == []
    ask_for_print(FORMS["sign"], Case.objects.published()[0], Options("en"), now=timezone.now())
    assert load() == []
    replace(folder, "people.yaml", "    - text: Mara Quill\n", "    - text: Mara Q. Quill\n")
    assert load() == ["campaigns.tasks.refresh_prints_task"]


def test_reading_at_the_desk_asks_for_nothing(desk: Client, asked: list[str]) -> None:
    make_case()
    desk.get("/admin/")
    desk.post(f"/admin/prisoners/case/{Case.objects.get().pk}/change/", {"summary": "no form"})
    assert asked == []


def test_change_during_a_look_makes_another_look(looks: Looks, asked: list[str]) -> None:
    looks.meanwhile = wake_refresh
    wake_refresh()
    refresh_prints_once()
    assert (looks.count, asked) == (2, ["campaigns.tasks.refresh_prints_task"] * 2)


def test_who_finds_another_at_work_leaves_it_to_that_one(looks: Looks) -> None:
    def change() -> None:
        wake_refresh()
        refresh_prints_once()

    looks.meanwhile = change
    refresh_prints_once()
    assert (looks.count, caches["limits"].get(AT_WORK)) == (2, None)


def test_control_where_nobody_looks_again_the_change_waits_for_beat(
    looks: Looks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change() -> None:
        wake_refresh()
        refresh_prints_once()

    monkeypatch.setattr(caches["limits"], "get", lambda *_: None)
    looks.meanwhile = change
    refresh_prints_once()
    assert looks.count == 1
