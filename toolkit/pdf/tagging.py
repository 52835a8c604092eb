"""Make the tags of a page fewer, without losing one that says something.

WeasyPrint gives each line of text a tag (Span), and each box (Div, NonStruct).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pikepdf

from toolkit.pdf.slimming import operator_of

# Entries of a tag that say no more than where it stands.
_PLAIN = {"/K", "/P", "/Pg", "/S", "/Type"}
_SHOWS = {
    "TJ",
    "Tj",
    "'",
    '"',
    "f",
    "F",
    "f*",
    "B",
    "B*",
    "b",
    "b*",
    "S",
    "s",
    "Do",
    "sh",
    "BI",
    "INLINE IMAGE",
}

# How pikepdf numbers an object.
type _Number = tuple[int, int]


def join_tags(pdf: pikepdf.Pdf) -> list[Any]:
    """Take out tags that say nothing: a line of a paragraph (Span), a box (Div, NonStruct), what holds nothing.

    What was in them goes, in its order, to the tag around them, and what then follows each other in a tag is one
    piece of it. The file has one page; returns the instructions of its content, which go with the tags.
    """
    page, root = pdf.pages[0].obj, pdf.Root.StructTreeRoot
    instructions, seen = _without_empty_marks(pikepdf.parse_content_stream(page))
    owners: dict[_Number, pikepdf.Object] = {}
    for child in _children(root):
        _join(child, page, owners, seen)
    numbers = root.ParentTree.Nums
    [row] = [index + 1 for index in range(0, len(numbers), 2) if numbers[index] == page.StructParents]
    of_marks = [owners.get(owner.objgen, owner) for owner in numbers[row]]
    instructions, kept = _joined_marks(instructions, of_marks)
    new = {old: number for number, old in enumerate(kept)}
    numbers[row] = pikepdf.Array([of_marks[old] for old in kept])
    for owner in {owner.objgen: owner for owner in numbers[row]}.values():
        parts = [part if isinstance(part, pikepdf.Object) else new.get(part) for part in _children(owner)]
        owner.K = _shortest([part for part in parts if part is not None])
    return [_renumbered(instruction, new) for instruction in instructions]


def _without_empty_marks(instructions: Iterable[Any]) -> tuple[list[Any], set[int]]:
    """Take out marks around nothing that is seen; return also the numbers of those that stay."""
    kept: list[Any] = []
    seen: set[int] = set()
    # Where each mark that is open begins, and whether something was shown since.
    opened: list[tuple[int, bool]] = []
    for instruction in instructions:
        operator = operator_of(instruction)
        kept.append(instruction)
        if operator in {"BDC", "BMC"}:
            opened.append((len(kept) - 1, False))
        elif operator in _SHOWS:
            opened = [(begin, True) for begin, _shows in opened]
        elif operator == "EMC":
            begin, shows = opened.pop()
            number = _mark(kept[begin])
            if not shows:
                del kept[-1], kept[begin]
            elif number is not None:
                seen.add(number)
    return kept, seen


def _joined_marks(
    instructions: Iterable[Any], owners: Sequence[pikepdf.Object]
) -> tuple[list[Any], list[int]]:
    """Join marks that follow each other, in the page and in their tag; return also the numbers of those that stay."""
    kept: list[Any] = []
    numbers: list[int] = []
    last = None
    for instruction in instructions:
        operator, number = operator_of(instruction), _mark(instruction)
        if number is None:
            if operator in {"BDC", "BMC"}:
                last = None
            if operator == "Tm" and [operator_of(each) for each in kept[-2:]] == ["ET", "BT"]:
                # It says from the edge of the page where the text stands, so that it may go on within one object.
                del kept[-2:]
            kept.append(instruction)
        elif last is not None and operator_of(kept[-1]) == "EMC" and _follow(owners, last, number):
            kept.pop()
            last = number
        else:
            kept.append(instruction)
            numbers.append(number)
            last = number
    return kept, numbers


def _follow(owners: Sequence[pikepdf.Object], one: int, other: int) -> bool:
    if owners[one].objgen != owners[other].objgen:
        return False
    parts = _children(owners[one])
    return parts.index(one) + 1 == parts.index(other)


def _mark(instruction: Any) -> int | None:  # noqa: ANN401 - pikepdf's own kinds of instruction
    """Return the number by which a tag knows what begins here."""
    if operator_of(instruction) != "BDC" or "/MCID" not in instruction.operands[1]:
        return None
    return int(instruction.operands[1].MCID)


def _renumbered(instruction: Any, new: Mapping[int, int]) -> Any:  # noqa: ANN401 - pikepdf's own kinds of instruction
    number = _mark(instruction)
    if number is None:
        return instruction
    tag = [pikepdf.Name.P, pikepdf.Dictionary(MCID=new[number])]
    return pikepdf.ContentStreamInstruction(tag, pikepdf.Operator("BDC"))


def _join(
    element: pikepdf.Object, page: pikepdf.Object, owners: dict[_Number, pikepdf.Object], seen: set[int]
) -> None:
    """Join the tags below one, and note to whom the content of each tag that goes belongs now."""
    kept: list[Any] = []
    for child in _children(element):
        if not isinstance(child, pikepdf.Dictionary) or "/S" not in child:
            if isinstance(child, pikepdf.Object) or child in seen:
                kept.append(child)
            continue
        _join(child, page, owners, seen)
        below = _children(child)
        if not _says_nothing(child, below, element):
            kept.append(child)
            continue
        _hand_over(child, element, owners)
        kept += below
    if element.get("/S") == "/LI":
        kept = _with_one_body(kept, owners)
    if any(isinstance(part, int) for part in kept):
        element.Pg = page
    elif "/Pg" in element:
        del element.Pg
    if "/Type" in element:
        # It may be left out (ISO 32000-1, table 323).
        del element.Type
    element.K = _shortest(kept)


def _hand_over(child: pikepdf.Object, element: pikepdf.Object, owners: dict[_Number, pikepdf.Object]) -> None:
    """Note that what belonged to a tag belongs to another one now."""
    owners |= {key: element for key, owner in owners.items() if owner.objgen == child.objgen}
    owners[child.objgen] = element
    for part in _children(child):
        if isinstance(part, pikepdf.Dictionary):
            part.P = element


def _with_one_body(parts: Sequence[Any], owners: dict[_Number, pikepdf.Object]) -> list[Any]:
    """Make the lines of an item of a list its body (ISO 32000-1, table 336)."""
    lines = [part for part in parts if part.get("/S") == "/Span" and set(part.keys()) <= _PLAIN]
    if not lines:
        return list(parts)
    body, *others = lines
    content = [part for line in lines for part in _children(line)]
    for line in others:
        _hand_over(line, body, owners)
    body.S, body.K = pikepdf.Name.LBody, _shortest(content)
    gone = {line.objgen for line in others}
    return [part for part in parts if part.objgen not in gone]


def _shortest(parts: Sequence[Any]) -> Any:  # noqa: ANN401 - pikepdf's own kinds of object
    return parts[0] if len(parts) == 1 else pikepdf.Array(parts)


def _children(element: pikepdf.Object) -> list[Any]:
    children = element.get("/K", pikepdf.Array())
    return list(children) if isinstance(children, pikepdf.Array) else [children]


def _says_nothing(child: pikepdf.Object, below: Sequence[Any], parent: pikepdf.Object) -> bool:
    if not set(child.keys()) <= _PLAIN:
        return False
    # An item of a list holds a label and a body, and no content of its own.
    boxes = {"/Div", "/NonStruct"} if parent.S == "/LI" else {"/Div", "/NonStruct", "/Span"}
    return not below or child.S in boxes
