"""Addresses of printed sheets, included by campaigns/urls.py; each in the language of its address."""

from django.urls import path

from campaigns.views import legal_cards, printing

urlpatterns = [
    path("cases/<slug:slug>/leaflet.pdf", printing.case_leaflet, name="case-leaflet"),
    path("cases/<slug:slug>/petition-sheet.pdf", printing.petition_sheet, name="case-petition"),
    path("letters/<slug:slug>/letter.pdf", printing.letter_pdf, name="letter-pdf"),
    path("legal-cards/<slug:slug>/", legal_cards.legal_card_detail, name="legal-card-detail"),
    path("legal-cards/<slug:slug>/cards.pdf", printing.legal_card, name="legal-card-pdf"),
    path("pickets/<slug:slug>/poster.pdf", printing.picket_poster, name="picket-poster"),
]
