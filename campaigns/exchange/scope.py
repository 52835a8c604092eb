"""What belongs to a campaign: its own rows, its cases and documents, and everything that these name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from campaigns.exchange.catalogue import CAMPAIGN, OWN, SHARED
from campaigns.exchange.checks import find_references
from campaigns.exchange.ordering import canonical
from campaigns.models import Campaign, LegalCard, Picket, Statement
from sources.exchange.dumping import dump_rows
from sources.models import Citation, Claim, Event, Question, Tie

type Slugs = Mapping[str, set[str]]


def read_campaign(campaign: Campaign) -> dict[str, Any]:
    """Return all files of a campaign as the database has them, in canonical form.

    Claims belong to the documents that they cite, so campaigns that rely on the same document share them. Legal
    cards belong to the countries that the campaign names; the one without a country, to all campaigns. Sample pickets
    and statements, contacts, the team and the texts of documents are not part of it.
    """
    entries: dict[str, dict[str, Any]] = {name: {} for name in SHARED}
    whole: dict[str, Any] = {"campaign": dump_rows(CAMPAIGN, [campaign])[0]}
    for name, shape in OWN.items():
        rows = shape.model._default_manager.filter(campaign=campaign)
        rows = rows.exclude(is_sample=True) if shape.model in {Picket, Statement} else rows
        whole[name] = dump_rows(shape, list(rows.order_by("slug")))
    wanted: dict[str, set[str]] = defaultdict(set)
    wanted["documents"] = set(campaign.documents.values_list("slug", flat=True))
    _add(wanted, find_references(whole))
    while _fetch(entries, wanted):
        wanted["claims"] |= _slugs(_claims_of(wanted["documents"]))
        for name, model in (("events", Event), ("questions", Question), ("ties", Tie)):
            wanted[name] |= _slugs(_resting_on(model, wanted["claims"]))
        around = Q(country__slug__in=wanted["places"]) | Q(country=None)
        wanted["legal-cards"] |= _slugs(LegalCard.objects.filter(around))
    shared: dict[str, Any] = {name: list(rows.values()) for name, rows in entries.items() if name != "claims"}
    if "questions" in shared:
        order = list(Question.objects.order_by("position", "slug").values_list("slug", flat=True))
        shared["questions"].sort(key=lambda entry: order.index(entry["slug"]))
    return canonical(whole | shared | {"claims": {"all": list(entries["claims"].values())}})


def list_slugs(whole: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return the slugs of every file of a campaign."""
    files = {name: rows for name, rows in whole.items() if name not in {"campaign", "claims"}}
    slugs = {name: {row["slug"] for row in rows} for name, rows in files.items()}
    claims = {claim["slug"] for rows in whole.get("claims", {}).values() for claim in rows}
    return slugs | {"claims": claims}


def _fetch(entries: dict[str, dict[str, Any]], wanted: dict[str, set[str]]) -> bool:
    """Dump what is wanted and not there yet, and add what that names to `wanted`; tell whether there was any."""
    found = False
    for name, shape in SHARED.items():
        new = wanted[name] - set(entries[name])
        if not new:
            continue
        found = True
        rows = shape.model._default_manager.filter(slug__in=new).order_by("slug")
        dumped = {entry["slug"]: entry for entry in dump_rows(shape, list(rows))}
        entries[name] |= dumped
        content = (
            {"claims": {"all": list(dumped.values())}} if name == "claims" else {name: list(dumped.values())}
        )
        _add(wanted, find_references(content))
    return found


def _add(wanted: dict[str, set[str]], references: Iterable[tuple[str, str]]) -> None:
    for name, slug in references:
        if name in SHARED:
            wanted[name].add(slug)


def _slugs(rows: QuerySet[Any]) -> set[str]:
    return set(rows.values_list("slug", flat=True))


def _claims_of(documents: set[str]) -> QuerySet[Claim]:
    """Return the claims all of whose citations lie in the documents."""
    cited = Citation.objects.filter(claim=OuterRef("pk"))
    inside = cited.filter(passage__document__slug__in=documents)
    return Claim.objects.filter(Exists(inside)).exclude(
        Exists(cited.exclude(passage__document__slug__in=documents))
    )


def _resting_on(model: type[Event | Question | Tie], claims: set[str]) -> QuerySet[Any]:
    """Return the events, questions or ties all of whose claims are among these."""
    path = "positions__claim__slug__in" if model is Question else "claims__slug__in"
    rows: QuerySet[Any] = model._default_manager.all()
    inside = rows.filter(pk=OuterRef("pk"), **{path: claims})
    outside = rows.filter(pk=OuterRef("pk"), **{path: Claim.objects.exclude(slug__in=claims).values("slug")})
    return rows.filter(Exists(inside)).exclude(Exists(outside))
