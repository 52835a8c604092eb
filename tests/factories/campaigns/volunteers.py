"""Who signed up, and what they are sent."""

from datetime import timedelta

import factory

from campaigns.models import Dispatch, PrivateLink, PushSubscription, Reminder, SignUp
from campaigns.services.relinking import index_of
from tests.factories import ModelFactory
from tests.factories.campaigns.moments import in_days
from tests.factories.campaigns.network import CampaignFactory
from tests.factories.campaigns.pickets import ShiftFactory
from tests.push import BrowserSide
from toolkit.encryption import blind_index
from toolkit.tokens import hash_token, make_token


class SignUpFactory(ModelFactory[SignUp]):
    """A volunteer with a place. The counter of the shift is not touched: services do that."""

    class Meta:
        model = SignUp

    shift = factory.SubFactory(ShiftFactory)
    name = "Aigerim"
    email = factory.Sequence(lambda n: f"volunteer-{n}@example.org")
    email_index = factory.LazyAttribute(lambda row: index_of(row.email))
    erase_after = factory.LazyAttribute(lambda row: row.shift.picket.ends_at + timedelta(days=7))


class PrivateLinkFactory(ModelFactory[PrivateLink]):
    """A link that is valid until the picket is over; `token="..."` says which token opens it."""

    class Meta:
        model = PrivateLink

    class Params:
        token = factory.LazyFunction(make_token)

    sign_up = factory.SubFactory(SignUpFactory)
    token_hash = factory.LazyAttribute(lambda row: hash_token(row.token))
    expires_at = factory.LazyAttribute(lambda row: row.sign_up.shift.picket.ends_at)


class ReminderFactory(ModelFactory[Reminder]):
    """A campaign's rule: three hours before."""

    class Meta:
        model = Reminder

    campaign = factory.SubFactory(CampaignFactory)
    before = timedelta(hours=3)


class DispatchFactory(ModelFactory[Dispatch]):
    """A confirmation that is due."""

    class Meta:
        model = Dispatch

    sign_up = factory.SubFactory(SignUpFactory)
    kind = Dispatch.Kind.CONFIRMATION
    key = factory.Sequence(lambda n: f"confirmation:sample:{n}")
    due_at = factory.LazyFunction(lambda: in_days(0))


class PushSubscriptionFactory(ModelFactory[PushSubscription]):
    """A browser of Firefox that wants a volunteer's messages too; `side=` says whose keys it has."""

    class Meta:
        model = PushSubscription

    class Params:
        side = factory.LazyFunction(BrowserSide)

    sign_up = factory.SubFactory(SignUpFactory)
    endpoint = factory.Sequence(lambda n: f"https://updates.push.services.mozilla.com/wpush/v2/{n}")
    endpoint_index = factory.LazyAttribute(lambda row: blind_index(row.endpoint, purpose="push_subscription"))
    p256dh = factory.LazyAttribute(lambda row: row.side.p256dh)
    auth = factory.LazyAttribute(lambda row: row.side.auth_text)
