"""Photographs: what is taken, what is refused, and that nothing but pixels goes out."""

import time
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageFile, IptcImagePlugin

from tests.toolkit.photographs import (
    CANARIES,
    MARKERS,
    drawn,
    encoded,
    jpeg_from_a_camera,
    png_from_an_editor,
    webp_from_a_phone,
)
from toolkit.images import LARGE, MAX_BYTES, SMALL, RefusedImageError, clean_photograph


def leaks_in(data: bytes) -> set[bytes]:
    """Return what metadata a file holds, as bytes and as Pillow reads it."""
    found = {mark for mark in (*CANARIES, *MARKERS) if mark in data}
    with Image.open(BytesIO(data)) as image:
        if image.getexif().get_ifd(0x8825):
            found.add(b"gps")
        found |= {str(key).encode() for key in image.info.keys() & {"exif", "xmp", "icc_profile", "comment"}}
        if IptcImagePlugin.getiptcinfo(image):
            found.add(b"iptc")
    return found


def refused(data: bytes, **limits: int) -> str:
    """Return why a file is refused."""
    with pytest.raises(RefusedImageError) as caught:
        clean_photograph(data, **limits)
    return caught.value.reason


def test_the_fixtures_carry_what_must_not_go_out() -> None:
    camera = leaks_in(jpeg_from_a_camera())
    assert camera >= {b"CanaryExif", b"CanaryXmp", b"CanaryIptc", b"CanaryComment", b"CanaryIcc"}
    assert camera >= {b"gps", b"iptc", b"exif", b"xmp", b"icc_profile", b"comment"}
    assert leaks_in(png_from_an_editor()) >= {b"CanaryExif", b"CanaryXmp", b"CanaryText", b"gps"}
    assert leaks_in(webp_from_a_phone()) >= {b"CanaryExif", b"CanaryXmp", b"gps"}


@pytest.mark.parametrize("make", [jpeg_from_a_camera, png_from_an_editor, webp_from_a_phone])
def test_a_photograph_comes_out_clean(make: object) -> None:
    assert callable(make)
    photograph = clean_photograph(make())

    assert [leaks_in(photograph.large.data), leaks_in(photograph.small.data)] == [set(), set()]
    with Image.open(BytesIO(photograph.large.data)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (640, 480))
        assert set(image.info) == {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }


def test_control_a_photograph_saved_without_re_encoding_leaks() -> None:
    assert leaks_in(jpeg_from_a_camera()) != set()
    # Pillow alone does not do it: saving an opened file as JPEG keeps its comment.
    with Image.open(BytesIO(jpeg_from_a_camera())) as image:
        assert b"CanaryComment" in leaks_in(encoded(image, "JPEG"))


@pytest.mark.parametrize(
    ("orientation", "size", "top_left"),
    [(1, (640, 480), "red"), (3, (640, 480), "green"), (6, (480, 640), "red"), (8, (480, 640), "green")],
)
def test_a_photograph_is_turned_as_the_camera_was_held(
    orientation: int, size: tuple[int, int], top_left: str
) -> None:
    photograph = clean_photograph(jpeg_from_a_camera(orientation=orientation)).large
    with Image.open(BytesIO(photograph.data)) as image:
        red, green, _ = image.convert("RGB").getpixel((20, 20))  # type: ignore[misc]  # three bands
    assert ((photograph.width, photograph.height), "red" if red > green else "green") == (size, top_left)


def test_a_large_photograph_is_made_smaller_in_two_sizes() -> None:
    photograph = clean_photograph(encoded(drawn(4000, 3000), "JPEG"))
    assert (photograph.large.width, photograph.large.height) == (LARGE, 1800)
    assert (photograph.small.width, photograph.small.height) == (SMALL, 720)
    small = clean_photograph(encoded(drawn(300, 200), "PNG"))
    assert small.large == small.small
    assert (small.large.width, small.large.height) == (300, 200)


