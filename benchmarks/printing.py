"""A leaflet, and a thousand letters, against Typst, Chromium and WeasyPrint used plainly.

    scripts/bench

needs an installation with the example campaign; the script makes one of its own.
"""

import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import django

django.setup()

import typst  # noqa: E402
import weasyprint  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils.translation import override  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from benchmarks.letters import (  # noqa: E402
    LANGUAGES,
    LETTERS,
    a_letter,
    memory_alone,
    sample_people,
    write_letters,
)
from benchmarks.measuring import interleave, medians, table  # noqa: E402
from benchmarks.typst_source import escape, typst_of  # noqa: E402
from campaigns.printing.leaflet import case_leaflet  # noqa: E402
from campaigns.printing.many_letters import NAME, TOWN, Person, page_of  # noqa: E402
from campaigns.printing.options import Options  # noqa: E402
from prisoners.models import Case  # noqa: E402
from toolkit.pdf import render_pdf  # noqa: E402
from toolkit.typeset.press import TypesetPage  # noqa: E402
from toolkit.typeset.sheet import set_sheet  # noqa: E402

LANGUAGE = "ru"
ROUNDS = 15
FONTS = settings.BASE_DIR / "static" / "fonts" / "pdf"
STYLES = settings.BASE_DIR / "static" / "css" / "print"


def main() -> int:
    """Measure and print the tables. Returns the exit code."""
    sys.stdout.write(f"{leaflet()}\n\n{letters()}\n")
    return 0


def leaflet() -> str:
    """Return the table of a first render of the leaflet of a case, in Russian, in a process that is warm."""
    case = Case.objects.get(slug="erzhan-elshibayev")
    draft = case_leaflet(case, Options(LANGUAGE))
    with override(LANGUAGE):
        sheet = draft.sheets[0]
        page = sheet.html_of(sheet.first_that_fits())
    styles = ["base.css", *sheet.styles]
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        contenders: dict[str, Callable[[int], object]] = {
            "Unforgotten": lambda number: set_sheet(
                numbered(page, number), styles=styles, max_pages=1
            ).write(),
            "Unforgotten, every size tried": lambda number: draft.render(),
            "Typst": typst_contender(page, folder),
            "Chromium, warm": chromium_contender(page, styles, browser.new_page(), folder),
            "WeasyPrint, kept warm": lambda number: render_pdf(numbered(page, number), styles=styles),
            "WeasyPrint, plainly": lambda number: plainly(numbered(page, number), styles),
        }
        assert isinstance(set_sheet(page, styles=styles, max_pages=1), TypesetPage)
        found = medians(interleave(contenders, rounds=ROUNDS))
        browser.close()
    ours = found["Unforgotten"]
    rows = [[who, f"{value * 1000:.1f}", f"{value / ours:.2f}"] for who, value in found.items()]
    return table(["a tagged A4 leaflet in Russian, first render", "ms, median", "ratio to ours"], rows)


def letters() -> str:
    """Return the table of a thousand letters, each in a file of its own."""
    letter, people = a_letter(), sample_people(LANGUAGE)
    sizes: list[int] = []

    def ours(number: int) -> None:
        sizes[:] = write_letters(letter, LANGUAGE, people)

    def one_by_one(number: int) -> None:
        page, styles = page_of(letter, language=LANGUAGE, person=Person(NAME, TOWN))
        for one in people[:50]:
            render_pdf(page.replace(NAME, one.name).replace(TOWN, one.town), styles=styles)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        html, _styles = page_of(letter, language=LANGUAGE, person=Person(NAME, TOWN))
        source = typst_of(html, language=LANGUAGE, folder=folder)

        def with_typst(number: int) -> None:
            path = folder / "letter.typ"
            for one in people[:200]:
                words = source.replace(NAME, escape(f"{one.name} {number}")).replace(TOWN, one.town)
                path.write_text(words)
                typst.compile(str(path), font_paths=[str(FONTS)], ignore_system_fonts=True)

        seconds = interleave({"u": ours, "w": one_by_one, "t": with_typst}, rounds=3)
    found = medians(seconds)
    rates = {
        "Unforgotten": LETTERS / found["u"],
        "Typst": 200 / found["t"],
        "WeasyPrint, letter by letter in a warm engine": 50 / found["w"],
    }
    rows = [[who, f"{rate:.0f}", f"{rates['Unforgotten'] / rate:.1f}"] for who, rate in rates.items()]
    files = {
        code: sizes if code == LANGUAGE else write_letters(letter, code, sample_people(code))
        for code in LANGUAGES
    }
    most = ", ".join(f"{code} {max(each) / 1024:.1f}" for code, each in files.items())
    before, memory = memory_alone()
    notes = (
        f"A file, in KiB at most: {most}. Peak memory of a process that makes {LETTERS:,} letters and nothing else: "
        f"{memory} MiB ({before} MiB before the first)."
    )
    return (
        table([f"{LETTERS:,} tagged letters, a file each", "letters a second", "ours is quicker by"], rows)
        + "\n\n"
        + notes
    )


def numbered(page: str, number: int) -> str:
    """Return a page with another letter at the end of each paragraph: Typst keeps paragraphs that it has set."""
    letter = "абвгдежзиклмнопр"[number % 16]
    return re.sub(r"\w(?=[.?!]?</(?:h[123]|p)>)", letter, page)


def typst_contender(page: str, folder: Path) -> Callable[[int], object]:
    """Return a contender that sets the same words with Typst, in this process, with its fonts read already."""
    sources = [
        typst_of(numbered(page, number), language=LANGUAGE, folder=folder) for number in range(ROUNDS + 1)
    ]
    path = folder / "leaflet.typ"
    path.write_text(sources[0])
    compiler = typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True, root=str(folder))

    def run(number: int) -> object:
        path.write_text(sources[number])
        return compiler.compile(input=str(path), format="pdf")

    return run


def chromium_contender(page: str, styles: list[str], tab: Page, folder: Path) -> Callable[[int], object]:
    """Return a contender that prints the same page in a browser that runs already."""
    css = "".join(f"<style>{own_addresses(STYLES / style)}</style>" for style in ["fonts.css", *styles])
    path = folder / "leaflet.html"

    def run(number: int) -> object:
        path.write_text(numbered(page, number).replace("</head>", f"{css}</head>"))
        tab.goto(path.as_uri())
        return tab.pdf(tagged=True, prefer_css_page_size=True)

    return run


def plainly(page: str, styles: list[str]) -> bytes:
    """Set a page as the manual of WeasyPrint shows it, with its fonts and style sheets read each time."""
    fonts = weasyprint.text.fonts.FontConfiguration()
    sheets = [
        weasyprint.CSS(string=own_addresses(STYLES / style), font_config=fonts)
        for style in ["fonts.css", *styles]
    ]
    data: bytes = weasyprint.HTML(string=page).write_pdf(
        stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1"
    )
    return data


def own_addresses(path: Path) -> str:
    """Return a style sheet whose addresses of ours are those of files."""
    return path.read_text(encoding="utf-8").replace("static:", f"{(settings.BASE_DIR / 'static').as_uri()}/")


if __name__ == "__main__":
    sys.exit(main())
