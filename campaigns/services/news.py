"""News of pickets for the feed: what a picket is now and was not when it was last looked at."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from campaigns.models import Picket, PicketNews
from sources.models import PublicationState


@transaction.atomic
def note_news(*, now: datetime, pickets: Iterable[Picket] | None = None) -> int:
    """Note what is new of published pickets, of all or of those that are given; return how many news there are.

    It compares what is with what was noted, so that it may be called after any change and as often as one likes:
    nothing is noted twice. Beat calls it each minute, for changes that came by another way than a service.
    """
    rows = Picket.objects.published().exclude(stage=Picket.Stage.DRAFT).select_related("after")
    rows = rows.filter(
        Q(stage__in=[Picket.Stage.ANNOUNCED, Picket.Stage.MOVED, Picket.Stage.CANCELLED])
        | Q(after__state=PublicationState.PUBLISHED)
    ).prefetch_related("news")
    if pickets is not None:
        rows = rows.filter(pk__in=[picket.pk for picket in pickets])
    fresh = [
        PicketNews(picket=picket, kind=kind, about=about, noted_at=now)
        for picket in rows
        for kind, about in _true_now(picket) - {(news.kind, news.about) for news in picket.news.all()}
    ]
    # Two sweeps at once may both want to note it: the unique key lets one of them.
    PicketNews.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _true_now(picket: Picket) -> set[tuple[str, str]]:
    """Return what there is to tell of a picket as it is now."""
    kinds = PicketNews.Kind
    found: set[tuple[str, str]] = set()
    match picket.stage:
        case Picket.Stage.ANNOUNCED:
            found.add((kinds.ANNOUNCED, ""))
        case Picket.Stage.MOVED:
            found.add((kinds.MOVED, _when_and_where(picket)))
        case Picket.Stage.CANCELLED:
            found.add((kinds.CANCELLED, ""))
    after = getattr(picket, "after", None)
    if after is not None and after.is_published:
        found.add((kinds.REPORT, ""))
    return found


def _when_and_where(picket: Picket) -> str:
    """Return a digest of what a move changes. The exact meeting point is left out, for it may be private."""
    parts = [picket.starts_at, picket.ends_at, picket.place_id, picket.address]
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()
