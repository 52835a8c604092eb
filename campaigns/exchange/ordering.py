"""The one order in which the entries of each file are written, and the one way in which each is written."""

from collections.abc import Callable, Mapping
from typing import Any

from campaigns.exchange.reading import Yaml
from campaigns.exchange.rules import DEFAULT_SCRIPTS, cited_places, parse_ranges
from campaigns.exchange.schema import choose_rule, find_rule, read_schema

type Row = Mapping[str, Any]


def canonical(whole: Row) -> dict[str, Any]:
    """Return the campaign as it is written: defaults left out, entries in order, claims by the document cited first."""
    tidy: dict[str, Any] = tidy_up(whole, read_schema())
    claims = [claim for rows in tidy.pop("claims", {}).values() for claim in rows]
    result = {
        name: rows if name == "campaign" else _sort(name, rows, tidy) for name, rows in tidy.items() if rows
    }
    by_document: dict[str, list[Any]] = {}
    for claim in sorted(claims, key=_claim_order):
        by_document.setdefault(_first_citation(claim)[0], []).append(claim)
    return result | ({"claims": dict(sorted(by_document.items()))} if by_document else {})


def tidy_up(value: Yaml, schema: Row) -> Yaml:
    """Return a value without what the schema has as default, and short where it can be short."""
    rule = choose_rule(value, schema)
    if isinstance(value, list):
        return [tidy_up(item, rule["items"]) for item in value]
    if not isinstance(value, Mapping):
        return value
    result = {}
    for key, inner in value.items():
        part = find_rule(rule, key)
        if part is None or inner != choose_rule(inner, part).get("default"):
            result[key] = inner if part is None else tidy_up(inner, part)
    return _shorten(result, str(rule.get("title", "")))


# Lists within an entry that have an order of their own; the others are written as they stand.
_INNER_ORDERS: dict[str, tuple[str, Callable[[Row], Any]]] = {
    "a case": ("episodes", lambda row: (row.get("arrested_on", ""), row["slug"])),
    "an episode": ("stays", lambda row: row.get("since", "")),
    "a statement": ("demands", lambda row: row["number"]),
    "a picket": ("shifts", lambda row: (row["starts_at"], row["role"])),
}


def _shorten(entry: dict[str, Any], title: str) -> Yaml:
    """Write a translation, a citation and a name without what goes without saying."""
    if title == "a translation" and set(entry) == {"text"}:
        return entry["text"]
    if title == "a citation" and set(entry) == {"at"}:
        return entry["at"]
    if title == "a name" and entry.get("script") == DEFAULT_SCRIPTS.get(entry["language"]):
        entry.pop("script", None)
    key, order = _INNER_ORDERS.get(title, ("", None))
    if key in entry:
        entry[key].sort(key=order)
    return entry


def _sort(name: str, rows: list[Any], whole: Row) -> list[Any]:
    """Return the entries of a file in order: by date where they have one, else by slug; questions as they stand."""
    if name == "questions":
        return rows
    if name == "documents":
        return _sort_documents(rows)
    if name == "cases":
        roll = {slug: place for place, slug in enumerate(whole["campaign"].get("cases", []))}
        return sorted(rows, key=lambda row: roll.get(row["slug"], len(roll)))
    if name in {"events", "statements", "pickets"}:
        return sorted(rows, key=lambda row: (row.get("date") or row.get("issued_on") or "", row["slug"]))
    return sorted(rows, key=lambda row: str(row["slug"]))


def _sort_documents(rows: list[Any]) -> list[Any]:
    """Return documents that are held by date, those without one last, and then what each contains."""
    held = sorted(
        (row for row in rows if "held_in" not in row),
        key=lambda row: ("sha256" not in row, row.get("published_on", "9999"), row["slug"]),
    )
    places = {row["slug"]: place for place, row in enumerate(held)}
    inner = sorted(
        (row for row in rows if "held_in" in row),
        key=lambda row: (places.get(row["held_in"], 0), parse_ranges(row["passages"]), row["slug"]),
    )
    return held + inner


def _first_citation(claim: Row) -> tuple[str, int]:
    """Return the document and passage cited first; a draft without citations goes to a file of its own."""
    if not claim.get("citations"):
        return "uncited", 0
    document, _, number = cited_places(claim)[0].partition("#")
    return document, int(number)


def _claim_order(claim: Row) -> tuple[str, int, str]:
    return (*_first_citation(claim), claim["slug"])
