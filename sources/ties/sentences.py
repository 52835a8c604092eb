"""A tie in words: one sentence for pages and paper."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from sources.models import Organisation, Person
from sources.templatetags.content import name
from sources.ties.rows import TieRow


def sentence_of(row: TieRow, *, with_links: bool = False) -> SafeString:
    """Return a tie as a sentence in the active language, with since and until where a source gives them.

    `with_links` makes each name lead to its page; else names are plain text, as paper has them.
    """
    words = {
        "who": _end(row.subject, with_links=with_links),
        "verb": row.verb,
        "whom": _end(row.object, with_links=with_links),
        "since": row.since,
        "until": row.until,
    }
    # Translators: a tie as a sentence. Names are in the nominative and verb is as in the list of ties, so that a colon
    # may be needed; no arrows, which the letters of our print lack.
    if row.since and row.until:
        return format_html(gettext("{who} {verb} {whom}, since {since}, until {until}."), **words)
    if row.since:
        # Translators: a tie as a sentence, see above.
        return format_html(gettext("{who} {verb} {whom}, since {since}."), **words)
    if row.until:
        # Translators: a tie as a sentence, see above.
        return format_html(gettext("{who} {verb} {whom}, until {until}."), **words)
    # Translators: a tie as a sentence, see above.
    return format_html(gettext("{who} {verb} {whom}."), **words)


def _end(who: Person | Organisation, *, with_links: bool) -> str:
    return (
        format_html('<a href="{}">{}</a>', who.get_absolute_url(), name(who))
        if with_links
        else who.display_name
    )
