"""Who issued a statement and who signed it."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from campaigns.models import Signature, Statement
from campaigns.signatories import (
    MESSAGES_FIRST,
    ORGANISATIONS_FIRST,
    PEOPLE_FIRST,
    Kind,
    hand_overs_of,
    page_of_messages,
    page_of_signatures,
)
from campaigns.signature_counts import counts_of
from campaigns.signature_names import shown_name
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


@register.filter
def shown(signature: Signature) -> str:
    """Return the name of a person as it may be shown; nothing for one that is kept private."""
    return str(shown_name(signature))


@register.inclusion_tag("campaigns/signatories.html")
def signatories(statement: Statement) -> dict[str, Any]:
    """Show who signed: organisations, the latest people, paper, messages. Ten queries however many there are."""
    return {
        "statement": statement,
        "counts": counts_of(statement),
        "sheets": statement.paper_sheets.count(),
        "organisations": page_of_signatures(statement, Kind.ORGANISATIONS, size=ORGANISATIONS_FIRST),
        "people": page_of_signatures(statement, Kind.PEOPLE, size=PEOPLE_FIRST, newest_first=True),
        "paper": page_of_signatures(statement, Kind.PAPER, size=1).total,
        "messages": page_of_messages(statement, size=MESSAGES_FIRST, newest_first=True),
    }


@register.inclusion_tag("campaigns/hand_overs.html")
def hand_overs(statement: Statement) -> dict[str, Any]:
    """Show to whom a statement was delivered, with what count and hash; nothing when it was not."""
    return {"statement": statement, "hand_overs": list(hand_overs_of(statement))}
