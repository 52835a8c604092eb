"""The text of a letter as paragraphs and numbered demands, where it is written, and how many were made."""

from typing import Any

from django import template
from django.db.models import Sum

from campaigns.letter_texts import languages_of
from campaigns.models import Letter, LetterCount
from campaigns.printing.letter import Block, blocks_of
from prisoners.models import Case

register = template.Library()


@register.filter
def letter_blocks(body: str) -> list[Block]:
    """Return a text as the PDF sets it."""
    return blocks_of(body)


@register.simple_tag
def letter_address(letter: Letter, case: Case | None = None, language: str = "") -> str:
    """Return the address of a letter for a case that it is not bound to, and in a language if one is named."""
    parts = []
    if case is not None and letter.case_id is None:
        parts.append(f"case={case.slug}")
    if language:
        parts.append(f"language={language}")
    query = "?" + "&".join(parts) if parts else ""
    return f"{letter.get_absolute_url()}{query}"


@register.simple_tag
def letter_languages(letter: Letter) -> list[str]:
    """Return the languages in which a letter is whole, and can be printed."""
    return languages_of(letter)


@register.simple_tag
def letters_made(subject: Letter | Case) -> int:
    """Return how many letters were made of a text, or for a case."""
    counts = LetterCount.objects.filter(
        **({"letter": subject} if isinstance(subject, Letter) else {"case": subject})
    )
    total: int | None = counts.aggregate(total=Sum("count"))["total"]
    return total or 0


@register.inclusion_tag("campaigns/letters/made.html")
def letters_made_for(case: Case) -> dict[str, Any]:
    """Say how many letters were made for a case; nothing before the first."""
    return {"made": letters_made(case)}
