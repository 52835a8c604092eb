"""Addresses of those who signed a statement, included by campaigns/urls.py."""

from django.urls import path

from campaigns.signatories import Kind
from campaigns.views import signatories

_AT = "statements/<slug:slug>/signatories/"
urlpatterns = [
    path(_AT, signatories.signatories, name="signatory-list"),
    path(
        f"{_AT}organisations/",
        signatories.signatories,
        {"kind": Kind.ORGANISATIONS},
        name="signatory-organisations",
    ),
    path(f"{_AT}paper/", signatories.signatories, {"kind": Kind.PAPER}, name="signatory-paper"),
    path(f"{_AT}messages/", signatories.signatories, {"kind": Kind.MESSAGES}, name="signatory-messages"),
]
