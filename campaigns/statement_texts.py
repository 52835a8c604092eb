"""Which text of a statement a reader sees: the current version, in their language where there is one."""

from collections.abc import Sequence

from django.conf import settings

from campaigns.models import Signature, Statement, StatementVersion
from campaigns.signature_counts import FIRST


def published_texts(statement: Statement) -> list[StatementVersion]:
    """Return the texts that are public, by number and language. Uses what was prefetched."""
    return [text for text in statement.versions.all() if text.published_at is not None]


def in_language(texts: Sequence[StatementVersion], language: str) -> StatementVersion | None:
    """Return the text in a language, else in the base language, else in any; None when there is none."""
    by_language = {text.language: text for text in texts}
    first = texts[0] if texts else None
    return by_language.get(language) or by_language.get(settings.LANGUAGE_CODE) or first


def texts_of(statement: Statement, number: int) -> list[StatementVersion]:
    """Return the public texts of one version."""
    return [text for text in published_texts(statement) if text.number == number]


def current_text(statement: Statement, language: str) -> StatementVersion | None:
    """Return the text of the latest version as `in_language`; None when nothing is published."""
    texts = published_texts(statement)
    number = max((text.number for text in texts), default=0)
    return in_language([text for text in texts if text.number == number], language)


def awaits_signatory(signature: Signature) -> bool:
    """Return whether a signatory is asked to confirm: for the first time, or that they sign the current version."""
    if signature.state == Signature.State.PENDING:
        return True
    if signature.state not in {Signature.State.CONFIRMED, Signature.State.TO_APPROVE}:
        return False
    current = current_text(signature.statement, signature.language)
    signed = signature.version.number if signature.version is not None else FIRST
    return current is not None and signed < current.number
