"""A page that was laid out as a tagged PDF (PDF/UA-1), with what a file of `toolkit.pdf.engine` has and no more."""

import io
from collections.abc import Sequence

from toolkit.pdf.metadata import packet_of
from toolkit.pdf.writing import Writer
from toolkit.typeset.content import POINTS
from toolkit.typeset.drawing import Bookmark, Drawing
from toolkit.typeset.parts import Placed
from toolkit.typeset.tags import text_string


def write_page(placed: Placed) -> bytes:
    """Return a PDF of one page; the same page gives the same bytes.

    Raises NotTypesetError for what it has no tag, no letters or no way of drawing for.
    """
    tree = placed.tree
    drawing = Drawing(placed)
    target = io.BytesIO()
    writer = Writer(target)
    catalog, info, pages, page = (writer.number() for _part in range(4))
    metadata, content = writer.number(), writer.number()
    writer.put_stream(metadata, b"/Type/Metadata/Subtype/XML", packet_of(tree.title))
    writer.put_compressed(content, b"", drawing.content)
    resources = drawing.fonts.put(writer) + drawing.images.put(writer)
    tags = drawing.tags.put(writer, page)
    outlines = _put_bookmarks(writer, drawing.bookmarks, page)
    box = b"[0 0 %s %s]" % (_number(tree.page.width * POINTS), _number(tree.page.height * POINTS))
    boxes = b"".join(b"/%s%s" % (name, box) for name in (b"MediaBox", b"TrimBox", b"BleedBox"))
    writer.put(pages, b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % page)
    writer.put(
        page,
        b"<</Type/Page/Parent %d 0 R%s/Contents %d 0 R/Resources<<%s>>/StructParents 0/Tabs/S>>"
        % (pages, boxes, content, resources),
    )
    writer.put(info, b"<</Title%s>>" % text_string(tree.title))
    writer.put(
        catalog,
        b"<</Type/Catalog/Pages %d 0 R/Lang%s/Metadata %d 0 R/StructTreeRoot %d 0 R/MarkInfo<</Marked true>>"
        b"/ViewerPreferences<</DisplayDocTitle true>>%s>>"
        % (pages, text_string(tree.language), metadata, tags, outlines),
    )
    writer.finish(catalog, info)
    return target.getvalue()


def _put_bookmarks(writer: Writer, bookmarks: Sequence[Bookmark], page: int) -> bytes:
    """Write the bookmarks, and return the catalog's entry for them (ISO 32000-1, 12.3.3)."""
    if not bookmarks:
        return b""
    root = writer.number()
    numbers = [writer.number() for _bookmark in bookmarks]
    around = zip([0, *numbers], numbers, [*numbers[1:], 0], bookmarks, strict=False)
    for before, number, after, bookmark in around:
        place = b"%d 0 R/XYZ %s %s 0" % (page, _number(bookmark.x), _number(bookmark.y))
        beside = b"".join(b"/%s %d 0 R" % side for side in ((b"Prev", before), (b"Next", after)) if side[1])
        entries = (text_string(bookmark.title), root, place, beside)
        writer.put(number, b"<</Title%s/Parent %d 0 R/Dest[%s]%s>>" % entries)
    ends = (numbers[0], numbers[-1], len(numbers))
    writer.put(root, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % ends)
    return b"/Outlines %d 0 R" % root


def _number(value: float) -> bytes:
    return f"{round(value, 6):.6f}".rstrip("0").rstrip(".").encode()
