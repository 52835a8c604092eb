"""Pickets: shifts, who called them, series and news."""

from datetime import timedelta

import factory

from campaigns.models import Invitation, Participant, Picket, PicketNews, PicketSeries, Shift
from sources.models import PublicationState
from tests.factories import ModelFactory, slug
from tests.factories.campaigns.moments import in_days
from tests.factories.campaigns.network import CampaignFactory
from toolkit.tokens import hash_token, make_token


class PicketFactory(ModelFactory[Picket]):
    """An announced picket in London ten days from now, four hours long."""

    class Meta:
        model = Picket

    campaign = factory.SubFactory(CampaignFactory)
    slug = slug("picket")
    stage = Picket.Stage.ANNOUNCED
    state = PublicationState.PUBLISHED
    title = "Picket at the embassy"
    address = "Sample Street 1"
    time_zone = "Europe/London"
    starts_at = factory.LazyFunction(lambda: in_days(10))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(hours=4))
    date = factory.LazyAttribute(lambda row: f"{row.starts_at:%Y-%m-%d}")


class ShiftFactory(ModelFactory[Shift]):
    """The first hour of a picket, with three places."""

    class Meta:
        model = Shift

    picket = factory.SubFactory(PicketFactory)
    title = "Handing out leaflets"
    starts_at = factory.LazyAttribute(lambda row: row.picket.starts_at)
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(hours=1))
    places_needed = 3


class ParticipantFactory(ModelFactory[Participant]):
    """Who called a picket, in words."""

    class Meta:
        model = Participant

    picket = factory.SubFactory(PicketFactory)
    role = Participant.Role.CALLED_BY
    label = "Sample campaigners"


class InvitationFactory(ModelFactory[Invitation]):
    """A question to an organisation; `token="..."` says which token opens it."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.LazyFunction(make_token)

    participant = factory.SubFactory(ParticipantFactory, consent=Participant.Consent.ASKED)
    email = "office@organisation.example"
    token_hash = factory.LazyAttribute(lambda row: hash_token(row.token))
    expires_at = factory.LazyFunction(lambda: in_days(5))


class PicketSeriesFactory(ModelFactory[PicketSeries]):
    """Every first Saturday."""

    class Meta:
        model = PicketSeries

    campaign = factory.SubFactory(CampaignFactory)
    title = "First Saturdays"
    rule = "FREQ=MONTHLY;BYDAY=1SA"


class PicketNewsFactory(ModelFactory[PicketNews]):
    """A picket was announced."""

    class Meta:
        model = PicketNews

    picket = factory.SubFactory(PicketFactory)
    kind = PicketNews.Kind.ANNOUNCED
    noted_at = factory.LazyFunction(lambda: in_days(0))
