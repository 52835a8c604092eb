"""The squares of a statement: one is one signature."""

from django import template
from django.utils.safestring import SafeString

from campaigns.models import Statement
from campaigns.signature_counts import Counts
from toolkit.templatetags.page import MOST_SQUARES, squares

register = template.Library()


@register.filter
def has_squares(statement: Statement, counts: Counts) -> bool:
    """Return whether squares say something: few enough that somebody could count them."""
    return 0 < _squares_of(counts, statement) <= MOST_SQUARES


@register.simple_tag
def signature_squares(counts: Counts, statement: Statement) -> SafeString:
    """Draw one square a signature up to the goal, with one free at least while it is open: the visitor's."""
    return squares(counts.current, _squares_of(counts, statement))


def _squares_of(counts: Counts, statement: Statement) -> int:
    free = int(statement.signing == Statement.Signing.OPEN)
    return max(statement.goal or 0, counts.current + free)
