"""The catalogues of the interface: every string in Russian and Kazakh, collected from what stands in the source."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import django
import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.utils.functional import Promise

from tests.factories.accounts import UserFactory
from tests.parts import ROOT

LANGUAGES = ["ru", "kk"]
FOLDERS = [Path(folder) for folder in settings.LOCALE_PATHS]
CATALOGUES = sorted(path for folder in FOLDERS for path in folder.glob("*/LC_MESSAGES/*.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}|</?[a-z]\w*[^>]*>|\b[a-z]+://\S+")

DJANGO = Path(django.__file__).parent
DJANGO_PARTS = ["conf", "contrib/admin", "contrib/auth", "contrib/contenttypes", "contrib/sessions"]
# Names of languages, and pages that only an empty project or a folder of files shows.
DJANGO_NOT_SHOWN = {"conf/global_settings.py", "views/templates/default_urlconf.html"}
# Fields that no form and no list shows.
FIELDS_NOT_SHOWN = {"id", "folded", "email_index", "endpoint_index", "token_hash", "checked_words"}
KEYS_NOT_SHOWN = {"campaigns.Notice.about", "campaigns.PicketNews.about", "campaigns.Signature.salt"}
ROOMS = ["accounts", "sources", "prisoners", "campaigns"]


def forms_of(entry: polib.POEntry) -> list[str]:
    """Return the translations of an entry: one, or one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def problems_of(path: Path) -> list[str]:
    """Return what is wrong with a catalogue, a line for each entry."""
    catalogue = polib.pofile(str(path))
    plurals = re.search(r"nplurals=(\d)", catalogue.metadata["Plural-Forms"])
    assert plurals is not None
    problems = []
    for entry in catalogue:
        found = []
        if entry.obsolete:
            found.append("obsolete")
        if entry.fuzzy:
            found.append("a guess that nobody has checked")
        if not all(forms_of(entry)):
            found.append("not translated")
        if entry.msgid_plural and sorted(entry.msgstr_plural) != list(range(int(plurals[1]))):
            found.append(f"{len(entry.msgstr_plural)} plural forms")
        wanted = Counter(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        if any(Counter(PLACEHOLDER.findall(form)) != wanted for form in forms_of(entry) if form):
            found.append("other placeholders")
        if any(mixed_words(form) for form in forms_of(entry)):
            found.append("a word of two alphabets")
        problems += [f"{entry.msgid!r}: {problem}" for problem in found]
    return problems


def mixed_words(text: str) -> list[str]:
    """Return words that mix Latin and Cyrillic letters, which look alike and are found by no search."""
    words = re.findall(r"[^\W\d_]+", PLACEHOLDER.sub(" ", text))
    return [word for word in words if re.search("[A-Za-z]", word) and re.search("[Ѐ-ӿ]", word)]


def test_there_is_a_catalogue_for_each_language() -> None:
    files = [
        "{}/LC_MESSAGES/django.po",
        "of_django/{}/LC_MESSAGES/django.po",
        "of_django/{}/LC_MESSAGES/djangojs.po",
    ]
    assert [path.relative_to(ROOT / "locale").as_posix() for path in CATALOGUES] == sorted(
        file.format(code) for code in LANGUAGES for file in files
    )
    assert [code for code, _ in settings.LANGUAGES] == ["en", *LANGUAGES]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(ROOT / "locale").as_posix())
def test_every_string_is_translated(path: Path) -> None:
    assert problems_of(path) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(ROOT / "locale").as_posix())
def test_the_head_of_a_catalogue_names_nobody_and_no_day(path: Path) -> None:
    assert set(polib.pofile(str(path)).metadata) == {
        "Language",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
        "Plural-Forms",
    }


def test_both_languages_have_the_same_strings() -> None:
    russian, kazakh = (
        {
            (entry.msgctxt, entry.msgid, entry.msgid_plural)
            for entry in polib.pofile(str(ROOT / "locale" / code / "LC_MESSAGES" / "django.po"))
        }
        for code in LANGUAGES
    )
    assert russian == kazakh
    assert len(russian) > 1000


