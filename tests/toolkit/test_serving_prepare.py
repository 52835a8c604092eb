"""Preparation before a start."""

import gettext
import io
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from toolkit.serving import CannotStart
from toolkit.serving.prepare import collect_static_files, run_step, static_files_changed

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "picket"\nmsgstr "{}"\n'


def write_catalogue(root: Path, word: str) -> Path:
    """Write a catalogue with one word and return its file."""
    source = root / "locale" / "ru" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(PO.format(word))
    return source


def test_translations_are_compiled_without_gettext_and_again_when_they_change(
    tmp_path: Path, settings: Settings
) -> None:
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path / "locale"]
    source = write_catalogue(tmp_path, "пикет")
    target = source.with_suffix(".mo")
    call_command("compilemessages", stdout=io.StringIO())
    with target.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("picket") == "пикет"
    before = target.stat().st_mtime_ns
    call_command("compilemessages", stdout=io.StringIO())
    assert target.stat().st_mtime_ns == before
    write_catalogue(tmp_path, "митинг")
    os.utime(source, ns=(before + 1, before + 1))
    call_command("compilemessages", stdout=io.StringIO())
    with target.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("picket") == "митинг"


def test_a_broken_catalogue_is_one_line_with_its_place(tmp_path: Path, settings: Settings) -> None:
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path / "locale"]
    source = write_catalogue(tmp_path, "пикет")
    source.write_text(source.read_text() + "nonsense\n")
    with pytest.raises(CannotStart, match=rf"^compilemessages: .*{source}.* 6") as caught:
        run_step(["compilemessages"])
    assert "\n" not in str(caught.value)
    assert [file.name for file in source.parent.iterdir()] == ["django.po"]


def test_static_files_are_collected_when_they_changed(tmp_path: Path, settings: Settings) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "one.css").write_text("a{}")
    (source / "whole.ttf").write_text("for PDFs only")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], tmp_path / "static"
    assert static_files_changed()
    collect_static_files()
    assert [file.name for file in (tmp_path / "static").iterdir()] == ["one.css"]
    assert not static_files_changed()
    (source / "one.css").write_text("a{b:c}")
    assert static_files_changed()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["missing", "broken"])
def test_a_campaign_file_that_cannot_be_loaded_stops_the_start(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "campaign.yaml").write_text("slug: [")
    with pytest.raises(CannotStart, match=r"^load_campaign: .*campaign\.yaml|^load_campaign: .*missing"):
        run_step(["load_campaign", str(tmp_path / name)])
