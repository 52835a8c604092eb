"""A campaign of which dates are told."""

import pytest

from accounts.models import User
from campaigns.models import Campaign
from tests.campaigns.notices import member
from tests.factories.campaigns import CampaignFactory


@pytest.fixture
def campaign() -> Campaign:
    """A live campaign."""
    return CampaignFactory.create()


@pytest.fixture
def coordinator(campaign: Campaign) -> User:
    """Its coordinator, who chose nothing."""
    return member(campaign)
