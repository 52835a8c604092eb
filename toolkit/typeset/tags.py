"""The tags of a page (ISO 32000-1, 14.8): those of WeasyPrint without the ones that say nothing.

A tag hangs in the tree from when it owns content; its parts stand in the order in which the page shows them.
"""

import re
from dataclasses import dataclass, field

from toolkit.pdf.writing import Writer
from toolkit.typeset.parts import Node, NotTypesetError

_ROLES = {
    "article": "Art",
    "blockquote": "BlockQuote",
    "dd": "LI",
    "dl": "L",
    "dt": "LI",
    "figcaption": "Caption",
    "img": "Figure",
    "li": "LI",
    "main": "Part",
    "ol": "L",
    "p": "P",
    "section": "Sect",
    "svg": "Figure",
    "ul": "L",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
}
# Their tags say how they belong together, or where they lead.
_REFUSED = {"a", "caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_PARENTHESES = re.compile(r"[\\()]")


@dataclass(eq=False, slots=True)
class Tag:
    """A tag; `entries` are those that it has by itself, `parts` other tags and the numbers of content."""

    role: str
    parent: "Tag | None"
    entries: bytes = b""
    parts: list["Tag | int"] = field(default_factory=list)
    number: int = 0


class Tags:
    """The tags of a page whose body is `body`. Raises NotTypesetError for an element whose tag is not known here."""

    def __init__(self, body: Node) -> None:
        self.document = Tag("Document", None)
        # Which tag owns what stands in an element.
        self._owners: dict[Node, Tag] = {}
        # To which tag each piece of content belongs.
        self._of_content: list[Tag] = []
        self._find(body, self.document)

    def owner(self, node: Node) -> Tag:
        """Return the tag that owns what an element shows."""
        return self._owners[node]

    def block(self, node: Node) -> Tag:
        """Return the tag of the paragraph, or the other block, that an element is part of."""
        tag = self._owners[node]
        while tag.role == "Span" and tag.parent is not None:
            tag = tag.parent
        return tag

    def add_content(self, owner: Tag) -> int:
        """Give a tag a piece of content, and return its number."""
        number = len(self._of_content)
        self._of_content.append(owner)
        _hang(owner)
        owner.parts.append(number)
        return number

    def put(self, writer: Writer, page: int) -> int:
        """Write the tags, and return the number of their root."""
        root, owners = writer.number(), writer.number()
        _put(writer, self.document, root, page)
        of_content = b" ".join(b"%d 0 R" % tag.number for tag in self._of_content)
        writer.put(owners, b"<</Nums[0[%s]]>>" % of_content)
        writer.put(
            root, b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R>>" % (self.document.number, owners)
        )
        return root

    def _find(self, node: Node, tag: Tag) -> None:
        self._owners[node] = tag
        for child in node.children:
            if isinstance(child, Node):
                self._find(child, _tag_of(child, tag))


def text_string(text: str) -> bytes:
    """Return a text as a PDF writes it outside of its pages (ISO 32000-1, 7.9.2.2)."""
    if text.isascii() and text.isprintable():
        return b"(%s)" % _PARENTHESES.sub(r"\\\g<0>", text).encode()
    return b"<%s>" % ("\ufeff" + text).encode("utf-16-be").hex().encode()


def _tag_of(node: Node, parent: Tag) -> Tag:
    """Return the tag of an element: its own, or that of the element around it where its own would say nothing."""
    if node.tag in _REFUSED:
        raise NotTypesetError(f"the tag of <{node.tag}>")
    language = node.attributes.get("lang")
    entries = b"/Lang%s" % text_string(language) if language else b""
    role = _ROLES.get(node.tag, "")
    if not role and (language or _holds_text(node)):
        is_inline = node.style.display == "inline"
        role = ("Span" if language else "") if is_inline else "Div"
    if not role:
        return parent
    if role == "Figure":
        entries += b"/Alt%s" % text_string(_description(node))
    if role == "LI":
        # What an item holds is its body (ISO 32000-1, table 336).
        return Tag("LBody", Tag("LI", parent), entries)
    return Tag(role, parent, entries)


def _holds_text(node: Node) -> bool:
    """Say whether a box that is no paragraph holds text of its own."""
    return node.tag == "div" and any(
        (isinstance(child, str) and child.strip())
        or (isinstance(child, Node) and child.style.display == "inline")
        for child in node.children
    )


def _description(node: Node) -> str:
    """Return what a picture shows. Raises NotTypesetError when it does not tell (ISO 14289-1, 7.3)."""
    text = node.attributes.get("alt")
    if node.drawing is not None:
        title = next((child for child in node.drawing if child.tag == "title"), None)
        text = title.text if title is not None else node.attributes.get("aria-label")
    if not text or not text.strip():
        raise NotTypesetError("a picture that does not say what it shows")
    return " ".join(text.split())


def _hang(tag: Tag) -> None:
    if tag.parent is not None and not tag.parts:
        _hang(tag.parent)
        tag.parent.parts.append(tag)


def _put(writer: Writer, tag: Tag, parent: int, page: int) -> None:
    tag.number = writer.number()
    for part in tag.parts:
        if isinstance(part, Tag):
            _put(writer, part, tag.number, page)
    parts = b" ".join(
        b"%d 0 R" % part.number if isinstance(part, Tag) else b"%d" % part for part in tag.parts
    )
    parts = b" " + parts if tag.parent is not None and len(tag.parts) == 1 else b"[%s]" % parts
    own = b"/Pg %d 0 R" % page if any(isinstance(part, int) for part in tag.parts) else b""
    more = (tag.role.encode(), parent, own, tag.entries, parts)
    writer.put(tag.number, b"<</S/%s/P %d 0 R%s%s/K%s>>" % more)
