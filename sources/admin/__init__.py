"""The organisers' admin of what we rely on."""

from sources.admin import (
    claims,
    documents,
    events,
    links,
    merges,
    names,
    questions,
    suggestions,
    ties,
    translations,
)

__all__ = [
    "claims",
    "documents",
    "events",
    "links",
    "merges",
    "names",
    "questions",
    "suggestions",
    "ties",
    "translations",
]
