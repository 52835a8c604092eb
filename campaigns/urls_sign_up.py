"""Addresses of signing up, included by campaigns/urls.py. What follows /sign-up/ is a secret and is not logged."""

from django.urls import path

from campaigns.views import sign_up

urlpatterns = [
    path("pickets/<slug:slug>/sign-up/", sign_up.picket_sign_up, name="picket-sign-up"),
    path("pickets/<slug:slug>/sign-up/<str:receipt>/", sign_up.sign_up_received, name="sign-up-received"),
    path("pickets/<slug:slug>/picket.ics", sign_up.picket_calendar_file, name="picket-calendar"),
    path("sign-up/<str:token>/", sign_up.sign_up_manage, name="sign-up-manage"),
    path("sign-up/<str:token>/cancel/", sign_up.sign_up_cancel, name="sign-up-cancel"),
    path("sign-up/<str:token>/shift.ics", sign_up.sign_up_calendar_file, name="sign-up-calendar"),
]
