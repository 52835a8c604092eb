"""The models of what we rely on."""

from sources.models.claims import Citation, Claim
from sources.models.documents import Document, Passage
from sources.models.events import Event
from sources.models.intakes import Intake
from sources.models.links import LinkCheck
from sources.models.merges import Merge, NamedKind, NotTheSame
from sources.models.names import Name, NameKind, Organisation, Person, Place, PublicRole
from sources.models.publication import PublicationState
from sources.models.questions import Position, Question
from sources.models.steps import ReviewStep
from sources.models.suggestions import Suggestion
from sources.models.ties import Tie
from sources.models.translations import Review, Translation

__all__ = [
    "Citation",
    "Claim",
    "Document",
    "Event",
    "Intake",
    "LinkCheck",
    "Merge",
    "Name",
    "NameKind",
    "NamedKind",
    "NotTheSame",
    "Organisation",
    "Passage",
    "Person",
    "Place",
    "Position",
    "PublicRole",
    "PublicationState",
    "Question",
    "Review",
    "ReviewStep",
    "Suggestion",
    "Tie",
    "Translation",
]
