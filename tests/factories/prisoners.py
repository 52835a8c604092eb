"""Cases, and what was done to whom."""

from datetime import date

import factory

from prisoners.models import (
    Case,
    CaseEvent,
    Charge,
    Consent,
    Episode,
    Fact,
    Mail,
    Prison,
    Stay,
    StorySentence,
)
from sources.models import PublicationState
from tests.factories import ModelFactory, slug
from tests.factories.sources import ClaimFactory, PersonFactory, PlaceFactory


class ConsentFactory(ModelFactory[Consent]):
    """Consent to the name, because it is on public record."""

    class Meta:
        model = Consent

    case = factory.SubFactory("tests.factories.prisoners.CaseFactory", consent=None)
    ground = Consent.Ground.PUBLIC_RECORD
    covers_name = True


class CaseFactory(ModelFactory[Case]):
    """The published case of one person in prison, with consent to the name."""

    class Meta:
        model = Case

    slug = slug("case")
    person = factory.SubFactory(PersonFactory)
    status = Case.Status.IMPRISONED
    status_as_of = "2022-01-21"
    state = PublicationState.PUBLISHED
    consent = factory.RelatedFactory(ConsentFactory, factory_related_name="case")


class EpisodeFactory(ModelFactory[Episode]):
    """A period of detention that has not ended."""

    class Meta:
        model = Episode

    case = factory.SubFactory(CaseFactory)
    slug = slug("episode")
    arrested_on = "2021-09"


class ChargeFactory(ModelFactory[Charge]):
    """What somebody is charged with."""

    class Meta:
        model = Charge

    episode = factory.SubFactory(EpisodeFactory)
    text = "A sample charge"


class CaseEventFactory(ModelFactory[CaseEvent]):
    """An arrest."""

    class Meta:
        model = CaseEvent

    case = factory.SubFactory(CaseFactory)
    slug = slug("event")
    kind = CaseEvent.Kind.ARREST
    title = "Arrested"
    date = "2021-09"
    state = PublicationState.PUBLISHED


class PrisonFactory(ModelFactory[Prison]):
    """A place of detention."""

    class Meta:
        model = Prison

    slug = slug("prison")
    place = factory.SubFactory(PlaceFactory)


class StayFactory(ModelFactory[Stay]):
    """When somebody was in a prison."""

    class Meta:
        model = Stay

    episode = factory.SubFactory(EpisodeFactory)
    prison = factory.SubFactory(PrisonFactory)


class FactFactory(ModelFactory[Fact]):
    """A line of the facts list."""

    class Meta:
        model = Fact

    case = factory.SubFactory(CaseFactory)
    label = Fact.Label.SENTENCE
    value = "Five years"


class StorySentenceFactory(ModelFactory[StorySentence]):
    """A sentence of a case's story."""

    class Meta:
        model = StorySentence

    case = factory.SubFactory(CaseFactory)
    claim = factory.SubFactory(ClaimFactory)


class MailFactory(ModelFactory[Mail]):
    """A letter that was sent to a prisoner."""

    class Meta:
        model = Mail

    case = factory.SubFactory(CaseFactory)
    on = date(2022, 1, 10)
