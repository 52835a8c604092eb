"""The models of what people do."""

from campaigns.models.campaigns import Campaign, CampaignCase, Group, Membership
from campaigns.models.demands import Demand, DemandState, DemandStep, Target
from campaigns.models.letters import Letter
from campaigns.models.outbox import Dispatch, Reminder
from campaigns.models.pickets import AfterAction, Incident, Participant, Picket, ReportSentence, Shift
from campaigns.models.printing import PrintedMatter
from campaigns.models.sign_ups import PrivateLink, SignUp
from campaigns.models.statements import (
    HandOver,
    Issuer,
    Signature,
    Statement,
    StatementDemand,
    StatementVersion,
)

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
    "Issuer",
    "Letter",
    "Membership",
    "Participant",
    "Picket",
    "PrintedMatter",
    "PrivateLink",
    "Reminder",
    "ReportSentence",
    "Shift",
    "SignUp",
    "Signature",
    "Statement",
    "StatementDemand",
    "StatementVersion",
    "Target",
]
