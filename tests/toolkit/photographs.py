"""Photographs for tests, with everything in them that a camera and its owner may have left."""

import struct
from io import BytesIO

from PIL import Image, ImageCms, PngImagePlugin

# Planted in each place where metadata is kept; short, since IPTC and EXIF cut long texts nowhere.
CANARIES = (b"CanaryExif", b"CanaryXmp", b"CanaryIptc", b"CanaryComment", b"CanaryIcc", b"CanaryText")
# What any metadata of these kinds begins with in a file.
MARKERS = (b"Exif\0\0", b"ns.adobe.com/xap", b"Photoshop 3.0", b"8BIM", b"ICC_PROFILE", b"XML:com.adobe.xmp")

_XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="CanaryXmp"/>'
    b"</rdf:RDF></x:xmpmeta>"
)


def drawn(width: int = 640, height: int = 480) -> Image.Image:
    """Return a picture whose left half is red and whose right half is green."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 160, 30), (width // 2, 0, width, height))
    return image


def exif(orientation: int = 1) -> Image.Exif:
    """Return EXIF with the place where a picture was taken, who took it, and how the camera was held."""
    found = Image.Exif()
    found[0x0112] = orientation
    found[0x013B] = "CanaryExif"
    found.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return found


def jpeg_from_a_camera(*, orientation: int = 1, size: tuple[int, int] = (640, 480)) -> bytes:
    """Return a JPEG with GPS, XMP, IPTC, a comment and a colour profile."""
    out = BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + b"CanaryIcc"
    drawn(*size).save(
        out, "JPEG", exif=exif(orientation), xmp=_XMP, icc_profile=profile, comment=b"CanaryComment"
    )
    data = out.getvalue()
    return data[:2] + _iptc_segment() + data[2:]


def png_from_an_editor() -> bytes:
    """Return a PNG with EXIF, XMP and texts."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "CanaryText")
    texts.add_itxt("XML:com.adobe.xmp", _XMP.decode())
    out = BytesIO()
    drawn().save(out, "PNG", exif=exif(), pnginfo=texts)
    return out.getvalue()


def webp_from_a_phone() -> bytes:
    """Return a WebP with EXIF and XMP."""
    out = BytesIO()
    drawn().save(out, "WEBP", exif=exif(), xmp=_XMP)
    return out.getvalue()


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return an image as a file."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _iptc_segment() -> bytes:
    """Return Photoshop's segment of a JPEG with an IPTC by-line."""
    value = b"CanaryIptc"
    record = b"\x1c\x02\x50" + struct.pack(">H", len(value)) + value
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record + b"\0" * (len(record) % 2)
    content = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + struct.pack(">H", len(content) + 2) + content
