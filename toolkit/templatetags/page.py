"""What every page uses: the other languages of a page, partial dates in words, squares."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template import Context
from django.urls import translate_url
from django.utils.dateformat import format as format_date
from django.utils.dates import MONTHS_3
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, gettext

from toolkit.partial_dates import display, earliest

register = template.Library()

# Beyond this many squares nobody counts them; the words beside them say the number.
MOST_SQUARES = 400


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same page in a language, by the language's own name."""

    code: str
    name: str
    url: str
    current: bool


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """Return the address of this page in each language of the interface; of the home page when it has none."""
    request = context.get("request")
    here = request.get_full_path() if request is not None else "/"
    links = []
    for code, name in settings.LANGUAGES:
        url = translate_url(here, code)
        if code != get_language() and url == here:
            url = f"/{code}/"
        links.append(LanguageLink(code, name, url, code == get_language()))
    return links


@register.filter
def partial(value: str) -> str:
    """Return a partial date ("2021-09") in words."""
    return display(value)


@register.filter
def short_date(value: str) -> str:
    """Return a partial date in few letters, as timelines and the tally have room for: 2019, Sep 2021, 15 Dec 2021."""
    if not value:
        return gettext("no date")
    day = earliest(value)
    # Translators: date formats as in Django's `date` filter; M is the short name of a month.
    form = {4: "Y", 7: gettext("M Y"), 10: gettext("j M Y")}[len(value)]
    return format_date(day, form)


@register.filter
def day_month(value: date) -> str:
    """Return day and short month without the year: 15 Dec."""
    # Translators: date format as in Django's `date` filter; M is the short name of a month.
    return format_date(value, gettext("j M"))


@register.filter
def month_short(value: date) -> str:
    """Return the short name of a date's month, with a capital where the language writes one."""
    name = str(MONTHS_3[value.month])
    return name.capitalize() if get_language() == "en" else name


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name: EE."""
    words = name.split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]) if word)


@register.simple_tag
def squares(taken: int, places: int) -> SafeString:
    """Draw one square a person: the taken ones filled, the first free one marked for the visitor's own."""

    def kinds() -> Iterator[tuple[str]]:
        for n in range(min(max(places, taken), MOST_SQUARES)):
            yield ("taken" if n < taken else "first-free" if n == taken else "free",)

    return format_html_join("", '<i class="{}"></i>', kinds())


@register.filter
def language_name(code: str) -> str:
    """Return a language's name in the active language; the code itself when Django does not know it."""
    try:
        return gettext(get_language_info(code)["name"])
    except KeyError:
        return code


@register.filter
def host(url: str) -> str:
    """Return the host of an address, which is enough to recognise it."""
    return urlsplit(url).hostname or url
