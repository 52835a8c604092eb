"""Ties in words."""

from django import template
from django.utils.safestring import SafeString

from sources.ties.rows import TieRow
from sources.ties.sentences import sentence_of

register = template.Library()


@register.simple_tag
def tie_sentence(row: TieRow) -> SafeString:
    """Set a tie as a sentence whose names lead to their pages."""
    return sentence_of(row, with_links=True)
