"""Files of printed matter: made once, gone when withdrawn, made again when facts change."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from campaigns.models import Campaign, PrintedMatter
from campaigns.printing import files
from campaigns.printing.options import Options
from campaigns.printing.sheets import Draft
from campaigns.printing.studio import FORMS, Subject
from campaigns.services import printing
from campaigns.services.printing import ask_for_print, make_print, refresh_prints
from prisoners.models import Case
from sources.models import PublicationState
from tests.campaigns.printed import make_case, read
from tests.campaigns.races import all_at_once

pytestmark = [pytest.mark.needs("pango")]

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SIGN = FORMS[PrintedMatter.Form.SIGN]


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.PRINT_ROOT = tmp_path / "print"


@pytest.fixture(autouse=True)
def asked_workers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Take down whom a worker is asked for; the tests of the worker itself run make_print."""
    asked: list[str] = []
    monkeypatch.setattr(printing, "_wake_worker", asked.append)
    return asked


def ask(subject: Subject, language: str = "en", *, now: datetime = NOW) -> PrintedMatter:
    return ask_for_print(SIGN, subject, Options(language), now=now)


def withdraw(case: Case) -> None:
    case.state = PublicationState.WITHDRAWN
    case.save()


@pytest.mark.django_db
def test_sheet_asked_for_twice_is_one_row_and_one_file(settings: Settings) -> None:
    case = make_case()
    first, second = ask(case), ask(case)
    made = [make_print(first.content_key), make_print(first.content_key)]
    first.refresh_from_db()
    kept = sorted(path.suffix for path in settings.PRINT_ROOT.rglob("*.*"))
    assert (first.pk == second.pk, made, kept) == (True, [True, False], [".pdf", ".png"])
    data = files.pdf_path(first.content_key).read_bytes()
    assert (first.size, first.pages) == (len(data), 1)
    assert "Aigerim" in read(data)


@pytest.mark.django_db(transaction=True)
def test_worker_is_asked_for_a_new_sheet_only(asked_workers: list[str]) -> None:
    case = make_case()
    row = ask(case)
    ask(case)
    assert asked_workers == [row.content_key]


@pytest.mark.django_db
def test_own_line_has_no_row() -> None:
    with pytest.raises(ValueError, match="own line"):
        ask_for_print(SIGN, make_case(), Options("en", line="Canary"), now=NOW)
    assert not PrintedMatter.objects.exists()


def race(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let four make one sheet at the same moment; return how often it was rendered."""
    rendered = []
    render = Draft.render

    def count(draft: Draft) -> bytes:
        rendered.append(1)
        return render(draft)

    monkeypatch.setattr(Draft, "render", count)
    key = ask(make_case()).content_key
    results = all_at_once(make_print, [key] * 4)
    assert not [result for result in results if isinstance(result, Exception)]
    return len(rendered)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_render_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(monkeypatch) == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_claim_each_renders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "_claim", lambda *_: True)
    assert race(monkeypatch) == 4


@pytest.mark.django_db
def test_lost_claim_lapses() -> None:
    row = ask(make_case())
    PrintedMatter.objects.update(claimed_at=NOW)
    early = make_print(row.content_key, now=NOW + timedelta(seconds=30))
    assert (early, make_print(row.content_key, now=NOW + timedelta(minutes=2))) == (False, True)


@pytest.mark.django_db
def test_full_disk_leaves_no_file_and_a_free_row(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    row = ask(make_case())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("toolkit.pdf.files.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            make_print(row.content_key)
    left = [path for path in settings.PRINT_ROOT.rglob("*") if path.is_file()]
    assert (left, make_print(row.content_key)) == ([], True)


@pytest.mark.django_db
def test_text_too_long_is_noted_once() -> None:
    case = make_case()
    claim = case.story.get().claim
    claim.text = "Word " * 3000
    claim.save()
    row = ask_for_print(FORMS[PrintedMatter.Form.LEAFLET], case, Options("en"), now=NOW)
    made = [make_print(row.content_key), make_print(row.content_key)]
    row.refresh_from_db()
    assert (made, row.problem) == ([False, False], PrintedMatter.Problem.TOO_LONG)


@pytest.mark.django_db
def test_facts_that_change_while_it_waits_are_not_mixed(settings: Settings) -> None:
    case = make_case()
    row = ask(case)
    case.summary = "Something else is known."
    case.save()
    made = make_print(row.content_key)
    row.refresh_from_db()
    assert (made, row.stale_since is not None, settings.PRINT_ROOT.exists()) == (False, True, False)


@pytest.mark.django_db
def test_changed_facts_are_printed_again_and_the_old_file_goes_later() -> None:
    case = make_case()
    old = ask(case)
    make_print(old.content_key)
    same = refresh_prints(now=NOW)
    case.summary = "Something else is known."
    case.save()
    changed = refresh_prints(now=NOW)
    new = PrintedMatter.objects.get(stale_since=None)
    kept = files.pdf_path(old.content_key).is_file()
    later = refresh_prints(now=NOW + timedelta(days=8))
    assert (same, changed, kept, later) == ((0, 0), (1, 0), True, (0, 1))
    assert "Something else" in read(files.pdf_path(new.content_key).read_bytes())
    assert not files.pdf_path(old.content_key).exists()


@pytest.mark.django_db
def test_what_nobody_asks_for_any_more_is_not_printed_again() -> None:
    row = ask(make_case())
    make_print(row.content_key)
    assert refresh_prints(now=NOW + timedelta(days=31)) == (0, 1)
    assert not files.pdf_path(row.content_key).exists()


@pytest.mark.django_db
def test_withdrawn_subject_is_not_public_and_its_file_is_deleted() -> None:
    case = make_case()
    row = ask(case)
    make_print(row.content_key)
    before = PrintedMatter.objects.public().count()
    withdraw(case)
    after = PrintedMatter.objects.public().count()
    assert (before, after, refresh_prints(now=NOW)) == (1, 0, (0, 1))
    assert (files.pdf_path(row.content_key).exists(), PrintedMatter.objects.count()) == (False, 1)


@pytest.mark.django_db
def test_campaign_sheet_goes_with_any_case_on_it() -> None:
    case = make_case()
    campaign: Campaign = case.campaigns.get()
    row = ask(campaign)
    before = PrintedMatter.objects.public().count()
    withdraw(case)
    assert (row.shows.count(), before, PrintedMatter.objects.public().count()) == (1, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_withdrawal_while_it_is_set_leaves_no_file(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    case = make_case()
    row = ask(case)
    render = Draft.render

    def withdraw_then_render(draft: Draft) -> bytes:
        data = render(draft)
        withdraw(case)
        return data

    monkeypatch.setattr(Draft, "render", withdraw_then_render)
    made = make_print(row.content_key)
    left = [path for path in settings.PRINT_ROOT.rglob("*") if path.is_file()]
    assert (made, left) == (False, [])


@pytest.mark.django_db
def test_emptied_folder_is_noticed() -> None:
    case = make_case()
    row = ask(case)
    make_print(row.content_key)
    files.drop_files(row.content_key)
    again = ask(case)
    assert (again.made_at, make_print(again.content_key)) == (None, True)


@pytest.mark.django_db
def test_print_of_nothing_is_refused_by_the_database() -> None:
    with pytest.raises(Exception, match="printed_matter_of_exactly_one"):
        PrintedMatter.objects.create(form="leaflet", language="en", content_key="x", asked_at=timezone.now())
    assert connection.vendor
