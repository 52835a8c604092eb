"""Cases, prisons and mail in the organisers' admin."""

from prisoners.admin import cases, mail, prisons

__all__ = ["cases", "mail", "prisons"]
