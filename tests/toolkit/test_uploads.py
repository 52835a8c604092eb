"""Uploaded files stay in memory, and are bounded."""

import tempfile
from pathlib import Path
from typing import cast

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile, TemporaryUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from toolkit.images import MAX_BYTES


def _sizes(request: HttpRequest) -> list[int | None]:
    return [upload.size for upload in cast("dict[str, InMemoryUploadedFile]", request.FILES).values()]


def _send(*sizes: int) -> HttpRequest:
    files = {f"file{number}": SimpleUploadedFile("a.jpg", b"x" * size) for number, size in enumerate(sizes)}
    return RequestFactory().post("/", {"word": "kept", **files})


def test_a_file_is_kept_in_memory_whole() -> None:
    request = _send(5 * 1024 * 1024)
    upload = request.FILES["file0"]
    assert isinstance(upload, InMemoryUploadedFile)
    assert (upload.size, upload.name, request.POST["word"]) == (5 * 1024 * 1024, "a.jpg", "kept")
    assert upload.read() == b"x" * (5 * 1024 * 1024)


def test_files_are_cut_short_one_byte_beyond_the_limit_all_together() -> None:
    request = _send(MAX_BYTES - 10, 1000, 1000)
    assert _sizes(request) == [MAX_BYTES - 10, 11, 0]
    assert request.POST["word"] == "kept"


def test_no_file_reaches_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    request = _send(MAX_BYTES * 2)
    assert len(request.FILES) == 1
    assert list(tmp_path.iterdir()) == []


def test_control_the_handler_of_django_writes_it_to_the_disk(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    request = _send(MAX_BYTES * 2)
    assert isinstance(request.FILES["file0"], TemporaryUploadedFile)
    assert len(list(tmp_path.iterdir())) == 1
