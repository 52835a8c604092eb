"""Addresses of an organisation's answer. What follows /invitations/ is a secret and is not logged."""

from django.urls import path

from campaigns.views import invitations

urlpatterns = [
    path("invitations/<str:token>/", invitations.invitation_answer, name="invitation-answer"),
]
