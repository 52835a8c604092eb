"""Addresses of what a picket left behind: its photographs."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
