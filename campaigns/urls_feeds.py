"""Addresses of calendars, news and lists that other programs read. What follows /sign-up/ is a secret."""

from django.urls import path

from campaigns.views import embed, feeds, private_calendars, push

urlpatterns = [
    path("follow/", embed.follow, name="follow"),
    path("embed/pickets/", embed.embed_pickets, name="embed-pickets"),
    path("pickets/feed.atom", feeds.picket_news, name="picket-news"),
    path("campaigns/<slug:slug>/feed.atom", feeds.campaign_news, name="campaign-news"),
    path("pickets/pickets.ics", feeds.picket_calendar, name="pickets-calendar"),
    path("pickets/<slug:slug>/picket.ics", feeds.picket_calendar_file, name="picket-calendar"),
    path("pickets/<slug:slug>/shifts/<int:pk>.ics", feeds.shift_calendar_file, name="shift-calendar"),
    path("campaigns/<slug:slug>/pickets.ics", feeds.campaign_calendar, name="campaign-calendar"),
    path("places/<slug:slug>/pickets.ics", feeds.place_calendar, name="place-calendar"),
    path("shifts/<slug:role>.ics", feeds.role_calendar, name="role-calendar"),
    path("sign-up/<str:token>/calendar/", private_calendars.make_calendar, name="calendar-make"),
    path("sign-up/<str:token>/calendar/revoke/", private_calendars.revoke_calendar, name="calendar-revoke"),
    path(
        "sign-up/<str:token>/calendar/shifts.ics", private_calendars.private_calendar, name="private-calendar"
    ),
    path("sign-up/<str:token>/push/", push.push_on, name="push-on"),
    path("sign-up/<str:token>/push/off/", push.push_off, name="push-off"),
]
