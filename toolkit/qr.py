"""QR codes for paper: black on white, level M."""

import base64
import io

import segno
from django.utils.safestring import SafeString, mark_safe

from toolkit.pdf.files import PICTURE


def qr_png(text: str) -> bytes:
    """Return a PNG of 8 pixels a module, without a quiet zone: the sheet leaves at least 4 modules free."""
    buffer = io.BytesIO()
    segno.make(text, error="m", micro=False, boost_error=False).save(buffer, kind="png", scale=8, border=0)
    return buffer.getvalue()


def qr_address(text: str) -> str:
    """Return the PNG as a data address, for the `src` of a picture in a PDF."""
    return PICTURE + base64.b64encode(qr_png(text)).decode("ascii")


def qr_svg(text: str, *, title: str) -> SafeString:
    """Return the code as inline SVG, which the strict policy shows where it refuses a data address.

    It is black on white with a quiet zone in light and dark alike; `title` tells a screen reader what it is.
    """
    code = segno.make(text, error="m", micro=False, boost_error=False)
    return mark_safe(code.svg_inline(scale=5, border=4, light="#fff", title=title))  # noqa: S308 - segno escapes the title
