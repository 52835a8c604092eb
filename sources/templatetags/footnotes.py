"""Citation marks, lists of sources, figures, and the word on translations."""

import re
from collections.abc import Iterable

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from sources.figures import figure_number, figure_told, figure_word
from sources.footnotes import Mark, Source, marks_of
from sources.models import Claim, Document, Review
from sources.models.translations import Translated
from sources.templatetags.content import name
from toolkit.partial_dates import display

register = template.Library()

type Cited = Claim | Iterable[Claim] | Iterable[Mark] | Iterable[Source]


@register.simple_tag(takes_context=True)
def cite(context: Context, cited: Cited | None, *, brief: bool = False, bare: bool = False) -> SafeString:
    """Set footnotes: after a claim or several their marks, after a list of sources that list.

    On the web a mark is a link with a sheet, and the list has an entry for each document. On paper, where `is_paper`
    is in the context, marks are raised numbers and the list is a line. Numbers and texts come from
    `sources.footnotes` for both.

    `brief` leaves out what the claims say, where the page has just said it. `bare` sets the numbers alone, without
    the sheets, for pages with hundreds of them. Not an inclusion tag, so that no space comes between a word and its
    mark.
    """
    is_paper = bool(context.get("is_paper"))
    rows: list[Claim | Mark | Source] = [cited] if isinstance(cited, Claim) else list(cited or [])
    if not rows:
        return SafeString("")
    # What a template renders is safe, also without the spaces around it.
    if isinstance(rows[0], Source):
        template_name = "components/sources_paper.html" if is_paper else "components/sources.html"
        return SafeString(render_to_string(template_name, {"sources": rows}).rstrip("\n"))
    marks = [row for row in rows if isinstance(row, Mark)] or marks_of(
        r for r in rows if isinstance(r, Claim)
    )
    if not marks:
        return SafeString("")
    if is_paper:
        return format_html("\u2060<sup>{}</sup>", ", ".join(mark.label for mark in marks))
    if bare:
        return format_html_join(
            "",
            '\u2060<span class="cite"><a href="#source-{}"><span class="unseen">{} </span>{}</a></span>',
            ((mark.document.slug, gettext("Source"), mark.label) for mark in marks),
        )
    return SafeString(render_to_string("components/cite.html", {"marks": marks, "brief": brief}).strip())


@register.inclusion_tag("sources/through.html")
def through(claim: Claim) -> dict[str, list[Mark]]:
    """Name the documents through which a claim reached us, with the paragraphs."""
    return {"marks": marks_of([claim])}


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
    return figure_number(claim)


@register.filter
def figure_prefix(claim: Claim) -> str:
    """Return the word that belongs before a claim's number: at least, at most, about."""
    return figure_word(claim)


@register.filter
def told(claim: Claim) -> str:
    """Return a claim's figure with the word before it: at least 16."""
    return figure_told(claim)


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
