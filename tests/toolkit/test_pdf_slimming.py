"""Content of a page in fewer bytes: the same text and look."""

import pikepdf
import pytest

from toolkit.pdf.slimming import short_content, show_glyphs, with_fonts, without_repeats

# Objects live no longer than their file.
SCRATCH = pikepdf.new()
pytestmark = pytest.mark.needs("pango")


def test_glyphs_are_written_as_strings_that_a_reader_takes_apart() -> None:
    glyphs = bytes([0x5C, 0x28, 0x29, 0x0D, 0x0A, 0xFF])
    [instruction] = pikepdf.parse_content_stream(_stream(show_glyphs([(0, glyphs), (-12, b"ab")])))
    first, move, second = instruction.operands[0]
    assert (bytes(first), int(move), bytes(second)) == (glyphs, -10, b"ab")


def test_moves_too_small_to_see_are_left_out_and_others_added_up() -> None:
    assert short(b"[<0041> 0.2 <0042> 4.6 () 7.5 <0043> -3] TJ") == b"[(\x00A\x00B)10(\x00C)]TJ"
    assert short(b"1.23456 0 0 1 2 3 cm").split() == b"1.23 0 0 1 2 3 cm".split()
    # Two colours that a screen can show apart stay apart.
    assert short(b"0.0627 0.0784 0.0588 rg").split() == b"0.063 0.078 0.059 rg".split()


def test_what_is_said_already_is_left_out_until_another_state_is_restored() -> None:
    said = b"/A 9 Tf 0 g q 0 g 1 g /A 9 Tf BT ET /B 8 Tf Q 1 g /A 9 Tf BT (x) Tj ET"
    kept = pikepdf.unparse_content_stream(list(without_repeats(pikepdf.parse_content_stream(_stream(said)))))
    assert kept.split() == b"/A 9 Tf 0 g q 1 g /B 8 Tf Q 1 g BT (x) Tj ET".split()


def test_colours_of_a_space_are_never_left_out() -> None:
    said = b"/A cs 1 scn /B cs 1 scn"
    kept = pikepdf.unparse_content_stream(list(without_repeats(pikepdf.parse_content_stream(_stream(said)))))
    assert kept.split() == said.split()


def test_font_in_force_is_restored_with_its_state() -> None:
    said = b"/A 9 Tf q /B 8 Tf BT (x) Tj ET Q BT (y) Tj ET"
    shown = with_fonts(pikepdf.parse_content_stream(_stream(said)))
    assert [(name, size) for name, size, each in shown if str(each.operator) == "Tj"] == [
        ("/B", 8),
        ("/A", 9),
    ]


def short(content: bytes) -> bytes:
    return short_content(pikepdf.parse_content_stream(_stream(content)))


def _stream(content: bytes) -> pikepdf.Object:
    return SCRATCH.make_stream(content)
