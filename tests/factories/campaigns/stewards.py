"""The day itself: stewards and what they note."""

import uuid
from datetime import timedelta

import factory

from campaigns.models import Observation, StewardAction, StewardLink
from tests.factories import ModelFactory
from tests.factories.campaigns.moments import in_days
from tests.factories.campaigns.pickets import PicketFactory
from toolkit.tokens import hash_token, make_token


class StewardLinkFactory(ModelFactory[StewardLink]):
    """A steward's link that is valid until twelve hours after the picket; `token="..."` says which token opens it."""

    class Meta:
        model = StewardLink

    class Params:
        token = factory.LazyFunction(make_token)

    picket = factory.SubFactory(PicketFactory)
    label = "Botagoz"
    token_hash = factory.LazyAttribute(lambda row: hash_token(row.token))
    expires_at = factory.LazyAttribute(lambda row: row.picket.ends_at + timedelta(hours=12))


class StewardActionFactory(ModelFactory[StewardAction]):
    """One more came without signing up."""

    class Meta:
        model = StewardAction

    id = factory.LazyFunction(uuid.uuid4)
    picket = factory.SubFactory(PicketFactory)
    link = factory.SubFactory(StewardLinkFactory, picket=factory.SelfAttribute("..picket"))
    kind = StewardAction.Kind.WALK_IN
    happened_at = factory.LazyFunction(lambda: in_days(0))


class ObservationFactory(ModelFactory[Observation]):
    """Twenty are there now."""

    class Meta:
        model = Observation

    picket = factory.SubFactory(PicketFactory)
    observed_at = factory.LazyFunction(lambda: in_days(0))
    headcount = 20
