"""Reading: everything that the rules find in one passage, with what the document says elsewhere."""

import re
from collections.abc import Iterable
from dataclasses import replace

from sources.suggesting.claims import propose_claims
from sources.suggesting.cues import find_cues
from sources.suggesting.dates import find_dates
from sources.suggesting.figures import find_figures
from sources.suggesting.found import Found, free_of
from sources.suggesting.linking import Known, find_known, link_found
from sources.suggesting.names import find_people, guess_people
from sources.suggesting.organisations import find_organisations
from sources.suggesting.passage import Elsewhere, Passage, known_language
from sources.suggesting.places import find_marked_places, find_places, guess_places
from sources.suggesting.stems import forms, stem

# Which rules these are; a document says which ones last read it.
VERSION = "2"
# Nobody writes a paragraph as long as this; what is longer is read up to here.
LONGEST = 20_000


def read_text(
    text: str,
    *,
    language: str,
    published_on: str = "",
    known: Known | None = None,
    elsewhere: Elsewhere | None = None,
) -> list[Found]:
    """Return what one passage proposes, in the order of its text; see `read_on`."""
    return read_on(text, language=language, published_on=published_on, known=known, elsewhere=elsewhere)[0]


def read_on(
    text: str,
    *,
    language: str,
    published_on: str = "",
    known: Known | None = None,
    elsewhere: Elsewhere | None = None,
    about: Found | None = None,
) -> tuple[list[Found], Found | None]:
    """Return what one passage proposes, in the order of its text, and the person that it ends with, for the next one.

    `published_on` is a partial date, empty when it is not known: relative dates then stay unresolved. `known` are the
    names that the database has, `elsewhere` is what `look_through` found in the whole document, `about` is the person
    that the passage before ended with: "he" is whom this one begins with.
    """
    rules = known_language(language)
    known = known or Known()
    passage = Passage(text[:LONGEST], rules, elsewhere or Elsewhere())
    names = [link_found(_in_full(one, passage), known, passage.text, rules) for one in _names(passage, known)]
    dates = find_dates(passage.text, language=rules, published_on=published_on)
    dates = [one for one in dates if not any(one.overlaps(name) for name in names if name.kind != "place")]
    figures = find_figures(passage.text, language=rules, taken=dates)
    cues = find_cues(passage.text, language=rules)
    found = [*names, *dates, *figures, *cues]
    found.sort(key=lambda one: (one.start, -one.end))
    claims, about = propose_claims(passage, found, about)
    return sorted([*found, *claims], key=lambda one: (one.start, -one.end)), about


def look_through(texts: Iterable[str], *, language: str) -> Elsewhere:
    """Return what a document shows as a whole: full names, bodies, places, and words written in small letters."""
    rules = known_language(language)
    passages = [Passage(text[:LONGEST], rules) for text in texts]
    small = frozenset(word.lower for passage in passages for word in passage.words if not word.is_capital)
    people: set[str] = set()
    full: set[tuple[str, str]] = set()
    organisations: set[str] = set()
    places: set[str] = set()
    for passage in passages:
        passage = Passage(passage.text, rules, Elsewhere(small=small))  # noqa: PLW2901 - now with the small words
        bodies = find_organisations(passage)
        organisations.update(passage.text[one.start : one.end].casefold() for one in bodies)
        marked = find_marked_places(passage, bodies)
        for one in find_people(passage, [*bodies, *marked]):
            parts = str(one.proposal["name"]).split()
            if len(parts) > 1:
                ends = {parts[0], parts[-1]} if len(parts[0]) > 2 else {parts[-1]}
                people.update(stem(part) for part in ends if len(part) > 2 and part.casefold() not in small)
                full.add((stem(parts[-1]), str(one.proposal["name"])))
        places.update(_regions(passage, marked))
    return Elsewhere(
        frozenset(people), tuple(sorted(full)), frozenset(organisations), frozenset(places), small
    )


def _names(passage: Passage, known: Known) -> list[Found]:
    taken = find_known(passage, known, [], shortest=2)
    taken += [one for one in find_organisations(passage) if free_of(one, taken)]
    taken += find_marked_places(passage, taken)
    taken += find_people(passage, taken)
    taken += find_places(passage, taken)
    taken += find_known(passage, known, taken)
    taken += guess_people(passage, taken)
    return taken + guess_places(passage, taken)


def _in_full(found: Found, passage: Passage) -> Found:
    """Give a bare surname the name that the document gives in full, where it gives one only."""
    name = str(found.proposal["name"])
    if found.kind != "person" or " " in name:
        return found
    options = {stem(form) for form in forms(name, passage.language)} | {stem(name)}
    full = {whole for surname, whole in passage.elsewhere.full_names if surname in options}
    full = {whole for whole in full if whole.split()[-1].casefold() == name.casefold()} or full
    return replace(found, proposal={"name": full.pop()}) if len(full) == 1 else found


def _regions(passage: Passage, marked: list[Found]) -> set[str]:
    """Return the words of regions that a word beside them marks: Sample of "Sample region"."""
    found = set()
    for one in marked:
        text = passage.text[one.start : one.end]
        match = re.fullmatch(
            r"([^\W\d_]{4,}) (?:region|province|oblast|district|territory|airport)", text, re.IGNORECASE
        )
        if match:
            found.add(stem(match[1]))
    return found
