"""A page made smaller: the same letters, tags and look in fewer bytes."""

import io
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from tests.toolkit.test_pdf_merging import unlike
from toolkit.pdf import render_pdf
from toolkit.pdf.slimming import characters_of, compress, join_tags, short_content, show_glyphs, slim_fonts

# Objects live no longer than their file.
SCRATCH = pikepdf.new()
pytestmark = pytest.mark.needs("pango")

PAGE = """<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Проба</title></head><body>
<h1>Оны босатыңыз, (AVA) \\</h1><div><div></div><div><p>{words}</p></div></div>
<ol><li>Йод</li><li>Ёж</li></ol></body></html>"""


def page() -> bytes:
    return render_pdf(PAGE.format(words="съешь ещё этих мягких булок " * 12), styles=["base.css"])


def slim(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        slim_fonts(pdf)
        join_tags(pdf)
        first = pdf.pages[0]
        first.Contents = pdf.make_stream(short_content(pikepdf.parse_content_stream(first)))
        pdf.remove_unreferenced_resources()
        compress(pdf)
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

    assert len(after) < len(before) * 0.85
    words = [PdfReader(io.BytesIO(data)).pages[0].extract_text().split() for data in (before, after)]
    assert words[0] == words[1]
    assert unlike(before, after) < 0.1
    # The control: a page without its heading is another picture.
    assert unlike(before, render_pdf(PAGE.format(words="").replace("h1>", "p>"), styles=["base.css"])) > 1


def test_tags_that_say_something_stay_and_each_piece_of_content_has_its_owner() -> None:
    before, after = page(), slim(page())

    kept = [tag for tag, _pieces in tags_of(after)]
    assert kept == ["/Document", "/H1", "/P", "/L", "/LI", "/Lbl", "/LBody", "/LI", "/Lbl", "/LBody"]
    assert len(tags_of(before)) > len(kept)
    assert sum(pieces for _tag, pieces in tags_of(after)) == sum(pieces for _tag, pieces in tags_of(before))
    with pikepdf.open(io.BytesIO(after)) as pdf:
        owners = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
        assert [number in list(owner.K) for number, owner in enumerate(owners)] == [True] * len(owners)
        assert {owner.Pg.objgen for owner in owners} == {pdf.pages[0].objgen}


def test_fonts_hold_the_letters_of_the_page_and_what_they_are_made_of() -> None:
    with pikepdf.open(io.BytesIO(slim(page()))) as pdf:
        fonts = dict(pdf.pages[0].Resources.Font).values()
        letters = {
            bytes.fromhex(each).decode("utf-16-be") for font in fonts for each in characters_of(font).values()
        }
    # A ligature stands for several letters.
    assert set("".join(letters)) >= {*"съешь ещё этих мягких булок Йод Ёж Оны босатыңыз, (AVA) \\"}


def test_glyphs_are_written_as_strings_that_a_reader_takes_apart() -> None:
    glyphs = bytes([0x5C, 0x28, 0x29, 0x0D, 0x0A, 0xFF])
    [instruction] = pikepdf.parse_content_stream(_stream(show_glyphs([(0, glyphs), (-12, b"ab")])))
    first, move, second = instruction.operands[0]
    assert (bytes(first), int(move), bytes(second)) == (glyphs, -12, b"ab")


def test_moves_too_small_to_see_are_left_out_and_others_added_up() -> None:
    assert short(b"[<0041> 0.2 <0042> 4.6 () 7.5 <0043> -3] TJ") == b"[(\x00A\x00B)12(\x00C)]TJ"
    assert short(b"1.23456 0 0 1 2 3 cm").split() == b"1.235 0 0 1 2 3 cm".split()


def short(content: bytes) -> bytes:
    return short_content(pikepdf.parse_content_stream(_stream(content)))


def _stream(content: bytes) -> pikepdf.Object:
    return SCRATCH.make_stream(content)
