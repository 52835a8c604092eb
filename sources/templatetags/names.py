"""Names as links, where those named have a page; `name_links` in the context tells for a whole page."""

from django import template
from django.template import Context
from django.utils.html import format_html

from sources.models import Claim
from sources.models.names import Named
from sources.name_links import NameLinks
from sources.templatetags.content import name, text

register = template.Library()


@register.simple_tag(takes_context=True)
def linked_text(context: Context, claim: Claim) -> str:
    """Render a claim's sentence; whom it names is a link. On a page that looked up no links it is plain text."""
    links: NameLinks | None = context.get("name_links")
    if links is None:
        return text(claim, "text")
    found = claim.text_of("text")
    words = links.link_in(claim, found.text)
    return format_html('<span lang="{}">{}</span>', found.language, words) if found.is_fallback else words


@register.simple_tag(takes_context=True)
def linked_name(context: Context, subject: Named | None) -> str:
    """Render a name, as a link where there is a page."""
    links: NameLinks | None = context.get("name_links")
    url = links.url_of(subject) if links is not None else ""
    return format_html('<a href="{}">{}</a>', url, name(subject)) if url else name(subject)
