"""Who signed a statement, a page at a time: as many queries for 100,000 as for ten."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from campaigns.models import HandOver, Photograph, Signature, SolidarityMessage, Statement
from campaigns.signature_counts import FIRST, current_number
from sources.models.translations import translations_prefetch

PAGE = 200
MESSAGES_ON_PAGE = 50
# On the statement's own page.
ORGANISATIONS_FIRST = 40
PEOPLE_FIRST = 24
MESSAGES_FIRST = 6


class Kind(StrEnum):
    """What is listed."""

    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    PAPER = "paper"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True)
class Listed[M]:
    """Some of those that there are."""

    rows: Sequence[M]
    total: int


def signatures_of(statement: Statement, kind: Kind) -> QuerySet[Signature]:
    """Return the signatures of a kind under the current version, in the order of signing."""
    rows = Signature.objects.confirmed().filter(statement=statement)
    if kind == Kind.PAPER:
        return rows.filter(signer=Signature.Signer.PERSON, sheet__isnull=False).order_by(
            "confirmed_at", "position", "pk"
        )
    rows = rows.filter(_is_current(statement), sheet=None)
    if kind == Kind.ORGANISATIONS:
        return rows.by_organisations().order_by("position", "confirmed_at", "pk")
    return rows.by_people().order_by("confirmed_at", "pk")


def messages_of(statement: Statement) -> QuerySet[SolidarityMessage]:
    """Return the messages that are shown, of signatures that count."""
    return SolidarityMessage.objects.filter(
        state=SolidarityMessage.State.SHOWN,
        signature__state=Signature.State.CONFIRMED,
        signature__statement=statement,
    ).order_by("created_at", "pk")


def page_of_signatures(
    statement: Statement, kind: Kind, *, start: int = 0, size: int = PAGE, newest_first: bool = False
) -> Listed[Signature]:
    """Return one page and how many there are: three queries, and one more for the names of organisations."""
    rows = signatures_of(statement, kind)
    ordered = rows.reverse() if newest_first else rows
    # Keys first: the rows, with all that is sealed in them, are fetched for this page alone.
    keys = list(ordered.values_list("pk", flat=True)[start : start + size])
    found = Signature.objects.select_related("statement", "organisation").in_bulk(keys)
    signatures = [found[key] for key in keys]
    if kind == Kind.ORGANISATIONS:
        _fetch_names(signatures)
    return Listed(signatures, rows.count())


def page_of_messages(
    statement: Statement, *, start: int = 0, size: int = MESSAGES_ON_PAGE, newest_first: bool = False
) -> Listed[SolidarityMessage]:
    """Return one page of messages with their signatures, and how many there are."""
    rows = messages_of(statement)
    ordered = rows.reverse() if newest_first else rows
    related = ordered.select_related("signature__statement", "signature__organisation")
    page = list(related.prefetch_related("signature__organisation__names")[start : start + size])
    return Listed(page, rows.count())


def hand_overs_of(statement: Statement) -> QuerySet[HandOver]:
    """Return when a statement was delivered, with the photographs."""
    return statement.hand_overs.select_related("target").prefetch_related(
        translations_prefetch("translations"),
        translations_prefetch("target__translations"),
        Prefetch("photographs", queryset=Photograph.objects.order_by("position", "pk")),
        translations_prefetch("photographs__translations"),
    )


def _is_current(statement: Statement) -> Q:
    """Return the condition that the current version was signed, as `counts_of` counts."""
    number = current_number(statement)
    if number <= FIRST:
        return Q()
    texts = list(statement.versions.filter(number__gte=number).values_list("pk", flat=True))
    return Q(version__in=texts)


def _fetch_names(signatures: Sequence[Signature]) -> None:
    prefetch_related_objects(list(signatures), "organisation__names")
