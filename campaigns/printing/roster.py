"""The roster of a picket on paper: A4, for stewards without a phone. Names and languages, no address, no number."""

from django.utils.translation import override

from campaigns.models import Picket
from campaigns.printing.sheets import sheet_html
from campaigns.steward_sheets import steward_sheet_of
from toolkit.pdf import render_pdf

# Empty lines below each shift for who comes instead, and at the end for who comes without having signed up.
SPARE_LINES = 2
WALK_IN_LINES = 12
# Some 30 names fit a page; more than this is no picket.
MOST_PAGES = 200


def roster_pdf(picket: Picket, *, language: str) -> bytes:
    """Return the roster in a language. It is kept nowhere, as it shows names.

    Raises TooManyPagesError, and what `toolkit.pdf.render_pdf` raises.
    """
    with override(language):
        # Anew, as its texts are those of this language.
        picket = Picket.objects.select_related("place").get(pk=picket.pk)
        html = sheet_html(
            "roster.html",
            step=0,
            picket=picket,
            sheet=steward_sheet_of(picket),
            spare_lines=range(SPARE_LINES),
            walk_in_lines=range(WALK_IN_LINES),
        )
        return render_pdf(html, styles=["base.css", "roster.css"], max_pages=MOST_PAGES)
