"""Addresses of the steward's page, on a phone. What follows /steward/ is a secret and is not logged."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
