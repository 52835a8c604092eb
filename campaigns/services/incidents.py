"""Arrests and injuries: who may see them, what the legal role writes about them, and how one becomes a case."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from campaigns.models import Campaign, Incident, LegalNote, Membership
from prisoners.models import Case, CaseEvent
from sources.models import Place

# What the first step of a case is where an incident becomes one.
_STEPS = {
    Incident.Kind.ARREST: CaseEvent.Kind.ARREST,
    Incident.Kind.INJURY: CaseEvent.Kind.ATTACK,
    Incident.Kind.OTHER: CaseEvent.Kind.OTHER,
}


def add_legal_note(incident: Incident, *, text: str, by: User) -> LegalNote:
    """Write a sealed note on an incident. It is never changed afterwards."""
    return LegalNote.objects.create(incident=incident, text=text, written_by=by)


@transaction.atomic
def take_back_incident(incident: Incident) -> None:
    """Take an incident off the public page: delete it, unless the legal role holds something on it.

    Then only its public part goes, and the rest stays for the legal role. Whoever takes it back does not learn which.
    """
    if incident.case_id is None and not incident.legal_notes.exists():
        incident.delete()
        return
    incident.claims.clear()
    incident.translations.all().delete()
    incident.text = ""
    incident.save(update_fields=["text"])


@transaction.atomic
def make_case_of(incident: Incident) -> Case:
    """Return the case that an incident has become: a draft with date and place of the picket, linked to it.

    A second call returns the same. Nothing of what is sealed is copied, and no name: the case begins as a group
    whose names are not known, and stands in no campaign's roll until an organiser puts it there. The claims of the
    incident go with it, and its public text where it rests on claims: without them the text is for the legal role.
    """
    incident = (
        Incident.objects.select_for_update(of=("self",))
        .select_related("picket__place", "case")
        .get(pk=incident.pk)
    )
    if incident.case is not None:
        return incident.case
    picket, claims = incident.picket, list(incident.claims.all())
    told = incident.text if claims else ""
    # What is stored is in the base language, whoever presses the button.
    with override(settings.LANGUAGE_CODE):
        title = _("%(kind)s: %(picket)s") % {"kind": incident.get_kind_display(), "picket": picket.title}
    is_arrest = incident.kind == Incident.Kind.ARREST
    case = Case.objects.create(
        slug=_free_slug(f"{picket.slug[:60]}-{incident.kind}"),
        kind=Case.Kind.GROUP,
        title=title[:160],
        country=_country_of(picket.place),
        status=Case.Status.DETAINED if is_arrest else Case.Status.UNKNOWN,
        status_as_of=picket.date,
        summary=told,
    )
    event = CaseEvent.objects.create(
        case=case,
        slug=incident.kind,
        kind=_STEPS[Incident.Kind(incident.kind)],
        title=title[:160],
        text=told,
        date=picket.date,
        date_end=picket.date_end,
        circa=picket.circa,
        place=picket.place,
    )
    event.claims.set(claims)
    incident.case = case
    incident.save(update_fields=["case"])
    return case


def legal_campaigns(user: User | AnonymousUser) -> list[int]:
    """Return the keys of the campaigns in which somebody has the legal role. Being a superuser gives none."""
    if not isinstance(user, User) or not user.is_active:
        return []
    roles = Membership.objects.filter(user=user, role=Membership.Role.LEGAL)
    return list(Campaign.objects.filter(memberships__in=roles).values_list("pk", flat=True))


def _free_slug(wanted: str) -> str:
    taken = set(Case.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number = 1
    while (slug := wanted if number == 1 else f"{wanted}-{number}") in taken:
        number += 1
    return slug


def _country_of(place: Place | None) -> Place | None:
    """Return the country in which a place lies, where we know it."""
    seen: set[int] = set()
    while place is not None and place.kind != Place.Kind.COUNTRY and place.pk not in seen:
        seen.add(place.pk)
        place = place.within
    return place if place is not None and place.kind == Place.Kind.COUNTRY else None
