"""How a signature is shown."""

from django import template
from django.conf import settings
from django.utils.translation import get_language

from campaigns.models import Signature

register = template.Library()


@register.filter
def capacity(signature: Signature) -> str:
    """Return in what capacity an organisation signed, in the active language or the base one; often nothing."""
    note = signature.note
    found = note.get(get_language()) or note.get(settings.LANGUAGE_CODE) or ""
    return str(found["text"]) if isinstance(found, dict) else str(found)
