"""Campaigns, pickets, statements and the outbox in the organisers' admin."""

from campaigns.admin import (
    after_action,
    campaigns,
    legal_cards,
    outbox,
    pickets,
    series,
    shifts,
    sign_ups,
    statements,
)

__all__ = [
    "after_action",
    "campaigns",
    "legal_cards",
    "outbox",
    "pickets",
    "series",
    "shifts",
    "sign_ups",
    "statements",
]
