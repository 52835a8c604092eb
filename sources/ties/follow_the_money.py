"""The map as entities of FollowTheMoney, one JSON object a line, as its tools and OCCRP Aleph read them.

Written by hand against its schema 3.8; the tests hold every entity against the package itself. Only what is public
goes in, and of people and organisations only who may be mapped. An identifier is made of the slug, so that a later
export names the same entity alike.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import override

from sources.models import Claim, Document, NameKind, Organisation, Person, Place, Tie
from sources.models.names import Named, NamedQuerySet
from sources.public_names import kind_of, mapped_organisations, mapped_people, public_places, ties_for_pages

type Entity = dict[str, Any]

COMPANY = {Organisation.Kind.COMPANY}
PUBLIC_BODY = {
    Organisation.Kind.GOVERNMENT,
    Organisation.Kind.SECURITY,
    Organisation.Kind.INTERGOVERNMENTAL,
    Organisation.Kind.PRISON,
}
# Their tools take three letters; a language that is not among these is left out.
LANGUAGES = {
    "ar": "ara", "az": "aze", "be": "bel", "de": "deu", "en": "eng", "es": "spa", "fa": "fas", "fr": "fra",
    "hy": "hye", "it": "ita", "ka": "kat", "kk": "kaz", "ky": "kir", "pl": "pol", "pt": "por", "ru": "rus",
    "tg": "tgk", "tk": "tuk", "tr": "tur", "uk": "ukr", "uz": "uzb", "zh": "zho",
}  # fmt: skip


def write_entities() -> str:
    """Return all entities as lines."""
    return "".join(json.dumps(entity, ensure_ascii=False, sort_keys=True) + "\n" for entity in entities())


def entities() -> list[Entity]:
    """Return every public entity in the base language: documents, then who and where, then the ties between them."""
    with override(settings.LANGUAGE_CODE):
        return list(_entities())


def _entities() -> Iterator[Entity]:
    ties = list(ties_for_pages())
    public_claims = set(Claim.objects.published().values_list("pk", flat=True))
    proofs: dict[str, set[str]] = defaultdict(set)
    documents: dict[int, Document] = {}
    for tie in ties:
        cited = _documents(tie.claims.all())
        documents |= {document.pk: document for document in cited}
        for end in (tie.subject, tie.object):
            proofs[_id(end)] |= {_document_id(document) for document in cited}
    yield from (_document(documents[pk]) for pk in sorted(documents))
    everybody: list[NamedQuerySet[Any]] = [mapped_people(), mapped_organisations(), public_places()]
    for found in everybody:
        yield from (_named(row, sorted(proofs[_id(row)]), public_claims) for row in found.with_names())
    yield from (_tie(tie) for tie in ties)


def _named(subject: Named, proofs: list[str], public_claims: set[int]) -> Entity:
    shown = subject.display_name
    others = {name.text: name.kind for name in subject.all_names() if name.text != shown}
    slips = sorted(text for text, kind in others.items() if kind == NameKind.SLIP)
    is_backed = subject.description_claim_id in public_claims
    properties = {
        "name": [shown],
        "alias": sorted(set(others) - set(slips)),
        "weakAlias": slips,
        "summary": [subject.description] if is_backed else [],
        "sourceUrl": [settings.PUBLIC_URL + subject.get_absolute_url()],
        "proof": proofs,
    }
    if isinstance(subject, Place):
        properties["full"] = [shown]
        for axis in ("latitude", "longitude"):
            value = getattr(subject, axis)
            properties[axis] = [str(value)] if value is not None else []
    return _entity(_id(subject), _schema(subject), properties)


def _schema(subject: Named) -> str:
    if isinstance(subject, Person):
        return "Person"
    if isinstance(subject, Place):
        return "Address"
    kind = getattr(subject, "kind", "")
    return "Company" if kind in COMPANY else "PublicBody" if kind in PUBLIC_BODY else "Organization"


def _document(document: Document) -> Entity:
    publisher = [document.publisher.display_name] if document.publisher else []
    return _entity(
        _document_id(document),
        "Article" if document.kind == Document.Kind.ARTICLE else "Document",
        {
            "title": [document.title],
            "fileName": [document.original_name or f"{document.slug}.txt"],
            "author": [document.byline],
            "publisher": publisher,
            "publishedAt": [document.published_on],
            "language": [LANGUAGES.get(document.language, "")],
            "sourceUrl": [document.url],
        },
    )


def _tie(tie: Tie) -> Entity:
    cited = _documents(tie.claims.all())
    schema, start, end = _edge(tie)
    properties = {
        start: [_id(tie.subject)],
        end: [_id(tie.object)],
        "startDate": [tie.since],
        "endDate": [tie.until],
        "summary": [claim.text for claim in tie.claims.all()],
        "description": [tie.note],
        "recordId": [tie.slug],
        "sourceUrl": sorted({document.url for document in cited}),
        "publisher": sorted({document.publisher.display_name for document in cited if document.publisher}),
    }
    if schema in {"UnknownLink", "Representation", "Directorship"}:
        properties["role"] = [str(Tie.Kind(tie.kind).label)]
    if schema == "Payment":
        properties["purpose"] = [str(Tie.Kind(tie.kind).label)]
    return _entity(f"unforgotten-tie-{tie.slug}", schema, properties)


def _edge(tie: Tie) -> tuple[str, str, str]:
    """Return the schema of a tie and its two ends; what the schema does not allow between them is an other link."""
    is_body = isinstance(tie.object, Organisation)
    match tie.kind:
        case Tie.Kind.OWNS if is_body and _schema(tie.object) == "Company":
            return "Ownership", "owner", "asset"
        case Tie.Kind.DIRECTS if is_body:
            return "Directorship", "director", "organization"
        case Tie.Kind.EMPLOYS if isinstance(tie.subject, Organisation) and not is_body:
            return "Employment", "employer", "employee"
        case Tie.Kind.FINANCES:
            return "Payment", "payer", "beneficiary"
        case Tie.Kind.REPRESENTS:
            return "Representation", "agent", "client"
        case _:
            return "UnknownLink", "subject", "object"


def _documents(claims: Iterable[Claim]) -> list[Document]:
    """Return the public documents that claims cite, each once."""
    found = {
        citation.passage.source.pk: citation.passage.source
        for claim in claims
        for citation in claim.citations.all()
        if citation.passage.source.is_published
    }
    return [found[pk] for pk in sorted(found)]


def _entity(identifier: str, schema: str, properties: dict[str, list[str]]) -> Entity:
    kept = {name: [value for value in values if value] for name, values in properties.items()}
    return {
        "id": identifier,
        "schema": schema,
        "properties": {name: values for name, values in kept.items() if values},
    }


def _id(subject: Named) -> str:
    return f"unforgotten-{kind_of(subject)}-{subject.slug}"


def _document_id(document: Document) -> str:
    return f"unforgotten-document-{document.slug}"
