"""Who issued a statement and who signed it."""

from django import template
from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from campaigns.models import Signature, Statement
from sources.templatetags.content import name, text

register = template.Library()


@register.filter
def capacity(signature: Signature) -> str:
    """Return in what capacity an organisation signed, in the active language or the base one; often nothing."""
    note = signature.note
    found = note.get(get_language()) or note.get(settings.LANGUAGE_CODE) or ""
    return str(found["text"]) if isinstance(found, dict) else str(found)


@register.simple_tag
def issuers(statement: Statement) -> SafeString:
    """Render who issued a statement, one after the other."""
    return format_html_join(
        ", ",
        "{}",
        (
            (name(issuer.organisation or issuer.person) or text(issuer, "label"),)
            for issuer in statement.issuers.all()
        ),
    )
