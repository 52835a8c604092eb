"""Modules that WeasyPrint imports and hardly ever uses are loaded when it does."""

import subprocess
import sys

import pytest

from tests.parts import ROOT
from toolkit.pdf.stand_ins import StandIn, stand_ins

# Without HarfBuzz's subsetter WeasyPrint takes that of fontTools.
PROGRAM = """
import sys
import django
django.setup()
from toolkit.pdf import render_pdf, require_pdf
require_pdf()
import weasyprint.pdf.fonts
print("fontTools.subset" in sys.modules)
weasyprint.pdf.fonts.harfbuzz_subset = None
data = render_pdf('<html lang="en"><title>A</title><p>One line</p></html>', styles=["base.css"])
print("fontTools.subset" in sys.modules, data[:5].decode())
"""


def test_stand_in_loads_its_module_when_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with stand_ins("colorsys"):
        from colorsys import rgb_to_hls  # noqa: PLC0415 - this import is what is tested

        assert isinstance(sys.modules["colorsys"], StandIn)
    assert "colorsys" not in sys.modules

    assert rgb_to_hls(1.0, 1.0, 1.0) == (0.0, 1.0, 0.0)
    assert not isinstance(sys.modules["colorsys"], StandIn)


def test_module_that_is_loaded_has_no_stand_in() -> None:
    with stand_ins("json"):
        assert not isinstance(sys.modules["json"], StandIn)
    assert "json" in sys.modules


@pytest.mark.needs("pango")
def test_fonts_are_cut_without_harfbuzz_too() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == ["False", "True %PDF-"]
