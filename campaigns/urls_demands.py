"""Addresses of the tracker of demands, included by campaigns/urls.py."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
