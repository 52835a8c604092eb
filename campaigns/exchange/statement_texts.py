"""Statements' texts in a campaign file: a load never alters what people have signed, and asks nobody again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from campaigns.exchange.problems import Problem
from campaigns.exchange.reading import Table, rows_of
from campaigns.models import Statement, StatementVersion
from campaigns.signature_counts import FIRST
from sources.exchange.shapes import Entry, Plain, Reader

_BREAKS = re.compile(r"\r\n?")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Words(Plain):
    """A text of one language, with the line breaks of a file: a form of a browser sends others."""

    def dump(self, obj: models.Model, reader: Reader) -> str | None:
        """Return the text without what a file cannot hold; None when it is empty."""
        return as_in_file(str(getattr(obj, self.attr or self.key))) or None


def as_in_file(text: str) -> str:
    """Return a text as a file holds it: line feeds only, no other control characters, no white space at its ends."""
    return _CONTROL.sub(" ", _BREAKS.sub("\n", text)).strip()


def find_altered_texts(whole: Table) -> list[Problem]:
    """Return a problem for each text of the file that is another one here, or a draft."""
    problems = []
    rows = {row["slug"]: row for row in rows_of(whole, "statements")}
    texts = StatementVersion.objects.filter(statement__slug__in=rows)
    for here in texts.select_related("statement").order_by("statement__slug", "number", "language"):
        for row in rows[here.statement.slug].get("versions", []):
            if (row["number"], row["language"]) != (here.number, here.language):
                continue
            which = f"version {here.number} of {here.statement.slug}"
            if here.published_at is None:
                text = f"{which} is a draft here in {here.language}; publish or delete it first"
                problems.append(row.problem(text, "number"))
            elif as_in_file(here.text) != row["text"]:
                text = f"{which} is published here in {here.language} with another text; give this one a new number"
                problems.append(row.problem(text, "text"))
    return problems


def leave_out_versions(whole: Table, entries: Sequence[Entry]) -> tuple[list[Entry], list[Problem]]:
    """Return the entries that may be loaded, and a warning for each new version under a statement signed here.

    Whoever signed here has to be asked to confirm it, which publishing it in the admin does.
    """
    rows = {row["slug"]: row for row in rows_of(whole, "statements")}
    signed = (
        Statement.objects.filter(slug__in=rows, ledger__isnull=False).distinct().prefetch_related("versions")
    )
    last = {
        one.slug: max([FIRST, *(text.number for text in one.versions.all() if text.published_at)])
        for one in signed
    }
    kept: list[Entry] = []
    spared: list[Problem] = []
    for entry in entries:
        slug, versions = entry["slug"], entry.get("versions", [])
        later = [one for one in versions if one["number"] > last.get(slug, one["number"])]
        if later:
            number = later[0]["number"]
            text = f"version {number} of {slug} is left out: people have signed here; publish it in the admin"
            spared.append(rows[slug].problem(text, "slug"))
        kept.append(_without(entry, later) if later else entry)
    return kept, spared


def _without(entry: Entry, left_out: Sequence[Entry]) -> dict[str, Any]:
    rest = [one for one in entry["versions"] if one not in left_out]
    return {key: value for key, value in {**entry, "versions": rest}.items() if key != "versions" or rest}
