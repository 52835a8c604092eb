"""Public pages of people, organisations and places, and the map of their ties."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sources.footnotes import sources_of
from sources.models import Claim, Event, Name, NamedKind, NameKind, Place
from sources.models.names import Named
from sources.name_links import name_links
from sources.public_names import (
    PUBLIC,
    claims_about,
    claims_said_by,
    documents_of,
    events_at,
    look_elsewhere,
    public_places,
    ties_of,
)
from sources.ties.rows import rows_of
from toolkit.alphabets import in_order


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """List the people whom public claims name."""
    return _named_list(request, NamedKind.PERSON)


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """List the organisations that public claims name."""
    return _named_list(request, NamedKind.ORGANISATION)


@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    """List the places that public claims name."""
    return _named_list(request, NamedKind.PLACE)


@require_safe
def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a person: every spelling, what public claims say of them, what they said, and their ties."""
    return _named_detail(request, NamedKind.PERSON, slug)


@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organisation, as `person_detail`."""
    return _named_detail(request, NamedKind.ORGANISATION, slug)


@require_safe
def place_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a place: what happened there, what claims say of it, and what lies within."""
    return _named_detail(request, NamedKind.PLACE, slug)


def _named_list(request: HttpRequest, kind: NamedKind) -> HttpResponse:
    found = PUBLIC[kind]().with_names().with_translations()
    if kind == NamedKind.PERSON:
        # Prisoners do not stand in a row with those who hold power: each has a case, and that list is theirs.
        found = found.filter(case=None)
    subjects = sorted(found, key=lambda subject: in_order(subject.display_name, get_language()))
    return render(
        request,
        "sources/named_list.html",
        {"section": "sources", "kind": kind, "subjects": subjects, "kinds": NamedKind},
    )


def _named_detail(request: HttpRequest, kind: NamedKind, slug: str) -> HttpResponse:
    found = PUBLIC[kind]().filter(slug=slug).with_names().with_translations()
    subject: Named | None = found.first()
    if subject is None:
        return _elsewhere(request, kind, slug)
    about, said = list(claims_about(subject)), list(claims_said_by(subject))
    events = list(events_at(subject)) if isinstance(subject, Place) else []
    ties = rows_of(ties_of(subject))
    enclosing = _enclosing(subject)
    description = _description_claims(subject)
    claims = [*description, *about, *said, *_claims_of(events), *(c for row in ties for c in row.claims)]
    return render(
        request,
        "sources/named_detail.html",
        {
            "section": "sources",
            "kind": kind,
            "subject": subject,
            "spellings": _spellings(subject),
            "description": description,
            "case": getattr(subject, "case", None),
            "about": about,
            "said": said,
            "events": events,
            "ties": ties,
            "within": enclosing,
            "is_within_shown": enclosing is not None and public_places().filter(pk=enclosing.pk).exists(),
            "parts": _parts(subject),
            "documents": documents_of(subject),
            "name_links": name_links([*about, *said], but=subject),
            "sources": sources_of(claims),
        },
    )


def _elsewhere(request: HttpRequest, kind: NamedKind, slug: str) -> HttpResponse:
    """Lead to whom the row was joined, or say that it was taken back. Raises Http404."""
    found = look_elsewhere(kind, slug)
    if found.moved_to is not None:
        return HttpResponsePermanentRedirect(found.moved_to.get_absolute_url())
    if found.is_withdrawn:
        return render(request, "sources/gone.html", status=410)
    raise Http404


def _description_claims(subject: Named) -> list[Claim]:
    """Return the claim behind the description; a description that no public claim backs is not shown."""
    claims = Claim.objects.published().with_citations()
    return list(claims.filter(pk=subject.description_claim_id)) if subject.description_claim_id else []


def _claims_of(events: list[Event]) -> list[Claim]:
    return [claim for event in events for claim in event.claims.all()]


def _spellings(subject: Named) -> list[tuple[str, list[Name]]]:
    """Return the spellings by language, the preferred first and printed slips last."""
    order = list(NameKind)
    names = sorted(subject.all_names(), key=lambda name: order.index(NameKind(name.kind)))
    languages = sorted({name.language for name in names})
    return [(code, [name for name in names if name.language == code]) for code in languages]


def _enclosing(subject: Named) -> Place | None:
    if not isinstance(subject, Place) or subject.within_id is None:
        return None
    return Place.objects.with_names().get(pk=subject.within_id)


def _parts(subject: Named) -> list[Place]:
    """Return the places within that have a page."""
    if not isinstance(subject, Place):
        return []
    parts = public_places().filter(within=subject).with_names()
    return sorted(parts, key=lambda place: in_order(place.display_name, get_language()))
