"""The forms that take any subject: leaflet, folded leaflet, two or four to a page, poster, table sign, cards."""

from campaigns.models import Picket
from campaigns.printing.faces import Face, Layout, draft_of
from campaigns.printing.leaflet import case_leaflet
from campaigns.printing.matter import Subject
from campaigns.printing.options import Options
from campaigns.printing.poster import STEPS as POSTER_STEPS
from campaigns.printing.poster import picket_poster
from campaigns.printing.sheets import Draft
from prisoners.models import Case

LEAFLET = Layout("leaflet_matter.html", ("leaflet.css",), steps=7, why=True)
LEAFLET_TWO = Layout(
    "leaflet_two.html", ("leaflet.css", "leaflet_two.css"), steps=7, tally=70, on_plate=True, why=True
)
FOLDED = Layout("folded.html", ("folded.css",), steps=6, pages=2, most=9000, why=True)
FOLDED_TWO = Layout("folded_two.html", ("folded.css",), steps=6, pages=2, most=4500, why=True)
TWO_UP = Layout("flyer.html", ("flyer.css",), steps=6, most=1800, items=12, rows=(1, 2), tally=110)
FOUR_UP = Layout("flyer.html", ("flyer.css",), steps=6, most=0, items=4, rows=(2, 2), tally=110)
POSTER = Layout("poster_matter.html", ("poster.css",), steps=POSTER_STEPS, most=0, items=6)
SIGN = Layout("sign.html", ("sign.css",), steps=5, most=0, items=3, rows=(2, 1))
CARDS = Layout("cards.html", ("flyer.css",), steps=4, most=0, items=0, rows=(2, 2))


def leaflet(subject: Subject, options: Options) -> Draft:
    """Return a leaflet on one side of A4 or Letter; two languages stand side by side on it."""
    if options.also:
        return draft_of(subject, options, LEAFLET_TWO)
    return (
        case_leaflet(subject, options) if isinstance(subject, Case) else draft_of(subject, options, LEAFLET)
    )


def folded_leaflet(subject: Subject, options: Options) -> Draft:
    """Return four pages of A5 on two sides of A4 landscape, to print on both sides and fold once.

    Two languages have a cover and a page each.
    """
    if options.also:
        return draft_of(subject, options, FOLDED_TWO, extra=lambda faces: {"covers": list(reversed(faces))})
    return draft_of(subject, options, FOLDED)


def two_up(subject: Subject, options: Options) -> Draft:
    """Return two leaflets of A5 on A4 landscape."""
    return draft_of(subject, options, TWO_UP, extra=lambda _: {"size": "a5"})


def four_up(subject: Subject, options: Options) -> Draft:
    """Return four leaflets of A6 on A4."""
    return draft_of(subject, options, FOUR_UP, extra=lambda _: {"size": "a6"})


def poster(subject: Subject, options: Options) -> Draft:
    """Return a poster with a code that leads to the page."""
    if isinstance(subject, Picket):
        return picket_poster(subject, options)
    return draft_of(subject, options, POSTER)


def table_sign(subject: Subject, options: Options) -> Draft:
    """Return a sign that stands on a table when its sheet is folded: one language a side."""
    return draft_of(subject, options, SIGN)


def birthday_cards(subject: Subject, options: Options) -> Draft:
    """Return four cards of A6 to write on by hand. A card names no campaign: it has to pass the prison's post."""

    def greeting(faces: list[Face]) -> dict[str, object]:
        return {"size": "a6", "to": {face.language: face.matter.title for face in faces}}

    return draft_of(subject, options, CARDS, extra=greeting)
