"""Legal cards: ten of 85 x 54 mm on A4, in one language or in two side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched, cycle, islice
from typing import Any

from django.conf import settings
from django.utils.translation import override

from campaigns.legal_cards import CardWords, words_of
from campaigns.models import LegalCard
from campaigns.printing.options import Options
from campaigns.printing.sheets import Draft, Sheet, address_of, is_unread, sheet_html, sheet_pdf
from toolkit.pdf import TooManyPagesError, render_pdf

ROWS = 5
# Sizes of the text that are tried; see legal_card.css. The smallest is what can be read on a street at night.
STEPS = 4


@dataclass(frozen=True, slots=True)
class Face:
    """A card in the language that was asked for; its words may stand in the base language."""

    language: str
    words: CardWords
    is_unread: bool


def legal_card_pdf(card: LegalCard, *, language: str, also: str = "") -> bytes:
    """Return ten copies of a published card; `also` is a second language, for five of them.

    Raises LegalCard.DoesNotExist when the card is not published, TooManyPagesError when it is too long for a
    card, and what `Draft.render` raises.
    """
    return sheet_pdf(legal_cards(card, Options(language, also=also)))


def legal_cards(card: LegalCard, options: Options) -> Draft:
    """Return ten copies of a published card before they are set. The text steps down until it fits.

    Raises LegalCard.DoesNotExist when the card is not published.
    """
    card = LegalCard.objects.published().with_translations().get(pk=card.pk)
    faces = [_face(card, code) for code in (options.language, options.also or options.language)]
    with override(options.language):
        context = {**_context(card, faces), "options": options}

    def html(variant: int) -> str:
        return sheet_html("legal_card.html", step=variant, **context)

    return Draft(options.language, [Sheet(html, ("legal_card.css", *options.styles), [1] * STEPS)])


def languages_too_long(card: LegalCard) -> list[str]:
    """Return the names of the languages in which a card, published or not, does not fit in the smallest size.

    Raises PDFUnavailableError.
    """
    card = LegalCard.objects.with_translations().get(pk=card.pk)
    faces = [_face(card, code) for code in card.languages()]
    if all(_fit(card, chunk) for chunk in batched(faces, 2 * ROWS, strict=False)):
        return []
    names = dict(settings.LANGUAGES)
    return [names[face.language] for face in faces if not _fit(card, [face])]


def _fit(card: LegalCard, faces: Sequence[Face]) -> bool:
    """Say whether these faces, at most ten, fit one sheet: each has its own height."""
    html = sheet_html("legal_card.html", step=STEPS - 1, **_context(card, faces))
    try:
        render_pdf(html, styles=["base.css", "legal_card.css"], max_pages=1)
    except TooManyPagesError:
        return False
    return True


def _context(card: LegalCard, faces: Sequence[Face]) -> dict[str, Any]:
    """Return what a sheet shows: the faces one after the other, again and again."""
    ten = list(islice(cycle(faces), 2 * ROWS))
    return {
        "rows": list(batched(ten, 2, strict=True)),
        "title": faces[0].words.title,
        "address": address_of(card.get_absolute_url()),
        "is_unread": any(face.is_unread for face in faces),
    }


def _face(card: LegalCard, language: str) -> Face:
    with override(language):
        return Face(language, words_of(card), is_unread([card]))
