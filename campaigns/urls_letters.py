"""Addresses of writing letters, included by campaigns/urls.py."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
