"""Campaigns, pickets, statements and the outbox in the organisers' admin."""

from campaigns.admin import campaigns, outbox, pickets, sign_ups, statements

__all__ = ["campaigns", "outbox", "pickets", "sign_ups", "statements"]
