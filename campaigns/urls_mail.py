"""Addresses that stand in mails, to stop more of them. What follows /stop/ is a secret and is not logged."""

from django.urls import path

from campaigns.views import stopping

urlpatterns = [path("mail/stop/<str:token>/", stopping.mail_stop, name="mail-stop")]
