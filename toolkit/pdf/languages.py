"""The language of each part of a page, in the tags of its PDF; WeasyPrint writes that of the whole file alone."""

from collections.abc import Iterator
from typing import Any

from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags

_build_box_tree = tags._build_box_tree  # noqa: SLF001 - there is no public way


def tag_languages() -> None:
    """Have WeasyPrint write the `lang` of an element into its tag. To be called once a process or oftener."""
    tags._build_box_tree = _with_language  # noqa: SLF001 - as above


def _with_language(box: Any, *others: Any) -> Iterator[Any]:  # noqa: ANN401 - WeasyPrint has no types
    if isinstance(box, AbsolutePlaceholder):
        box = box._box  # noqa: SLF001 - as WeasyPrint itself does
    is_part = box.element is not None and box.element_tag not in {"html", "body"}
    language = box.element.get("lang") if is_part else None
    for element in _build_box_tree(box, *others):
        if language:
            element["Lang"] = tags.pydyf.String(language)
        yield element
