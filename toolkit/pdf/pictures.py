"""A picture of a PDF of ours, for the page where one looks before one prints."""

import io
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    import pypdfium2

WIDTH = 900
GAP = 24
MOST_PAGES = 4
COLOURS = 64


def picture_of(data: bytes, *, width: int = WIDTH) -> bytes:
    """Return a PNG of the first pages, one under the other, `width` pixels wide; between them it is clear.

    Raises ValueError for what is not a PDF.
    """
    import pypdfium2  # noqa: PLC0415 - four megabytes that a process which shows no pages can spare

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ValueError("not a PDF") from error
    try:
        pages = [_page(document[number], width) for number in range(min(len(document), MOST_PAGES))]
    finally:
        document.close()
    height = sum(page.height for page in pages) + GAP * (len(pages) - 1)
    if len(pages) == 1:
        # The little red that there is must not be taken for black.
        whole = pages[0].quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE)
    else:
        sheet = Image.new("RGBA", (width, height), (0, 0, 0, 0))
        top = 0
        for page in pages:
            sheet.paste(page, (0, top))
            top += page.height + GAP
        whole = sheet.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    buffer = io.BytesIO()
    whole.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def page_count(data: bytes) -> int:
    """Return how many pages a PDF has."""
    import pypdfium2  # noqa: PLC0415 - as above

    document = pypdfium2.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()


def _page(page: "pypdfium2.PdfPage", width: int) -> Image.Image:
    picture: Image.Image = page.render(scale=width / page.get_width()).to_pil().convert("RGB")
    # Rounding may be off by a pixel.
    return picture if picture.width == width else picture.resize((width, picture.height))
