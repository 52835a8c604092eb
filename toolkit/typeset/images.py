"""PNG pictures in a page, pixel for pixel (ISO 32000-1, 8.9.5)."""

import base64
import binascii
import io
import zlib

from PIL import Image

from toolkit.pdf.files import PICTURE
from toolkit.pdf.writing import Writer
from toolkit.typeset.parts import NotTypesetError

# What pixels of each mode are called in a PDF, and how many bits each of their numbers has.
_KINDS = {"1": (b"/DeviceGray", 1), "L": (b"/DeviceGray", 8), "RGB": (b"/DeviceRGB", 8), "P": (b"", 8)}
# More pixels has none of ours.
_MOST_PIXELS = 1_000_000


class PageImages:
    """The pictures of a page by their addresses, numbered as they come; the same picture is there once."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, source: str) -> str:
        """Return the name of a picture among the resources of the page."""
        return self._names.setdefault(source, f"/I{len(self._names)}")

    def put(self, writer: Writer) -> bytes:
        """Write the pictures, and return them as an entry of the resources.

        Raises NotTypesetError for what is no PNG in its `src`, and for one that is broken, transparent, deep or large.
        """
        named = []
        for source, name in self._names.items():
            number = writer.number()
            writer.put_stream(number, *_image(source))
            named.append(b"%s %d 0 R" % (name.encode(), number))
        return b"/XObject<<%s>>" % b"".join(named) if named else b""


def _image(source: str) -> tuple[bytes, bytes]:
    """Return the entries of a picture and its data, rows of pixels that begin with a new byte each."""
    if not source.startswith(PICTURE):
        raise NotTypesetError("a picture that is not a PNG in the page")
    try:
        file = io.BytesIO(base64.b64decode(source.removeprefix(PICTURE), validate=True))
        with Image.open(file, formats=["PNG"]) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise NotTypesetError("a PNG that is too large")
            # WeasyPrint has Pillow read files that end too soon; this does not.
            picture.verify()
        with Image.open(file, formats=["PNG"]) as picture:
            picture.load()
    except (binascii.Error, OSError, SyntaxError, ValueError) as error:
        raise NotTypesetError("a PNG that is broken") from error
    if picture.mode not in _KINDS or "transparency" in picture.info:
        raise NotTypesetError("a PNG that is transparent or deep")
    space, depth = _KINDS[picture.mode]
    if picture.mode == "P":
        colours = bytes(picture.getpalette("RGB") or b"")
        space = b"[/Indexed/DeviceRGB %d<%s>]" % (len(colours) // 3 - 1, colours.hex().encode())
    about = (picture.width, picture.height, depth, space)
    return (
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent %d/ColorSpace%s/Filter/FlateDecode"
        % about,
        zlib.compress(picture.tobytes()),
    )
