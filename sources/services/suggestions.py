"""Reading a document: what its passages propose becomes suggestions that wait for a person."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from sources.models import Document, Name, Passage, Suggestion
from sources.suggesting.found import Found
from sources.suggesting.linking import Known, KnownName
from sources.suggesting.reading import VERSION, look_through, read_on

_COLUMNS = ["proposal", "person", "organisation", "place"]


@transaction.atomic
def suggest_in(document: Document) -> int:
    """Read all passages that are not furniture; return how many suggestions of the document are open.

    What was accepted or dismissed stays as it is and is not proposed again, nor is anything of its kind that shares its
    words. Open ones that the rules no longer find are removed, others are linked anew, so that reading again after
    names were added finds them. Only one reading of a document runs at a time.
    """
    Document.objects.select_for_update().get(pk=document.pk)
    passages = list(
        Passage.objects.filter(document=document, is_furniture=False)
        .select_related("quoted_from")
        .order_by("number")
    )
    existing: dict[int, list[Suggestion]] = defaultdict(list)
    for suggestion in Suggestion.objects.of(document):
        existing[suggestion.passage_id].append(suggestion)
    made: list[Suggestion] = []
    changed: list[Suggestion] = []
    gone: set[int] = set()
    staying = 0
    for passage, found in _read(document, passages):
        earlier = existing.pop(passage.pk, [])
        handled = [one for one in earlier if one.state != Suggestion.State.OPEN]
        waiting = {(o.kind, o.start, o.end): o for o in earlier if o.state == Suggestion.State.OPEN}
        for one in found:
            if any(_is_settled(one, by) for by in handled):
                continue
            fresh = _suggestion(passage, one)
            old = waiting.pop((one.kind, one.start, one.end), None)
            if old is None:
                made.append(fresh)
            else:
                staying += 1
                changed += [old] if _copy(fresh, old) else []
        gone.update(old.pk for old in waiting.values())
    # What is left belongs to passages that are furniture by now.
    gone.update(one.pk for left in existing.values() for one in left if one.state == Suggestion.State.OPEN)
    if gone:
        Suggestion.objects.filter(pk__in=gone).delete()
    if changed:
        Suggestion.objects.bulk_update(changed, _COLUMNS, batch_size=200)
    if made:
        Suggestion.objects.bulk_create(made, batch_size=200)
    if document.read_with != VERSION:
        Document.objects.filter(pk=document.pk).update(read_with=VERSION)
        document.read_with = VERSION
    return len(made) + staying


def known_names() -> Known:
    """Return every spelling of every person, organisation and place, slips of the press included."""
    names = Name.objects.values_list("person_id", "organisation_id", "place_id", "text")
    return Known.of(
        KnownName("person", person, text)
        if person
        else KnownName("organisation", organisation, text)
        if organisation
        else KnownName("place", place or 0, text)
        for person, organisation, place, text in names.order_by("pk")
    )


def _read(document: Document, passages: list[Passage]) -> Iterable[tuple[Passage, list[Found]]]:
    known = known_names()
    languages = {passage.pk: _source(document, passage).language for passage in passages}
    elsewhere = {
        language: look_through(
            (one.text for one in passages if languages[one.pk] == language), language=language
        )
        for language in set(languages.values())
    }
    about: Found | None = None
    before: Document | None = None
    for passage in passages:
        language, source = languages[passage.pk], _source(document, passage)
        found, about = read_on(
            passage.text,
            language=language,
            # A quoted text without a date was not written on the day of the text that quotes it.
            published_on=source.published_on,
            known=known,
            elsewhere=elsewhere[language],
            about=about if source == before else None,
        )
        before = source
        yield passage, found


def _source(document: Document, passage: Passage) -> Document:
    return passage.quoted_from or document


def _is_settled(found: Found, handled: Suggestion) -> bool:
    """Return whether a person has decided about this: same kind, shared words, for a cue or claim the same cue."""
    if found.kind != handled.kind or not (found.start < handled.end and handled.start < found.end):
        return False
    if found.kind in {"case_cue", "claim"} and (found.start, found.end) != (handled.start, handled.end):
        return bool(found.proposal.get("cue") == handled.proposal.get("cue"))
    return True


def _suggestion(passage: Passage, found: Found) -> Suggestion:
    suggestion = Suggestion(
        passage=passage, kind=found.kind, start=found.start, end=found.end, proposal=dict(found.proposal)
    )
    if found.key is not None:
        setattr(suggestion, f"{found.kind}_id", found.key)
    return suggestion


def _copy(fresh: Suggestion, old: Suggestion) -> bool:
    """Put what was read anew into an open suggestion; return whether that changed it."""
    columns = ["proposal", "person_id", "organisation_id", "place_id"]
    if all(getattr(old, name) == getattr(fresh, name) for name in columns):
        return False
    for name in columns:
        setattr(old, name, getattr(fresh, name))
    return True
