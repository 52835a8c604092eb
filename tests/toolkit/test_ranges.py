"""A file in whole, in part, or not at all."""

from pathlib import Path

import pytest
from django.test import RequestFactory

from toolkit.ranges import ranged_file

# An answer that is closed looks after the database's connections.
pytestmark = pytest.mark.django_db

DATA = bytes(range(100))
TAG = '"tag"'


@pytest.mark.parametrize(
    ("headers", "status", "body", "says"),
    [
        ({}, 200, DATA, None),
        ({"Range": "bytes=0-9"}, 206, DATA[:10], "bytes 0-9/100"),
        ({"Range": "bytes=90-"}, 206, DATA[90:], "bytes 90-99/100"),
        ({"Range": "bytes=90-500"}, 206, DATA[90:], "bytes 90-99/100"),
        ({"Range": "bytes=-5"}, 206, DATA[95:], "bytes 95-99/100"),
        ({"Range": "bytes=-500"}, 206, DATA, "bytes 0-99/100"),
        ({"Range": "bytes=100-"}, 416, b"", "bytes */100"),
        ({"Range": "bytes=-0"}, 416, b"", "bytes */100"),
        ({"Range": "bytes=9-1"}, 200, DATA, None),
        ({"Range": "bytes=0-1,5-6"}, 200, DATA, None),
        ({"Range": "bytes=-"}, 200, DATA, None),
        ({"Range": "lines=1-2"}, 200, DATA, None),
        ({"Range": "bytes=5-9", "If-Range": TAG}, 206, DATA[5:10], "bytes 5-9/100"),
        ({"Range": "bytes=5-9", "If-Range": '"other"'}, 200, DATA, None),
        ({"If-None-Match": TAG}, 304, b"", None),
    ],
)
def test_range(tmp_path: Path, headers: dict[str, str], status: int, body: bytes, says: str | None) -> None:
    path = tmp_path / "file.zip"
    path.write_bytes(DATA)
    request = RequestFactory().get("/", headers=headers)
    answer = ranged_file(
        request, path, tag=TAG, changed=0, content_type="application/zip", filename="file.zip"
    )
    sent = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    answer.close()
    assert (answer.status_code, sent, answer.get("Content-Range")) == (status, body, says)
    assert (answer["ETag"], answer["Accept-Ranges"]) == (TAG, "bytes")
