"""The fonts in PDFs: whole, ours, and read back as what went in."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from toolkit.pdf import render_pdf

pytestmark = pytest.mark.needs("pango")
FONTS = Path(settings.BASE_DIR) / "static" / "fonts"
WHOLE = sorted(path for path in (FONTS / "pdf").glob("*.ttf") if path.stem[:4] in {"Comm", "Lite"})
# For names and addresses in other scripts.
OTHERS = sorted({*(FONTS / "pdf").glob("*.ttf")} - {*WHOLE})
KAZAKH = "Ержан Елшібаев Жаңаөзен қаласының тұрғындары ӘҒҚҢӨҰҮҺІ әғқңөұүһі"
RUSSIAN = "Съешь ещё этих мягких булок, да выпей чаю: «Подъём!» ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"
ENGLISH = "The quick brown fox jumps over the lazy dog; “about 128 days” – 0123456789"
LETTERS = set(KAZAKH + RUSSIAN + ENGLISH)
FACES = [f"{weight} 12pt Commissioner" for weight in range(400, 1000, 100)]
FACES += ["400 12pt Literata", "italic 400 12pt Literata", "600 12pt Literata"]


def read(data: bytes) -> str:
    pages = PdfReader(io.BytesIO(data)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages)).strip()


def page(face: str, text: str) -> str:
    return f'<html lang="kk"><title>x</title><body style="font: {face}"><p>{text}</p></body></html>'


def test_whole_fonts_are_one_per_weight() -> None:
    names = [str(TTFont(path)["name"].getDebugName(6)) for path in WHOLE]
    assert sorted(names) == [
        "Commissioner-Black", "Commissioner-Bold", "Commissioner-ExtraBold", "Commissioner-Medium",
        "Commissioner-Regular", "Commissioner-SemiBold", "Literata-Italic", "Literata-Regular", "Literata-SemiBold",
    ]  # fmt: skip


def test_fonts_of_other_scripts_are_regular_and_bold_with_their_licence() -> None:
    names = [str(TTFont(path)["name"].getDebugName(6)) for path in OTHERS]
    families = ["NotoSansArmenian", "NotoSansGeorgian", "NotoSansHebrew", "Vazirmatn"]
    assert names == [f"{family}-{weight}" for family in families for weight in ("Regular", "Bold")]
    assert all((FONTS / f"OFL-{family}.txt").is_file() for family in families)
    assert sum(path.stat().st_size for path in OTHERS) < 700_000


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_whole_font_has_every_letter(path: Path) -> None:
    letters = TTFont(path).getBestCmap()
    assert [letter for letter in sorted(LETTERS) if ord(letter) not in letters] == []


def test_web_fonts_cover_every_letter_between_them() -> None:
    literata = [f"literata-{{}}-{face}.woff2" for face in ("400", "400-italic", "600")]
    for family in ("commissioner-{}.woff2", *literata):
        letters: set[int] = set()
        for script in ("latin", "latin-ext", "cyrillic", "cyrillic-ext"):
            letters |= set(TTFont(FONTS / family.format(script)).getBestCmap())
        assert {letter for letter in LETTERS if ord(letter) not in letters} == set()


def test_web_style_sheet_names_files_that_exist() -> None:
    styles = (FONTS.parent / "css" / "fonts.css").read_text()
    named = re.findall(r'url\("\.\./fonts/([^"]+)"\)', styles)
    assert sorted(named) == sorted(path.name for path in FONTS.glob("*.woff2"))


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("text", [KAZAKH, RUSSIAN, ENGLISH], ids=["kk", "ru", "en"])
def test_text_reads_back_as_it_went_in(face: str, text: str) -> None:
    assert read(render_pdf(page(face, text))) == text


def test_control_fonts_in_pieces_garble_kazakh() -> None:
    styles = (FONTS.parent / "css" / "fonts.css").read_text().replace("../fonts/", f"{FONTS.as_uri()}/")
    fonts = FontConfiguration()
    html = HTML(string=page("700 12pt Commissioner", f"{KAZAKH} {ENGLISH}"))
    data = html.write_pdf(font_config=fonts, stylesheets=[CSS(string=styles, font_config=fonts)])
    assert read(data) != f"{KAZAKH} {ENGLISH}"


def test_embedded_fonts_are_ours() -> None:
    html = "".join(f'<p style="font: {face}">{KAZAKH} {RUSSIAN} {ENGLISH}</p>' for face in FACES)
    reader = PdfReader(io.BytesIO(render_pdf(f'<html lang="kk"><title>x</title>{html}</html>')))
    names, files = set(), 0
    resources: Any = reader.pages[0]["/Resources"]
    for font in resources["/Font"].values():
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        names.add(descriptor["/FontName"].split("+")[1].split("-")[0])
        files += "/FontFile2" in descriptor
    assert (names, files) == ({"Commissioner", "Literata"}, len(FACES))
