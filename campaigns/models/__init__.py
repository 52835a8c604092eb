"""The models of what people do."""

from campaigns.models.after_action import (
    AfterAction,
    Incident,
    LegalNote,
    Observation,
    Photograph,
    ReportSentence,
)
from campaigns.models.bundles import PrintBundle
from campaigns.models.campaigns import Campaign, CampaignCase, Group, Membership
from campaigns.models.demands import Demand, DemandState, DemandStep, Target
from campaigns.models.legal_cards import LegalCard
from campaigns.models.letters import Letter, LetterCount, LetterReminder
from campaigns.models.link_requests import LinkRequest
from campaigns.models.news import PicketNews
from campaigns.models.notices import Notice, NoticeKind, NoticePreference
from campaigns.models.outbox import Dispatch, Reminder
from campaigns.models.participants import Invitation, Participant
from campaigns.models.petitions import HandOverCheck, PetitionBook, SignatureExport
from campaigns.models.pickets import Picket, PicketSeries
from campaigns.models.printing import PrintedMatter
from campaigns.models.shifts import Shift
from campaigns.models.sign_ups import PrivateLink, PushSubscription, SignUp, StewardLink
from campaigns.models.signatures import (
    HandOver,
    LedgerEntry,
    PaperSheet,
    Signature,
    SolidarityMessage,
)
from campaigns.models.statements import Issuer, Statement, StatementDemand, StatementVersion
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
    "HandOverCheck",
    "Incident",
    "Invitation",
    "Issuer",
    "LedgerEntry",
    "LegalCard",
    "LegalNote",
    "Letter",
    "LetterCount",
    "LetterReminder",
    "LinkRequest",
    "Membership",
    "Notice",
    "NoticeKind",
    "NoticePreference",
    "Observation",
    "PaperSheet",
    "Participant",
    "PetitionBook",
    "Photograph",
    "Picket",
    "PicketNews",
    "PicketSeries",
    "PrintBundle",
    "PrintedMatter",
    "PrivateLink",
    "PushSubscription",
    "Reminder",
    "ReportSentence",
    "Shift",
    "SignUp",
    "Signature",
    "SignatureExport",
    "SolidarityMessage",
    "Statement",
    "StatementDemand",
    "StatementVersion",
    "StewardAction",
    "StewardLink",
    "Target",
]
