"""A campaign file on disk: which files belong to it, and the whole of them as one table."""

from collections.abc import Iterator
from pathlib import Path

from campaigns.exchange.checks import check_links
from campaigns.exchange.problems import CampaignFileError, Problem
from campaigns.exchange.reading import Table, read_yaml
from campaigns.exchange.schema import check_schema, read_schema

# In the order of docs/campaign-file.md.
FILES = tuple(name for name in read_schema()["properties"] if name != "claims")
SCHEMA_FILE = "schema/campaign-file.schema.json"


def open_campaign(folder: Path) -> tuple[Table, list[Problem]]:
    """Return the campaign that the folder holds and what a person should know about it (warnings).

    Raises CampaignFileError with everything that is wrong when the campaign cannot be used.
    """
    whole, errors, warnings = inspect_campaign(folder)
    if errors:
        raise CampaignFileError(folder, errors)
    return whole, warnings


def inspect_campaign(folder: Path) -> tuple[Table, list[Problem], list[Problem]]:
    """Return what could be read of the folder, all errors and all warnings; raises nothing."""
    whole, errors, unread = _read_folder(folder)
    broken: set[tuple[str | int, ...]] = set()
    errors += check_schema(whole, broken)
    link_errors, warnings = check_links(whole, broken, unread)
    return whole, errors + link_errors, warnings


def _read_folder(folder: Path) -> tuple[Table, list[Problem], set[str]]:
    """Return the tables, the problems, and the names of files that are there but could not be read."""
    whole = Table(str(folder))
    problems: list[Problem] = []
    unread: set[str] = set()
    if not folder.is_dir():
        problem = Problem(str(folder), 1, "is not a folder; name the folder that holds campaign.yaml")
        return whole, [problem], set(FILES) | {"claims"}
    for path in _find_files(folder, problems):
        content = read_yaml(path, problems)
        top = path.stem if path.parent == folder else "claims"
        if content is None:
            unread.add(top)
        elif top == "claims":
            claims = whole.setdefault("claims", Table(str(path), 1))
            claims[path.stem] = content
        else:
            whole[top] = content
    if "campaign" not in whole and "campaign" not in unread:
        problems.append(
            Problem(str(folder / "campaign.yaml"), 1, "is not there; every campaign file has one")
        )
        unread.add("campaign")
    return whole, problems, unread


def _find_files(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Yield the YAML files of the campaign in order; other YAML is a problem, other files are not ours."""
    known = {f"{name}.yaml" for name in FILES}
    for path in sorted([*folder.glob("*.y*ml"), *folder.glob("*/*.y*ml")]):
        name = path.relative_to(folder).as_posix()
        if name in known or (path.parent.name == "claims" and path.suffix == ".yaml"):
            yield path
        else:
            expected = ", ".join(sorted(known))
            problems.append(
                Problem(str(path), 1, f"is not a file of a campaign; expected are {expected} and claims/")
            )
