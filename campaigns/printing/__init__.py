"""Printed matter: sheets as PDF, each in one language, with its sources, its count date and the wordmark."""

from campaigns.printing.leaflet import case_leaflet_pdf
from campaigns.printing.legal_card import legal_card_pdf
from campaigns.printing.letter import letter_pdf
from campaigns.printing.petition import petition_sheet_pdf
from campaigns.printing.poster import poster_pdf

__all__ = ["case_leaflet_pdf", "legal_card_pdf", "letter_pdf", "petition_sheet_pdf", "poster_pdf"]
