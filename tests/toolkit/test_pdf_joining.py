"""Many files become one: the text reads back, tags, languages and bookmarks stay, and what is equal is there once."""

import io
import tracemalloc
from pathlib import Path
from typing import Any, cast

import pikepdf
import pytest
from pypdf import PdfReader

from toolkit.pdf import render_pdf
from toolkit.pdf.joining import Joiner

pytestmark = pytest.mark.needs("pango")

PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{text}</p><ul><li>{text}</li></ul></body></html>"""
# Parentheses, a backslash and what looks like a reference: they are written as text, and no reference is put in.
TEXTS = {
    "en": ("Release (her) \\ 12 0 R", "We ask (at once): 3 0 R."),
    "ru": ("Освободите её", "Просим немедленно."),
    "kk": ("Оны босатыңыз", "Дереу сұраймыз."),
}


def sheet(language: str, *, pages: int = 1) -> bytes:
    """Return a tagged file of so many pages."""
    title, text = TEXTS[language]
    more = "<p style='break-before: page'>{text}</p>" * (pages - 1)
    page = PAGE.replace("</body>", f"{more}</body>")
    return render_pdf(page.format(language=language, title=title, text=text), styles=["base.css"])


def joined(*files: bytes | Path, **options: Any) -> bytes:  # noqa: ANN401 - as Joiner takes them
    target = io.BytesIO()
    with Joiner(target, title="All (of it)", language="en", **options) as joiner:
        for file in files:
            joiner.add(file)
    return target.getvalue()


def shown(data: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


@pytest.fixture(scope="module")
def sheets() -> dict[str, bytes]:
    return {language: sheet(language) for language in TEXTS}


def test_text_title_language_and_bookmarks_are_those_of_the_files(
    sheets: dict[str, bytes], tmp_path: Path
) -> None:
    long = sheet("ru", pages=3)
    (tmp_path / "kk.pdf").write_bytes(sheets["kk"])
    whole = joined(sheets["en"], long, tmp_path / "kk.pdf")

    assert shown(whole) == [*shown(sheets["en"]), *shown(long), *shown(sheets["kk"])]
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        assert pdf.check_pdf_syntax() == []
        root = cast(Any, pdf.Root)
        assert (str(root.Lang), str(pdf.docinfo.Title), len(pdf.docinfo.keys())) == ("en", "All (of it)", 1)
        (document,) = root.StructTreeRoot.K
        assert [(str(part.S), str(part.Lang)) for part in document.K] == [
            ("/Part", language) for language in ("en", "ru", "kk")
        ]
        with pdf.open_outline() as outline:
            bookmarks = [(item.title, cast(Any, item.destination)[0].objgen) for item in outline.root]
        first_pages = [pdf.pages[number].obj.objgen for number in (0, 1, 4)]
        assert bookmarks == [
            (TEXTS[one][0], page) for one, page in zip(("en", "ru", "kk"), first_pages, strict=True)
        ]


def test_every_mark_on_a_page_leads_to_its_tag(sheets: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(joined(sheets["en"], sheet("ru", pages=3), sheets["kk"]))) as pdf:
        marks = dict(pikepdf.NumberTree(cast(Any, pdf.Root).StructTreeRoot.ParentTree).items())
        keys = [int(cast(Any, page.obj).StructParents) for page in pdf.pages]
        assert (len(set(keys)), set(keys) <= set(marks)) == (len(pdf.pages), True)
        for page, key in zip(pdf.pages, keys, strict=True):
            tags = [tag for tag in cast(Any, marks[key]) if isinstance(tag, pikepdf.Dictionary)]
            assert {tag.Pg.objgen for tag in tags if "/Pg" in tag} == {page.obj.objgen}


def test_what_is_equal_is_written_once_and_bookmarks_can_be_left_out(sheets: dict[str, bytes]) -> None:
    once = joined(sheets["en"], bookmarks=False)
    many = joined(*[sheets["en"]] * 50, bookmarks=False)
    # The fonts, most of a file, are there once: a page more takes its page and its tags.
    assert len(many) < len(once) + 49 * len(sheets["en"]) / 8
    with pikepdf.open(io.BytesIO(many)) as pdf:
        assert (len(pdf.pages), "/Outlines" in pdf.Root) == (50, False)
        fonts = {font.objgen for page in pdf.pages for font in cast(Any, page.obj).Resources.Font.values()}
        with pikepdf.open(io.BytesIO(sheets["en"])) as one:
            assert len(fonts) == len(cast(Any, one.pages[0].obj).Resources.Font)


def test_memory_does_not_grow_with_the_number_of_files(sheets: dict[str, bytes], tmp_path: Path) -> None:
    def peak(number: int) -> int:
        with (tmp_path / "all.pdf").open("wb") as target:
            tracemalloc.start()
            with Joiner(target, title="All", language="en", bookmarks=False) as joiner:
                for _ in range(number):
                    joiner.add(sheets["kk"])
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return found

    peak(2)
    few, many = peak(10), peak(200)
    # Where its objects lie is kept of each file, and no file itself.
    assert many - few < 190 * len(sheets["kk"]) / 8


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", pikepdf.PdfError),
        (b"%PDF-1.7 and then nothing", pikepdf.PdfError),
        (b"<html>", pikepdf.PdfError),
        (None, ValueError),
    ],
)
def test_what_is_no_tagged_file_is_refused(content: bytes | None, error: type[Exception]) -> None:
    if content is None:
        plain = io.BytesIO()
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.save(plain)
        content = plain.getvalue()
    with pytest.raises(error):
        joined(content)


def test_a_whole_that_ends_in_an_error_looks_like_no_file(sheets: dict[str, bytes]) -> None:
    target = io.BytesIO()
    joiner = Joiner(target, title="All", language="en")
    joiner.add(sheets["en"])
    error = OSError(28, "No space left on device")
    joiner.__exit__(OSError, error, None)
    with pytest.raises(pikepdf.PdfError):
        pikepdf.open(io.BytesIO(target.getvalue()), attempt_recovery=False)
