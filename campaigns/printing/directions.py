"""Words in a script that runs from right to left, set apart inside a text that runs from left to right."""

import re

# Hebrew, Arabic with its supplements and presentation forms, Syriac, Thaana, N'Ko.
_RANGE = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_INSIDE = r"[^<>&()\[\]«»A-Za-z\u00c0-\u058f]*"
_BRACKETS = rf"\({_INSIDE}\)|\[{_INSIDE}\]|«{_INSIDE}»"
# Words with nothing but spaces, figures or punctuation between them are one run, with whole brackets in it.
_RUN = re.compile(rf"[{_RANGE}](?:(?:[^\w<>&()\[\]«»{_RANGE}]|[0-9])*(?:[{_RANGE}]|{_BRACKETS}))*")
_PART = re.compile(r"(<(?:style|title|svg)\b.*?</(?:style|title|svg)>|<[^>]*>)", re.DOTALL)
_IS_TURNED = re.compile(r"<(\w+)[^>]* dir=\"rtl\"")


def set_apart(page: str) -> str:
    """Put each run of such words in a page into an element of its own, with its direction.

    Without it a figure or a bracket beside a name would jump to its other side. What stands in an element that
    says its direction is left as it is.
    """
    if not re.search(f"[{_RANGE}]", page):
        return page
    parts = []
    inside = ""
    for part in _PART.split(page):
        turned = _IS_TURNED.match(part)
        if turned and not inside:
            inside = f"</{turned[1]}>"
        elif part == inside:
            inside = ""
        is_text = not part.startswith("<") and not inside
        parts.append(_RUN.sub(r'<span dir="rtl">\g<0></span>', part) if is_text else part)
    return "".join(parts)
