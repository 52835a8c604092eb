"""Addresses of signing a statement, included by campaigns/urls.py."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
