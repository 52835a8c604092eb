"""The largest size that fits is found, whatever was found before, and then with two tries."""

from typing import cast

import pytest

from campaigns.printing import fitting
from campaigns.printing.fitting import Search
from toolkit.pdf import TooManyPagesError
from toolkit.typeset.sheet import SetSheet

SIZES = 8


class Sheets:
    """Sizes of which the first that fits is known; each try is written down."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.tried: list[int] = []

    def layout(self, variant: int) -> SetSheet:
        """Lay out a size. Raises TooManyPagesError below the first that fits."""
        self.tried.append(variant)
        if variant < self.first:
            raise TooManyPagesError(2, 1)
        return cast(SetSheet, object())

    def search(self) -> Search:
        """Return a search through these sizes, all of one kind."""
        return Search(self.layout, variants=SIZES, kind="leaflets")


@pytest.fixture(autouse=True)
def _found_nothing_yet() -> None:
    fitting._last_found.clear()


@pytest.mark.parametrize("first", range(SIZES))
@pytest.mark.parametrize("remembered", [None, *range(SIZES)])
def test_search_finds_the_largest_that_fits_and_tries_none_twice(first: int, remembered: int | None) -> None:
    if remembered is not None:
        Sheets(remembered).search().best()
    sheets = Sheets(first)

    assert sheets.search().best() == first
    assert len(sheets.tried) == len(set(sheets.tried))


def test_search_remembers_what_fitted() -> None:
    Sheets(5).search().best()
    sheets = Sheets(5)

    assert sheets.search().best() == 5
    assert sheets.tried == [5, 4]


@pytest.mark.parametrize("remembered", [None, 0, SIZES - 1])
def test_search_says_when_none_fits(remembered: int | None) -> None:
    if remembered is not None:
        Sheets(remembered).search().best()
    sheets = Sheets(SIZES)

    assert not sheets.search().fits_at_all()
    with pytest.raises(TooManyPagesError):
        sheets.search().best()