def test_colours_of_another_profile_are_converted() -> None:
    # A profile in which red is called green and green red.
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = swapped.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"????", b"gXYZ", 1)
    shown = {}
    for name, profile in (("swapped", swapped), ("broken", b"no profile")):
        png = encoded(Image.new("RGB", (40, 40), (10, 200, 10)), "PNG", icc_profile=profile)
        with Image.open(BytesIO(clean_photograph(png).large.data)) as image:
            shown[name] = image.getpixel((20, 20))
    assert shown == {
        "swapped": pytest.approx((200, 10, 10), abs=8),
        "broken": pytest.approx((10, 200, 10), abs=8),
    }


def test_what_is_seen_through_becomes_white_and_grey_stays_grey() -> None:
    for image, kind, colour in [
        (Image.new("RGBA", (40, 40), (255, 0, 0, 0)), "PNG", 255),
        (Image.new("LA", (40, 40), (0, 0)), "PNG", 255),
        (Image.new("L", (40, 40), 128), "JPEG", 128),
        (Image.new("I;16", (40, 40), 128 * 256), "PNG", 128),
        (Image.new("1", (40, 40), 1), "PNG", 255),
        (Image.new("CMYK", (40, 40), (0, 0, 0, 0)), "JPEG", 255),
    ]:
        with Image.open(BytesIO(clean_photograph(encoded(image, kind)).large.data)) as made:
            assert (image.mode, made.getpixel((20, 20))) == (image.mode, (colour,) * 3)


def test_a_file_is_known_by_its_content() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for content in (svg, b"<!doctype html><p>", b"%PDF-1.7", b"", b"\xff\xd8", b"GIF89a" + bytes(40)):
        assert (content[:8], refused(content)) == (content[:8], RefusedImageError.OTHER)
    for kind in ("GIF", "BMP", "TIFF", "ICO", "EPS"):
        assert (kind, refused(encoded(drawn(32, 32), kind))) == (kind, RefusedImageError.OTHER)
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)
    assert refused(heic) == RefusedImageError.HEIC


def test_limits_hold_before_anything_is_unpacked() -> None:
    # 20,000 x 20,000 dots in about 50 KB; unpacked they would take more than a gigabyte.
    bomb = encoded(Image.new("1", (20_000, 20_000)), "PNG", optimize=True)
    assert len(bomb) < 100_000
    begin = time.perf_counter()
    assert refused(bomb) == RefusedImageError.TOO_LARGE
    assert time.perf_counter() - begin < 1
    assert refused(encoded(Image.new("1", (17_000, 10)), "PNG")) == RefusedImageError.TOO_LARGE
    assert refused(bytes(MAX_BYTES + 1)) == RefusedImageError.TOO_HEAVY
    # Between Pillow's own two limits, where it only warns.
    assert refused(encoded(Image.new("1", (10_000, 10_000)), "PNG")) == RefusedImageError.TOO_LARGE


def test_control_without_the_limit_the_same_dots_are_unpacked() -> None:
    dots = encoded(Image.new("1", (2000, 2000)), "PNG")
    assert refused(dots, max_pixels=3_999_999) == RefusedImageError.TOO_LARGE
    assert clean_photograph(dots, max_pixels=4_000_000).large.width == 2000


def test_a_png_whose_texts_unpack_to_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # What WeasyPrint does for the whole process as soon as a leaflet is made.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    body = b"Comment\0\0" + zlib.compress(bytes(20_000_000))
    chunk = len(body).to_bytes(4) + b"zTXt" + body + zlib.crc32(b"zTXt" + body).to_bytes(4)
    png = encoded(drawn(32, 32), "PNG")
    end_of_header = 8 + 25
    assert refused(png[:end_of_header] + chunk + png[end_of_header:]) == RefusedImageError.BROKEN


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("make", [jpeg_from_a_camera, png_from_an_editor, webp_from_a_phone])
def test_files_cut_short_or_altered_are_taken_or_refused_and_nothing_else(make: object) -> None:
    assert callable(make)
    whole = make()
    cut = [whole[:end] for end in range(0, len(whole), max(1, len(whole) // 60))]
    altered = [
        whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        for place in range(0, len(whole), max(1, len(whole) // 150))
    ]
    for content in cut + altered:
        try:
            made = clean_photograph(content)
        except RefusedImageError:
            continue
        assert leaks_in(made.large.data) == set()
