"""Who and where has a public page, which ties are shown, and what both rest on: published, cited claims.

Somebody whose case is not published is not shown, whatever claims name them: the family has not agreed, or no
longer agrees. A private person has no page, and only ties of power and money among those who hold it are shown: the
map is of elites and their enablers, never of a movement. Pages, the map and its files take ties from `public_ties`
alone; see docs/decisions/0024-who-is-mapped.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, When
from django.utils.translation import gettext

from sources.models import (
    Claim,
    Document,
    Event,
    Merge,
    NamedKind,
    Organisation,
    Person,
    Place,
    PublicationState,
    PublicRole,
    Tie,
)
from sources.models.names import Named, NamedQuerySet
from sources.models.publication import Publishable
from sources.models.translations import translations_prefetch
from sources.querysets import documents_with_counts

MODELS: dict[str, type[Person] | type[Organisation] | type[Place]] = {
    NamedKind.PERSON: Person,
    NamedKind.ORGANISATION: Organisation,
    NamedKind.PLACE: Place,
}


def public_people() -> NamedQuerySet[Person]:
    """Return the people who have a public page."""
    named = _with_claims(people=OuterRef("pk")) | _with_claims(said_by_person=OuterRef("pk"))
    tied = _with_ties("subject_person") | _with_ties("object_person")
    return Person.objects.filter(_may_have_a_page(), _without_hidden_case(""), named | tied)


def public_organisations() -> NamedQuerySet[Organisation]:
    """Return the organisations that have a public page: a movement that speaks in public, too, unless at risk."""
    named = _with_claims(organisations=OuterRef("pk")) | _with_claims(said_by_organisation=OuterRef("pk"))
    tied = _with_ties("subject_organisation") | _with_ties("object_organisation")
    return Organisation.objects.exclude(public_role=PublicRole.AT_RISK).filter(named | tied)


def public_places() -> NamedQuerySet[Place]:
    """Return the places that have a public page."""
    events = Event.objects.published().filter(places=OuterRef("pk"), claims__in=Claim.objects.published())
    return Place.objects.filter(_with_claims(places=OuterRef("pk")) | Exists(events))


PUBLIC: dict[str, Callable[[], NamedQuerySet[Any]]] = {
    NamedKind.PERSON: public_people,
    NamedKind.ORGANISATION: public_organisations,
    NamedKind.PLACE: public_places,
}


def public_ties() -> QuerySet[Tie]:
    """Return the ties that readers may see: published, resting on a public claim, and of whom they may show."""
    backed = Claim.objects.published().filter(ties=OuterRef("pk"))
    return Tie.objects.filter(
        Exists(backed), _traces_power(), _has_no_prisoner(), state=PublicationState.PUBLISHED
    ).order_by("kind", "slug")


def mapped_people() -> NamedQuerySet[Person]:
    """Return the people whom the files of the map may name: of those with a page, who holds power, has no case."""
    return public_people().filter(public_role=PublicRole.POWER, case=None)


def mapped_organisations() -> NamedQuerySet[Organisation]:
    """Return the organisations that the files of the map may name."""
    return public_organisations().filter(public_role=PublicRole.POWER)


def why_not_mapped(tie: Tie) -> str:
    """Return in words why a tie is on no map whatever its state; empty where nothing forbids it.

    Reads both ends and the case of each, which `select_related` brings along.
    """
    if tie.kind not in Tie.TRACED:
        return gettext("Ties of this kind are not shown: they map a family or a movement.")
    for end in (tie.subject, tie.object):
        if getattr(end, "case", None) is not None:
            return gettext("%(name)s has a case here.") % {"name": end}
        if end.public_role == PublicRole.AT_RISK:
            return gettext("%(name)s is at risk.") % {"name": end}
        if end.public_role != PublicRole.POWER:
            return gettext("%(name)s has no public role.") % {"name": end}
    return ""


def ties_for_pages() -> QuerySet[Tie]:
    """Return the public ties with both ends, their names, notes and footnotes."""
    ends = ["subject_person", "subject_organisation", "object_person", "object_organisation"]
    return (
        public_ties()
        .select_related(*ends)
        .prefetch_related(
            *(f"{end}__names" for end in ends),
            translations_prefetch("translations"),
            Prefetch("claims", queryset=Claim.objects.published().with_citations()),
        )
    )


def ties_of(subject: Named) -> QuerySet[Tie]:
    """Return the ties of somebody, in both directions."""
    kind = kind_of(subject)
    if kind == NamedKind.PLACE:
        return Tie.objects.none()
    return ties_for_pages().filter(Q(**{f"subject_{kind}": subject}) | Q(**{f"object_{kind}": subject}))


def claims_about(subject: Named) -> QuerySet[Claim]:
    """Return the public claims that name somebody or a place, in order of time, those without a date last."""
    field = {NamedKind.PERSON: "people", NamedKind.ORGANISATION: "organisations", NamedKind.PLACE: "places"}
    return _in_time(Claim.objects.published().filter(**{field[kind_of(subject)]: subject}))


def claims_said_by(subject: Named) -> QuerySet[Claim]:
    """Return the public claims that somebody said."""
    kind = kind_of(subject)
    if kind == NamedKind.PLACE:
        return Claim.objects.none()
    return _in_time(Claim.objects.published().filter(**{f"said_by_{kind}": subject}))


def documents_of(subject: Named) -> QuerySet[Document]:
    """Return the public documents that somebody wrote or published, as a list of documents shows them."""
    if isinstance(subject, Place):
        return Document.objects.none()
    role = "author" if isinstance(subject, Person) else "publisher"
    return documents_with_counts().filter(**{role: subject})


def events_at(place: Place) -> QuerySet[Event]:
    """Return the public events at a place with their footnotes, in order of time."""
    backed = Event.objects.published().filter(places=place, claims__in=Claim.objects.published())
    claims = Prefetch("claims", queryset=Claim.objects.published().with_citations())
    return Event.objects.filter(pk__in=backed.values("pk")).with_translations().prefetch_related(claims)


def kind_of(subject: Named) -> NamedKind:
    """Return which of the three it is."""
    return next(NamedKind(kind) for kind, model in MODELS.items() if isinstance(subject, model))


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What an address of somebody without a public page leads to: another page, or that it was taken back."""

    moved_to: Named | None = None
    is_withdrawn: bool = False


