"""Where the files of printed matter lie: each under its key, whole or not at all."""

from pathlib import Path

from django.conf import settings

from toolkit.pdf.files import write_whole_file


def pdf_path(key: str) -> Path:
    """Return where the PDF of a key lies, whether it is there or not."""
    return Path(settings.PRINT_ROOT) / key[:2] / f"{key}.pdf"


def picture_path(key: str) -> Path:
    """Return where the picture of a key lies."""
    return pdf_path(key).with_suffix(".png")


def keep_files(key: str, *, pdf: bytes, picture: bytes) -> None:
    """Write picture and PDF, the PDF last: where it lies, both do. Raises OSError; then nothing half is there."""
    write_whole_file(picture_path(key), picture)
    write_whole_file(pdf_path(key), pdf)


def drop_files(key: str) -> None:
    """Delete both, as far as they are there."""
    pdf_path(key).unlink(missing_ok=True)
    picture_path(key).unlink(missing_ok=True)
