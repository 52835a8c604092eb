"""A file sent in whole or from where an earlier download broke off (RFC 9110, 14)."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_CHUNK = 64 * 1024


class _Section:
    """A stretch of a file, read as it is sent; the server closes it."""

    def __init__(self, path: Path, first: int, length: int) -> None:
        self._file, self._left = path.open("rb"), length
        self._file.seek(first)

    def __iter__(self) -> Iterator[bytes]:
        while self._left and (chunk := self._file.read(min(_CHUNK, self._left))):
            self._left -= len(chunk)
            yield chunk

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def ranged_file(
    request: HttpRequest, path: Path, *, tag: str, changed: int, content_type: str, filename: str
) -> HttpResponseBase:
    """Return a file to keep, or the one stretch of it that was asked for, or 304; never more than a piece in memory.

    `tag` is a strong ETag in its quotation marks, `changed` a time in seconds. Several stretches at once are answered
    with the whole. Raises OSError when the file is not there.
    """
    size = path.stat().st_size
    answer: HttpResponseBase | None = get_conditional_response(request, etag=tag, last_modified=changed)
    if answer is None:
        stretch = _wanted(request, size, tag)
        if stretch is None:
            answer = FileResponse(
                path.open("rb"), as_attachment=True, filename=filename, content_type=content_type
            )
        elif stretch[0] > stretch[1]:
            answer = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        else:
            answer = _part(path, *stretch, size, content_type)
    answer["ETag"], answer["Last-Modified"] = tag, http_date(changed)
    answer["Accept-Ranges"] = "bytes"
    return answer


def _part(path: Path, first: int, last: int, size: int, content_type: str) -> StreamingHttpResponse:
    length = last - first + 1
    section = _Section(path, first, length)
    headers = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(length)}
    return StreamingHttpResponse(section, status=206, content_type=content_type, headers=headers)


def _wanted(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """Return the first and last byte that are asked for, the first after the last where there are none such."""
    match = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if match is None or not (match[1] or match[2]) or request.headers.get("If-Range", tag) != tag:
        return None
    if not match[1]:
        # The last so many.
        count = int(match[2])
        return (max(size - count, 0), size - 1) if count else (size, size - 1)
    first, last = int(match[1]), int(match[2]) if match[2] else size - 1
    if match[2] and last < first:
        return None
    return (first, min(last, size - 1)) if first < size else (size, size - 1)
