"""Letters, legal cards and what is printed."""

import factory

from campaigns.models import LegalCard, Letter, PrintBundle, PrintedMatter
from sources.models import PublicationState
from tests.factories import ModelFactory, slug
from tests.factories.accounts import UserFactory
from tests.factories.campaigns.moments import in_days
from tests.factories.campaigns.network import CampaignFactory
from tests.factories.campaigns.statements import TargetFactory
from tests.factories.prisoners import CaseFactory
from tests.factories.sources import PlaceFactory


class LetterFactory(ModelFactory[Letter]):
    """A published letter."""

    class Meta:
        model = Letter

    campaign = factory.SubFactory(CampaignFactory)
    slug = slug("letter")
    target = factory.SubFactory(TargetFactory)
    title = "A sample letter"
    subject = "Release the prisoners"
    body = "Dear ambassador\n\n1. Release the prisoners."
    state = PublicationState.PUBLISHED


class LegalCardFactory(ModelFactory[LegalCard]):
    """The public card of a country, with two points; no lawyer has checked it."""

    class Meta:
        model = LegalCard

    slug = slug("legal-card")
    country = factory.SubFactory(PlaceFactory)
    state = PublicationState.PUBLISHED
    is_sample = False
    title = "If you are stopped"
    text = "Ask why.\nCall the number below."
    phone = "020 7946 0123"


class PrintedMatterFactory(ModelFactory[PrintedMatter]):
    """The leaflet of a case."""

    class Meta:
        model = PrintedMatter

    form = PrintedMatter.Form.LEAFLET
    case = factory.SubFactory(CaseFactory)
    language = "en"
    content_key = factory.Sequence(lambda n: f"{n:064x}")


class PrintBundleFactory(ModelFactory[PrintBundle]):
    """A letter for two people, that nobody has begun."""

    class Meta:
        model = PrintBundle

    asked_by = factory.SubFactory(UserFactory, is_staff=True)
    letter = factory.SubFactory(LetterFactory)
    language = "en"
    layout = "din"
    paper = "a4"
    people = '[["Alice Sample", "Leeds", []], ["Bob Sample", "", []]]'
    total = 2
    asked_at = factory.LazyFunction(lambda: in_days(0))
    expires_at = factory.LazyFunction(lambda: in_days(1))
