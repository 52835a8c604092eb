"""What organisers are told of."""

import factory

from campaigns.models import Notice, NoticeKind, NoticePreference
from tests.factories import ModelFactory
from tests.factories.accounts import UserFactory
from tests.factories.campaigns.moments import in_days
from tests.factories.campaigns.network import CampaignFactory
from tests.factories.prisoners import CaseFactory


class NoticeFactory(ModelFactory[Notice]):
    """A hearing of which a coordinator is to be told."""

    class Meta:
        model = Notice

    campaign = factory.SubFactory(CampaignFactory)
    case = factory.SubFactory(CaseFactory)
    user = factory.SubFactory(UserFactory, is_staff=True)
    kind = NoticeKind.HEARING
    day = factory.LazyFunction(lambda: in_days(7).date())
    due_on = factory.LazyFunction(lambda: in_days(0).date())
    about = factory.Sequence(lambda n: f"event-{n}:7")


class NoticePreferenceFactory(ModelFactory[NoticePreference]):
    """Hearings at once."""

    class Meta:
        model = NoticePreference

    user = factory.SubFactory(UserFactory, is_staff=True)
    kind = NoticeKind.HEARING
    how = NoticePreference.How.AT_ONCE
