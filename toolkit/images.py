"""Photographs made anew: what comes in is known by its content, what goes out holds pixels and nothing else."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

# The proxy in front refuses a request of more than 12 MB.
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 16_384
# The longer side, in pixels, of what is kept to look at closely and of what stands on pages.
LARGE = 2400
SMALL = 960
QUALITY = 84

# One photograph at a time: the switch is the library's own.
_STRICT = Lock()
_FORMATS = ("JPEG", "PNG", "WEBP")
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
# What Pillow and the libraries under it raise for content that is cut short or malformed.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    struct.error,
    zlib.error,
)


class RefusedImageError(ValueError):
    """A file that is not taken. `reason` is one of the names below; whoever asks puts it into words."""

    TOO_HEAVY = "too heavy"
    TOO_LARGE = "too large"
    HEIC = "heic"
    OTHER = "other"
    BROKEN = "broken"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG in sRGB without any metadata."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CleanPhotograph:
    """One photograph in two sizes; equal when it was small already."""

    large: Picture
    small: Picture


def clean_photograph(data: bytes, *, max_pixels: int = MAX_PIXELS) -> CleanPhotograph:
    """Return a photograph re-encoded from its pixels, upright and in sRGB.

    Takes JPEG, PNG and WebP, told by content whatever the name says. The size is read from the header and held
    against the limits before a pixel is unpacked. Raises RefusedImageError for everything else.
    """
    with _strictly():
        return _clean(data, max_pixels)


@contextmanager
def _strictly() -> Iterator[None]:
    """Let Pillow refuse files that are cut short or bloated: WeasyPrint tells it to take them, for all of us."""
    with _STRICT:
        before = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _clean(data: bytes, max_pixels: int) -> CleanPhotograph:
    if len(data) > MAX_BYTES:
        raise RefusedImageError(RefusedImageError.TOO_HEAVY)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        raise RefusedImageError(RefusedImageError.HEIC)
    try:
        image = Image.open(BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedImageError(RefusedImageError.TOO_LARGE) from error
    except UnidentifiedImageError as error:
        raise RefusedImageError(RefusedImageError.OTHER) from error
    except _BROKEN as error:
        raise RefusedImageError(RefusedImageError.BROKEN) from error
    with image:
        width, height = image.size
        if width * height > max_pixels or max(width, height) > MAX_SIDE:
            raise RefusedImageError(RefusedImageError.TOO_LARGE)
        try:
            upright = _unpack(image)
        except _BROKEN as error:
            raise RefusedImageError(RefusedImageError.BROKEN) from error
    return CleanPhotograph(large=_encode(upright, LARGE), small=_encode(upright, SMALL))


def _unpack(image: Image.Image) -> Image.Image:
    """Return the first frame in sRGB, turned as the camera was held. Raises what _BROKEN lists."""
    # A JPEG is unpacked at half or quarter size where that is large enough.
    image.draft("RGB", (LARGE, LARGE))
    image.load()
    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(image)
    return _in_srgb(turned, profile) if profile else _in_rgb(turned)


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    if image.mode not in {"RGB", "CMYK", "L"}:
        image = _in_rgb(image)
    try:
        converted = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, OSError):
        # A profile that is broken or is for other colours than the picture has: the picture counts.
        return _in_rgb(image)
    return converted if converted is not None else _in_rgb(image)


def _in_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        # Sixteen bits of grey; converting would cut them off instead of scaling them.
        return image.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")


def _encode(image: Image.Image, side: int) -> Picture:
    """Return a JPEG that fits into a square of that side; the pixels are moved to an image that knows nothing else."""
    smaller = image.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    bare = Image.new("RGB", smaller.size)
    bare.paste(smaller)
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Picture(out.getvalue(), *bare.size)
