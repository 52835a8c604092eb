"""News of pickets as an Atom feed, in the language of its address."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join
from django.utils.translation import gettext

from campaigns.feeds.rows import NEWS_SHOWN, news_of_pickets
from campaigns.models import Campaign, Picket, PicketNews
from campaigns.occasions import absolute, day_in_words, place_in_words

# What an empty feed says of its last change, so that it stays the same until there is news.
NEVER = datetime(2022, 1, 1, tzinfo=UTC)


class _SteadyAtomFeed(Atom1Feed):
    """Atom whose time of change is that of its latest entry, never the moment of reading."""

    def latest_post_date(self) -> datetime:
        """Return the time of the latest entry."""
        return max((item["updateddate"] for item in self.items), default=NEVER)


class PicketNewsFeed(Feed[PicketNews, Campaign | None]):
    """Pickets that were announced, moved or cancelled, and reports; of one campaign or of all."""

    feed_type = _SteadyAtomFeed
    author_name = "Unforgotten"

    def __init__(self, campaign: Campaign | None = None) -> None:
        self.campaign = campaign

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> Campaign | None:
        """Return the campaign."""
        return self.campaign

    def title(self, campaign: Campaign | None) -> str:
        """Return the title."""
        if campaign is None:
            return gettext("News of pickets")
        return gettext("News of pickets: %(campaign)s") % {"campaign": campaign.in_language("title")}

    def subtitle(self) -> str:
        """Return what it is about."""
        return gettext("Pickets that are announced, moved or cancelled, and what happened at them.")

    def link(self, campaign: Campaign | None) -> str:
        """Return the page of which it tells the news."""
        return absolute(campaign.get_absolute_url() if campaign else reverse("campaigns:picket-list"))

    def feed_url(self, campaign: Campaign | None) -> str:
        """Return the address of the feed itself."""
        return absolute(feed_path(campaign))

    feed_guid = feed_url

    def items(self, campaign: Campaign | None) -> QuerySet[PicketNews]:
        """Return the news, the latest first."""
        rows = news_of_pickets()
        return (rows if campaign is None else rows.filter(picket__campaign=campaign))[:NEWS_SHOWN]

    def item_title(self, item: PicketNews) -> str:
        """Return what happened to which picket."""
        title = {"picket": item.picket.in_language("title")}
        match item.kind:
            case PicketNews.Kind.ANNOUNCED:
                return gettext("Announced: %(picket)s") % title
            case PicketNews.Kind.MOVED:
                return gettext("Moved: %(picket)s") % title
            case PicketNews.Kind.CANCELLED:
                return gettext("Cancelled: %(picket)s") % title
            case _:
                return gettext("What happened: %(picket)s") % title

    def item_description(self, item: PicketNews) -> str:
        """Return when and where it is, as it stands now, and why it moved or is cancelled."""
        picket = item.picket
        lines = [_when(picket), place_in_words(picket)]
        if picket.stage == Picket.Stage.CANCELLED:
            lines.insert(0, gettext("This picket is cancelled."))
        if picket.stage in {Picket.Stage.MOVED, Picket.Stage.CANCELLED}:
            lines.append(picket.in_language("stage_note"))
        lines.append(picket.in_language("summary"))
        return format_html_join("", "<p>{}</p>", ((line,) for line in lines if line))

    def item_link(self, item: PicketNews) -> str:
        """Return the page of the picket."""
        return absolute(item.picket.get_absolute_url())

    def item_guid(self, item: PicketNews) -> str:
        """Return a name that stays (RFC 4151), whatever the picket's address and language."""
        host = urlsplit(settings.PUBLIC_URL).hostname
        return "/".join(
            filter(None, [f"tag:{host},2026:picket/{item.picket_id}/{item.kind}", item.about[:16]])
        )

    def item_pubdate(self, item: PicketNews) -> datetime:
        """Return when it was noted."""
        return item.noted_at

    def item_updateddate(self, item: PicketNews) -> datetime:
        """Return when it was noted."""
        return item.noted_at


def feed_path(campaign: Campaign | None) -> str:
    """Return the path of the feed in the active language."""
    if campaign is None:
        return reverse("campaigns:picket-news")
    return reverse("campaigns:campaign-news", args=[campaign.slug])


def _when(picket: Picket) -> str:
    if picket.starts_at is None or picket.ends_at is None:
        return picket.when
    hours = {
        "day": day_in_words(picket.starts_at, picket),
        "start": f"{picket.starts_at.astimezone(picket.zone):%H:%M}",
        "end": f"{picket.ends_at.astimezone(picket.zone):%H:%M}",
    }
    return gettext("%(day)s, %(start)s to %(end)s") % hours
