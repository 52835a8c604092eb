"""Campaigns, pickets, sign-ups, statements."""

from tests.factories.campaigns.moments import in_days
from tests.factories.campaigns.network import (
    CampaignCaseFactory,
    CampaignFactory,
    GroupFactory,
    MembershipFactory,
)
from tests.factories.campaigns.notices import NoticeFactory, NoticePreferenceFactory
from tests.factories.campaigns.paper import (
    LegalCardFactory,
    LetterFactory,
    PrintBundleFactory,
    PrintedMatterFactory,
)
from tests.factories.campaigns.pickets import (
    InvitationFactory,
    ParticipantFactory,
    PicketFactory,
    PicketNewsFactory,
    PicketSeriesFactory,
    ShiftFactory,
)
from tests.factories.campaigns.reports import (
    AfterActionFactory,
    IncidentFactory,
    LegalNoteFactory,
    PhotographFactory,
    ReportSentenceFactory,
    kept_photograph,
)
from tests.factories.campaigns.statements import (
    DemandFactory,
    DemandStepFactory,
    HandOverFactory,
    IssuerFactory,
    SignatureFactory,
    StatementDemandFactory,
    StatementFactory,
    StatementVersionFactory,
    TargetFactory,
)
from tests.factories.campaigns.stewards import ObservationFactory, StewardActionFactory, StewardLinkFactory
from tests.factories.campaigns.volunteers import (
    DispatchFactory,
    PrivateLinkFactory,
    PushSubscriptionFactory,
    ReminderFactory,
    SignUpFactory,
)

__all__ = [
    "AfterActionFactory",
    "CampaignCaseFactory",
    "CampaignFactory",
    "DemandFactory",
    "DemandStepFactory",
    "DispatchFactory",
    "GroupFactory",
    "HandOverFactory",
    "IncidentFactory",
    "InvitationFactory",
    "IssuerFactory",
    "LegalCardFactory",
    "LegalNoteFactory",
    "LetterFactory",
    "MembershipFactory",
    "NoticeFactory",
    "NoticePreferenceFactory",
    "ObservationFactory",
    "ParticipantFactory",
    "PhotographFactory",
    "PicketFactory",
    "PicketNewsFactory",
    "PicketSeriesFactory",
    "PrintBundleFactory",
    "PrintedMatterFactory",
    "PrivateLinkFactory",
    "PushSubscriptionFactory",
    "ReminderFactory",
    "ReportSentenceFactory",
    "ShiftFactory",
    "SignUpFactory",
    "SignatureFactory",
    "StatementDemandFactory",
    "StatementFactory",
    "StatementVersionFactory",
    "StewardActionFactory",
    "StewardLinkFactory",
    "TargetFactory",
    "in_days",
    "kept_photograph",
]
