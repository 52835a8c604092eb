"""Campaigns, pickets, sign-ups, statements."""

from datetime import UTC, datetime, timedelta

import factory

from campaigns.models import (
    AfterAction,
    Campaign,
    CampaignCase,
    Demand,
    DemandState,
    DemandStep,
    Dispatch,
    Group,
    HandOver,
    Incident,
    Issuer,
    Letter,
    Membership,
    Participant,
    Picket,
    PrintedMatter,
    PrivateLink,
    Reminder,
    ReportSentence,
    Shift,
    Signature,
    SignUp,
    Statement,
    StatementDemand,
    StatementVersion,
    Target,
)
from campaigns.services.sign_ups import index_of
from sources.models import PublicationState
from tests.factories import ModelFactory, slug
from tests.factories.accounts import UserFactory
from tests.factories.prisoners import CaseFactory
from tests.factories.sources import ClaimFactory, OrganisationFactory
from toolkit.tokens import hash_token, make_token


def in_days(days: float) -> datetime:
    """Return that many days from now, at a full second, as databases and calendar files keep it."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=days)


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


class ParticipantFactory(ModelFactory[Participant]):
    """Who called a picket, in words."""

    class Meta:
        model = Participant

    picket = factory.SubFactory(PicketFactory)
    role = Participant.Role.CALLED_BY
    label = "Sample campaigners"


class AfterActionFactory(ModelFactory[AfterAction]):
    """What happened at a picket."""

    class Meta:
        model = AfterAction

    picket = factory.SubFactory(PicketFactory)
    state = PublicationState.PUBLISHED
    turnout_low = 20
    turnout_high = 30


class ReportSentenceFactory(ModelFactory[ReportSentence]):
    """A sentence of a report."""

    class Meta:
        model = ReportSentence

    after = factory.SubFactory(AfterActionFactory)
    claim = factory.SubFactory(ClaimFactory)


class IncidentFactory(ModelFactory[Incident]):
    """An arrest at a picket."""

    class Meta:
        model = Incident

    picket = factory.SubFactory(PicketFactory)
    kind = Incident.Kind.ARREST


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


class PrintedMatterFactory(ModelFactory[PrintedMatter]):
    """The leaflet of a case."""

    class Meta:
        model = PrintedMatter

    form = PrintedMatter.Form.LEAFLET
    case = factory.SubFactory(CaseFactory)
    language = "en"
    content_key = factory.Sequence(lambda n: f"{n:064x}")
