"""A legal card in three languages, recorded checks of it, and texts too long for its paper."""

from datetime import date

from campaigns.models import LegalCard
from campaigns.services.legal_cards import record_check
from tests.campaigns.printed import translate
from tests.factories.campaigns import LegalCardFactory

TITLES = {"en": "If you are stopped", "ru": "Если вас остановили", "kk": "Сізді тоқтатса"}
POINTS = {
    "en": ["Ask why.", "Sign nothing that you have not read."],
    "ru": ["Спросите, почему.", "Не подписывайте того, чего не прочли; подъём, съезд."],
    "kk": ["Неге екенін сұраңыз.", "Оқымаған қағазға қол қоймаңыз; ғылым, һәм, өнер."],
}
LAWYER = "Sample & Partners"
DAY = date(2026, 3, 2)


def make_card(**changes: object) -> LegalCard:
    """Make a public card in three languages."""
    texts = {language: "\n".join(points) for language, points in POINTS.items()}
    card = LegalCardFactory.create(**{"title": TITLES["en"], "text": texts["en"], **changes})
    translate(card, "title", TITLES)
    translate(card, "text", texts)
    return card


def check(card: LegalCard, **changes: object) -> LegalCard:
    """Record that a lawyer checked a card as it stands; return it as the database has it."""
    given = {"checked_by": LAWYER, "checked_on": DAY, "digest": stored(card).digest(), **changes}
    record_check(card, **given)  # type: ignore[arg-type]  # what a test changes is of the right type
    return stored(card)


def stored(card: LegalCard) -> LegalCard:
    """Return a card as the database has it."""
    return LegalCard.objects.get(pk=card.pk)
