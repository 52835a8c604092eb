"""What a JSON Schema cannot say: slugs lead somewhere, are unique, and entries agree with themselves."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from campaigns.exchange import rules
from campaigns.exchange.problems import Problem
from campaigns.exchange.reading import Rows, Table, Yaml, rows_of
from campaigns.exchange.schema import Place, is_text, read_schema, visit

# Which file the slugs of a definition are found in.
SLUG_FILES = {
    "document_slug": "documents",
    "person_slug": "people",
    "organisation_slug": "organisations",
    "place_slug": "places",
    "claim_slug": "claims",
    "case_slug": "cases",
    "demand_slug": "demands",
    "target_slug": "targets",
    "prison_slug": "prisons",
}
# Entries that are there only because others name them.
REGISTRIES = ("people", "organisations", "places")


@dataclass
class Index:
    """Every entry of a campaign by file and slug; `unread` are files whose slugs cannot be known."""

    entries: dict[str, dict[str, Table]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def find(self, file: str, slug: object) -> Table | None:
        """Return the entry of that slug; None when there is none."""
        return self.entries.get(file, {}).get(slug) if isinstance(slug, str) else None


def check_links(
    whole: Table, broken: set[tuple[str | int, ...]], unread: set[str]
) -> tuple[list[Problem], list[Problem]]:
    """Return errors and warnings; entries on a broken path are only checked for where their slugs lead."""
    index, errors = _index(whole, unread)
    places = list(visit(whole))
    errors += [problem for place in places for problem in _check_place(place, index)]
    misfits = {id(_entry_at(whole, path)) for path in broken}
    for file in read_schema()["properties"]:
        rows = [whole["campaign"]] if file == "campaign" and "campaign" in whole else rows_of(whole, file)
        for row in rows:
            if isinstance(row, Table) and id(row) not in misfits:
                errors += rules.check_entry(file, row, index.find)
    if not misfits:
        errors += rules.check_whole(whole)
        errors += _check_use(whole, index) if not unread else []
    return errors, list(_check_languages(whole, places))


def _index(whole: Table, unread: set[str]) -> tuple[Index, list[Problem]]:
    index = Index(unread=unread)
    problems = []
    for file in read_schema()["properties"]:
        known = index.entries.setdefault(file, {})
        for row in rows_of(whole, file):
            slug = row.get("slug")
            if not isinstance(slug, str):
                continue
            if slug in known:
                first = known[slug]
                text = (
                    f"the slug {slug} is already that of {first.file}:{first.line}; give one of them another"
                )
                problems.append(row.problem(text, "slug"))
            known.setdefault(slug, row)
    return index, problems


def find_references(value: Yaml, schema: Mapping[str, Any] | None = None) -> Iterator[tuple[str, str]]:
    """Yield the file and slug of everything that the value points to, documents cited included."""
    for place in visit(value, schema):
        if isinstance(place.value, str):
            if place.kind in SLUG_FILES:
                yield SLUG_FILES[place.kind], place.value
            elif place.kind in {"citation", "citation_place"}:
                yield "documents", place.value.partition("#")[0]


def _check_use(whole: Table, index: Index) -> Iterator[Problem]:
    """Yield what nothing in the campaign names: it would be lost when the campaign is dumped."""
    used = {
        reference
        for name, rows in whole.items()
        if name not in REGISTRIES
        for reference in find_references({name: rows})
    }
    waiting = [slug for file, slug in used if file == "places"]
    while waiting:
        place = index.find("places", waiting.pop())
        above = place.get("within") if place is not None else None
        if isinstance(above, str) and ("places", above) not in used:
            used.add(("places", above))
            waiting.append(above)
    for file in REGISTRIES:
        for row in rows_of(whole, file):
            slug = row.get("slug")
            if isinstance(slug, str) and (file, slug) not in used:
                yield row.problem(f"{slug} is used nowhere; name it where it belongs or remove it", "slug")


def _check_place(place: Place, index: Index) -> Iterator[Problem]:
    """Yield what is wrong with a slug that should lead to an entry, or with the passage cited."""
    if not isinstance(place.value, str):
        return
    if place.kind in SLUG_FILES:
        yield from _check_slug(place, index, SLUG_FILES[place.kind], place.value)
    elif place.kind == "citation_place" or (place.kind == "citation" and "#" in place.value):
        slug, _, number = place.value.partition("#")
        yield from _check_slug(place, index, "documents", slug)
        document = index.find("documents", slug)
        if document is None or not number.isdecimal():
            return
        if "sha256" not in document:
            holder = document.get("held_in")
            advice = f"cite {holder}#... that holds it" if holder else "cite a document whose text is held"
            yield place.problem(f"{slug} has no passages of its own; {advice}")
        elif isinstance(document.get("paragraphs"), int) and int(number) > document["paragraphs"]:
            yield place.problem(f"{slug} has {document['paragraphs']} passages; there is no passage {number}")


def _check_slug(place: Place, index: Index, file: str, slug: str) -> Iterator[Problem]:
    if file in index.unread or index.find(file, slug) is not None:
        return
    where = "claims/" if file == "claims" else f"{file}.yaml"
    near = difflib.get_close_matches(slug, index.entries.get(file, {}), n=1, cutoff=0.8)
    yield place.problem(
        f"{slug} is not in {where}; "
        + (f"did you mean {near[0]}?" if near else "add it there or correct the slug")
    )


def _entry_at(whole: Table, path: tuple[str | int, ...]) -> object:
    """Return the entry of a file in which the path ends."""
    here: Yaml = whole
    step: Yaml
    for step in path[: 3 if path[:1] == ("claims",) else 2]:
        if isinstance(here, Table) and path[:1] == ("campaign",):
            return here.get("campaign")
        here = here[step] if isinstance(here, dict | list) else None
    return here


def _check_languages(whole: Table, places: list[Place]) -> Iterator[Problem]:
    """Yield a warning for each text that lacks a language of the campaign."""
    campaign = whole.get("campaign")
    languages = campaign.get("languages") if isinstance(campaign, Table) else None
    if not isinstance(languages, Rows) or not all(isinstance(language, str) for language in languages):
        return
    for place in places:
        if is_text(place) and isinstance(place.value, Table):
            missing = [language for language in languages if language not in place.value]
            if missing:
                yield place.problem(
                    f"`{place.step}` is not there in {', '.join(missing)}; readers get it in English"
                )
    for file in ("people", "organisations", "places"):
        for row in rows_of(whole, file):
            names = row.get("names")
            tables = [name for name in names if isinstance(name, Table)] if isinstance(names, Rows) else []
            shown = [
                name.get("language")
                for name in tables
                if name.get("kind") in ("preferred", "transliteration")
            ]
            missing = [language for language in languages if language not in shown]
            if missing:
                yield row.problem(f"{row.get('slug')} has no name to show in {', '.join(missing)}", "names")
