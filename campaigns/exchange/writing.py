"""Write tables as YAML in one way only, so that the same content always gives the same bytes.

Block style, UTF-8, lines of about WIDTH columns; keys in the order of the JSON Schema; dates and everything that
YAML could take for something else than text in quotes; long texts folded (`>-`), texts of several lines as they
are (`|-`).
"""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import yaml

from campaigns.exchange.reading import Yaml
from campaigns.exchange.schema import choose_rule, find_rule, read_schema

WIDTH = 100

_DATE_LIKE = re.compile(r"[0-9][0-9-]*")
_PLAIN_START = re.compile(r"[^\W_]|[_.(«“/]")
# Line breaks of YAML 1.1, control characters and marks that must be seen to be reviewed.
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def write_yaml(value: Yaml, name: str) -> str:
    """Return a file's content as YAML; `name` is the file's key in the schema, such as "cases"."""
    schema = read_schema()["properties"][name]
    if name == "claims":
        schema = next(iter(schema["patternProperties"].values()))
    return "\n".join(_write(value, schema, "")) + "\n"


def sort_keys(table: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    """Return the keys in the order of the schema, those it only knows by a pattern last and by alphabet."""
    known = list(schema.get("properties", {}))
    return sorted(table, key=lambda key: (known.index(key), "") if key in known else (len(known), key))


def _write(value: Yaml, schema: Mapping[str, Any], pad: str) -> Iterator[str]:
    """Yield the lines of a mapping or a list."""
    schema = choose_rule(value, schema)
    if isinstance(value, Mapping):
        for key in sort_keys(value, schema):
            rule = find_rule(schema, key)
            if rule is None:
                raise ValueError(f"{key} is not a key of {schema.get('title', 'this')}")
            yield from _write_entry(f"{pad}{_quote_key(key)}:", value[key], rule, pad + "  ")
    else:
        for item in value:
            yield from _write_item(item, schema["items"], pad)


def _write_entry(head: str, value: Yaml, schema: Mapping[str, Any], pad: str) -> Iterator[str]:
    if isinstance(value, Mapping | list):
        yield head
        yield from _write(value, schema, pad)
    else:
        yield from _write_scalar(f"{head} ", value, pad)


def _write_item(item: Yaml, schema: Mapping[str, Any], pad: str) -> Iterator[str]:
    """Yield an item of a list: the first line of a mapping or list stands beside the dash."""
    if isinstance(item, Mapping | list):
        lines = list(_write(item, schema, pad + "  "))
        yield f"{pad}- {lines[0].removeprefix(pad + '  ')}"
        yield from lines[1:]
    else:
        yield from _write_scalar(f"{pad}- ", item, pad + "  ")


def _write_scalar(head: str, value: Yaml, pad: str) -> Iterator[str]:
    if isinstance(value, bool):
        yield f"{head}{str(value).lower()}"
    elif isinstance(value, int | Decimal):
        yield head + write_number(value)
    elif _UNPRINTABLE.search(value) or value != value.strip(" \n"):
        yield head + _escape(value)
    elif "\n" in value or len(head) + len(value) > WIDTH:
        yield from _write_block(head, value, pad)
    else:
        yield head + (value if _is_plain(value) else "'" + value.replace("'", "''") + "'")


def write_number(value: int | Decimal) -> str:
    """Return a number without an exponent and without idle zeros."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _write_block(head: str, value: str, pad: str) -> Iterator[str]:
    """Write a long text or one of several lines."""
    lines = value.split("\n")
    if any(line != line.strip(" ") or "  " in line for line in lines) or not value:
        yield head + _escape(value)
    elif len(lines) > 1 and all(len(pad) + len(line) <= WIDTH for line in lines):
        yield f"{head}|-"
        yield from (pad + line if line else "" for line in lines)
    elif len(lines) == 1 and " " not in value:
        yield head + (value if _is_plain(value) else "'" + value.replace("'", "''") + "'")
    else:
        yield f"{head}>-"
        for piece in re.split(r"(\n+)", value):
            if piece.startswith("\n"):
                yield from [""] * len(piece)
            else:
                yield from (pad + line for line in _wrap(piece, WIDTH - len(pad)))


def _wrap(text: str, width: int) -> Iterator[str]:
    """Break at single spaces only, so that folding gives the same text back."""
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _escape(value: str) -> str:
    """Return the text in double quotes with escapes, for what cannot be shown as it is."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _quote_key(key: str) -> str:
    return key if _is_plain(key) else f"'{key}'"


@cache
def _resolver() -> Yaml:
    return yaml.resolver.Resolver()


def _is_plain(value: str) -> bool:
    """Tell whether any YAML reader takes the bare word for this very text."""
    if not _PLAIN_START.match(value) or _DATE_LIKE.fullmatch(value):
        return False
    if ": " in value or " #" in value or value.endswith(":"):
        return False
    return bool(_resolver().resolve(yaml.ScalarNode, value, (True, False)) == "tag:yaml.org,2002:str")
