"""Hold what was read against the JSON Schema, and say in a person's words what does not fit."""

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, validators
from jsonschema.exceptions import ValidationError

from campaigns.exchange.problems import Problem
from campaigns.exchange.reading import Rows, Table, Yaml, find_line

SCHEMA_PATH = Path(__file__).with_name("campaign-file.schema.json")

_TYPES = {
    "object": "a mapping (key: value lines)",
    "array": "a list (lines that begin with `- `)",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
}


@cache
def read_schema() -> dict[str, Any]:
    """Return the JSON Schema of the whole folder."""
    schema: dict[str, Any] = json.loads(SCHEMA_PATH.read_text("utf-8"))
    return schema


def resolve(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the definition that a schema refers to, else the schema itself."""
    while "$ref" in schema:
        schema = read_schema()["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def check_schema(whole: Table, broken: set[tuple[str | int, ...]] | None = None) -> list[Problem]:
    """Return what the schema does not allow; the path of each misfit is added to `broken`."""
    problems: list[Problem] = []
    for error in _validator().iter_errors(whole):
        path = tuple(error.absolute_path)
        if not path and error.validator == "required":  # a file that is not there; the reader has said so
            continue
        if broken is not None:
            broken.add(path)
        problems += _explain(whole, path, error)
    return problems


def _explain(whole: Table, path: tuple[str | int, ...], error: ValidationError) -> Iterator[Problem]:
    """Yield the problems that one error stands for, each where its key is written."""
    file, line = find_line(whole, path)
    schema: Mapping[str, Any] = error.schema if isinstance(error.schema, Mapping) else {}
    what = schema.get("title", "this")
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    if error.validator == "additionalProperties" and isinstance(error.instance, Table):
        known = list(schema.get("properties", {}))
        patterns = list(schema.get("patternProperties", {}))
        for name in error.instance:
            if name in known or any(re.search(pattern, name) for pattern in patterns):
                continue
            place = error.instance.lines.get(name, line)
            yield Problem(
                error.instance.file or file, place, f"`{name}` is not a key of {what}; {_hint(name, known)}"
            )
        return
    if error.validator in {"required", "dependentRequired"}:
        yield Problem(file, line, _explain_missing(error, what))
        return
    yield Problem(
        file, line, f"`{key}`: {_explain_value(error, schema)}" if key else _explain_value(error, schema)
    )


def _explain_missing(error: ValidationError, what: str) -> str:
    names = re.findall(r"'([^']+)'", error.message)
    if error.validator == "dependentRequired":
        return f"{what} with `{names[1]}` also needs `{names[0]}`; add it"
    return f"{what} needs `{names[0]}`; add it"


def _explain_value(error: ValidationError, schema: Mapping[str, Any]) -> str:
    shown = _show(error.instance)
    value: Yaml = error.instance
    wanted: Yaml = error.validator_value
    advice = (
        f"{schema.get('title', 'what is expected')}: {schema.get('description', 'see docs/campaign-file.md')}"
    )
    match error.validator:
        case "type":
            extra = f" ({advice})" if "description" in schema else ""
            return f"{shown} stands where {_TYPES[wanted]} belongs{extra}{_quote_hint(error)}"
        case "enum":
            return (
                f"{shown} is not one of the values allowed; {_hint(str(value), [str(one) for one in wanted])}"
            )
        case "minItems":
            return "is empty; leave the key out"
        case "minProperties" | "maxProperties":
            return f"names {len(value)} of person, organisation and label; name exactly one"
        case "uniqueItems":
            return f"holds {_find_twice(value)} twice; keep one"
        case "maxLength":
            return f"is {len(value)} characters long; shorten it to {wanted}"
        case _:
            return f"{shown} is not {advice}"


def _quote_hint(error: ValidationError) -> str:
    scalar = isinstance(error.instance, int) and error.validator_value == "string"
    return "; put it in quotes" if scalar else ""


def _show(value: object) -> str:
    if isinstance(value, Table):
        return "a mapping"
    if isinstance(value, Rows):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return f"'{text[:57]}...'" if len(text) > 60 else f"'{text}'"


def _find_twice(values: list[Any]) -> str:
    return _show(next(value for number, value in enumerate(values) if value in values[:number]))


def _hint(given: str, known: list[str]) -> str:
    near = difflib.get_close_matches(given, known, n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else f"it may be one of: {', '.join(known)}"


def _is_real_date(value: object) -> bool:
    """Tell whether a partial date is one that the calendar has; its shape is the pattern's business."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", value):
        return True
    try:
        date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return False
    return True


def _is_real_moment(value: object) -> bool:
    """Tell whether a time in UTC is one that exists; its shape is the pattern's business."""
    if not isinstance(value, str) or not value.endswith("Z"):
        return True
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _check_pattern(
    _: Draft202012Validator, pattern: str, instance: object, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """Match as JSON Schema means it: Python's $ would also pass before a line break at the end."""
    if isinstance(instance, str) and (instance.endswith("\n") or not re.search(pattern, instance)):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


@cache
def _validator() -> Draft202012Validator:
    formats = FormatChecker(formats=())
    formats.checks("partial-date")(_is_real_date)
    formats.checks("moment")(_is_real_moment)
    extend: Yaml = validators.extend  # it has no types
    validator = extend(Draft202012Validator, {"pattern": _check_pattern})
    made: Draft202012Validator = validator(_inline(read_schema()), format_checker=formats)
    return made


def _inline(schema: Yaml) -> Yaml:
    """Return the schema with its references replaced by what they refer to: half the time on a large campaign."""
    if isinstance(schema, list):
        return [_inline(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    rest = {key: _inline(part) for key, part in schema.items() if key not in {"$ref", "$defs"}}
    if "$ref" not in schema:
        return rest
    target = _inline_definition(schema["$ref"].rpartition("/")[2])
    return {"allOf": [target], **rest} if rest else target


@cache
def _inline_definition(name: str) -> Yaml:
    return _inline(read_schema()["$defs"][name])


@dataclass(frozen=True)
class Place:
    """One value of a campaign: where it stands and which definition of the schema it follows."""

    holder: Mapping[str, Any] | list[Any]
    step: str | int
    value: Yaml
    kind: str

    def problem(self, text: str) -> Problem:
        """Return a problem at this value's line; only for what was read from a file."""
        if isinstance(self.holder, Rows):
            return self.holder.problem(text, int(self.step))
        assert isinstance(self.holder, Table)  # noqa: S101 - entries that were not read have no lines
        return self.holder.problem(text, str(self.step))


def visit(value: Yaml, schema: Mapping[str, Any] | None = None) -> Iterator[Place]:
    """Yield every value under this one that the schema knows, outer ones first; misshapen ones are passed over."""
    schema = choose_rule(value, schema or read_schema())
    if isinstance(value, Mapping):
        for key, inner in value.items():
            rule = find_rule(schema, key)
            if rule is not None:
                yield Place(value, key, inner, _name(rule))
                yield from visit(inner, rule)
    elif isinstance(value, list) and "items" in schema:
        for number, inner in enumerate(value):
            yield Place(value, number, inner, _name(schema["items"]))
            yield from visit(inner, schema["items"])


def is_text(place: Place) -> bool:
    """Tell whether the value is a text by language, of whatever length the schema allows."""
    return place.kind.partition("_")[0] == "text"


def find_rule(schema: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    """Return the schema of one key of a mapping; None when the mapping has no such key."""
    rule: Mapping[str, Any] | None = schema.get("properties", {}).get(key)
    if rule is None:
        patterns = schema.get("patternProperties", {})
        rule = next((rule for pattern, rule in patterns.items() if re.search(pattern, key)), None)
    return rule


def choose_rule(value: Yaml, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema that applies to a value, references and if/then/else followed."""
    schema = resolve(schema)
    while "if" in schema:
        schema = resolve(schema["then"] if isinstance(value, Mapping) else schema["else"])
    return schema


def _name(rule: Mapping[str, Any]) -> str:
    return str(rule.get("$ref", "")).rpartition("/")[2]
