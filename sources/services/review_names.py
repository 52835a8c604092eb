"""An accepted name: linked to the known person, organisation or place, or a new one made with this spelling."""

import re
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from accounts.models import User
from sources.models import Document, Name, NameKind, Organisation, Person, Place, Suggestion
from toolkit.names import free_slug

NAMED: dict[str, Any] = {"person": Person, "organisation": Organisation, "place": Place}
LONGEST_NAME = 200


def settle_name(suggestion: Suggestion, document: Document, by: User) -> list[Model]:
    """Link an accepted name, and return the rows that were made for it. Raises ValidationError without a name.

    One that has exactly this spelling is taken for the same when it is the only one: it was made since the passage was
    read. Other open suggestions of the document with this spelling are linked to it too, and stay open.
    """
    text = str(suggestion.proposal.get("name") or _words_marked(suggestion)).strip()[:LONGEST_NAME]
    if not text:
        raise ValidationError(_("There is no name in it."))
    known = suggestion.linked or _only_one_spelt(suggestion.kind, text)
    if known is not None:
        made: list[Model] = _add_spelling(known, suggestion.kind, text, document, by)
    else:
        known, made = _make(suggestion.kind, text, document, by)
    setattr(suggestion, suggestion.kind, known)
    alike = Suggestion.objects.of(document).open().filter(kind=suggestion.kind, proposal__name=text)
    alike.filter(**{suggestion.kind: None}).exclude(pk=suggestion.pk).order_by().update(
        **{suggestion.kind: known}
    )
    return made


def _words_marked(suggestion: Suggestion) -> str:
    return suggestion.passage.text[suggestion.start : suggestion.end]


def _only_one_spelt(kind: str, text: str) -> Any:  # noqa: ANN401 - a person, organisation or place
    found = list(NAMED[kind].objects.filter(names__text=text).distinct()[:2])
    return found[0] if len(found) == 1 else None


def _make(kind: str, text: str, document: Document, by: User) -> tuple[Any, list[Model]]:
    model = NAMED[kind]
    base = free_slug(text, taken=set(), longest=70)
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    row = model.objects.create(slug=free_slug(text, taken=taken, longest=70))
    name = _write_name(row, kind, text, document, NameKind.PREFERRED)
    LogEntry.objects.log_actions(by.pk, [row], ADDITION, [{"added": {}}])
    return row, [row, name]


def _add_spelling(known: Any, kind: str, text: str, document: Document, by: User) -> list[Model]:  # noqa: ANN401 - a person, organisation or place
    """Add a spelling to a known row, unless it has it, or the words of it, already."""
    met = set(text.casefold().split())
    for name in Name.objects.filter(**{kind: known}):
        if met <= set(name.text.casefold().split()):
            return []
    name = _write_name(known, kind, text, document, NameKind.VARIANT)
    message = [{"added": {"name": str(name._meta.verbose_name), "object": text}}]
    LogEntry.objects.log_actions(by.pk, [known], CHANGE, message)
    return [name]


def _write_name(owner: Any, kind: str, text: str, document: Document, name_kind: NameKind) -> Name:  # noqa: ANN401 - as above
    last = Name.objects.filter(**{kind: owner}).aggregate(last=Max("position"))["last"]
    name = Name(
        text=text,
        language=document.language,
        script=_script_of(text),
        kind=name_kind,
        position=0 if last is None else last + 1,
        **{kind: owner},
    )
    name.save()
    return name


def _script_of(text: str) -> str:
    """Return the script of a name; nothing where the language's usual one will do."""
    for script, letters in (("Cyrl", "[\u0400-\u052f]"), ("Arab", "[\u0600-\u06ff]"), ("Latn", "[A-Za-z]")):
        if re.search(letters, text):
            return script
    return ""
