"""Rules that an entry of a campaign file keeps with itself and its neighbours, one function a file."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import available_timezones

from campaigns.exchange.problems import Problem
from campaigns.exchange.reading import Table, Yaml, rows_of
from campaigns.letter_texts import LONGEST_TELEGRAM
from campaigns.merge_fields import FIELDS, as_written, unknown_fields

Find = Callable[[str, object], Table | None]
Complaints = Iterator[tuple[Table, str, str]]

DEFAULT_SCRIPTS = {"en": "Latn", "ru": "Cyrl", "kk": "Cyrl"}
_SCRIPTS = {"LATIN": "Latn", "CYRILLIC": "Cyrl", "ARABIC": "Arab", "GEORGIAN": "Geor", "ARMENIAN": "Armn"}


def check_entry(file: str, row: Table, find: Find) -> Iterator[Problem]:
    """Yield what is wrong with one entry, whose shape the schema has already allowed."""
    rules = _RULES.get(file, ())
    for rule in (*rules, _check_spans):
        for holder, key, text in rule(row, find):
            yield holder.problem(text, key)


def check_whole(whole: Table) -> Iterator[Problem]:
    """Yield what is wrong between files."""
    campaign = whole.get("campaign", Table())
    roll = campaign.get("cases", [])
    for case in rows_of(whole, "cases") if "campaign" in whole else ():
        if case["slug"] not in roll:
            yield case.problem(
                f"{case['slug']} is missing from `cases` in campaign.yaml; add it where it belongs", "slug"
            )
    if "lead_case" in campaign and campaign["lead_case"] not in roll:
        yield campaign.problem("`lead_case` is not one of `cases`; add it there", "lead_case")
    for name, rows in whole.get("claims", {}).items():
        for claim in rows:
            cited = cited_places(claim)[0].partition("#")[0]
            if cited != name:
                yield claim.problem(
                    f"{claim['slug']} cites {cited} first; move it to claims/{cited}.yaml", "slug"
                )


def cited_places(claim: Mapping[str, Any]) -> list[str]:
    """Return the citations of a claim as document#passage."""
    return [entry["at"] if isinstance(entry, Mapping) else entry for entry in claim["citations"]]


def parse_ranges(text: str) -> list[tuple[int, int]]:
    """Return '4-5,20' as [(4, 5), (20, 20)]."""
    pairs = (part.partition("-") for part in text.split(","))
    return [(int(low), int(high or low)) for low, _, high in pairs]


def _check_document(row: Table, find: Find) -> Complaints:
    if "sha256" in row and "held_in" in row:
        yield row, "held_in", "a document is held itself or in another, not both; remove one"
    holder = find("documents", row.get("held_in"))
    if holder is not None:
        paragraphs = holder.get("paragraphs")
        if not isinstance(paragraphs, int):
            yield row, "held_in", f"{row['held_in']} is not held itself; name the document with the text"
        else:
            ranges = parse_ranges(row["passages"])
            ascending = all(low <= high for low, high in ranges)
            ascending = ascending and all(one[1] < two[0] for one, two in pairwise(ranges))
            if not ascending:
                yield (
                    row,
                    "passages",
                    f"'{row['passages']}' does not ascend; write it like '1-17' or '4-5,20-28'",
                )
            elif ranges[-1][1] > paragraphs:
                yield (
                    row,
                    "passages",
                    f"goes to {ranges[-1][1]}, but {row['held_in']} has {paragraphs} passages",
                )
    if row.get("reproduced_from") == row["slug"]:
        yield row, "reproduced_from", "is the document itself; remove it"


def _check_names(row: Table, _: Find) -> Complaints:
    seen: set[tuple[str, str]] = set()
    for name in row["names"]:
        key = (name["language"], name["kind"])
        if name["kind"] in {"preferred", "transliteration"} and key in seen:
            yield name, "kind", f"a second {name['kind']} name in {name['language']}; make it a variant"
        seen.add(key)
        script = name.get("script") or DEFAULT_SCRIPTS.get(name["language"])
        if script is None:
            yield name, "language", f"a name in {name['language']} needs `script`, such as Latn; add it"
        elif (written := _find_script(name["text"])) not in {None, script}:
            yield (
                name,
                "text",
                f"'{name['text']}' is written in {written}, not {script}; add or correct `script`",
            )
    texts = [(name["text"], name["language"]) for name in row["names"]]
    for name in row["names"]:
        if texts.count((name["text"], name["language"])) > 1:
            yield name, "text", f"'{name['text']}' stands twice in {name['language']}; keep one"


def _find_script(text: str) -> str | None:
    """Return the script of the first letter that has one of ours."""
    for letter in filter(str.isalpha, text):
        return _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0])
    return None


