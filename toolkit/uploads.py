"""Uploaded files are held in memory and bounded: none reaches the disk before it was looked at."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from toolkit.images import MAX_BYTES


class BoundedUploadHandler(FileUploadHandler):
    """Keeps the files of a request up to MAX_BYTES and one byte, all together; what comes after is read and dropped.

    A file that was cut short so is larger than the limit, and a form that knows the limit refuses it. Django's own
    handler would write it to a temporary file, with all that the camera wrote into it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self._kept = 0
        self._file = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep as much as there is room for."""
        part = raw_data[: MAX_BYTES + 1 - self._kept]
        self._kept += len(part)
        self._file.write(part)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return what was kept of the file."""
        size = self._file.tell()
        self._file.seek(0)
        return InMemoryUploadedFile(
            file=self._file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type or "",
            size=size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
