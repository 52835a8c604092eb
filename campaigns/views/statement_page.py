"""What the public page of a statement shows."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from campaigns.demand_groups import group_demands, totals_of
from campaigns.forms_signing import OrganisationForm, PersonForm, SigningForm, form_for
from campaigns.models import Statement
from campaigns.signature_counts import counts_of
from campaigns.statement_texts import in_language, published_texts, texts_of
from sources.footnotes import sources_of


def statement_context(statement: Statement, *, kind: str, now: datetime) -> dict[str, Any]:
    """Return what templates/campaigns/statement_detail.html needs; it comes from `statements_for_pages`."""
    groups = group_demands([statement])
    claims = list(statement.claims.all())
    claims += [claim for group in groups for row in group.rows for claim in row.claims]
    form = form_for(kind)(statement, now=now) if statement.takes_signatures(now.date()) else None
    return {
        **signing_context(statement, form=form),
        "as_of": statement.campaign.as_of if not statement.is_sample else None,
        "groups": groups,
        "totals": totals_of(groups),
        "sources": sources_of({claim.pk: claim for claim in claims}.values()),
        **text_context(statement, number=None),
    }


def signing_context(statement: Statement, *, form: SigningForm | None) -> dict[str, Any]:
    """Return what the form, the count and the progress need. `form` is None where nobody can sign any more."""
    counts = counts_of(statement)
    has_been_open = statement.signing != Statement.Signing.NEVER
    return {
        "section": "statements",
        "statement": statement,
        "form": form,
        "for_organisation": isinstance(form, OrganisationForm),
        "for_person": isinstance(form, PersonForm),
        "counts": counts,
        "shows_progress": has_been_open,
        "is_closed": has_been_open and statement.is_published and form is None,
    }


def text_context(statement: Statement, *, number: int | None) -> dict[str, Any]:
    """Return a version's text in the reader's language or another, and which there are; None means the current one."""
    published = published_texts(statement)
    numbers = sorted({text.number for text in published}, reverse=True)
    current = numbers[0] if numbers else 0
    texts = texts_of(statement, current if number is None else number)
    text = in_language(texts, get_language() or "")
    return {
        "text": text,
        "text_is_missing_here": text is not None and text.language != get_language(),
        "text_languages": [one.language for one in texts],
        "is_current_text": text is not None and text.number == current,
        "other_numbers": [other for other in numbers if text is None or other != text.number],
    }
