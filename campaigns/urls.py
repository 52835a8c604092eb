"""Addresses of what people do; stable for ever once printed on a leaflet."""

from django.urls import path

from campaigns import (
    urls_after,
    urls_demands,
    urls_feeds,
    urls_invitations,
    urls_letters,
    urls_mail,
    urls_print,
    urls_prison_mail,
    urls_sign_up,
    urls_signatures,
    urls_statements,
    urls_stewards,
)
from campaigns.views import pages, pickets, statements

app_name = "campaigns"
urlpatterns = [
    path("", pages.home, name="home"),
    path("campaigns/<slug:slug>/", pages.campaign_detail, name="campaign-detail"),
    path("pickets/", pickets.picket_list, name="picket-list"),
    path("pickets/<slug:slug>/", pickets.picket_detail, name="picket-detail"),
    path("statements/", statements.statement_list, name="statement-list"),
    path("statements/<slug:slug>/", statements.statement_detail, name="statement-detail"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    *urls_print.urlpatterns,
    *urls_statements.urlpatterns,
    *urls_signatures.urlpatterns,
    *urls_letters.urlpatterns,
    *urls_prison_mail.urlpatterns,
    *urls_demands.urlpatterns,
    *urls_sign_up.urlpatterns,
    *urls_stewards.urlpatterns,
    *urls_after.urlpatterns,
    *urls_invitations.urlpatterns,
    *urls_mail.urlpatterns,
    *urls_feeds.urlpatterns,
]
