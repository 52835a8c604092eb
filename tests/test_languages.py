"""The site in Russian and Kazakh: dates and counts as the languages write them, and no English left on a page."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, ngettext, override

from tests.parts import ROOT
from toolkit.partial_dates import display, display_span
from toolkit.templatetags.page import day_month, language_name, month_short, short_date

LANGUAGES = ["ru", "kk"]
# Shorter strings are names of formats, or stand inside other words.
SHORTEST = 4
# So many pages of a kind are read: in Russian all cases, statements, pickets and documents, and a third of the
# questions; in Kazakh, which has its words from the same places, enough to see that it has them.
# (tests/test_messages.py shows that neither catalogue lacks a word.)
MOST = {"ru": 22, "kk": 6}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]")


@pytest.mark.parametrize(
    ("language", "day", "month", "year", "about", "span"),
    [
        (
            "en",
            "21 January 2022",
            "September 2021",
            "2019",
            "about September 2021",
            "6 December 2021 to January 2022",
        ),
        (
            "ru",
            "21 января 2022 года",
            "сентябрь 2021 года",
            "2019 год",
            "примерно сентябрь 2021 года",
            "6 декабря 2021 года – январь 2022 года",
        ),
        (
            "kk",
            "2022 жылғы 21 қаңтар",
            "2021 жылғы қыркүйек",
            "2019 жыл",
            "шамамен 2021 жылғы қыркүйек",
            "2021 жылғы 6 желтоқсан – 2022 жылғы қаңтар",
        ),
    ],
)
def test_dates_are_written_as_the_language_writes_them(
    language: str, day: str, month: str, year: str, about: str, span: str
) -> None:
    with override(language):
        assert [display("2022-01-21"), display("2021-09"), display("2019")] == [day, month, year]
        assert display("2021-09", circa=True) == about
        assert display_span("2021-12-06", "2022-01") == span


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["4 May 2022", "Sep 2021", "2019", "15 Dec", "Sep", "Saturday 29 January 2022"]),
        ("ru", ["4 мая 2022", "сен 2021", "2019", "15 дек.", "сен", "суббота, 29 января 2022 года"]),
        ("kk", ["4 мам 2022", "қыр 2021", "2019", "15 жел", "қыр", "сенбі, 2022 жылғы 29 қаңтар"]),
    ],
)
def test_short_dates_and_days_of_the_week_are_written_small(language: str, words: list[str]) -> None:
    with override(language):
        assert [
            short_date("2022-05-04"),
            short_date("2021-09"),
            short_date("2019"),
            day_month(date(2021, 12, 15)),
            month_short(date(2021, 9, 1)),
            format_date(date(2022, 1, 29), gettext("l j E Y")),
        ] == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ["около 1 дня", "около 2 дней", "около 5 дней", "около 21 дня", "около 128 дней"]),
        ("kk", [f"шамамен {n} күн" for n in (1, 2, 5, 21, 128)]),
    ],
)
def test_counts_follow_the_grammar(language: str, words: list[str]) -> None:
    with override(language):
        counted = [
            ngettext("about %(days)s day", "about %(days)s days", n) % {"days": n} for n in (1, 2, 5, 21, 128)
        ]
    assert counted == words


def test_languages_are_named_in_the_language_of_the_page() -> None:
    with override("ru"):
        assert [language_name(code) for code, _ in settings.LANGUAGES] == [
            "английский",
            "русский",
            "казахский",
        ]
    with override("kk"):
        assert [language_name(code) for code, _ in settings.LANGUAGES] == ["ағылшын", "орыс", "қазақ"]


class Reader(HTMLParser):
    """Reads what a page says in its own language: text and labels outside elements of another language."""

    VOID = {"area", "base", "br", "hr", "img", "input", "link", "meta", "path"}
    LABELS = ("alt", "aria-label", "placeholder", "title")

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self._language = ""
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self._language = given.get("lang") or ""
        is_foreign = given.get("lang", self._language) != self._language or tag in {"script", "style"}
        if tag not in self.VOID:
            self._open.append((tag, is_foreign or self._is_foreign))
        if not (is_foreign or self._is_foreign):
            self.texts += [given[name] or "" for name in self.LABELS if name in given]
            if given.get("name") == "description":
                self.texts.append(given.get("content") or "")
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not self._is_foreign:
            self.texts.append(text)

    @property
    def _is_foreign(self) -> bool:
        return bool(self._open) and self._open[-1][1]


class EnglishStrings:
    """All strings of the interface that read differently in a language."""

    def __init__(self, language: str) -> None:
        self._fixed: set[str] = set()
        patterns = []
        for entry in polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po")):
            # Towns stand in postal addresses too, which a post office abroad must read.
            if entry.msgctxt == "a town":
                continue
            for text in filter(None, [entry.msgid, entry.msgid_plural]):
                parts = PLACEHOLDER.split(bare(text))
                is_long = len(re.sub(r"[\W\d_]", "", "".join(parts))) >= SHORTEST
                if not is_long or text in [entry.msgstr, *entry.msgstr_plural.values()]:
                    continue
                if len(parts) == 1:
                    self._fixed.add(parts[0])
                else:
                    patterns.append(".+".join(map(re.escape, parts)))
        self._composed = re.compile("|".join(patterns))
        # Most texts of a page stand on every page, and each is held against a thousand patterns.
        self._known: dict[str, bool] = {}

    def in_page(self, html: str) -> list[str]:
        """Return the texts of a page that are among them."""
        reader = Reader()
        reader.feed(html)
        return [
            text
            for text in dict.fromkeys(reader.texts)
            if re.search("[A-Za-z]{2}", text) and self._is_among_them(bare(text))
        ]

    def _is_among_them(self, text: str) -> bool:
        if text not in self._known:
            self._known[text] = text in self._fixed or self._composed.fullmatch(text) is not None
        return self._known[text]


def bare(text: str) -> str:
    """Return a text without what may stand around it on a page."""
    return text.strip(" .,:;()")


def pages_of(client: Client, language: str) -> Iterator[tuple[str, str]]:
    """Follow the links to pages of a language, from its home page on; yield address and page."""
    start = f"/{language}/"
    seen = {start}
    waiting = [start]
    count: Counter[str] = Counter()
    while waiting:
        path = waiting.pop()
        html = client.get(path).content.decode()
        yield path, html
        reader = Reader()
        reader.feed(html)
        for link in reader.links:
            target = link.partition("#")[0]
            kind = "/".join(target.split("/")[2:3])
            # Filters and sheets hold the same strings again.
            if (
                target.startswith(start)
                and target.endswith("/")
                and target not in seen
                and count[kind] < MOST[language]
            ):
                count[kind] += 1
                seen.add(target)
                waiting.append(target)


@pytest.mark.long
@pytest.mark.django_db
def test_no_page_of_the_example_shows_an_english_string(client: Client) -> None:
    call_command("load_example", verbosity=0)
    for language in LANGUAGES:
        strings = EnglishStrings(language)
        pages = dict(pages_of(client, language))
        assert {path: found for path, html in pages.items() if (found := strings.in_page(html))} == {}
        assert len(pages) > 4 * MOST[language]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_english_string_on_a_page_is_found(client: Client, language: str) -> None:
    """The control: the home page in English, taken for one in another language, is full of them."""
    html = client.get("/en/").content.decode().replace('<html lang="en">', f'<html lang="{language}">')
    found = EnglishStrings(language).in_page(html)
    assert {"Skip to the content", "Cases", "Pickets", "A line for every day. Today’s is red."} <= set(found)
