"""Documents, claims, names."""

import factory
from django.utils import timezone

from sources.models import (
    Citation,
    Claim,
    Document,
    Event,
    Intake,
    LinkCheck,
    Merge,
    Name,
    NameKind,
    NotTheSame,
    Organisation,
    Passage,
    Person,
    Place,
    Position,
    PublicationState,
    PublicRole,
    Question,
    ReviewStep,
    Suggestion,
    Tie,
    Translation,
)
from tests.factories import ModelFactory, slug
from tests.factories.accounts import UserFactory


class NameFactory(ModelFactory[Name]):
    """The preferred English name of a new person; pass `person=None` and an owner for another one."""

    class Meta:
        model = Name

    person = factory.SubFactory("tests.factories.sources.PersonFactory", name=None)
    text = factory.Sequence(lambda n: f"Somebody {n}")
    language = "en"
    script = "Latn"
    kind = NameKind.PREFERRED


class PersonFactory(ModelFactory[Person]):
    """A person with one name; `name__text="..."` sets it, `name=None` leaves it out."""

    class Meta:
        model = Person

    slug = slug("person")
    # Who has a page; the model's own default is the safe side: see tests/sources/test_public_roles.py.
    public_role = PublicRole.POWER
    name = factory.RelatedFactory(NameFactory, factory_related_name="person")


class OrganisationFactory(ModelFactory[Organisation]):
    """A body with one name."""

    class Meta:
        model = Organisation

    slug = slug("organisation")
    public_role = PublicRole.POWER
    name = factory.RelatedFactory(NameFactory, factory_related_name="organisation", person=None)


class PlaceFactory(ModelFactory[Place]):
    """A place with one name."""

    class Meta:
        model = Place

    slug = slug("place")
    name = factory.RelatedFactory(NameFactory, factory_related_name="place", person=None)


class DocumentFactory(ModelFactory[Document]):
    """An article that was written for the tests."""

    class Meta:
        model = Document

    slug = slug("document")
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Sample document {n}")
    published_on = "2022-01-08"
    state = PublicationState.PUBLISHED


class PassageFactory(ModelFactory[Passage]):
    """A paragraph of a document."""

    class Meta:
        model = Passage

    document = factory.SubFactory(DocumentFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "A sample paragraph."


class CitationFactory(ModelFactory[Citation]):
    """A passage that supports a claim."""

    class Meta:
        model = Citation

    claim = factory.SubFactory("tests.factories.sources.ClaimFactory", citation=None)
    passage = factory.SubFactory(PassageFactory)


class ClaimFactory(ModelFactory[Claim]):
    """A published claim with a citation; `citation=None` leaves that out."""

    class Meta:
        model = Claim

    slug = slug("claim")
    text = factory.Sequence(lambda n: f"Sample claim {n}.")
    state = PublicationState.PUBLISHED
    citation = factory.RelatedFactory(CitationFactory, factory_related_name="claim")


class EventFactory(ModelFactory[Event]):
    """A dated event."""

    class Meta:
        model = Event

    slug = slug("event")
    title = factory.Sequence(lambda n: f"Sample event {n}")
    date = "2022-01-05"
    state = PublicationState.PUBLISHED


class QuestionFactory(ModelFactory[Question]):
    """Something that sources answer differently."""

    class Meta:
        model = Question

    slug = slug("question")
    title = factory.Sequence(lambda n: f"Sample question {n}?")
    state = PublicationState.PUBLISHED


class PositionFactory(ModelFactory[Position]):
    """One answer to a question."""

    class Meta:
        model = Position

    question = factory.SubFactory(QuestionFactory)
    claim = factory.SubFactory(ClaimFactory)
    who = "A sample source"


class TieFactory(ModelFactory[Tie]):
    """A person directs a body."""

    class Meta:
        model = Tie

    slug = slug("tie")
    subject_person = factory.SubFactory(PersonFactory)
    kind = Tie.Kind.DIRECTS
    object_organisation = factory.SubFactory(OrganisationFactory)


class SuggestionFactory(ModelFactory[Suggestion]):
    """A name that was found in a passage."""

    class Meta:
        model = Suggestion

    passage = factory.SubFactory(PassageFactory)
    kind = Suggestion.Kind.PERSON
    start = 2
    end = 8
    proposal = {"text": "sample"}


class IntakeFactory(ModelFactory[Intake]):
    """A page that was brought in by its address."""

    class Meta:
        model = Intake

    way = Intake.Way.ADDRESS
    url = "https://site.example/page"
    state = Intake.State.DONE
    document = factory.SubFactory(DocumentFactory)


class LinkCheckFactory(ModelFactory[LinkCheck]):
    """The address of a document was there."""

    class Meta:
        model = LinkCheck

    document = factory.SubFactory(DocumentFactory, url="https://site.example/page")
    which = LinkCheck.Which.ADDRESS
    url = "https://site.example/page"
    outcome = LinkCheck.Outcome.THERE
    checked_at = factory.LazyFunction(timezone.now)


class ReviewStepFactory(ModelFactory[ReviewStep]):
    """Somebody dismissed something."""

    class Meta:
        model = ReviewStep

    document = factory.SubFactory(DocumentFactory)
    by = factory.SubFactory(UserFactory)
    kind = ReviewStep.Kind.DISMISSED
    at = factory.LazyFunction(timezone.now)


class TranslationFactory(ModelFactory[Translation]):
    """The Russian title of a question; pass `subject`, `field`, `language` and `text` for others."""

    class Meta:
        model = Translation

    subject = factory.SubFactory(QuestionFactory)
    field = "title"
    language = "ru"
    text = "Пример"


class MergeFactory(ModelFactory[Merge]):
    """A person who was joined to another; nothing led to either."""

    class Meta:
        model = Merge

    kind = "person"
    kept = factory.Sequence(lambda n: 900_000 + 2 * n)
    removed = factory.Sequence(lambda n: 900_001 + 2 * n)
    kept_name = "Somebody"
    removed_name = "Somebodi"
    moved = factory.LazyFunction(lambda: {"row": {}, "led": [], "dropped": [], "changed": []})


class NotTheSameFactory(ModelFactory[NotTheSame]):
    """Two people who are two."""

    class Meta:
        model = NotTheSame

    kind = "person"
    first = factory.Sequence(lambda n: 900_000 + 2 * n)
    second = factory.Sequence(lambda n: 900_001 + 2 * n)