def test_each_fault_of_a_catalogue_is_found(tmp_path: Path) -> None:
    """The control."""
    path = tmp_path / "django.po"
    path.write_text(
        """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=0;\\n"

msgid "Good %(day)s"
msgstr "Хороший %(day)s"

msgid "Missing"
msgstr ""

#, fuzzy
msgid "Guessed"
msgstr "Угадано"

msgid "%(n)s day"
msgid_plural "%(n)s days"
msgstr[0] "%(n)s день"
msgstr[1] "%(n)s дня"

msgid "Kept: %(name)s"
msgstr "Хранится: %(title)s"

msgid "Mixed"
msgstr "Cмесь"

#~ msgid "Old"
#~ msgstr "Старое"
"""
    )
    assert problems_of(path) == [
        "'Missing': not translated",
        "'Guessed': a guess that nobody has checked",
        "'%(n)s day': 2 plural forms",
        "'Kept: %(name)s': other placeholders",
        "'Mixed': a word of two alphabets",
        "'Old': obsolete",
    ]


# --- collecting ---------------------------------------------------------------------------------------


@pytest.fixture
def copy_of_tree(tmp_path: Path) -> Path:
    """Return a copy of the tree in which strings can be collected without disturbing anybody."""
    tree = tmp_path / "tree"
    left_out = shutil.ignore_patterns(
        ".*", "var", "static", "tests", "examples", "docs", "__pycache__", "*.mo"
    )
    shutil.copytree(ROOT, tree, ignore=left_out)
    (tree / ".venv").symlink_to(sys.prefix)
    return tree


def collect(tree: Path) -> None:
    """Run scripts/messages in a tree."""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        ["/bin/sh", "scripts/messages"],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def catalogues_in(tree: Path) -> dict[str, str]:
    return {path.relative_to(tree).as_posix(): path.read_text() for path in tree.glob("locale/**/*.po")}


@pytest.mark.needs("gettext")
def test_collecting_again_changes_nothing(copy_of_tree: Path) -> None:
    before = catalogues_in(copy_of_tree)
    collect(copy_of_tree)
    assert catalogues_in(copy_of_tree) == before
    assert not list(copy_of_tree.glob("locale/**/*.pot"))


@pytest.mark.needs("gettext")
def test_a_new_string_is_collected_and_missed(copy_of_tree: Path) -> None:
    """The control of the test above and of the check for what is not translated."""
    template = copy_of_tree / "templates" / "campaigns" / "about.html"
    template.write_text(template.read_text() + '{% translate "Zebras cross here" %}')
    collect(copy_of_tree)
    for code in LANGUAGES:
        catalogue = copy_of_tree / "locale" / code / "LC_MESSAGES" / "django.po"
        assert [line.split(":")[0] for line in problems_of(catalogue)] == ["'Zebras cross here'"]


# --- Django's own words -------------------------------------------------------------------------------


def django_entries(part: str, name: str, language: str) -> dict[tuple[str | None, str], polib.POEntry]:
    """Return what a catalogue of Django holds, by context and text; nothing where there is no such catalogue."""
    path = DJANGO / part / "locale" / language / "LC_MESSAGES" / f"{name}.po"
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path))} if path.exists() else {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_what_django_leaves_in_english_is_translated_here(language: str, name: str) -> None:
    path = ROOT / "locale" / "of_django" / language / "LC_MESSAGES" / f"{name}.po"
    ours = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path))}
    known: set[tuple[str | None, str]] = set()
    missing = []
    for part in DJANGO_PARTS:
        theirs = django_entries(part, name, language)
        for key, entry in django_entries(part, name, "en").items():
            known.add(key)
            shown = not {file.split(":")[0] for file, _ in entry.occurrences} <= DJANGO_NOT_SHOWN
            if shown and key not in ours and not (key in theirs and theirs[key].translated()):
                missing.append(f"{part}: {key[1]!r}")
    assert missing == []
    assert ours - known == set(), "Django has no such string any more"


@pytest.mark.django_db
def test_scripts_of_the_admin_speak_the_language(client: Client) -> None:
    client.force_login(UserFactory(is_staff=True, is_superuser=True, language="kk"))
    script = client.get("/admin/jsi18n/").content.decode()
    assert [
        word for word in ("қаңтар", "Алдыңғы (%(month)s %(year)s)") if json.dumps(word) not in script
    ] == []


def test_every_field_of_our_models_has_a_name_that_can_be_translated() -> None:
    fields = [
        field
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.fields
    ]
    assert [
        str(field)
        for field in fields
        if field.name not in FIELDS_NOT_SHOWN
        and str(field) not in KEYS_NOT_SHOWN
        and not isinstance(field.verbose_name, Promise)
    ] == []
    assert len(fields) > 200
