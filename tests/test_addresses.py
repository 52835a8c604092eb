"""Which rooms a process loads when it needs an address."""

import subprocess
import sys

import pytest

from tests.parts import ROOT

PROGRAM = """
import sys
import django
django.setup()
from django.core.checks import run_checks
from django.urls import resolve, reverse
{step}
print(*(room for room in ("campaigns.urls", "campaigns.admin", "prisoners.urls") if room in sys.modules))
"""


@pytest.mark.parametrize(
    ("step", "loaded"),
    [
        ("", ""),
        ("reverse('prisoners:case-list')", "prisoners.urls"),
        ("reverse('admin:index')", "campaigns.admin"),
        ("resolve('/en/')", "campaigns.urls prisoners.urls"),
        # Django checks what is registered only.
        ("run_checks(tags=['admin'])", "campaigns.admin"),
    ],
)
def test_rooms_are_loaded_when_they_are_needed(step: str, loaded: str) -> None:
    program = [sys.executable, "-c", PROGRAM.format(step=step)]
    done = subprocess.run(program, cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == loaded
