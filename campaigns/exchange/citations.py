"""Hold every claim against the passages that it cites: what it names must stand there."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from campaigns.exchange.copying import CopyFinder
from campaigns.exchange.documents import HeldText, find_texts
from campaigns.exchange.numbers import date_numbers, find_numbers, find_written_numbers, missing_date_parts
from campaigns.exchange.problems import Problem
from campaigns.exchange.reading import Table, rows_of
from campaigns.exchange.rules import cited_places, parse_ranges
from campaigns.exchange.schema import is_text, visit
from campaigns.exchange.spellings import any_name_occurs

COUNTED = (
    "claims", "citations", "cases", "events", "statements", "organisations", "people", "places", "questions",
    "pickets", "demands", "ties", "documents",
)  # fmt: skip


@dataclass
class CitationReport:
    """What the check found: failures, how many citations they concern, and how much there is of everything."""

    problems: list[Problem] = field(default_factory=list)
    failed_citations: int = 0
    counts: dict[str, int] = field(default_factory=dict)


def check_citations(whole: Table, documents: Path) -> CitationReport:
    """Check a campaign against the documents' texts in a folder."""
    report = CitationReport(counts=count_entries(whole))
    texts = find_texts(whole, documents, report.problems)
    names = {
        row["slug"]: [name["text"] for name in row["names"]]
        for file in ("people", "organisations", "places")
        for row in rows_of(whole, file)
    }
    documents_by_slug = {row["slug"]: row for row in rows_of(whole, "documents")}
    for claim in rows_of(whole, "claims"):
        found = list(_check_claim(claim, texts, names, documents_by_slug))
        report.problems += found
        report.failed_citations += len(claim["citations"]) if found else 0
    report.problems += _check_copying(whole, texts)
    return report


def count_entries(whole: Table) -> dict[str, int]:
    """Return how many entries of each kind the campaign has, citations included."""
    counts = Counter({name: sum(1 for _ in rows_of(whole, name)) for name in COUNTED})
    counts["citations"] = sum(len(claim["citations"]) for claim in rows_of(whole, "claims"))
    return dict(counts)


def _check_claim(
    claim: Table, texts: dict[str, HeldText], names: dict[str, list[str]], documents: dict[str, Table]
) -> Iterator[Problem]:
    cited = []
    for place in cited_places(claim):
        slug, _, number = place.partition("#")
        passage = texts[slug].passage(int(number)) if slug in texts else None
        if passage is not None:
            cited.append(passage)
        elif slug in texts:
            last = len(texts[slug].passages)
            yield claim.problem(
                f"{claim['slug']}: there is no passage {place}; the last is {last}", "citations"
            )
        else:
            yield claim.problem(
                f"{claim['slug']}: the text of {slug} is not here to check {place}", "citations"
            )
    if len(cited) < len(claim["citations"]):
        return
    inferred = claim.get("inferred", Table())
    yield from _check_names(claim, cited, names, inferred)
    yield from _check_speaker(claim, texts, names, documents)
    yield from _check_figure(claim, cited)
    yield from _check_numbers(claim, cited)
    yield from _check_dates(claim, cited, documents)


def _check_names(
    claim: Table, cited: list[str], names: dict[str, list[str]], inferred: Table
) -> Iterator[Problem]:
    for key in ("people", "organisations", "places"):
        for slug in claim.get(key, []):
            if slug not in inferred and not any_name_occurs(names[slug], cited):
                text = f"no spelling of {slug} stands in {_list_places(claim)}"
                yield claim.problem(
                    f"{claim['slug']}: {text}; remove it, cite where it stands, or say why in `inferred`", key
                )


