"""What can be made from a passage: a small registry that this room and higher ones fill when the apps are ready."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django_stubs_ext import StrPromise

from sources.models import Claim
from sources.reading.forms import ClaimForm


@dataclass(frozen=True)
class Maker:
    """One thing that can be made from a passage.

    Each makes a claim with its citation first; `make` gets the claim and what the form took, and returns the rows that
    it made, so that they can be taken back with it. `permissions` are those that whoever makes it needs.
    """

    key: str
    label: str | StrPromise
    form: type[ClaimForm]
    permissions: tuple[str, ...]
    make: Callable[[Claim, Mapping[str, Any]], list[Model]] | None = None


_MAKERS: dict[str, Maker] = {}


def register(maker: Maker) -> None:
    """Offer a maker on the reading page; a second one of the same key takes the place of the first."""
    _MAKERS[maker.key] = maker


def makers() -> list[Maker]:
    """Return all makers, in the order of their registration."""
    return list(_MAKERS.values())


def maker_of(key: str) -> Maker | None:
    """Return the maker of a key; None when there is none."""
    return _MAKERS.get(key)
