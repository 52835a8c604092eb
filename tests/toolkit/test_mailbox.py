"""The development mailbox: mail in a folder, read back on a page; never in production."""

import os
import time
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, mailers
from django.test import Client
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """An empty mailbox."""
    settings.MAILERS = {
        "default": {
            "BACKEND": "toolkit.mail_backends.FolderBackend",
            "OPTIONS": {"file_path": str(tmp_path / "mail")},
        }
    }
    return tmp_path / "mail"


def _send(subject: str, text: str = "Hello", html: str = "<p>Hello</p>") -> None:
    message = EmailMultiAlternatives(subject, text, to=["aigerim@example.org"])
    message.attach_alternative(html, "text/html")
    message.attach("shift.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar")
    mailers.default.send_messages([message])


def test_an_empty_mailbox_says_what_to_do(client: Client, folder: Path) -> None:
    page = client.get("/mailbox/")

    assert page.status_code == 200
    assert "No mail yet." in page.text


def test_messages_are_listed_the_newest_first(client: Client, folder: Path) -> None:
    for subject in ("One", "Two", "Үш"):
        _send(subject)
        time.sleep(0.002)

    letters = client.get("/mailbox/").context["letters"]
    assert [letter.subject for letter in letters] == ["Үш", "Two", "One"]
    assert {letter.to for letter in letters} == {"aigerim@example.org"}
    assert [letter.attachments for letter in letters] == [[(0, "shift.ics")]] * 3


def test_a_message_shows_its_text_with_links_and_nothing_of_its_html(client: Client, folder: Path) -> None:
    _send(
        "One",
        "Open http://localhost:8000/en/sign-up/abc/\n\n<script>alert(1)</script> Қазақша",
        "<img src=https://example.org/pixel><script>alert(2)</script>",
    )
    (letter,) = client.get("/mailbox/").context["letters"]
    page = client.get(f"/mailbox/{letter.name}/")

    assert '<a href="http://localhost:8000/en/sign-up/abc/"' in page.text
    assert "Қазақша" in page.text
    assert "&lt;script&gt;" in page.text
    assert "<script" not in page.text
    assert "pixel" not in page.text


def test_an_attachment_is_a_download(client: Client, folder: Path) -> None:
    _send("One")
    (letter,) = client.get("/mailbox/").context["letters"]
    answer = client.get(f"/mailbox/{letter.name}/0/")

    assert answer.content.replace(b"\r\n", b"\n") == b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{letter.name}-0.calendar"'
    assert client.get(f"/mailbox/{letter.name}/1/").status_code == 404


@pytest.mark.parametrize("name", ["none", "..%2F..%2Fsecrets", "..", "a.eml"])
def test_what_is_not_a_message_is_not_found(client: Client, folder: Path, name: str) -> None:
    _send("One")
    (folder.parent / "secrets.eml").write_text("Subject: secret\n\nx")

    assert client.get(f"/mailbox/{name}/").status_code == 404
    assert client.get(f"/mailbox/{name}/0/").status_code == 404


def test_a_broken_file_does_not_break_the_page(client: Client, folder: Path) -> None:
    _send("One")
    (folder / "20310101T000000000000-0.eml").write_bytes(os.urandom(500))
    (folder / "20310101T000000000000-1.eml").write_bytes(b"")

    assert client.get("/mailbox/").status_code == 200
    for name in ("20310101T000000000000-0", "20310101T000000000000-1"):
        assert client.get(f"/mailbox/{name}/").status_code == 200


def test_in_production_there_is_no_mailbox(client: Client, folder: Path, settings: Settings) -> None:
    _send("One")
    (letter,) = client.get("/mailbox/").context["letters"]
    settings.DEVELOPMENT = False

    for path in ("", f"{letter.name}/", f"{letter.name}/0/"):
        assert client.get(f"/mailbox/{path}").status_code == 404


def test_pages_are_not_stored_and_set_no_cookie(client: Client, folder: Path) -> None:
    page = client.get("/mailbox/")

    assert "no-store" in page.headers["Cache-Control"]
    assert len(page.cookies) == 0


def test_a_message_that_cannot_be_written_leaves_nothing_behind(folder: Path) -> None:
    message = EmailMultiAlternatives("One\nTwo", "x", to=["a@example.org"])
    with pytest.raises(ValueError, match="line"):
        mailers.default.send_messages([message])

    assert list(folder.iterdir()) == []
