"""Write a campaign as files: into a new folder first, which then takes the place of the old one."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from campaigns.exchange.folder import FILES, SCHEMA_FILE
from campaigns.exchange.reading import read_yaml
from campaigns.exchange.schema import SCHEMA_PATH
from campaigns.exchange.scope import read_campaign
from campaigns.exchange.writing import write_yaml
from campaigns.models import Campaign


class DumpRefusedError(Exception):
    """The folder is not one that may be written; the message says why and what to do."""


def dump_campaign(campaign: Campaign, folder: Path) -> dict[str, int]:
    """Write the campaign to a folder and return the size of each file in bytes.

    The folder may be absent, empty, or an earlier dump of the same campaign. Raises DumpRefusedError when it is
    anything else, OSError when the disk refuses; the folder is then as it was.
    """
    files = {name: text.encode() for name, text in render_files(read_campaign(campaign)).items()}
    replace_folder(folder, files, campaign.slug)
    return {name: len(data) for name, data in files.items()}


def render_files(whole: Mapping[str, Any]) -> dict[str, str]:
    """Return the text of every file of a campaign in canonical form, by its path in the folder."""
    files = {f"{name}.yaml": write_yaml(whole[name], name) for name in FILES if name in whole}
    for name, claims in whole.get("claims", {}).items():
        files[f"claims/{name}.yaml"] = write_yaml(claims, "claims")
    return files | {SCHEMA_FILE: SCHEMA_PATH.read_text("utf-8")}


def replace_folder(folder: Path, files: Mapping[str, bytes], slug: str) -> None:
    """Put the files in the place of the folder: first all of them beside it, then by renaming."""
    _refuse_foreign(folder, slug)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, data in files.items():
            _write(fresh / name, data)
        fresh.chmod(0o755)
        if folder.exists():
            old = fresh.with_name(f"{fresh.name}-old")
            folder.rename(old)
            fresh.rename(folder)
            shutil.rmtree(old)
        else:
            fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _refuse_foreign(folder: Path, slug: str) -> None:
    """Raise unless the folder is absent, empty, or holds this campaign and nothing else."""
    if not folder.exists():
        return
    if not folder.is_dir() or folder.is_symlink():
        raise DumpRefusedError(f"{folder} is not a folder; name one that is, or a new one.")
    foreign = list(_find_foreign(folder))
    if foreign:
        raise DumpRefusedError(
            f"{folder} holds {foreign[0]}, which is no part of a campaign; name another folder."
        )
    if any(folder.iterdir()):
        content = read_yaml(folder / "campaign.yaml", [])
        found = content.get("slug") if isinstance(content, dict) else None
        if found != slug:
            raise DumpRefusedError(f"{folder} holds another campaign ({found}); name another folder.")


def _find_foreign(folder: Path) -> Iterator[str]:
    known = {f"{name}.yaml" for name in FILES} | {SCHEMA_FILE}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        claims = path.parent == folder / "claims" and path.suffix == ".yaml"
        if path.is_symlink() or not (path.is_dir() or name in known or claims):
            yield name
