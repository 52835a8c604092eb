"""Campaigns, pickets, statements and the outbox in the organisers' admin."""

from campaigns.admin import (
    after_action,
    campaigns,
    legal_cards,
    letters,
    outbox,
    paper,
    pickets,
    series,
    shifts,
    sign_ups,
    signatures,
    solidarity_messages,
    statements,
)

__all__ = [
    "after_action",
    "campaigns",
    "legal_cards",
    "letters",
    "outbox",
    "paper",
    "pickets",
    "series",
    "shifts",
    "sign_ups",
    "signatures",
    "solidarity_messages",
    "statements",
]
