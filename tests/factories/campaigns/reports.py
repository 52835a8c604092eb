"""What happened at a picket: reports, incidents, photographs."""

import uuid
from pathlib import Path

import factory
from django.core.files.storage import default_storage

from campaigns.models import AfterAction, Incident, LegalNote, Photograph, ReportSentence
from sources.models import PublicationState
from tests.factories import ModelFactory
from tests.factories.accounts import UserFactory
from tests.factories.campaigns.pickets import PicketFactory
from tests.factories.sources import ClaimFactory
from tests.toolkit.photographs import drawn, encoded
from toolkit.pdf.files import write_whole_file


class AfterActionFactory(ModelFactory[AfterAction]):
    """What happened at a picket."""

    class Meta:
        model = AfterAction

    picket = factory.SubFactory(PicketFactory)
    state = PublicationState.PUBLISHED
    turnout_low = 20
    turnout_high = 30


class ReportSentenceFactory(ModelFactory[ReportSentence]):
    """A sentence of a report."""

    class Meta:
        model = ReportSentence

    after = factory.SubFactory(AfterActionFactory)
    claim = factory.SubFactory(ClaimFactory)


class IncidentFactory(ModelFactory[Incident]):
    """An arrest at a picket."""

    class Meta:
        model = Incident

    picket = factory.SubFactory(PicketFactory)
    kind = Incident.Kind.ARREST


class LegalNoteFactory(ModelFactory[LegalNote]):
    """What the legal role wrote about an incident."""

    class Meta:
        model = LegalNote

    incident = factory.SubFactory(IncidentFactory)
    text = "A sample note."
    written_by = factory.SubFactory(UserFactory)


def kept_photograph() -> str:
    """Return the name of a new file in the folder of photographs, with the smaller one beside it."""
    name = f"photographs/{uuid.uuid4().hex}"
    for path in (f"{name}.jpg", f"{name}-small.jpg"):
        write_whole_file(Path(default_storage.path(path)), encoded(drawn(64, 48), "JPEG"))
    return f"{name}.jpg"


class PhotographFactory(ModelFactory[Photograph]):
    """A photograph on which nobody can be recognised."""

    class Meta:
        model = Photograph

    after = factory.SubFactory(AfterActionFactory)
    image = factory.LazyFunction(kept_photograph)
    width = 64
    height = 48
    description = "Banners at the gate, seen from behind"
    credit = "Sample photographer"
    rights = "CC BY 4.0"
    people = Photograph.People.NOBODY
