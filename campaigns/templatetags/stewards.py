"""What the steward's page needs in its forms and rows."""

from uuid import UUID, uuid4

from django import template

from campaigns.models import SignUp
from toolkit.names import fold

register = template.Library()


@register.simple_tag
def new_key() -> UUID:
    """Return the key of an action that has not been done yet: sent twice, the form then does it once."""
    return uuid4()


@register.filter
def dial(phone: str) -> str:
    """Return a number as a phone dials it."""
    return "".join(c for c in phone if c.isdecimal() or c == "+")


@register.filter
def search_text(sign_up: SignUp) -> str:
    """Return a name as it is written and as it sounds, for the search box."""
    return f"{sign_up.name.casefold()} {fold(sign_up.name)}"
