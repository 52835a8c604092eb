"""Photographs of pickets and hand-overs: taken in clean or not at all, and gone with their row."""

import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from campaigns.models import AfterAction, HandOver, Photograph
from toolkit.images import MAX_BYTES, MAX_PIXELS, CleanPhotograph, RefusedImageError, clean_photograph
from toolkit.pdf.files import write_whole_file

FOLDER = "photographs"
# A file without a row is one that is being added, or was left by something that broke off.
STRAY_AFTER = timedelta(hours=1)


def add_photograph(
    subject: AfterAction | HandOver,
    *,
    data: bytes,
    description: str,
    credit: str,
    rights: str,
    people: str,
    consent_note: str = "",
) -> Photograph:
    """Add a photograph at the end of those of a report or a hand-over.

    It is re-encoded and kept in two sizes, each named by its content.

    Raises ValidationError for a file that is not taken or words that are missing, OSError when the disk refuses;
    nothing is kept then.
    """
    cleaned = _clean(data)
    photograph = Photograph(
        **_owner(subject),
        image=f"{FOLDER}/{sha256(cleaned.large.data).hexdigest()}.jpg",
        width=cleaned.large.width,
        height=cleaned.large.height,
        description=description,
        credit=credit,
        rights=rights,
        people=people,
        consent_note=consent_note,
    )
    # The file is not there yet, and its size is known.
    photograph.full_clean(exclude={"image"})
    if subject.photographs.filter(image=photograph.image.name).exists():
        raise ValidationError({"image": _already_in(subject)})
    try:
        for path, picture in zip(_paths(photograph.name), (cleaned.large, cleaned.small), strict=True):
            write_whole_file(path, picture.data)
        with transaction.atomic():
            last = subject.photographs.aggregate(last=Max("position"))["last"]
            photograph.position = 0 if last is None else last + 1
            photograph.save()
    except BaseException:
        _remove_unused(photograph.name)
        raise
    return photograph


@transaction.atomic
def remove_photograph(photograph: Photograph) -> None:
    """Delete a photograph, and on commit its files."""
    name = photograph.name
    photograph.delete()
    transaction.on_commit(partial(_remove_unused, name))


def remove_stray_photographs() -> int:
    """Delete the files that no row names, and return how many.

    They are those of reports and hand-overs that went with what they are of, and of uploads that were killed half way.
    """
    folder = Path(default_storage.path(FOLDER))
    before = time.time() - STRAY_AFTER.total_seconds()
    kept = set(_files_in_use())
    strays = [
        path
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.name not in kept and path.stat().st_mtime < before
    ]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def file_of(photograph: Photograph, *, small: bool) -> Path:
    """Return where one of the two files of a photograph is."""
    large, smaller = _paths(photograph.name)
    return smaller if small else large


def _owner(subject: AfterAction | HandOver) -> dict[str, Any]:
    return {"after": subject} if isinstance(subject, AfterAction) else {"hand_over": subject}


def _already_in(subject: AfterAction | HandOver) -> str:
    if isinstance(subject, AfterAction):
        return _("This photograph is in the report already.")
    return _("This photograph is with the hand-over already.")


def _clean(data: bytes) -> CleanPhotograph:
    try:
        return clean_photograph(data)
    except RefusedImageError as error:
        words = {
            RefusedImageError.TOO_HEAVY: _("The file is larger than %(limit)d MB. Send a smaller version.")
            % {"limit": MAX_BYTES // 1024**2},
            RefusedImageError.TOO_LARGE: _(
                "The picture has more than %(limit)d million dots. Send a smaller version."
            )
            % {"limit": MAX_PIXELS // 10**6},
            RefusedImageError.HEIC: _(
                "This is a HEIC file, as iPhones keep them. Send it as JPEG: in the Photos app, export or copy it."
            ),
            RefusedImageError.OTHER: _("This is no JPEG, PNG or WebP file, whatever its name says."),
            RefusedImageError.BROKEN: _("This file is damaged and cannot be read. Send it once more."),
        }[error.reason]
        raise ValidationError({"image": words}) from error


def _paths(name: str) -> tuple[Path, Path]:
    """Return where the large and the small file of a name are."""
    large, small = (default_storage.path(f"{FOLDER}/{part}.jpg") for part in (name, f"{name}-small"))
    return Path(large), Path(small)


def _remove_unused(name: str) -> None:
    """Delete the two files of a name, unless another report or hand-over has the same photograph."""
    if not Photograph.objects.filter(image=f"{FOLDER}/{name}.jpg").exists():
        for path in _paths(name):
            path.unlink(missing_ok=True)


def _files_in_use() -> Iterator[str]:
    for image in Photograph.objects.values_list("image", flat=True):
        name = Path(image).stem
        yield from (path.name for path in _paths(name))
