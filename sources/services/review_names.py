"""An accepted name: linked to the known person, organisation or place, or a new one made with this spelling.

Nobody is joined with a namesake by itself, and nobody is made twice. What is new takes turns by its folded name
(`hold_names`), then looks again for a known one: of two people who accept a new name at the same moment the first makes
it, the second is told and offered it.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from accounts.models import User
from sources.models import Document, Name, NameKind, Organisation, Person, Place, Suggestion
from toolkit.names import fold, free_slug
from toolkit.turns import take_turns

NAMED: dict[str, Any] = {"person": Person, "organisation": Organisation, "place": Place}
LONGEST_NAME = 200

# What one step has linked or made in one document, by kind and spelling.
type Met = dict[tuple[str, str], Model]


def name_of(suggestion: Suggestion, changed: Mapping[str, Any]) -> str:
    """Return the name that a suggestion proposes, once changed so; else its words."""
    words = suggestion.passage.text[suggestion.start : suggestion.end]
    proposal = {**suggestion.proposal, **changed}
    return str(proposal.get("name") or words).strip()[:LONGEST_NAME]


def hold_names(names: Iterable[tuple[str, str]]) -> None:
    """Let nobody else settle a name of these kinds and spellings until the transaction ends."""
    take_turns(f"sources.name:{kind}:{_key(text)}" for kind, text in names if kind in NAMED)


def settle_name(
    suggestion: Suggestion, document: Document, by: User, *, met: Met, is_another: bool = False
) -> list[Model]:
    """Link an accepted name, and return the rows that were made for it; the caller holds the name.

    Other open suggestions of the document with this spelling are linked to it too, and stay open. Raises
    ValidationError without a name, and for a new one where somebody or something is known by it, unless `is_another`
    says that this is another; the known one is then linked, and offered so.
    """
    text = name_of(suggestion, {})
    if not text:
        raise ValidationError(_("There is no name in it."))
    known: Any = suggestion.linked or met.get((suggestion.kind, text))
    if known is None and not is_another:
        _offer_known(suggestion, document, text)
    if known is not None:
        made: list[Model] = _add_spelling(known, suggestion.kind, text, document, by)
    else:
        known, made = _make(suggestion.kind, text, document, by)
    met[suggestion.kind, text] = known
    _link(suggestion, document, text, known)
    return made


def _offer_known(suggestion: Suggestion, document: Document, text: str) -> None:
    """Raise ValidationError when somebody or something is known by a name; link the suggestion if it is one alone."""
    rows = NAMED[suggestion.kind].objects.filter(names__folded=_key(text)).distinct()
    found = list(rows.with_names()[:2])
    if len(found) > 1:
        raise ValidationError(
            _("Several are known as “%(name)s”: edit it, and say which it is.") % {"name": text}
        )
    if found:
        _link(suggestion, document, text, found[0])
        Suggestion.objects.filter(pk=suggestion.pk).update(**{suggestion.kind: found[0]})
        raise ValidationError(
            _(
                "“%(name)s” is known by now, and linked here to %(known)s. Accept once more if the two are one; if "
                "not, edit it and say that it is another."
            )
            % {"name": text, "known": found[0]}
        )


def _link(suggestion: Suggestion, document: Document, text: str, known: Any) -> None:  # noqa: ANN401 - a person, organisation or place
    """Link a suggestion, and the open ones of its document that have this spelling and no link."""
    setattr(suggestion, suggestion.kind, known)
    alike = Suggestion.objects.of(document).open().filter(kind=suggestion.kind, proposal__name=text)
    alike.filter(**{suggestion.kind: None}).exclude(pk=suggestion.pk).order_by().update(
        **{suggestion.kind: known}
    )


def _key(text: str) -> str:
    return fold(text) or text


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
