"""Figures of claims in words of the active language."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext, pgettext

from sources.models import Claim


def grouped_number(value: Decimal | float) -> str:
    """Return a number, grouped as the language does: 4,400; with as many decimals as it has."""
    # A row that was just made may hold a whole number.
    exponent = value.normalize().as_tuple().exponent if isinstance(value, Decimal) else None
    places = max(0, -exponent) if isinstance(exponent, int) else None
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


def figure_number(claim: Claim) -> str:
    """Return a claim's number, or both of a range; the words where it has no number."""
    if claim.figure_operator == Claim.Operator.OPEN or claim.figure_value is None:
        return claim.in_language("figure_words")
    low = grouped_number(claim.figure_value)
    if claim.figure_high is None:
        return low
    return gettext("%(low)s–%(high)s") % {"low": low, "high": grouped_number(claim.figure_high)}


def figure_word(claim: Claim) -> str:
    """Return the word that belongs before a claim's number: at least, at most, about."""
    words = {
        Claim.Operator.AT_LEAST: pgettext("before a number", "at least"),
        Claim.Operator.AT_MOST: pgettext("before a number", "at most"),
        Claim.Operator.ABOUT: pgettext("before a number", "about"),
    }
    return words.get(Claim.Operator(claim.figure_operator), "") if claim.figure_operator else ""


def figure_told(claim: Claim) -> str:
    """Return a figure as pages show it: "at least 16"; nothing where a claim has none."""
    return f"{figure_word(claim)} {figure_number(claim)}".strip() if claim.has_figure else ""
