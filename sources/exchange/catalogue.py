"""The shapes of what we rely on: people, organisations, places, documents, claims, events, questions, ties."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from sources.exchange.shapes import Batch, Children, Entry, Link, Links, Nested, Plain, Reader, Shape, Text
from sources.models import (
    Citation,
    Claim,
    Document,
    Event,
    Name,
    Organisation,
    Person,
    Place,
    Position,
    PublicationState,
    PublicRole,
    Question,
    Tie,
)
from sources.models.names import SCRIPTS
from toolkit.names import fold

# An entry that was withdrawn here stays withdrawn when the file is loaded again: only new rows are published.
PUBLISHED = {"state": PublicationState.PUBLISHED}
SPAN = (Plain("date"), Plain("date_end"), Plain("circa"))


class Script:
    """The script of a name, left out where it is the usual one of its language."""

    key = "script"

    def dump(self, obj: models.Model, reader: Reader) -> str | None:
        """Return the script unless the language tells it."""
        assert isinstance(obj, Name)  # noqa: S101 - used in the shape of names only
        return None if SCRIPTS.get(obj.language) == obj.script else obj.script

    def apply(self, obj: models.Model, value: str | None, batch: Batch) -> None:
        """Set the script; the usual one when it is left out."""
        assert isinstance(obj, Name)  # noqa: S101 - used in the shape of names only
        obj.script = value or SCRIPTS.get(obj.language, "Latn")

    def fields(self) -> list[str]:
        """Return the field."""
        return ["script"]


def set_position(obj: models.Model, position: int) -> None:
    """Number a child by its place in the list."""
    obj.position = position  # type: ignore[attr-defined]  # only used with models that have it


def _prepare_name(obj: models.Model, position: int) -> None:
    assert isinstance(obj, Name)  # noqa: S101 - used in the shape of names only
    obj.position = position
    obj.folded = fold(obj.text)[:220]


def pack_story(entries: Sequence[Entry]) -> list[list[str]]:
    """Return sentences as paragraphs, each a list of claims."""
    paragraphs: dict[int, list[str]] = {}
    for entry in entries:
        paragraphs.setdefault(entry["paragraph"], []).append(entry["claim"])
    return list(paragraphs.values())


def unpack_story(value: Sequence[Sequence[str]]) -> list[Entry]:
    """Return paragraphs as sentences that know their place."""
    return [
        {"claim": claim, "paragraph": paragraph, "position": position}
        for paragraph, claims in enumerate(value)
        for position, claim in enumerate(claims)
    ]


def story_part(key: str, model: type[models.Model], parent: str) -> Children:
    """Return the part for a list of paragraphs, each a list of claim slugs."""
    shape = Shape(model, (Link("claim"), Plain("paragraph"), Plain("position")))
    order = ("paragraph", "position")
    return Children(key, shape, parent, order=order, pack=pack_story, unpack=unpack_story)


def _pack_citations(entries: Sequence[Entry]) -> list[Any]:
    return [entry if "stance" in entry else entry["at"] for entry in entries]


def _unpack_citations(value: Sequence[Any]) -> list[Entry]:
    return [{"at": entry} if isinstance(entry, str) else entry for entry in value]


_NAME = Shape(
    Name,
    (Plain("text"), Plain("language"), Plain("kind"), Script()),
    prepare=_prepare_name,
    prepared=("folded", "position"),
)
_CITATION = Shape(
    Citation,
    (Link("at", "passage"), Plain("stance", default=Citation.Stance.SUPPORTS)),
    prepare=set_position,
    prepared=("position",),
)
_POSITION = Shape(
    Position, (Link("claim"), Text("who"), Text("answer")), prepare=set_position, prepared=("position",)
)


def _described(parent: str) -> tuple[Children, Text, Link]:
    names = Children("names", _NAME, parent)
    return names, Text("description"), Link("description_claim", late=True)


_ROLE = Plain("public_role", default=PublicRole.NONE)
PERSON = Shape(Person, (Plain("slug"), _ROLE, *_described("person")))
ORGANISATION = Shape(Organisation, (Plain("slug"), Plain("kind"), _ROLE, *_described("organisation")))
PLACE = Shape(
    Place,
    (
        Plain("slug"),
        Plain("kind"),
        Link("within", late=True),
        Plain("latitude"),
        Plain("longitude"),
        *_described("place"),
    ),
)
DOCUMENT = Shape(
    Document,
    (
        Plain("slug"),
        Plain("title"),
        Plain("byline"),
        Link("publisher"),
        Plain("published_on"),
        Plain("url"),
        Plain("archived_url"),
        Plain("language"),
        Plain("kind"),
        Link("reproduced_from", late=True),
        Text("description"),
        Plain("sha256"),
        Plain("paragraphs"),
        Plain("text_is_public"),
        Link("held_in", late=True),
        Plain("passages", "held_passages"),
        Link("author"),
        Text("note"),
    ),
    fresh=PUBLISHED,
)
CLAIM = Shape(
    Claim,
    (
        Plain("slug"),
        Text("text"),
        Nested(
            "said_by",
            (
                Link("person", "said_by_person"),
                Link("organisation", "said_by_organisation"),
                Text("label", "said_by_label"),
            ),
        ),
        Plain("said_on"),
        *SPAN,
        Plain("directness", default=Claim.Directness.REPORTED),
        Nested(
            "figure",
            (
                Plain("value", "figure_value"),
                Plain("high", "figure_high"),
                Plain("operator", "figure_operator"),
                Text("unit", "figure_unit"),
                Text("words", "figure_words"),
            ),
        ),
        Links("people"),
        Links("organisations"),
        Links("places"),
        Plain("inferred"),
        Text("note"),
        Children("citations", _CITATION, "claim", pack=_pack_citations, unpack=_unpack_citations),
    ),
    fresh=PUBLISHED,
)
EVENT = Shape(
    Event,
    (Plain("slug"), Text("title"), Plain("kind"), *SPAN, Links("places"), Links("claims")),
    fresh=PUBLISHED,
)
QUESTION = Shape(
    Question,
    (
        Plain("slug"),
        Text("title"),
        Text("summary"),
        Text("agreed"),
        Text("unsettled"),
        Text("why_open"),
        Text("wording"),
        Link("chosen"),
        Text("choice_reason"),
        Children("positions", _POSITION, "question"),
    ),
    fresh=PUBLISHED,
)


def _end(key: str) -> Nested:
    return Nested(key, (Link("person", f"{key}_person"), Link("organisation", f"{key}_organisation")))


TIE = Shape(
    Tie,
    (
        Plain("slug"),
        _end("subject"),
        _end("object"),
        Plain("kind"),
        Plain("since"),
        Plain("until"),
        Links("claims"),
        Text("note"),
    ),
    fresh=PUBLISHED,
)
