"""Addresses of the steward's page, on a phone. What follows /steward/ is a secret and is not logged."""

from django.urls import path

from campaigns.views import stewards

urlpatterns = [
    # A service worker is for the pages below its own address.
    path("steward/worker.js", stewards.steward_worker, name="steward-worker"),
    path("steward/offline/", stewards.steward_offline, name="steward-offline"),
    path("steward/<str:token>/", stewards.steward_page, name="steward-page"),
    path("steward/<str:token>/find/", stewards.steward_find, name="steward-find"),
    path("steward/<str:token>/people/<uuid:pk>/", stewards.steward_person, name="steward-person"),
    path("steward/<str:token>/tap/", stewards.steward_tap, name="steward-tap"),
    path("steward/<str:token>/close/", stewards.steward_close, name="steward-close"),
    path("steward/<str:token>/actions/", stewards.steward_actions, name="steward-actions"),
]
