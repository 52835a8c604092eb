"""The text of a letter as paragraphs and numbered demands."""

from django import template

from campaigns.models import Letter
from campaigns.printing.letter import Block, blocks_of

register = template.Library()


@register.filter
def letter_blocks(letter: Letter) -> list[Block]:
    """Return the body in the active language, as the PDF sets it."""
    return blocks_of(letter.in_language("body"))
