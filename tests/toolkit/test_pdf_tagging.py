"""Tags that say nothing are joined: what is left tells the same, and owns all that is on the page."""

import io
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from tests.toolkit.test_pdf_merging import unlike
from toolkit.pdf import render_pdf
from toolkit.pdf.slimming import short_content, without_repeats
from toolkit.pdf.tagging import join_tags

pytestmark = pytest.mark.needs("pango")

PAGE = """<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Проба</title></head><body>
<h1>Оны босатыңыз, (AVA) \\</h1><p></p><div><div></div><div><p>{words}</p></div></div>
<ol><li>Йод</li><li style="width: 9em">Ёж и ещё одна строка</li></ol></body></html>"""


def page() -> bytes:
    return render_pdf(PAGE.format(words="съешь ещё этих мягких булок " * 12), styles=["base.css"])


def slim(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        content = short_content(without_repeats(join_tags(pdf)))
        pdf.pages[0].Contents = pdf.make_stream(content)
        file = io.BytesIO()
        pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()


def tags_of(data: bytes) -> list[tuple[str, int]]:
    """Return each tag, with how many pieces of content are its own."""
    found: list[tuple[str, int]] = []

    def walk(element: Any) -> None:  # noqa: ANN401 - any object of a PDF
        children = element.get("/K")
        parts = list(children) if isinstance(children, pikepdf.Array) else [children]
        if "/S" in element:
            found.append((str(element.S), sum(isinstance(part, int) for part in parts)))
        for part in parts:
            if isinstance(part, pikepdf.Dictionary) and "/S" in part:
                walk(part)

    with pikepdf.open(io.BytesIO(data)) as pdf:
        walk(pdf.Root.StructTreeRoot.K[0])
    return found


def test_page_is_smaller_and_reads_and_looks_the_same() -> None:
    before = page()
    after = slim(before)

    assert len(after) < len(before)
    words = [PdfReader(io.BytesIO(data)).pages[0].extract_text().split() for data in (before, after)]
    assert words[0] == words[1]
    assert unlike(before, after) < 0.2
    # The control: a page without its heading is another picture.
    assert unlike(before, render_pdf(PAGE.format(words="").replace("h1>", "p>"), styles=["base.css"])) > 1


def test_tags_that_say_something_stay_with_one_piece_of_content_each() -> None:
    lines = [("/Lbl", 1), ("/LBody", 1)]
    assert tags_of(slim(page())) == [
        *[("/Document", 0), ("/H1", 1), ("/P", 1), ("/L", 0)],
        *[("/LI", 0), *lines, ("/LI", 0), *lines],
    ]


def test_each_piece_of_content_has_its_owner() -> None:
    with pikepdf.open(io.BytesIO(slim(page()))) as pdf:
        owners = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
        assert [int(owner.K) for owner in owners] == list(range(len(owners)))
        assert {owner.Pg.objgen for owner in owners} == {pdf.pages[0].objgen}
        instructions = pikepdf.parse_content_stream(pdf.pages[0])
        marks = [each.operands[1].MCID for each in instructions if str(each.operator) == "BDC"]
        assert [int(mark) for mark in marks] == list(range(len(owners)))
        # What begins ends.
        counts = [
            sum(str(each.operator) == operator for each in instructions) for operator in ("BT", "ET", "EMC")
        ]
        assert counts == [len(owners)] * 3
