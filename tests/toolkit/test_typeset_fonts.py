"""Which file of a font a style means."""

import pytest

from toolkit.typeset.fonts import font_file
from toolkit.typeset.parts import NotTypesetError


@pytest.mark.parametrize(
    ("families", "weight", "italic", "expected"),
    [
        (("Commissioner",), 500, False, "Commissioner-500.ttf"),
        (("commissioner", "Literata"), 800, False, "Commissioner-800.ttf"),
        (("Arial", "Literata", "serif"), 400, True, "Literata-400-Italic.ttf"),
        (("Noto Sans Armenian",), 400, False, "NotoSansArmenian-400.ttf"),
        # Weights that are missing (CSS Fonts 4, 5.2): up to 500, then lighter; above it heavier, then lighter.
        (("Literata",), 500, False, "Literata-400.ttf"),
        (("Literata",), 450, False, "Literata-400.ttf"),
        (("Commissioner",), 450, False, "Commissioner-500.ttf"),
        (("Commissioner",), 300, False, "Commissioner-400.ttf"),
        (("Commissioner",), 550, False, "Commissioner-600.ttf"),
        (("Commissioner",), 1000, False, "Commissioner-900.ttf"),
        (("Literata",), 800, False, "Literata-600.ttf"),
        (("Vazirmatn",), 600, False, "Vazirmatn-700.ttf"),
    ],
)
def test_file_is_of_the_nearest_weight(
    families: tuple[str, ...], weight: int, *, italic: bool, expected: str
) -> None:
    assert font_file(families, weight, italic) == expected


@pytest.mark.parametrize(
    ("families", "weight", "italic", "why"),
    [
        (("Arial", "sans-serif"), 400, False, "no font of Arial, sans-serif"),
        (("Commissioner",), 400, True, "has no such letters"),
        (("Literata",), 700, True, "has no bold letters"),
    ],
)
def test_letters_that_would_be_made_up_are_refused(
    families: tuple[str, ...], weight: int, *, italic: bool, why: str
) -> None:
    with pytest.raises(NotTypesetError, match=why):
        font_file(families, weight, italic)
