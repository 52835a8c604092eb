"""Addresses of what a picket left behind: its photographs, each by the name of its content."""

from django.urls import path

from campaigns.views import after

urlpatterns = [path("photographs/<slug:name>.jpg", after.photograph, name="photograph")]