def _check_place(row: Table, find: Find) -> Complaints:
    yield from _check_decimals(row, ("latitude", "longitude"), 5)
    above = find("places", row.get("within"))
    seen = {row["slug"]}
    while above is not None:
        if above["slug"] in seen:
            yield (
                row,
                "within",
                f"{row['slug']} lies within itself by way of {above['slug']}; correct one of them",
            )
            return
        seen.add(above["slug"])
        above = find("places", above.get("within"))


def _check_claim(row: Table, _: Find) -> Complaints:
    figure = row.get("figure")
    if figure is not None:
        yield from _check_figure(figure)
    named = {slug for key in ("people", "organisations", "places") for slug in row.get(key, [])}
    for key in row.get("inferred", {}):
        if key in {"date", "year", "said_on", "figure"}:
            if key == "figure" and figure is None:
                yield row["inferred"], key, "the claim has no figure; remove it"
        elif key.isdecimal():
            if key not in re.findall(r"\d+", row["text"]["en"]):
                yield row["inferred"], key, f"the number {key} is not in the English text; remove it"
        elif key not in named and key not in row.get("said_by", {}).values():
            text = f"`{key}` is neither date, year, said_on, figure, a slug nor a number of the claim"
            yield row["inferred"], key, f"{text}; list it in the claim or remove it"
    cited = cited_places(row)
    for place in sorted({place for place in cited if cited.count(place) > 1}):
        yield row, "citations", f"{place} is cited twice; keep one"


def _check_decimals(row: Table, keys: tuple[str, ...], places: int) -> Complaints:
    """Check that numbers are no finer than the database keeps them."""
    for key in keys:
        if isinstance(row.get(key), Decimal) and -int(row[key].as_tuple().exponent) > places:
            yield row, key, f"{row[key]} has more than {places} decimals; round it"


def _check_figure(figure: Table) -> Complaints:
    yield from _check_decimals(figure, ("value", "high"), 3)
    operator = figure["operator"]
    if operator == "open":
        if "words" not in figure:
            yield figure, "operator", "an open figure needs `words`; add them"
        for key in ("value", "high"):
            if key in figure:
                yield figure, key, f"an open figure has no `{key}`; remove it or choose another operator"
        return
    if "value" not in figure:
        yield (
            figure,
            "operator",
            f"a figure that is {operator} needs `value`; add it, or write operator: open",
        )
    if operator == "between":
        if "high" not in figure or figure["high"] <= figure.get("value", 0):
            yield figure, "operator", "`between` needs a `high` above its `value`"
    elif "high" in figure:
        yield figure, "high", f"`high` only goes with between, not with {operator}; remove it"


def _check_spans(row: Table, _: Find) -> Complaints:
    """Check the spans of dates of an entry and of the tables in it."""
    for table in _tables(row):
        for first, last in (("date", "date_end"), ("since", "until"), ("arrested_on", "released_on")):
            begin, end = table.get(first), table.get(last)
            if last == "date_end" and end is not None and begin is None:
                yield table, last, "`date_end` closes a span; add `date`"
            elif isinstance(begin, str) and isinstance(end, str):
                length = min(len(begin), len(end))
                if end[:length] < begin[:length]:
                    yield table, last, f"`{last}` {end} is before `{first}` {begin}; correct one of them"
        if "circa" in table and not {"date", "issued_on"} & set(table):
            yield table, "circa", "`circa` stands beside a date; add the date or remove it"