def look_elsewhere(kind: str, slug: str) -> Whereabouts:
    """Return what became of a page that is not there: joined to another, withdrawn, or never public."""
    row = MODELS[kind]._default_manager.filter(slug=slug).first()
    if row is not None:
        return Whereabouts(is_withdrawn=_was_withdrawn(row))
    key = kept_key(kind, slug)
    return Whereabouts(moved_to=PUBLIC[kind]().filter(pk=key).first() if key is not None else None)


def kept_key(kind: str, slug: str) -> int | None:
    """Return the key of the row that the one with this slug was joined to, however often; None when it was not."""
    standing = Merge.objects.filter(kind=kind, undone_at=None)
    key = standing.filter(moved__row__values__slug=slug).values_list("kept", flat=True).first()
    further = key
    while further is not None:
        key = further
        further = standing.filter(removed=key).values_list("kept", flat=True).first()
    return key


def keys_joined_to(kind: str, key: str) -> list[str]:
    """Return the key of a row, and those of all rows that were ever joined to it, directly or through others.

    Just an empty list when none was. Keys are text, as the history has them.
    """
    pairs = list(Merge.objects.filter(kind=kind).values_list("removed", "kept"))
    found, waiting = {key}, [key]
    while waiting:
        kept_now = waiting.pop()
        for removed, kept in pairs:
            if str(kept) == kept_now and str(removed) not in found:
                found.add(str(removed))
                waiting.append(str(removed))
    return sorted(found) if len(found) > 1 else []


def _was_withdrawn(row: Named) -> bool:
    """Whether it was public once: its case was withdrawn, or all that was said of it."""
    case: Publishable | None = getattr(row, "case", None)
    if case is not None:
        return case.state == PublicationState.WITHDRAWN
    if isinstance(row, Person) and row.public_role != PublicRole.POWER:
        # Nothing ever stood there, and whether we know the name is nobody's business.
        return False
    field = {NamedKind.PERSON: "people", NamedKind.ORGANISATION: "organisations", NamedKind.PLACE: "places"}
    of = Q(**{field[kind_of(row)]: row})
    if not isinstance(row, Place):
        of |= Q(**{f"said_by_{kind_of(row)}": row})
    return Claim.objects.filter(of, state=PublicationState.WITHDRAWN).exists()


def _may_have_a_page() -> Q:
    """Who holds power; and who has a case, with whose page the family agreed. Of others nothing is gathered."""
    at_risk = Q(public_role=PublicRole.AT_RISK)
    return Q(public_role=PublicRole.POWER) | (Q(case__isnull=False) & ~at_risk)


def _traces_power() -> Q:
    """A tie of a kind that traces power and money, between two who hold it by the word of an organiser."""
    ends = [
        Q(**{f"{side}_person__public_role": PublicRole.POWER})
        | Q(**{f"{side}_organisation__public_role": PublicRole.POWER})
        for side in ("subject", "object")
    ]
    return Q(kind__in=Tie.TRACED) & ends[0] & ends[1]


def _has_no_prisoner() -> Q:
    """Nobody with a case, published or not, whatever role was set: not even a minister who fell."""
    return Q(subject_person__case=None, object_person__case=None)


def _without_hidden_case(prefix: str) -> Q:
    return Q(**{f"{prefix}case": None}) | Q(**{f"{prefix}case__state": PublicationState.PUBLISHED})


def _with_claims(**of: OuterRef) -> Q:
    return Q(Exists(Claim.objects.published().filter(**of)))


def _with_ties(end: str) -> Q:
    return Q(Exists(public_ties().order_by().filter(**{end: OuterRef("pk")})))


def _in_time(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    # An empty date sorts before all others; what has none goes to the end.
    is_undated = Choice(When(date="", then=1), default=0, output_field=IntegerField())
    found = Claim.objects.with_citations().filter(pk__in=claims.values("pk"))
    return found.order_by(is_undated, "date", "slug")
