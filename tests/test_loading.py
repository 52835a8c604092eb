"""What a process leaves unloaded until it is needed: what it would take of memory is in docs/performance.md."""

import subprocess
import sys

import pytest

from tests.parts import ROOT

PANGO = pytest.mark.needs("pango")
PROGRAM = """
import sys
import django
django.setup()
{step}
print(*(name for name in {names} if name in sys.modules))
"""
READERS = """
from django.test import Client
from django.urls import resolve
resolve("/en/")
client = Client(raise_request_exception=False)
assert client.get("/healthz").status_code == 200
answer = client.get("/en/cases/no-such-page/and-no-other/")
assert answer.status_code == 404 and b'href="/admin/"' in answer.content
"""
WORKER = """
from config.celery import app
app.loader.import_default_modules()
assert "campaigns.tasks.refresh_prints_task" in app.tasks
"""
LETTERS = """
from campaigns.printing import many_letters
from django.template import engines
from toolkit.pdf import require_pdf
engines.all()
require_pdf()
"""
ORGANISERS = ["config.desk_urls", "campaigns.admin", "prisoners.admin", "sources.admin"]
SEALING = ["cryptography.hazmat.bindings._rust", "py_vapid"]
READING = ["docx", "lxml.html", "pypdfium2", "trafilatura"]
SETTING = ["toolkit.pdf.engine", "weasyprint"]
WHOLE_FONTS = ["fontTools.subset", "fontTools.varLib"]


@pytest.mark.parametrize(
    ("step", "names"),
    [
        pytest.param(READERS, [*ORGANISERS, *SEALING, *READING, *SETTING, *WHOLE_FONTS], id="readers"),
        pytest.param(WORKER, [*ORGANISERS, *SEALING, *READING, *SETTING, *WHOLE_FONTS], id="worker"),
        pytest.param(
            LETTERS, [*ORGANISERS, *SEALING, *READING, *WHOLE_FONTS, "icalendar"], id="letters", marks=PANGO
        ),
    ],
)
def test_a_process_does_not_load_what_it_does_not_need(step: str, names: list[str]) -> None:
    assert _loaded(step, names) == []


@pytest.mark.parametrize(
    "names", [ORGANISERS, SEALING, READING, pytest.param(SETTING, marks=PANGO), WHOLE_FONTS, ["icalendar"]]
)
def test_all_of_them_exist(names: list[str]) -> None:
    """The control: a module that was renamed would never be found loaded."""
    imports = "\n".join(f"import {name}" for name in names)
    assert _loaded(imports, names) == names


def _loaded(step: str, names: list[str]) -> list[str]:
    program = [sys.executable, "-c", PROGRAM.format(step=step, names=names)]
    done = subprocess.run(program, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()[-1].split()
