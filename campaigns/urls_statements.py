"""Addresses of signing a statement, included by campaigns/urls.py.

What follows /signatures/ is a secret and is not logged.
"""

from django.urls import path

from campaigns.views import signature_manage, signing

urlpatterns = [
    path("statements/<slug:slug>/sign/", signing.statement_sign, name="statement-sign"),
    path("statements/<slug:slug>/signed/", signing.statement_signed, name="statement-signed"),
    path(
        "statements/<slug:slug>/versions/<int:number>/", signing.statement_version, name="statement-version"
    ),
    path("signatures/link/", signature_manage.signature_link, name="signature-link"),
    path("signatures/link/sent/", signature_manage.signature_link_sent, name="signature-link-sent"),
    path("signatures/<str:token>/", signature_manage.signature_manage, name="signature-manage"),
    path("signatures/<str:token>/confirm/", signature_manage.signature_confirm, name="signature-confirm"),
    path("signatures/<str:token>/name/", signature_manage.signature_display, name="signature-display"),
    path("signatures/<str:token>/withdraw/", signature_manage.signature_withdraw, name="signature-withdraw"),
]
