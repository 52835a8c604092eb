"""Campaigns, their cases, teams and organisations."""

import factory

from campaigns.models import Campaign, CampaignCase, Group, Membership
from sources.models import PublicationState
from tests.factories import ModelFactory, slug
from tests.factories.accounts import UserFactory
from tests.factories.prisoners import CaseFactory
from tests.factories.sources import OrganisationFactory


class CampaignFactory(ModelFactory[Campaign]):
    """A published, live campaign."""

    class Meta:
        model = Campaign

    slug = slug("campaign")
    title = factory.Sequence(lambda n: f"Sample campaign {n}")
    languages = ["en", "ru", "kk"]
    state = PublicationState.PUBLISHED


class CampaignCaseFactory(ModelFactory[CampaignCase]):
    """A case in the roll of a campaign."""

    class Meta:
        model = CampaignCase

    campaign = factory.SubFactory(CampaignFactory)
    case = factory.SubFactory(CaseFactory)


class MembershipFactory(ModelFactory[Membership]):
    """A coordinator."""

    class Meta:
        model = Membership

    campaign = factory.SubFactory(CampaignFactory)
    user = factory.SubFactory(UserFactory)
    role = Membership.Role.COORDINATOR


class GroupFactory(ModelFactory[Group]):
    """An organisation of the network."""

    class Meta:
        model = Group

    organisation = factory.SubFactory(OrganisationFactory)
    languages = ["en"]
    relay = slug("group")
