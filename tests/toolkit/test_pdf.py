"""Rendering and writing PDFs: what they carry, and what happens when the disk or Pango fails."""

import io
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pypdf import PdfReader
from weasyprint import HTML

from toolkit.pdf import TooManyPagesError, pdf_available, render_pdf, write_pdf
from toolkit.qr import qr_address, qr_png

pytestmark = pytest.mark.needs("pango")

HTML_PAGE = """<!doctype html><html lang="kk"><head><title>Ержан Елшібаев</title>
<meta name="author" content="An Author"><meta name="generator" content="A Program">
<meta name="keywords" content="a, b"><meta name="dcterms.created" content="2022-01-21"></head>
<body><h1>Ержан</h1><p>Мәтін <a href="https://example.org/">сілтеме</a></p>{more}</body></html>"""
PAGE = HTML_PAGE.format(more="")


def run(
    code: str, *, folder: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run Python code in a fresh process that has our settings; the temporary folder is `folder`."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(settings.BASE_DIR), "TMPDIR": str(folder), **(environment or {})},
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


SETUP = f"""
from pathlib import Path
from django.conf import settings
settings.configure(BASE_DIR=Path({str(settings.BASE_DIR)!r}))
from toolkit.pdf import pdf_available, render_pdf, write_pdf
PAGE = '<html lang="en"><title>x</title><p>' + 'words ' * 3000
"""


def root_of(data: bytes) -> Any:  # noqa: ANN401 - pypdf's objects are untyped below the surface
    """Return the root object of a PDF."""
    return PdfReader(io.BytesIO(data)).trailer["/Root"]


def test_pdf_is_available() -> None:
    assert pdf_available()


def test_metadata_is_title_and_language_only() -> None:
    data = render_pdf(PAGE)
    assert PdfReader(io.BytesIO(data)).metadata == {"/Title": "Ержан Елшібаев"}
    assert root_of(data)["/Lang"] == "kk"


def test_no_software_or_author_is_named_anywhere() -> None:
    data = render_pdf(PAGE)
    packet = root_of(data)["/Metadata"].get_data()
    found = re.findall(rb"(?i)weasyprint|pydyf|an author|a program|producer|creat|2022", packet + data)
    assert found == []


def test_control_plain_weasyprint_names_software_and_author() -> None:
    data = HTML(string=PAGE).write_pdf(pdf_variant="pdf/ua-1")
    packet = root_of(data)["/Metadata"].get_data()
    assert {b"WeasyPrint", b"An Author", b"A Program"} <= set(
        re.findall(rb"WeasyPrint|An Author|A Program", packet)
    )


def test_pdf_is_tagged_for_accessibility() -> None:
    root = root_of(render_pdf(PAGE))
    document = root["/StructTreeRoot"]["/K"][0]
    assert [str(kid.get_object()["/S"]) for kid in document["/K"]] == ["/H1", "/P"]
    assert (root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (True, True)
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()


def test_same_page_gives_same_bytes() -> None:
    assert render_pdf(PAGE) == render_pdf(PAGE)


def test_same_page_gives_same_bytes_in_another_process(tmp_path: Path) -> None:
    code = SETUP + f"import sys; sys.stdout.write(render_pdf({PAGE!r}).hex())"
    assert bytes.fromhex(run(code, folder=tmp_path).stdout) == render_pdf(PAGE)


@pytest.mark.parametrize("page", ['<html lang="en"><p>x', "<html><title>x</title><p>x"])
def test_page_without_title_or_language_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="title and a language"):
        render_pdf(page)


def test_page_limit_is_kept() -> None:
    long = HTML_PAGE.format(more='<p style="break-before: page">x</p>' * 2)
    assert len(PdfReader(io.BytesIO(render_pdf(long, max_pages=3))).pages) == 3
    with pytest.raises(TooManyPagesError, match="3 pages where 2 are allowed"):
        render_pdf(long, max_pages=2)


def test_threads_get_whole_files() -> None:
    expected = render_pdf(PAGE)
    results: list[bytes] = []
    threads = [threading.Thread(target=lambda: results.append(render_pdf(PAGE))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 8


def test_file_is_written(tmp_path: Path) -> None:
    target = write_pdf(PAGE, tmp_path / "new" / "sheet.pdf")
    assert target.read_bytes() == render_pdf(PAGE)
    assert [path.name for path in target.parent.iterdir()] == ["sheet.pdf"]


FULL_DISK = """
import resource
assert pdf_available() and render_pdf(PAGE)
target = Path("sheet.pdf")
if OLD:
    target.write_bytes(OLD)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    WRITE
except OSError as error:
    print(type(error).__name__)
"""


@pytest.mark.parametrize("old", [b"", b"the old sheet"])
def test_full_disk_leaves_no_partial_file(tmp_path: Path, old: bytes) -> None:
    code = SETUP + FULL_DISK.replace("OLD", repr(old)).replace("WRITE", "write_pdf(PAGE, target)")
    (tmp_path / "temporary").mkdir()
    result = run(code, folder=tmp_path, environment={"TMPDIR": str(tmp_path / "temporary")})
    assert (result.stdout, result.stderr) == ("OSError\n", "")
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert files == ({"sheet.pdf": old} if old else {})


def test_control_full_disk_truncates_a_file_written_plainly(tmp_path: Path) -> None:
    code = SETUP + FULL_DISK.replace("OLD", "b''").replace("WRITE", "target.write_bytes(render_pdf(PAGE))")
    run(code, folder=tmp_path)
    data = (tmp_path / "sheet.pdf").read_bytes()
    assert (len(data), data[:5]) == (4096, b"%PDF-")


def test_without_pango_pdfs_are_off_and_say_why(tmp_path: Path) -> None:
    hide = """
import cffi
load = cffi.FFI.dlopen
def dlopen(self, name, *flags):
    if "pango" in str(name):
        raise OSError(f"cannot load library {name!r}")
    return load(self, name, *flags)
cffi.FFI.dlopen = dlopen
"""
    check = """
from toolkit.pdf import PDFUnavailableError
print(pdf_available(), pdf_available())
try:
    render_pdf(PAGE)
except PDFUnavailableError as error:
    print(str(error)[:19])
"""
    result = run(hide + SETUP + check, folder=tmp_path)
    assert result.stdout.splitlines()[-2:] == ["False False", "cannot load library"]


def test_process_ends_cleanly_and_leaves_no_copies_of_fonts(tmp_path: Path) -> None:
    result = run(SETUP + "render_pdf(PAGE)", folder=tmp_path)
    assert (result.returncode, result.stderr, list(tmp_path.iterdir())) == (0, "", [])


def test_forked_child_leaves_the_fonts_to_its_parent(tmp_path: Path) -> None:
    code = """
import os
first = render_pdf(PAGE)
child = os.fork()
if not child:
    raise SystemExit(0 if render_pdf(PAGE) == first else 1)
status = os.waitpid(child, 0)[1]
print(status, render_pdf(PAGE.replace("words", "Слова")) != first, bool(list(Path(os.environ["TMPDIR"]).iterdir())))
"""
    result = run(SETUP + code, folder=tmp_path)
    assert (result.stdout, result.stderr) == ("0 True True\n", "")


def test_qr_is_black_on_white_png() -> None:
    assert qr_png("https://example.org/ru/").startswith(b"\x89PNG")
    picture = f'<img src="{qr_address("https://example.org/ru/")}" alt="QR">'
    found = PdfReader(io.BytesIO(render_pdf(HTML_PAGE.format(more=picture)))).pages[0].images[0].image
    assert found is not None
    assert set(found.convert("L").tobytes()) == {0, 255}
