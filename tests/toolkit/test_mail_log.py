"""Which of our messages a mail server's log names."""

import gzip
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from toolkit.mail_log import MailLogError, read_mail_log

ONE, TWO, THREE = (f"{digit * 32}@unforgotten.example" for digit in "1a2")
# As Postfix and Exim write it, and what is not ours.
LINES = f"""\
Nov 21 10:00:00 host postfix/cleanup[17]: 4F1A2C: message-id=<{ONE}>
Nov 21 10:00:01 host postfix/smtp[18]: 4F1A2C: to=<somebody@example.org>, status=sent (250 2.0.0 taken)
2031-07-05 10:00:02 1qXyZ-0001 <= no-reply@unforgotten.example S=812 id={TWO}
message-id=<{"3" * 32}@elsewhere.example> message-id=<{"4" * 32}@unforgotten.example.org>
"""


@pytest.fixture(autouse=True)
def _public_url(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://unforgotten.example"


def test_our_messages_are_found_however_the_server_writes_them(tmp_path: Path) -> None:
    (tmp_path / "mail.log").write_text(LINES)
    assert read_mail_log(str(tmp_path / "mail.log")) == {f"<{ONE}>", f"<{TWO}>"}


def test_a_pattern_reads_packed_and_broken_files_too(tmp_path: Path) -> None:
    (tmp_path / "mail.log").write_bytes(b"\xff\xfe\x00 " + LINES.encode())
    with gzip.open(tmp_path / "mail.log.2.gz", "wt") as file:
        file.write(f"message-id=<{THREE}>\n")
    assert read_mail_log(str(tmp_path / "mail.log*")) == {f"<{ONE}>", f"<{TWO}>", f"<{THREE}>"}


def test_a_log_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(MailLogError, match=r"^There is no mail log at .*mail\.log; MAIL_LOG names the file"):
        read_mail_log(str(tmp_path / "mail.log"))


def test_a_log_that_cannot_be_read_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "mail.log").mkdir()
    with pytest.raises(MailLogError, match="cannot be read: Is a directory"):
        read_mail_log(str(tmp_path / "mail.log"))
