"""The models of what people do."""

from campaigns.models.after_action import (
    AfterAction,
    Incident,
    LegalNote,
    Observation,
    Photograph,
    ReportSentence,
)
from campaigns.models.campaigns import Campaign, CampaignCase, Group, Membership
from campaigns.models.demands import Demand, DemandState, DemandStep, Target
from campaigns.models.legal_cards import LegalCard
from campaigns.models.letters import Letter
from campaigns.models.news import PicketNews
from campaigns.models.notices import Notice, NoticeKind, NoticePreference
from campaigns.models.outbox import Dispatch, Reminder
from campaigns.models.participants import Invitation, Participant
from campaigns.models.pickets import Picket, PicketSeries
from campaigns.models.printing import PrintedMatter
from campaigns.models.shifts import Shift
from campaigns.models.sign_ups import PrivateLink, PushSubscription, SignUp, StewardLink
from campaigns.models.statements import (
    HandOver,
    Issuer,
    Signature,
    Statement,
    StatementDemand,
    StatementVersion,
)
from campaigns.models.steward_actions import StewardAction

__all__ = [
    "AfterAction",
    "Campaign",
    "CampaignCase",
    "Demand",
    "DemandState",
    "DemandStep",
    "Dispatch",
    "Group",
    "HandOver",
    "Incident",
    "Invitation",
    "Issuer",
    "LegalCard",
    "LegalNote",
    "Letter",
    "Membership",
    "Notice",
    "NoticeKind",
    "NoticePreference",
    "Observation",
    "Participant",
    "Photograph",
    "Picket",
    "PicketNews",
    "PicketSeries",
    "PrintedMatter",
    "PrivateLink",
    "PushSubscription",
    "Reminder",
    "ReportSentence",
    "Shift",
    "SignUp",
    "Signature",
    "Statement",
    "StatementDemand",
    "StatementVersion",
    "StewardAction",
    "StewardLink",
    "Target",
]
