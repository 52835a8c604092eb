"""Remove what a campaign file no longer has, never what somebody else depends on."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Model, ProtectedError, Q

from campaigns.exchange.catalogue import OWN, SHARED
from campaigns.exchange.scope import list_slugs, read_campaign
from campaigns.models import Campaign, LegalCard, Picket, Statement

type Entries = dict[str, list[str]]

# Rows that hold people's contacts: whoever signed up or signed is not removed by a file; nor is a lawyer's work, nor
# are photographs, which no file has.
_HELD: dict[type[Model], Q] = {
    LegalCard: Q(checked_on__isnull=False),
    Picket: Q(shifts__sign_ups__isnull=False)
    | Q(incidents__legal_notes__isnull=False)
    | Q(after__photographs__isnull=False),
    Statement: Q(signatures__isnull=False) & ~Q(signatures__email_index=""),
}


def prune_entries(slug: str, missing: Mapping[str, Sequence[str]]) -> tuple[Entries, Entries]:
    """Remove the missing entries of a campaign; return those removed and those that had to stay."""
    removed: Entries = {}
    left: Entries = {}
    others: dict[str, set[str]] = {}
    for campaign in Campaign.objects.exclude(slug=slug):
        for name, slugs in list_slugs(read_campaign(campaign)).items():
            others.setdefault(name, set()).update(slugs)
    # In the reverse of the order of loading, so that what points goes before what it points to.
    for name, shape in reversed([*SHARED.items(), *OWN.items()]):
        for entry in missing.get(name, []):
            shared = name in SHARED and entry in others.get(name, set())
            gone = not shared and _remove(shape.model, slug if name in OWN else "", entry)
            (removed if gone else left).setdefault(name, []).append(entry)
    return removed, left


def _remove(model: type[Model], campaign: str, slug: str) -> bool:
    """Remove one row; tell whether it is gone."""
    rows = model._default_manager.filter(slug=slug, **({"campaign__slug": campaign} if campaign else {}))
    held = _HELD.get(model)
    if held is not None and rows.filter(held).exists():
        return False
    try:
        with transaction.atomic():
            rows.delete()
    except ProtectedError:
        return False
    return True
