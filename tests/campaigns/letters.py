"""What the tests of letters share: a letter for any case, and a form that was opened a while ago."""

import re
from datetime import timedelta
from typing import cast

import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from campaigns.letter_tokens import make_form_token
from campaigns.models import Letter
from prisoners.models import Case
from tests.campaigns.printed import make_case, make_letter

CANARY = "canary.official@gov.example"


def token(*, seconds: float = 10) -> str:
    """Return the note of a form that was opened so long ago."""
    with time_machine.travel(timezone.now() - timedelta(seconds=seconds), tick=False):
        return make_form_token()


def open_letter(case: Case | None = None, **changes: object) -> Letter:
    """Make a letter for any case of a campaign, to somebody with an e-mail address."""
    letter = make_letter(case or make_case(), **changes)
    letter.case = None
    letter.save()
    letter.target.email = CANARY
    letter.target.save()
    return letter


def post(client: Client, letter: Letter, way: str, *, query: str = "", **data: str) -> HttpResponse:
    """Send the form of a letter ("letter.pdf", "mail/", "text/"), opened ten seconds ago unless `token` is given."""
    given = {"token": token(), **data}
    return cast("HttpResponse", client.post(f"/en/letters/{letter.slug}/{way}{query}", given))


def form_of(html: str) -> dict[str, str]:
    """Return what the form of a letter's page holds when nothing is changed."""
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found is not None
    return {"token": found[1]}
