"""Addresses of an organisation's answer. What follows /invitations/ is a secret and is not logged."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
