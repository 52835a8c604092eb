"""The address of a prisoner on an envelope or on labels, in the script of the place."""

from collections.abc import Sequence
from datetime import date
from itertools import batched

from django.utils.translation import override

from campaigns.printing.sheets import Draft, Sheet, address_of, sheet_html
from prisoners.post import Destination, is_right_to_left

ROWS = 5
# Sizes of the text that are tried; see label.css.
STEPS = 3
# The style sheet and the pages of each: an envelope, and then the note to keep.
_FORMS = {"dl": ("envelope.css", 2), "c6": ("envelope.css", 2), "labels": ("label.css", 1)}
FORMS = tuple(_FORMS)


def label_pdf(
    destination: Destination, form: str, *, page: str, language: str, on: date, sender: Sequence[str] = ()
) -> bytes:
    """Return an envelope ("dl", "c6") or ten labels ("labels") with the address as it has to stand there.

    Each tells, on a part that is not posted, of which day its address is and where one sees whether it is still
    right (`page`). Nothing is kept. Raises KeyError for another form, TooManyPagesError when the address does not
    fit, and what `Draft.render` raises.
    """
    style, pages = _FORMS[form]
    with override(language):
        context = {
            "destination": destination,
            "sender": list(sender),
            "sender_is_right_to_left": is_right_to_left("\n".join(sender)),
            "address": address_of(page),
            "on": on,
            "form": form,
            "rows": list(batched(range(2 * ROWS), 2, strict=True)),
        }
        template = "label.html" if form == "labels" else "envelope.html"

    def html(variant: int) -> str:
        return sheet_html(template, step=variant, **context)

    return Draft(language, [Sheet(html, (style,), [pages] * STEPS)]).render()
