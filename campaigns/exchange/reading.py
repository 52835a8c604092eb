"""Read YAML so that every mapping and list still knows its file and lines.

Only what a campaign file needs is understood: mappings, lists, texts, decimal numbers, true and false.
Aliases, tags and repeated keys are refused: they hide what a person reviewing the file would not see.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from campaigns.exchange.problems import Problem

# A campaign of thousands of claims is about two megabytes; a larger file is not ours.
LARGEST_FILE = 8 * 1024 * 1024
DEEPEST = 16

_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")

# What YAML holds: a table, rows or a scalar. The JSON Schema tells which, and its check has the say.
type Yaml = Any


class Table(dict[str, Any]):
    """A mapping with the file and line where it begins, and the line of each key."""

    def __init__(self, file: str = "", line: int = 1) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str, int] = {}

    def problem(self, text: str, key: str = "") -> Problem:
        """Return a problem at the line of a key, else of the mapping."""
        return Problem(self.file, self.lines.get(key, self.line), text)


class Rows(list[Any]):
    """A list with the file and line where it begins, and the line of each item."""

    def __init__(self, file: str = "", line: int = 1) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: list[int] = []

    def problem(self, text: str, index: int) -> Problem:
        """Return a problem at the line of an item."""
        return Problem(self.file, self.lines[index], text)


def read_yaml(path: Path, problems: list[Problem]) -> Yaml:
    """Return the content of a file as tables and rows; None, and a problem added, when it cannot be read."""
    name = str(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            problems.append(
                Problem(name, 1, f"is larger than {LARGEST_FILE // 1024**2} MB; split the campaign")
            )
            return None
        data = path.read_bytes()
    except OSError as error:
        problems.append(
            Problem(name, 1, f"cannot be read ({error.strerror}); check that it is there and yours to read")
        )
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(Problem(name, line, "is not UTF-8 here; save the file as UTF-8"))
        return None
    return read_yaml_text(text, name, problems)


def read_yaml_text(text: str, name: str, problems: list[Problem]) -> Yaml:
    """Return what the text says, as `read_yaml` does; `name` is the file that problems are reported for."""
    try:
        deep = _find_deep_line(text)
        if deep:
            problems.append(Problem(name, deep, f"is nested deeper than {DEEPEST} levels; flatten it"))
            return None
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problems.append(Problem(name, line, "holds a control character; remove it"))
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = error.problem or error.context or "is broken"
        line = mark.line + 1 if mark else 1
        problems.append(
            Problem(name, line, f"is not YAML here: {reason}; check indentation, colons and quotes")
        )
        return None
    if node is None:
        problems.append(Problem(name, 1, "is empty; write the list, or remove the file"))
        return None
    return _Converter(name, problems).convert(node)


def _find_deep_line(text: str) -> int:
    """Return the first line that is nested too deep, else 0. Composing thousands of levels ends the process."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                return event.start_mark.line + 1 if event.start_mark else 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return 0


class _Converter:
    """Turns composed nodes into tables and rows, collecting what is wrong."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.seen: set[int] = set()

    def complain(self, node: yaml.Node, text: str) -> None:
        self.problems.append(Problem(self.file, node.start_mark.line + 1, text))

    def convert(self, node: yaml.Node) -> Yaml:
        if id(node) in self.seen:
            self.complain(node, "is repeated by an alias (*name); write it out in each place")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.table(node)
        if isinstance(node, yaml.SequenceNode):
            rows = Rows(self.file, node.start_mark.line + 1)
            for item in node.value:
                rows.append(self.convert(item))
                rows.lines.append(item.start_mark.line + 1)
            return rows
        return self.scalar(node) if isinstance(node, yaml.ScalarNode) else None

    def table(self, node: yaml.MappingNode) -> Table:
        table = Table(self.file, node.start_mark.line + 1)
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str):
                self.complain(key_node, "a key must be a plain word")
                continue
            if key in table:
                self.complain(key_node, f"`{key}` stands twice in one mapping; keep one")
                continue
            if value_node.tag == "tag:yaml.org,2002:null":
                self.complain(key_node, f"`{key}` has no value; write one or leave the key out")
                continue
            table[key] = self.convert(value_node)
            table.lines[key] = key_node.start_mark.line + 1
        return table

    def scalar(self, node: yaml.ScalarNode) -> str | int | Decimal | bool | None:
        value = str(node.value)
        kind = node.tag.rpartition(":")[2]
        plain = not node.style
        if kind == "timestamp":
            self.complain(node, f"the date {value} must stand in quotes: '{value}'")
        elif kind == "null":
            self.complain(node, "an item has no value; write one or remove it")
            return None
        elif kind not in {"str", "int", "float", "bool", "merge", "value"}:
            self.complain(node, f"the tag {node.tag} is not used in campaign files; remove it")
        elif plain and kind == "bool" and value in {"true", "false"}:
            return value == "true"
        elif plain and kind == "int" and _WHOLE.fullmatch(value) and len(value) < 19:
            return int(value)
        elif plain and kind == "float" and _DECIMAL.fullmatch(value) and len(value) < 19:
            return Decimal(value)
        # Other YAML 1.1 readings (yes, 0777, 12:30 as a number) surprise whoever wrote them: they stay texts.
        return value


def find_line(whole: Yaml, path: Iterable[str | int]) -> tuple[str, int]:
    """Return the file and line of what the path leads to, or of the last part on it that is there."""
    file, line = "", 1
    here = whole
    for step in path:
        if isinstance(here, Table) and isinstance(step, str) and step in here:
            line = here.lines.get(step, here.line)
        elif isinstance(here, Rows) and isinstance(step, int) and step < len(here):
            line = here.lines[step]
        else:
            break
        here = here[step]
        if isinstance(here, Table | Rows) and here.file != file:
            file, line = here.file, here.line
    return file, line


def rows_of(whole: Table, name: str) -> Iterator[Table]:
    """Yield the entries of a file in order; for `claims`, of all its files in the order of their names.

    What is no mapping is passed over: the schema's check tells of it.
    """
    content = whole.get(name)
    files = content.values() if name == "claims" and isinstance(content, Table) else [content]
    for rows in files:
        if isinstance(rows, Rows):
            yield from (row for row in rows if isinstance(row, Table))
