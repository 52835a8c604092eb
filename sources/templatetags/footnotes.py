"""Citation marks, lists of sources, figures, and the word on translations."""

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from sources.footnotes import marks_of
from sources.models import Claim, Document, Review
from sources.models.translations import Translated
from sources.templatetags.content import name
from toolkit.partial_dates import display

register = template.Library()


@register.simple_tag
def cite(claims: Claim | Iterable[Claim], *, brief: bool = False, bare: bool = False) -> SafeString:
    """Set the marks of a claim or of several.

    `brief` leaves out what they say, where the page has just said it. `bare` sets the numbers alone, without the
    sheets, for pages with hundreds of them. Not an inclusion tag, so that no space comes between a word and its mark.
    """
    marks = marks_of([claims] if isinstance(claims, Claim) else claims)
    if bare:
        return format_html_join(
            "",
            '\u2060<span class="cite"><a href="#source-{}"><span class="unseen">{} </span>{}</a></span>',
            ((mark.document.slug, gettext("Source"), mark.label) for mark in marks),
        )
    if not marks:
        return SafeString("")
    # What a template renders is safe, also without the spaces around it.
    return SafeString(render_to_string("components/cite.html", {"marks": marks, "brief": brief}).strip())


@register.inclusion_tag("components/translation_note.html")
def translation_note(*subjects: Translated | Iterable[Translated] | None) -> dict[str, bool]:
    """Say once, discreetly, that no native speaker has read the page's content, where that is so."""
    language = get_language()
    if language == settings.LANGUAGE_CODE:
        return {"unread": False}
    rows: list[Translated] = []
    for subject in subjects:
        if isinstance(subject, Translated):
            rows.append(subject)
        elif subject is not None:
            rows.extend(subject)
    unread = any(
        translation.language == language and translation.review == Review.UNREAD
        for row in rows
        for translation in row.translations.all()
    )
    return {"unread": unread}


@register.simple_tag
def paragraphs(subject: Translated, field: str) -> SafeString:
    """Render a longer text as paragraphs, marked with `lang` where it is not in the active language."""
    found = subject.text_of(field)
    blocks = [block.strip() for block in re.split(r"\n\s*\n", found.text) if block.strip()]
    if found.is_fallback:
        return format_html_join("\n", '<p lang="{}">{}</p>', ((found.language, block) for block in blocks))
    return format_html_join("\n", "<p>{}</p>", ((block,) for block in blocks))


@register.filter
def language_of(subject: Translated, field: str) -> str:
    """Return the language that a field is shown in, for `lang` on an element around it."""
    return subject.text_of(field).language


@register.simple_tag
def imprint(document: Document) -> SafeString:
    """Render who published a document, and when: "People and Nature, 9 January 2022"; nothing when neither is known."""
    parts = [name(document.publisher)] if document.publisher else []
    parts += [display(document.published_on)] if document.published_on else []
    return format_html_join(", ", "{}", ((part,) for part in parts))


@register.simple_tag
def speaker(claim: Claim) -> str:
    """Return who says it, as plain text; empty when it is the document's own author."""
    said_by = claim.said_by_person or claim.said_by_organisation
    return said_by.display_name if said_by else claim.in_language("said_by_label")


@register.filter
def figure(claim: Claim) -> str:
    """Return a claim's number, grouped as the language does: 4,400; the words where it has no number."""
    if claim.figure_operator == Claim.Operator.OPEN or claim.figure_value is None:
        return claim.in_language("figure_words")
    low = _number(claim.figure_value)
    if claim.figure_high is None:
        return low
    return gettext("%(low)s–%(high)s") % {"low": low, "high": _number(claim.figure_high)}


@register.filter
def figure_prefix(claim: Claim) -> str:
    """Return the word that belongs before a claim's number: at least, at most, about."""
    words = {
        Claim.Operator.AT_LEAST: pgettext("before a number", "at least"),
        Claim.Operator.AT_MOST: pgettext("before a number", "at most"),
        Claim.Operator.ABOUT: pgettext("before a number", "about"),
    }
    return words.get(Claim.Operator(claim.figure_operator), "") if claim.figure_operator else ""


@register.filter
def figure_size(value: str) -> str:
    """Return how large an answer can be set: a short number large, a long one smaller, words smaller still."""
    if not value[:1].isdigit():
        return "words"
    return {1: "large", 2: "large", 3: "middle"}.get(len(value), "small")


@register.filter
def numbers(values: Iterable[int]) -> str:
    """Return numbers as a list of words: 4, 5, 31."""
    return ", ".join(str(value) for value in values)


def _number(value: Any) -> str:  # noqa: ANN401 - a Decimal, or a number where a row was just made
    places = max(0, -value.normalize().as_tuple().exponent) if hasattr(value, "normalize") else None
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)
