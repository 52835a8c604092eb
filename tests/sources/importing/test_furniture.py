"""Which paragraphs of a page are furniture, and that they keep their places."""

import pytest

from sources.importing.dates import find_date
from sources.importing.likeness import NEARLY, resemblance, sketch
from sources.importing.mails import read_mail
from sources.importing.pages import read_page
from sources.importing.shapes import Reading
from sources.importing.texts import read_text
from tests.sources.importing.corpus import ENGLISH, RUSSIAN, mail

PAGE = f"""<!doctype html><html lang="ru-RU"><head><title>Бастуют | Пример-Новости</title>
<meta property="og:site_name" content="Пример-Новости"><meta name="author" content="Иван Примеров">
<meta property="article:published_time" content="2022-01-09T10:00:00+06:00">
<link rel="canonical" href="https://News.example/2022/strike?utm_source=x#top"></head><body>
<header class="masthead"><a href="/">Пример-Новости</a></header>
<nav><ul><li><a href="/a">Главная</a></li><li><a href="/b">Политика</a></li></ul></nav>
<main><article><h1>Бастуют</h1><p>{RUSSIAN}</p><p>Короткий абзац.</p>
<table><tr><th>Год</th><th>Добыча</th></tr><tr><td>2011</td><td>82,4</td></tr></table>
<p>{RUSSIAN}<br>Так сказал примерный аким.</p>
<div class="sharedaddy"><h3>Поделиться:</h3><a href="#">Примерная сеть</a></div>
<div class="related"><p><a href="/x">{RUSSIAN}</a></p></div></article></main>
<section id="comments"><ol class="commentlist"><li><p>{RUSSIAN}</p></li></ol>
<form><label>Имя</label><button>Отправить</button></form></section>
<footer><p>© 2022 Все права защищены</p></footer></body></html>"""


def marks(reading: Reading) -> list[tuple[str, bool]]:
    """Return the first word of each paragraph, and whether it is furniture."""
    return [(row.text.split()[0], row.is_furniture) for row in reading.paragraphs]


def test_furniture_of_a_page_is_marked_in_its_place() -> None:
    reading = read_page(PAGE.encode())
    assert marks(reading) == [
        ("Пример-Новости", True),
        ("Главная", True),
        ("Политика", True),
        ("Бастуют", False),
        ("Забастовочный", False),
        ("Короткий", False),
        ("Год", False),
        ("2011", False),
        ("Забастовочный", False),
        ("Так", False),
        ("Поделиться:", True),
        ("Примерная", True),
        ("Забастовочный", True),
        ("Забастовочный", True),
        ("Имя", True),
        ("Отправить", True),
        ("©", True),
    ]
    said = reading.proposals
    assert (said.title, said.byline, said.publisher, said.published_on, said.language, said.url) == (
        "Бастуют",
        "Иван Примеров",
        "Пример-Новости",
        "2022-01-09",
        "ru",
        "https://news.example/2022/strike",
    )


def test_menu_and_list_of_headlines_of_a_text_are_marked_and_a_short_line_within_it_is_not() -> None:
    menu = ["Front Page", "Sample News", "Sample Sports", "About us", "Contact", "Search"]
    body = ["Sample title of a text", ENGLISH, "A short line", ENGLISH]
    foot = ["Latest headlines", "Sample headline of another page", "One more such headline", "Leave a reply"]
    reading = read_text("\n".join([*menu, *body, *foot]).encode())
    assert [row.is_furniture for row in reading.paragraphs] == [True] * 6 + [False] * 4 + [True] * 4


def test_lines_of_a_text_stay_as_they_are() -> None:
    lines = ("\u00a0One  line ", "Two\tlines", "\u2022 Three")
    reading = read_text("\r\n \u00a0\r\n".join(lines).encode())
    assert tuple(row.text for row in reading.paragraphs) == lines


def test_lines_that_were_broken_for_the_screen_are_joined_in_a_mail() -> None:
    words = ENGLISH.split()
    wrapped = "\n".join(" ".join(words[at : at + 12]) for at in range(0, len(words), 12))
    reading = read_mail(mail(text=f"{wrapped}\n\n{wrapped}\n\n-- \nSample Sender\n").as_bytes())
    assert [(row.text, row.is_furniture) for row in reading.paragraphs[:2]] == [(ENGLISH, False)] * 2
    assert reading.paragraphs[-1].is_furniture
    assert (reading.proposals.title, reading.proposals.byline) == ("Sample message", "Sample Sender")
    assert "example.org" not in str(reading.proposals)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("By Somebody, January 9, 2022", "2022-01-09"),
        ("Publication date: Friday 7 January 2022", "2022-01-07"),
        ("16 декабря 2011 г.", "2011-12-16"),
        ("2022 жылғы 5 қаңтар", "2022-01-05"),
        ("Stopio, 20/1/22", "2022-01-20"),
        ("3/4/2022", "2022"),
        ("03.04.2022", "2022-04-03"),
        ("March 2021", "2021-03"),
        ("31 February 2022", "2022-02"),
        ("Room 2022", ""),
    ],
)
def test_date_of_a_document_is_as_partial_as_the_line(line: str, date: str) -> None:
    assert find_date(line) == date


def test_likeness_tells_a_changed_word_from_another_text() -> None:
    words = [f"word{n}" for n in range(400)]
    one = sketch([" ".join(words)])
    changed = sketch([" ".join([*words[:200], "changed", *words[201:]])])
    half = sketch([" ".join([*words[:200], *(f"other{n}" for n in range(200))])])
    assert resemblance(one, one) == 1.0
    assert resemblance(one, changed) > NEARLY > resemblance(one, half) > 0.1
    assert (sketch(["too short to tell"]), resemblance((), one)) == ((), 0.0)
