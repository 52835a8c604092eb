"""Demands, statements and who signed them."""

import factory

from campaigns.models import (
    Demand,
    DemandState,
    DemandStep,
    HandOver,
    Issuer,
    Signature,
    Statement,
    StatementDemand,
    StatementVersion,
    Target,
)
from sources.models import PublicationState
from tests.factories import ModelFactory, slug
from tests.factories.campaigns.network import CampaignFactory
from tests.factories.sources import OrganisationFactory


class TargetFactory(ModelFactory[Target]):
    """An official without a name."""

    class Meta:
        model = Target

    campaign = factory.SubFactory(CampaignFactory)
    slug = slug("target")
    title = "The ambassador"


class DemandFactory(ModelFactory[Demand]):
    """A demand that is not met."""

    class Meta:
        model = Demand

    campaign = factory.SubFactory(CampaignFactory)
    slug = slug("demand")
    text = "Release the prisoners."


class DemandStepFactory(ModelFactory[DemandStep]):
    """A demand was partly met."""

    class Meta:
        model = DemandStep

    demand = factory.SubFactory(DemandFactory)
    state = DemandState.PARTLY_MET
    date = "2022-01-15"


class StatementFactory(ModelFactory[Statement]):
    """A published statement."""

    class Meta:
        model = Statement

    campaign = factory.SubFactory(CampaignFactory)
    slug = slug("statement")
    title = "A sample statement"
    issued_on = "2022-01-10"
    state = PublicationState.PUBLISHED


class IssuerFactory(ModelFactory[Issuer]):
    """Who issued a statement, in words."""

    class Meta:
        model = Issuer

    statement = factory.SubFactory(StatementFactory)
    label = "Sample workers"


class StatementDemandFactory(ModelFactory[StatementDemand]):
    """The first demand of a statement."""

    class Meta:
        model = StatementDemand

    statement = factory.SubFactory(StatementFactory)
    demand = factory.SubFactory(DemandFactory)
    number = 1


class StatementVersionFactory(ModelFactory[StatementVersion]):
    """The first version in English."""

    class Meta:
        model = StatementVersion

    statement = factory.SubFactory(StatementFactory)
    number = 1
    language = "en"
    text = "A sample text."


class SignatureFactory(ModelFactory[Signature]):
    """An organisation's confirmed signature."""

    class Meta:
        model = Signature

    statement = factory.SubFactory(StatementFactory)
    signer = Signature.Signer.ORGANISATION
    organisation = factory.SubFactory(OrganisationFactory)
    state = Signature.State.CONFIRMED


class HandOverFactory(ModelFactory[HandOver]):
    """A statement delivered."""

    class Meta:
        model = HandOver

    statement = factory.SubFactory(StatementFactory)
    target = factory.SubFactory(TargetFactory)
    on = "2022-01-20"
    count = 100
