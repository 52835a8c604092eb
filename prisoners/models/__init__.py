"""The models of whom it is for."""

from prisoners.models.cases import Case, Fact, StorySentence
from prisoners.models.consent import Consent, Mail
from prisoners.models.episodes import CaseEvent, Charge, Episode, Prison, Stay

__all__ = [
    "Case",
    "CaseEvent",
    "Charge",
    "Consent",
    "Episode",
    "Fact",
    "Mail",
    "Prison",
    "Stay",
    "StorySentence",
]
