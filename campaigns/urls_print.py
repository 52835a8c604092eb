"""Addresses of printed sheets, included by campaigns/urls.py; each in the language of its address."""

from django.urls import path, re_path

from campaigns.views import legal_cards, printing, statements, studio

urlpatterns = [
    path("print/", studio.studio, name="print-studio"),
    path("print/list/", statements.print_list, name="print-list"),
    path("print/languages.zip", studio.all_languages, name="print-languages"),
    re_path(r"^print/own\.(?P<kind>pdf|png)$", studio.own_sheet, name="print-own"),
    re_path(r"^print/files/(?P<key>[0-9a-f]{64})\.(?P<kind>pdf|png)$", studio.print_file, name="print-file"),
    path("cases/<slug:slug>/leaflet.pdf", printing.case_leaflet, name="case-leaflet"),
    path("cases/<slug:slug>/petition-sheet.pdf", printing.petition_sheet, name="case-petition"),
    path("legal-cards/<slug:slug>/", legal_cards.legal_card_detail, name="legal-card-detail"),
    path("legal-cards/<slug:slug>/cards.pdf", printing.legal_card, name="legal-card-pdf"),
    path("pickets/<slug:slug>/poster.pdf", printing.picket_poster, name="picket-poster"),
]