def _tables(value: Yaml) -> Iterator[Table]:
    if isinstance(value, Table):
        yield value
        for inner in value.values():
            yield from _tables(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _tables(inner)


def _check_question(row: Table, find: Find) -> Complaints:
    values: list[Any] = []
    for position in row["positions"]:
        claim = find("claims", position["claim"])
        figure = claim.get("figure") if claim is not None else None
        if claim is not None and figure is None and "answer" not in position:
            yield position, "claim", f"{position['claim']} has no figure; add `answer`"
        values.append(figure.get("value") if isinstance(figure, Table) else None)
    claims = [position["claim"] for position in row["positions"]]
    for position in row["positions"]:
        if claims.count(position["claim"]) > 1:
            yield position, "claim", f"{position['claim']} is a position twice; keep one"
    if len(claims) < 2:
        yield row, "positions", "a question has at least two positions; add the other, or remove the question"
    for place, (one, two) in enumerate(pairwise(values), 1):
        if two is not None and (one is None or two < one):
            text = "figures stand in ascending order, those in words only last; move it"
            yield row["positions"][place], "claim", text


def _check_tie(row: Table, _: Find) -> Complaints:
    for key in ("subject", "object"):
        if "label" in row[key]:
            yield row[key], "label", "a tie joins a person or an organisation; name its slug"
    if row["subject"] == row["object"]:
        yield row, "object", "a tie joins two; subject and object are the same"


def _check_case(row: Table, _: Find) -> Complaints:
    wanted, other = ("person", "title") if row["kind"] == "person" else ("title", "person")
    if wanted not in row:
        yield row, "kind", f"a case of kind {row['kind']} needs `{wanted}`; add it"
    if other in row:
        yield row, other, f"a case of kind {row['kind']} has no `{other}`; remove it"
    for key in ("episodes", "events"):
        slugs = [entry["slug"] for entry in row.get(key, [])]
        for entry in row.get(key, []):
            if slugs.count(entry["slug"]) > 1:
                yield entry, "slug", f"{entry['slug']} stands twice in `{key}`; give one another slug"
    events = {entry["slug"] for entry in row.get("events", [])}
    if "count_from" in row and row["count_from"] not in events:
        yield row, "count_from", f"{row['count_from']} is not one of the case's events; name one of them"
    if row["status"] != "unknown" and "status_as_of" not in row:
        yield row, "status", "a status needs `status_as_of`: as of when was it so?"
    labels = [fact["label"] for fact in row.get("facts", [])]
    for fact in row.get("facts", []):
        if labels.count(fact["label"]) > 1:
            yield fact, "label", f"the fact {fact['label']} stands twice; join them"


def _check_demand(row: Table, _: Find) -> Complaints:
    if row.get("steps") and row["steps"][-1]["state"] != row["state"]:
        yield (
            row,
            "state",
            f"is {row['state']}, but the last step says {row['steps'][-1]['state']}; make them agree",
        )


def _check_statement(row: Table, _: Find) -> Complaints:
    for key, inner in (("demands", "demand"), ("signatories", "organisation")):
        slugs = [entry[inner] for entry in row.get(key, [])]
        for entry in row.get(key, []):
            if slugs.count(entry[inner]) > 1:
                yield entry, inner, f"{entry[inner]} stands twice in `{key}`; keep one"
    versions = [(entry["number"], entry["language"]) for entry in row.get("versions", [])]
    for entry in row.get("versions", []):
        number, language = entry["number"], entry["language"]
        if versions.count((number, language)) > 1:
            yield entry, "number", f"version {number} stands twice in {language}; keep one"
        if number > 1 and "what_changed" not in entry:
            yield entry, "number", f"version {number} does not say what changed; add `what_changed`"


def _check_picket(row: Table, _: Find) -> Complaints:
    yield from _check_decimals(row, ("latitude", "longitude"), 5)
    zone = row.get("time_zone", "UTC")
    if zone not in available_timezones():
        yield row, "time_zone", f"{zone} is not a time zone; write it like Europe/London"
    for part in row.get("participants", []):
        if len({"person", "organisation", "label"} & set(part)) != 1:
            yield part, "role", "a participant is exactly one of person, organisation and label"
    if row["state"] in {"announced", "moved"} and "starts_at" not in row:
        yield row, "state", f"a picket that is {row['state']} needs `starts_at` and `ends_at`; add them"
    shifts = [(shift["role"], shift["starts_at"]) for shift in row.get("shifts", [])]
    for table in (row, *row.get("shifts", [])):
        if table.get("ends_at", "9999") <= table.get("starts_at", ""):
            text = f"`ends_at` {table['ends_at']} is not after `starts_at` {table['starts_at']}"
            yield table, "ends_at", f"{text}; correct one of them"
        if shifts.count((table.get("role", ""), table.get("starts_at", ""))) > 1:
            yield table, "role", "two shifts of the same role begin at the same time; join them"
    after = row.get("after", {})
    if after.get("turnout_high", 0) < after.get("turnout_low", 0) and "turnout_high" in after:
        yield after, "turnout_high", "is below `turnout_low`; correct one of them"


def _check_target(row: Table, _: Find) -> Complaints:
    if len({"person", "organisation"} & set(row)) != 1:
        yield row, "slug", "a target is exactly one of person and organisation"


def _check_letter(row: Table, _: Find) -> Complaints:
    for key in ("subject", "body"):
        for text in _texts(row[key]):
            unknown = unknown_fields(text)
            if unknown:
                wrong, known = as_written(unknown), as_written(FIELDS)
                yield row, key, f"there is no field {wrong}; the fields are {known}"
    longest = max(map(len, _texts(row["body"])))
    if row.get("form") == "telegram" and longest > LONGEST_TELEGRAM:
        yield row, "body", f"a telegram has at most {LONGEST_TELEGRAM} characters; this one has {longest}"


def _texts(value: str | Mapping[str, Any]) -> list[str]:
    """Return a text in each of its languages."""
    found = value.values() if isinstance(value, Mapping) else [value]
    return [str(text["text"] if isinstance(text, Mapping) else text) for text in found]


_RULES: dict[str, tuple[Callable[[Table, Find], Complaints], ...]] = {
    "documents": (_check_document,),
    "people": (_check_names,),
    "organisations": (_check_names,),
    "places": (_check_names, _check_place),
    "claims": (_check_claim,),
    "questions": (_check_question,),
    "ties": (_check_tie,),
    "cases": (_check_case,),
    "demands": (_check_demand,),
    "statements": (_check_statement,),
    "pickets": (_check_picket,),
    "targets": (_check_target,),
    "letters": (_check_letter,),
}
