"""Addresses of printed sheets, included by campaigns/urls.py; each in the language of its address."""

from django.urls import path

from campaigns.views import printing

urlpatterns = [
    path("cases/<slug:slug>/leaflet.pdf", printing.case_leaflet, name="case-leaflet"),
    path("cases/<slug:slug>/petition-sheet.pdf", printing.petition_sheet, name="case-petition"),
    path("letters/<slug:slug>/letter.pdf", printing.letter_pdf, name="letter-pdf"),
]
