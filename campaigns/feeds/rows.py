"""Which pickets, shifts and sign-ups stand in which feed."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from campaigns.models import Picket, PicketNews, PrivateLink, Shift, SignUp
from campaigns.models.pickets import PicketQuerySet
from campaigns.querysets import pickets_for_lists
from sources.models import Place, PublicationState
from sources.models.translations import translations_prefetch
from toolkit.tokens import hash_token

# A calendar that asks once a month still learns that a picket is cancelled; what took place stays a season.
CANCELLED_STAYS = timedelta(days=30)
PAST_STAYS = timedelta(days=90)
NEWS_SHOWN = 50

_SHOWN_STAGES = [Picket.Stage.ANNOUNCED, Picket.Stage.MOVED, Picket.Stage.CANCELLED, Picket.Stage.OVER]


def pickets_in_calendars(*, now: datetime) -> QuerySet[Picket]:
    """Return the pickets of a calendar, the next first: those ahead, and lately past or cancelled ones.

    A cancelled one stays until 30 days after it would have ended, others for 90 days.
    """
    rows = Picket.objects.published().filter(_stands(now), stage__in=_SHOWN_STAGES, starts_at__isnull=False)
    rows = rows.with_translations().select_related("place").prefetch_related("place__names")
    return rows.order_by("starts_at", "pk")


def shifts_in_calendars(*, now: datetime) -> QuerySet[Shift]:
    """Return the shifts of the pickets of a calendar, the next first."""
    pickets = Picket.objects.published().filter(_stands(now), stage__in=_SHOWN_STAGES)
    return _with_pickets(Shift.objects.filter(picket__in=pickets)).order_by("starts_at", "pk")


def public_shifts() -> QuerySet[Shift]:
    """Return the shifts of every picket that readers may see."""
    return _with_pickets(
        Shift.objects.filter(picket__in=Picket.objects.published().exclude(stage=Picket.Stage.DRAFT))
    )


def within(place: Place) -> Q:
    """Return the condition of being in a place or in any part of it, however deep."""
    return Q(place__in=_with_parts(place))


def places_of_pickets() -> QuerySet[Place]:
    """Return the towns and cities in which there were pickets or will be, by their slugs."""
    pickets = Picket.objects.published().exclude(stage=Picket.Stage.DRAFT).filter(place__isnull=False)
    direct = Q(pk__in=pickets.values("place")) | Q(pk__in=pickets.values("place__within"))
    return Place.objects.with_names().filter(direct, kind=Place.Kind.CITY).order_by("slug")


def upcoming_pickets() -> PicketQuerySet:
    """Return announced pickets that have not ended, the next first."""
    return pickets_for_lists().upcoming()


def news_of_pickets() -> QuerySet[PicketNews]:
    """Return the latest news of pickets that readers may see; a report that was withdrawn is no news."""
    pickets = Picket.objects.published().exclude(stage=Picket.Stage.DRAFT)
    withdrawn = Q(kind=PicketNews.Kind.REPORT) & ~Q(picket__after__state=PublicationState.PUBLISHED)
    return (
        PicketNews.objects.filter(picket__in=pickets)
        .exclude(withdrawn)
        .select_related("picket__campaign", "picket__place")
        .prefetch_related(translations_prefetch("picket__translations"), "picket__place__names")
    )


def calendar_owner(token: str, *, now: datetime) -> SignUp | None:
    """Return the sign-up whose private calendar a token opens; None when it is wrong, expired or revoked."""
    links = PrivateLink.objects.valid(now).filter(
        token_hash=hash_token(token), purpose=PrivateLink.Purpose.CALENDAR
    )
    return SignUp.objects.filter(links__in=links).first()


def sign_ups_of_the_same(owner: SignUp) -> list[SignUp]:
    """Return every sign-up of whoever owns one, the next first.

    What was cancelled is there as long as it is kept, unless there is another sign-up for the same shift.
    """
    rows = (
        SignUp.objects.filter(email_index=owner.email_index, brought_by=None)
        .exclude(email_index="")
        .filter(shift__picket__in=Picket.objects.published())
        .with_picket()
        .prefetch_related(
            translations_prefetch("shift__translations"),
            translations_prefetch("shift__picket__translations"),
            "shift__picket__place__names",
        )
        .order_by("shift__starts_at", "pk")
    )
    given_up = {SignUp.State.CANCELLED, SignUp.State.LAPSED}
    kept = {row.shift_id for row in rows if row.state not in given_up}
    return [row for row in rows if row.state not in given_up or row.shift_id not in kept]


def _stands(now: datetime) -> Q:
    cancelled = Q(stage=Picket.Stage.CANCELLED)
    return (cancelled & Q(ends_at__gt=now - CANCELLED_STAYS)) | (~cancelled & Q(ends_at__gt=now - PAST_STAYS))


def _with_pickets(shifts: QuerySet[Shift]) -> QuerySet[Shift]:
    return shifts.select_related("picket__campaign", "picket__place").prefetch_related(
        translations_prefetch("translations"),
        translations_prefetch("picket__translations"),
        "picket__place__names",
    )


def _with_parts(place: Place) -> set[int]:
    """Return the keys of a place and of all its parts. A circle among them, which is a slip, ends the walk."""
    found: set[int] = set()
    level = {place.pk}
    while level:
        found |= level
        level = set(Place.objects.filter(within__in=level).values_list("pk", flat=True)) - found
    return found
