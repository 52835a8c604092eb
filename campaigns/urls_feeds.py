"""Addresses of calendars and lists that other programs read."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
