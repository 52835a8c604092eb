"""Addresses of signing up, included by campaigns/urls.py. What follows /sign-up/ is a secret and is not logged."""

from django.urls import path

from campaigns.views import sign_up, sign_up_links, sign_up_manage

urlpatterns = [
    path("pickets/<slug:slug>/sign-up/", sign_up.picket_sign_up, name="picket-sign-up"),
    path("pickets/<slug:slug>/sign-up/<str:receipt>/", sign_up.sign_up_received, name="sign-up-received"),
    path("sign-up/link/", sign_up_links.sign_up_link, name="sign-up-link"),
    path("sign-up/link/sent/", sign_up_links.sign_up_link_sent, name="sign-up-link-sent"),
    path("sign-up/<str:token>/", sign_up_manage.sign_up_manage, name="sign-up-manage"),
    path("sign-up/<str:token>/change/", sign_up_manage.sign_up_change, name="sign-up-change"),
    path("sign-up/<str:token>/move/", sign_up_manage.sign_up_move, name="sign-up-move"),
    path("sign-up/<str:token>/take/", sign_up_manage.sign_up_take, name="sign-up-take"),
    path("sign-up/<str:token>/rejoin/", sign_up_manage.sign_up_rejoin, name="sign-up-rejoin"),
    path("sign-up/<str:token>/cancel/", sign_up_manage.sign_up_cancel, name="sign-up-cancel"),
    path("sign-up/<str:token>/forget/", sign_up_manage.sign_up_forget, name="sign-up-forget"),
    path("sign-up/<str:token>/friends/", sign_up_manage.friend_add, name="sign-up-friends"),
    path(
        "sign-up/<str:token>/friends/<uuid:friend>/remove/",
        sign_up_manage.friend_remove,
        name="sign-up-friend-remove",
    ),
    path("sign-up/<str:token>/shift.ics", sign_up_manage.sign_up_calendar_file, name="sign-up-calendar"),
]
