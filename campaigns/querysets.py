"""Reads across campaigns, pickets, statements and demands, with all that their pages show."""

from collections.abc import Iterable

from django.db.models import Case as Choice
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, When

from campaigns.models import (
    Campaign,
    CampaignCase,
    Demand,
    DemandStep,
    Incident,
    Issuer,
    Letter,
    Participant,
    Photograph,
    Picket,
    ReportSentence,
    Shift,
    Signature,
    Statement,
    StatementDemand,
    Target,
)
from campaigns.models.pickets import PicketQuerySet
from prisoners.models import Case
from prisoners.querysets import cases_for_lists, claims_prefetch
from sources.models import Claim, Event, PublicationState
from sources.models.translations import translations_prefetch
from sources.public_names import ties_of
from sources.ties.rows import TieRow, rows_of


def campaign_of_home() -> Campaign | None:
    """Return the campaign that the home page leads with: one that has a lead case before one that has none."""
    campaigns = Campaign.objects.published().with_translations()
    return campaigns.order_by(F("lead_case").asc(nulls_last=True), "slug").first()


def pickets_for_lists() -> PicketQuerySet:
    """Return published pickets with place, `turnout_low` and `turnout_high`, and `needed` and `taken` places.

    Each of the four is None where it is not known.
    """
    return (
        Picket.objects.published()
        .exclude(stage=Picket.Stage.DRAFT)
        .with_translations()
        .select_related("place", "campaign")
        .prefetch_related("place__names")
        .annotate(
            needed=Sum("shifts__places_needed"),
            taken=Sum("shifts__places_taken"),
            turnout_low=_of_public_report("turnout_low"),
            turnout_high=_of_public_report("turnout_high"),
        )
    )


def _of_public_report(field: str) -> Choice:
    return Choice(When(after__state=PublicationState.PUBLISHED, then=F(f"after__{field}")))


def pickets_for_pages() -> PicketQuerySet:
    """Return published pickets with everything that a picket's own page shows."""
    names = ("person__names", "organisation__names", "on_behalf_of__names")
    participants = (
        Participant.objects.shown()
        .select_related("person", "organisation", "on_behalf_of")
        .prefetch_related(*names, translations_prefetch("translations"), claims_prefetch())
    )
    report = ReportSentence.objects.filter(claim__in=Claim.objects.published()).prefetch_related(
        Prefetch("claim", queryset=Claim.objects.with_citations())
    )
    # Only what rests on public claims is public; the rest is for the legal role.
    incidents = (
        Incident.objects.filter(claims__in=Claim.objects.published())
        .distinct()
        .prefetch_related(translations_prefetch("translations"), claims_prefetch())
    )
    return (
        pickets_for_lists()
        .select_related("after", "target__person", "target__organisation")
        .prefetch_related(
            Prefetch("participants", queryset=participants),
            Prefetch("incidents", queryset=incidents),
            Prefetch("cases", queryset=cases_for_lists()),
            Prefetch("shifts", queryset=Shift.objects.with_translations()),
            Prefetch("after__report", queryset=report),
            translations_prefetch("after__translations"),
            Prefetch("after__photographs", queryset=Photograph.objects.order_by("position", "pk")),
            translations_prefetch("after__photographs__translations"),
            claims_prefetch(),
        )
    )


def statements_for_lists() -> QuerySet[Statement]:
    """Return published statements with who issued them, and `demand_count` and `signer_count`."""
    issuers = Issuer.objects.select_related("organisation", "person").prefetch_related(
        "organisation__names", "person__names", translations_prefetch("translations")
    )
    return (
        Statement.objects.published()
        .order_by("-issued_on", "slug")
        .with_translations()
        .select_related("place", "document", "campaign")
        .prefetch_related(Prefetch("issuers", queryset=issuers), "place__names")
        .annotate(
            demand_count=Count("numbered_demands", distinct=True),
            # Not by a join, which with the demands would make a row for each pair.
            signer_count=Subquery(
                Signature.objects.confirmed()
                .filter(statement=OuterRef("pk"))
                .order_by()
                .values("statement")
                .annotate(count=Count("pk"))
                .values("count")
            ),
        )
    )


def statements_for_signing() -> QuerySet[Statement]:
    """Return published statements with their texts: what signing them needs."""
    return Statement.objects.published().with_translations().prefetch_related("versions")


def demands_with_steps() -> QuerySet[Demand]:
    """Return demands with what became of them, cited."""
    # A step that no public claim backs is not shown.
    backed = DemandStep.objects.filter(
        pk__in=DemandStep.objects.filter(claims__in=Claim.objects.published()).values("pk")
    )
    steps = backed.prefetch_related(translations_prefetch("translations"), claims_prefetch())
    demands = Demand.objects.with_translations().select_related("campaign")
    return demands.prefetch_related(
        Prefetch("steps", queryset=steps), Prefetch("cases", queryset=cases_for_lists())
    )


def statements_for_pages() -> QuerySet[Statement]:
    """Return published statements with their demands, texts and cases."""
    numbered = StatementDemand.objects.prefetch_related(Prefetch("demand", queryset=demands_with_steps()))
    return statements_for_lists().prefetch_related(
        Prefetch("numbered_demands", queryset=numbered),
        Prefetch("cases", queryset=cases_for_lists()),
        "versions",
        claims_prefetch(),
    )


def roll_of(campaign: Campaign) -> QuerySet[Case]:
    """Return the campaign's published cases in the order of its roll."""
    return cases_for_lists().filter(in_rolls__campaign=campaign).order_by("in_rolls__position", "slug")


def events_of(campaign: Campaign) -> QuerySet[Event]:
    """Return published events that rest on the campaign's documents, in order of time."""
    documents = campaign.documents.all()
    told = Claim.objects.published().filter(
        Q(citations__passage__document__in=documents) | Q(citations__passage__quoted_from__in=documents)
    )
    return (
        Event.objects.published()
        .with_translations()
        .filter(pk__in=Event.objects.filter(claims__in=told).values("pk"))
        .prefetch_related(claims_prefetch(), "places__names")
    )


def letters_for(cases: Iterable[Case] | None = None) -> QuerySet[Letter]:
    """Return published letters with their target and case; only those that are for the cases where some are given."""
    letters = (
        Letter.objects.published()
        .with_translations()
        .select_related("target__person", "target__organisation", "case__person", "campaign")
        .prefetch_related(translations_prefetch("target__translations"), "case__person__names")
    )
    if cases is None:
        return letters
    # A letter without a case is for any case of its campaign.
    rolls = CampaignCase.objects.filter(case__in=cases).values("campaign")
    found = letters.filter(Q(case__in=cases) | Q(case=None, campaign__in=rolls))
    return found.order_by(F("case").asc(nulls_last=True), "form", "slug")


def ties_of_target(target: Target) -> list[TieRow]:
    """Return the public ties of who a target is, with footnotes: part of why it is one."""
    who = target.person or target.organisation
    return rows_of(ties_of(who)) if who is not None else []


def letters_for_writing() -> QuerySet[Letter]:
    """Return published letters with their texts in every language, and the claims they and their targets rest on."""
    return (
        Letter.objects.published()
        .filter(campaign__in=Campaign.objects.published())
        .select_related("target__person", "target__organisation", "case__person", "campaign")
        .prefetch_related(
            "translations",
            "target__translations",
            "case__person__names",
            claims_prefetch(),
            claims_prefetch("target__why"),
        )
    )
