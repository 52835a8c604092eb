"""Signing as the tests do it: the form as a browser sends it, the mails, the private page."""

import re
from datetime import UTC, datetime, timedelta
from typing import cast

from django.core import mail
from django.http import HttpResponse
from django.test import Client

from campaigns.models import Signature, Statement, StatementVersion
from campaigns.services.outbox import sweep_outbox
from campaigns.services.signing import Given
from campaigns.services.signing_limits import make_stamp
from tests.factories.campaigns import StatementFactory, StatementVersionFactory
from tests.forms import fields_of

PERSON = {
    "as": "person",
    "name": "Aigerim Sample",
    "email": "aigerim@example.org",
    "town": "Leeds",
    "display": "full",
}
ORGANISATION = {
    "as": "organisation",
    "organisation_name": "Sample Union",
    "name": "Dana Sample",
    "email": "office@union.example",
}


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def opened_before(seconds: float = 60) -> str:
    """Return the stamp of a form that was opened so long ago."""
    return make_stamp(now=now() - timedelta(seconds=seconds))


def open_with_text(languages: tuple[str, ...] = ("en",), **changes: object) -> Statement:
    """Make a statement that is open, with its first version published in some languages."""
    statement = StatementFactory.create(**{"signing": Statement.Signing.OPEN, **changes})
    for language in languages:
        StatementVersionFactory.create(statement=statement, language=language, published_at=now())
    return statement


def draft(statement: Statement, number: int = 2, language: str = "en", **changes: str) -> StatementVersion:
    """Make a text that is not published yet."""
    given = {"text": f"Text {number} ({language}).", "what_changed": "The second point is new.", **changes}
    return StatementVersionFactory.create(
        statement=statement, number=number, language=language, published_at=None, **given
    )


def person(**changes: str) -> Given:
    """Return what a person wrote."""
    given = {key: value for key, value in PERSON.items() if key != "as"} | changes
    display = Signature.Display(given.pop("display"))
    return Given(signer=Signature.Signer.PERSON, display=display, **given)


def post(
    client: Client,
    statement: Statement,
    language: str = "en",
    *,
    source: str = "198.51.100.7",
    **changes: str,
) -> HttpResponse:
    """Send the form as a browser does, a minute after it was opened; only what differs need be said."""
    given = ORGANISATION if changes.get("as") == "organisation" else PERSON
    data = {"opened": opened_before(), "website": "", **given, **changes}
    answer = client.post(
        f"/{language}/statements/{statement.slug}/sign/",
        data,
        REMOTE_ADDR=source,
    )
    return cast(HttpResponse, answer)


def link_in(body: object) -> str:
    """Return the path of the private link in the text of a mail."""
    found = re.search(r"https?://[^/\s]+(/\w\w/signatures/[\w-]+/)", str(body))
    assert found is not None, body
    return found[1]


def sent_links() -> list[str]:
    """Send what is due, and return the private link of each mail so far."""
    sweep_outbox()
    return [link_in(message.body) for message in mail.outbox]


def confirm(client: Client, link: str) -> HttpResponse:
    """Press the button of a private page."""
    fields = fields_of(client.get(link), "confirm")
    return cast(
        HttpResponse, client.post(f"{link}confirm/", {key: values[0] for key, values in fields.items()})
    )


def sign_and_confirm(client: Client, statement: Statement, language: str = "en", **changes: str) -> str:
    """Sign, confirm from the mail, and return the private link."""
    assert post(client, statement, language, **changes).status_code == 303
    link = sent_links()[-1]
    assert confirm(client, link).status_code == 303
    return link
