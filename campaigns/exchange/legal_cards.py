"""Which legal cards of a campaign file are not loaded: a file puts no words in the place of those that were checked."""

from collections.abc import Sequence

from campaigns.exchange.catalogue import LEGAL_CARD
from campaigns.exchange.problems import Problem
from campaigns.exchange.reading import Table, rows_of
from campaigns.models import LegalCard
from sources.exchange.dumping import dump_rows
from sources.exchange.shapes import Entry


def leave_out_cards(whole: Table, entries: Sequence[Entry]) -> tuple[list[Entry], list[Problem]]:
    """Return the entries that may be loaded, and a warning for each that is left out.

    Left out is what would alter a card that a lawyer has checked here, and a second card for a country.
    """
    cards = list(LegalCard.objects.select_related("country").with_translations())
    present = dict(zip((card.slug for card in cards), dump_rows(LEGAL_CARD, cards), strict=True))
    checked = {card.slug for card in cards if card.is_checked}
    taken = {card.country.slug if card.country else None: card.slug for card in cards}
    rows = {row["slug"]: row for row in rows_of(whole, "legal-cards")}
    kept: list[Entry] = []
    spared: list[Problem] = []
    for entry in entries:
        slug = entry["slug"]
        other = taken.get(entry.get("country"), slug)
        if other != slug:
            text = f"{slug} is left out: {other} is the card of the same country here"
            spared.append(rows[slug].problem(text, "slug"))
        elif slug in checked and present[slug] != entry:
            text = f"{slug} is left as it is: a lawyer has checked what it says here"
            spared.append(rows[slug].problem(text, "slug"))
        else:
            kept.append(entry)
    return kept, spared
