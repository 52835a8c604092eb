"""Campaigns, pickets, sign-ups, statements."""

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import factory
from django.core.files.storage import default_storage

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
    Invitation,
    Issuer,
    LegalCard,
    LegalNote,
    Letter,
    Membership,
    Notice,
    NoticeKind,
    NoticePreference,
    Observation,
    Participant,
    Photograph,
    Picket,
    PicketNews,
    PicketSeries,
    PrintBundle,
    PrintedMatter,
    PrivateLink,
    PushSubscription,
    Reminder,
    ReportSentence,
    Shift,
    Signature,
    SignUp,
    Statement,
    StatementDemand,
    StatementVersion,
    StewardAction,
    StewardLink,
    Target,
)
from campaigns.services.relinking import index_of
from sources.models import PublicationState
from tests.factories import ModelFactory, slug
from tests.factories.accounts import UserFactory
from tests.factories.prisoners import CaseFactory
from tests.factories.sources import ClaimFactory, OrganisationFactory, PlaceFactory
from tests.push import BrowserSide
from tests.toolkit.photographs import drawn, encoded
from toolkit.encryption import blind_index
from toolkit.pdf.files import write_whole_file
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


class LegalNoteFactory(ModelFactory[LegalNote]):
    """What the legal role wrote about an incident."""

    class Meta:
        model = LegalNote

    incident = factory.SubFactory(IncidentFactory)
    text = "A sample note."
    written_by = factory.SubFactory(UserFactory)


class ObservationFactory(ModelFactory[Observation]):
    """Twenty are there now."""

    class Meta:
        model = Observation

    picket = factory.SubFactory(PicketFactory)
    observed_at = factory.LazyFunction(lambda: in_days(0))
    headcount = 20


def kept_photograph() -> str:
    """Return the name of a new file in the folder of photographs, with the smaller one beside it."""
    name = f"photographs/{uuid.uuid4().hex}"
    for path in (f"{name}.jpg", f"{name}-small.jpg"):
        write_whole_file(Path(default_storage.path(path)), encoded(drawn(64, 48), "JPEG"))
    return f"{name}.jpg"


class PhotographFactory(ModelFactory[Photograph]):
    """A photograph on which nobody can be recognised."""

    class Meta:
        model = Photograph

    after = factory.SubFactory(AfterActionFactory)
    image = factory.LazyFunction(kept_photograph)
    width = 64
    height = 48
    description = "Banners at the gate, seen from behind"
    credit = "Sample photographer"
    rights = "CC BY 4.0"
    people = Photograph.People.NOBODY


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


class PicketNewsFactory(ModelFactory[PicketNews]):
    """A picket was announced."""

    class Meta:
        model = PicketNews

    picket = factory.SubFactory(PicketFactory)
    kind = PicketNews.Kind.ANNOUNCED
    noted_at = factory.LazyFunction(lambda: in_days(0))


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


class PicketSeriesFactory(ModelFactory[PicketSeries]):
    """Every first Saturday."""

    class Meta:
        model = PicketSeries

    campaign = factory.SubFactory(CampaignFactory)
    title = "First Saturdays"
    rule = "FREQ=MONTHLY;BYDAY=1SA"


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