def _check_speaker(
    claim: Table, texts: dict[str, HeldText], names: dict[str, list[str]], documents: dict[str, Table]
) -> Iterator[Problem]:
    """Check that whoever is said to have spoken is named somewhere in a document cited, or is behind it."""
    speaker = claim.get("said_by", {})
    slug = speaker.get("person") or speaker.get("organisation")
    if slug is None or slug in claim.get("inferred", {}):
        return
    cited = {place.partition("#")[0] for place in cited_places(claim)}
    behind = [row for row in documents.values() if row["slug"] in cited or row.get("held_in") in cited]
    if any(slug in {row.get("author"), row.get("publisher")} for row in behind):
        return
    passages = [passage for holder in cited for passage in texts[holder].passages]
    passages += [row[key] for row in behind for key in ("byline", "title") if key in row]
    if not any_name_occurs(names[slug], passages):
        yield claim.problem(f"{claim['slug']}: {slug} is not named in {', '.join(sorted(cited))}", "said_by")


def _check_figure(claim: Table, cited: list[str]) -> Iterator[Problem]:
    figure = claim.get("figure", Table())
    if "figure" in claim.get("inferred", {}):
        return
    numbers = _numbers_in(cited)
    for key in ("value", "high"):
        if key in figure and Decimal(figure[key]) not in numbers:
            text = f"{claim['slug']}: the figure {figure[key]} does not stand in {_list_places(claim)}"
            yield figure.problem(text, key)


def _check_numbers(claim: Table, cited: list[str]) -> Iterator[Problem]:
    """Check each number of two digits or more in the English sentence."""
    inferred = claim.get("inferred", {})
    known = _numbers_in(cited)
    for key in ("date", "date_end", "said_on"):
        known |= date_numbers(claim[key]) if key in claim else set()
    figure = claim.get("figure", {})
    known |= {Decimal(figure[key]) for key in ("value", "high") if key in figure}
    known |= {Decimal(key) for key in inferred if key.isdecimal()}
    for number in sorted(find_written_numbers(_english(claim["text"])) - known):
        text = f"{claim['slug']}: the number {number} of the text does not stand in {_list_places(claim)}"
        yield claim.problem(text, "text")


def _check_dates(claim: Table, cited: list[str], documents: dict[str, Table]) -> Iterator[Problem]:
    inferred = claim.get("inferred", {})
    text = "\n".join(cited)
    for key in ("date", "date_end", "said_on"):
        if key not in claim or "date" in inferred or key in inferred:
            continue
        missing = missing_date_parts(claim[key], text)
        if "year" in inferred:
            missing = [part for part in missing if part != "year"]
        if missing and not (key == "said_on" and claim[key] in _publication_dates(claim, documents)):
            parts = " and ".join(missing)
            problem = f"{claim['slug']}: the {parts} of `{key}` {claim[key]} does not stand in {_list_places(claim)}"
            yield claim.problem(f"{problem}; correct it or say why in `inferred`", key)


def _publication_dates(claim: Table, documents: dict[str, Table]) -> set[str]:
    """Return when what is cited was published: what a text says it says on that day."""
    dates = set()
    for place in cited_places(claim):
        holder, _, number = place.partition("#")
        for row in documents.values():
            inside = row.get("held_in") == holder and any(
                low <= int(number) <= high for low, high in parse_ranges(row["passages"])
            )
            if row["slug"] == holder or inside:
                dates.add(row.get("published_on", ""))
    return dates


def _check_copying(whole: Table, texts: dict[str, HeldText]) -> Iterator[Problem]:
    titles = [row["title"] for row in rows_of(whole, "documents")]
    named = [
        name["text"]
        for file in ("people", "organisations", "places")
        for row in rows_of(whole, file)
        for name in row["names"]
    ]
    finder = CopyFinder(["\n".join(text.passages) for text in texts.values()], [*titles, *named])
    for place in visit(whole):
        if is_text(place) and isinstance(place.value, Table):
            copied = finder.find(_english(place.value))
            if copied:
                yield place.problem(
                    f"`{place.step}` repeats a document word for word: {copied}; say it in our own words"
                )


def _english(text: Table) -> str:
    return str(text["en"])


def _numbers_in(texts: list[str]) -> set[Decimal]:
    return {number for text in texts for number in find_numbers(text)}


def _list_places(claim: Table) -> str:
    return ", ".join(cited_places(claim))
