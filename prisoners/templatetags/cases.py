"""How a case is shown: the shape of its status, the size of its name, a count of days in words."""

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from prisoners.days import DayCount
from prisoners.models import Case
from prisoners.plates import HELD, SHAPES
from sources.models import Name, NameKind, Person

register = template.Library()

# Longer names are set smaller so that no word has to break.
_LONG_NAME = 22
_LONG_WORD = 12


@register.filter
def status_class(case: Case) -> str:
    """Return the classes of a status mark: a shape, and red for one person who is held."""
    status = Case.Status(case.status)
    classes = f"status status--{SHAPES[status]}"
    return f"{classes} status--held" if status in HELD and case.kind == Case.Kind.PERSON else classes


@register.filter
def name_class(name: str) -> str:
    """Return the class of a name of this length."""
    is_long = len(name) > _LONG_NAME or any(len(word) > _LONG_WORD for word in name.split())
    return "name name--long" if is_long else "name"


@register.simple_tag
def count_words(count: DayCount) -> SafeString:
    """Return a count as it stands on the plate: "about 128 days", the number in a `b` of its own."""
    about = ngettext("about %(days)s day", "about %(days)s days", count.days)
    at_least = ngettext("at least %(days)s day", "at least %(days)s days", count.days)
    exactly = ngettext("%(days)s day", "%(days)s days", count.days)
    words = at_least if count.is_at_least else about if count.is_about else exactly
    before, after = words.split("%(days)s", 1)
    return format_html("{}<b>{}</b>{}", before, number_format(count.days, force_grouping=True), after)


@register.filter
def spellings(person: Person) -> list[Name]:
    """Return the other spellings of a name that documents print, each text once."""
    shown = {name.text for name in person.names.all() if name.kind == NameKind.PREFERRED}
    others = {
        name.text: name for name in person.names.all() if name.kind in {NameKind.VARIANT, NameKind.SLIP}
    }
    return [name for text, name in others.items() if text not in shown]
