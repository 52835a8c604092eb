"""The sample campaign is sound; broken in one place, it is refused with that place and what to do."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model
from jsonschema import Draft202012Validator

from campaigns.exchange.catalogue import CAMPAIGN, OWN, SHARED
from campaigns.exchange.folder import inspect_campaign, open_campaign
from campaigns.exchange.problems import CampaignFileError
from campaigns.exchange.schema import SCHEMA_PATH, read_schema
from sources.exchange.shapes import Children, Nested, Part, Plain, Text
from tests.campaigns.exchange.samples import EXAMPLE, SAMPLE, read_files, replace

LANTERN = "claims/lantern-walk-out.yaml"


def complaints(folder: Path) -> list[str]:
    """Return the problems without the folder's path."""
    _, errors, warnings = inspect_campaign(folder)
    return [str(problem).removeprefix(f"{folder}/") for problem in [*errors, *warnings]]


@pytest.mark.parametrize("folder", [SAMPLE, EXAMPLE], ids=["sample", "example"])
def test_a_sound_campaign_has_no_problems(folder: Path) -> None:
    assert complaints(folder) == []


BROKEN = {
    "unknown key": (
        "people.yaml",
        "  description_claim: torrey-founder",
        "  descripton_claim: torrey-founder",
        "`descripton_claim` is not a key of a person; did you mean `description_claim`?",
    ),
    "missing key": (
        "events.yaml",
        "- slug: walk-out\n  title:",
        "- slug: walk-out\n  colour:",
        "an event needs `title`; add it",
    ),
    "wrong type": (
        "documents.yaml",
        "  paragraphs: 9",
        "  paragraphs: nine",
        (
            "`paragraphs`: 'nine' stands where a whole number belongs (a count of paragraphs: write "
            "a whole number from 1)"
        ),
    ),
    "number for text": (
        "campaign.yaml",
        "  en: Free the dockers of Port Sella",
        "  en: 2021",
        (
            "`en`: '2021' stands where a text belongs (a text: no white space at either end and no "
            "control character); put it in quotes"
        ),
    ),
    "text for mapping": (
        "ties.yaml",
        "  note:\n    en: The year is made up.\n    ru: Год выдуман.",
        "  note: Made up.",
        (
            "`note`: 'Made up.' stands where a mapping (key: value lines) belongs (a text by "
            "language: write en: and the other languages below it)"
        ),
    ),
    "unknown choice": (
        "cases.yaml",
        "  status: imprisoned",
        "  status: imprisond",
        "`status`: 'imprisond' is not one of the values allowed; did you mean `imprisoned`?",
    ),
    "day that does not exist": (
        "events.yaml",
        "  date: '2021-03-09'",
        "  date: '2021-02-30'",
        "`date`: '2021-02-30' is not a date: write '2019', '2021-09' or '2022-01-08', in quotes",
    ),
    "date in another form": (
        "events.yaml",
        "  date: '2021-03-09'",
        "  date: 9 March 2021",
        "`date`: '9 March 2021' is not a date: write '2019', '2021-09' or '2022-01-08', in quotes",
    ),
    "no English": ("targets.yaml", "    en: Sir or Madam,\n", "", "a text by language needs `en`; add it"),
    "too long": (
        "ties.yaml",
        "- slug: torrey-in-union",
        f"- slug: torrey-{'in-' * 40}union",
        "`slug`: is 132 characters long; shorten it to 100",
    ),
    "empty list": (
        "events.yaml",
        "  places:\n    - port-sella\n",
        "  places: []\n",
        "`places`: is empty; leave the key out",
    ),
    "slug in capitals": (
        "questions.yaml",
        "- slug: how-many-dockers",
        "- slug: How-Many",
        "`slug`: 'How-Many' is not a slug: lower-case letters, digits and hyphens, such as erzhan-elshibayev",
    ),
    "two speakers": (
        LANTERN,
        "    organisation: harbour-office\n  directness",
        "    organisation: harbour-office\n    person: mara-quill\n  directness",
        "`said_by`: names 2 of person, organisation and label; name exactly one",
    ),
    "slug that leads nowhere": (
        LANTERN,
        "  places:\n    - port-sella\n",
        "  places:\n    - port-stella\n",
        "port-stella is not in places.yaml; did you mean port-sella?",
    ),
    "slug twice": (
        LANTERN,
        "- slug: ministry-hurt",
        "- slug: union-hurt",
        (
            "the slug union-hurt is already that of {folder}/claims/lantern-walk-out.yaml:{first}; "
            "give one of them another"
        ),
    ),
    "citation beyond the end": (
        LANTERN,
        "    - lantern-walk-out#5\n",
        "    - lantern-walk-out#10\n",
        "lantern-walk-out has 9 passages; there is no passage 10",
    ),
    "citation of what is not held": (
        LANTERN,
        "    - lantern-walk-out#8\n",
        "    - union-letter#1\n",
        "union-letter has no passages of its own; cite lantern-walk-out#... that holds it",
    ),
    "passages beyond the end": (
        "documents.yaml",
        "  passages: '8'",
        "  passages: 8-12",
        "goes to 12, but lantern-walk-out has 9 passages",
    ),
    "passages that descend": (
        "documents.yaml",
        "  passages: '8'",
        "  passages: 8-6",
        "'8-6' does not ascend; write it like '1-17' or '4-5,20-28'",
    ),
    "figure without a value": (
        LANTERN,
        "    value: 400\n",
        "",
        "a figure that is at_most needs `value`; add it, or write operator: open",
    ),
    "between without a high": (
        LANTERN,
        "operator: at_most",
        "operator: between",
        "`between` needs a `high` above its `value`",
    ),
    "inferred but not in the claim": (
        LANTERN,
        "  inferred:\n    free-dockers-union:",
        "  inferred:\n    harbour-office:",
        (
            "`harbour-office` is neither date, year, said_on, figure, a slug nor a number of the "
            "claim; list it in the claim or remove it"
        ),
    ),
    "span that ends before it begins": (
        "ties.yaml",
        "  since: '2019'",
        "  since: '2019'\n  until: '2018'",
        "`until` 2018 is before `since` 2019; correct one of them",
    ),
    "preferred twice": (
        "people.yaml",
        "    - text: Torrey\n      language: en\n      kind: variant",
        "    - text: Torrey\n      language: en\n      kind: preferred",
        "a second preferred name in en; make it a variant",
    ),
    "script that is another": (
        "people.yaml",
        "    - text: Мара Куилл\n      language: ru",
        "    - text: Мара Куилл\n      language: en",
        "'Мара Куилл' is written in Cyrl, not Latn; add or correct `script`",
    ),
    "place within itself": (
        "places.yaml",
        "- slug: vellmark\n  kind: country",
        "- slug: vellmark\n  kind: country\n  within: sella-gaol",
        "vellmark lies within itself by way of vellmark; correct one of them",
    ),
    "days counted from nothing": (
        "cases.yaml",
        "  count_from: torrey-arrest",
        "  count_from: arrested",
        "arrested is not one of the case's events; name one of them",
    ),
    "status without a date": (
        "cases.yaml",
        "  status: imprisoned\n  status_as_of: '2021-03-12'",
        "  status: imprisoned",
        "a status needs `status_as_of`: as of when was it so?",
    ),
    "case that is not on the roll": (
        "campaign.yaml",
        "  - ilan-torrey\n  - two-dockers-february",
        "  - ilan-torrey",
        "two-dockers-february is missing from `cases` in campaign.yaml; add it where it belongs",
    ),
    "demand that disagrees with its steps": (
        "demands.yaml",
        "  state: unmet\n  addressed_to",
        "  state: met\n  addressed_to",
        "is met, but the last step says unmet; make them agree",
    ),
    "figures out of order": (
        "questions.yaml",
        "    - claim: ministry-hurt\n",
        "    - claim: union-hurt\n      who:\n        en: she\n        ru: она\n    - claim: ministry-hurt\n",
        "figures stand in ascending order, those in words only last; move it",
    ),
    "two targets in one": (
        "targets.yaml",
        "  organisation: harbour-office\n",
        "  organisation: harbour-office\n  person: mara-quill\n",
        "a target is exactly one of person and organisation",
    ),
    "picket without a time": (
        "pickets.yaml",
        "  starts_at: '2021-04-20T17:00:00Z'\n  ends_at: '2021-04-20T19:30:00Z'\n  place",
        "  place",
        "a picket that is announced needs `starts_at` and `ends_at`; add them",
    ),
    "shift that ends before it begins": (
        "pickets.yaml",
        "      ends_at: '2021-04-20T19:30:00Z'\n      places_needed: 1\n",
        "      ends_at: '2021-04-20T15:30:00Z'\n      places_needed: 1\n",
        "`ends_at` 2021-04-20T15:30:00Z is not after `starts_at` 2021-04-20T16:30:00Z; correct one of them",
    ),
    "figure that is too fine": (
        LANTERN,
        "    value: 2.5\n",
        "    value: 2.5001\n",
        "2.5001 has more than 3 decimals; round it",
    ),
    "zone that does not exist": (
        "pickets.yaml",
        "  time_zone: Europe/Oslo\n  address",
        "  time_zone: Europe/Olso\n  address",
        "Europe/Olso is not a time zone; write it like Europe/London",
    ),
    "person whom nothing names": (
        "people.yaml",
        "- slug: petra-holm",
        "- slug: pia-holm",
        "pia-holm is used nowhere; name it where it belongs or remove it",
    ),
    "claim in another document's file": (
        LANTERN,
        "  citations:\n    - lantern-walk-out#5\n",
        "  citations:\n    - circle-vigil#5\n",
        "office-counted-400 cites circle-vigil first; move it to claims/circle-vigil.yaml",
    ),
    "language that is missing": (
        "demands.yaml",
        "    ru: Отменить ночные смены\n",
        "",
        "`text` is not there in ru; readers get it in English",
    ),
    "name that is missing in a language": (
        "people.yaml",
        "    - text: Джун Абара\n      language: ru\n      kind: transliteration\n",
        "",
        "jun-abara has no name to show in ru",
    ),
}

# The line that is named, where it is not the first of those that were changed.
REPORTED_AT = {
    "no English": "salutation:",
    "two speakers": "said_by:",
    "slug that leads nowhere": "- port-stella",
    "slug twice": "- slug: union-hurt",
    "figure without a value": "operator: at_most",
    "inferred but not in the claim": "harbour-office:",
    "span that ends before it begins": "until: '2018'",
    "preferred twice": "kind: preferred",
    "place within itself": "within: sella-gaol",
    "case that is not on the roll": "- slug: two-dockers-february",
    "figures out of order": "- claim: ministry-hurt",
    "two targets in one": "- slug: harbour-director",
    "picket without a time": "state: announced",
    "claim in another document's file": "- slug: office-counted-400",
    "language that is missing": "text:",
    "name that is missing in a language": "names:",
}


@pytest.mark.parametrize(("file", "old", "new", "expected"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_place_is_named(
    request: pytest.FixtureRequest, sample: Path, file: str, old: str, new: str, expected: str
) -> None:
    replace(sample, file, old, new)
    first = (sample / file).read_text().split("- slug: union-hurt")[0].count("\n") + 1
    wanted = expected.format(folder=sample, first=first)
    found = [one for one in complaints(sample) if one.partition(": ")[2] == wanted]
    assert found, complaints(sample)
    place, number = found[0].split(":")[:2]
    reported = (sample / place).read_text().splitlines()[int(number) - 1]
    case = request.node.callspec.id
    assert reported.strip() == REPORTED_AT.get(case, new.partition("\n")[0].strip())


def test_all_problems_are_told_at_once(sample: Path) -> None:
    for file, old, new, _ in [
        BROKEN["unknown key"],
        BROKEN["unknown choice"],
        BROKEN["slug that leads nowhere"],
    ]:
        replace(sample, file, old, new)
    (sample / "letters.yaml").write_text("- slug: [\n")
    files = sorted({complaint.partition(":")[0] for complaint in complaints(sample)})
    assert files == ["cases.yaml", "claims/lantern-walk-out.yaml", "letters.yaml", "people.yaml"]


def test_a_file_that_is_not_ours_is_named(sample: Path) -> None:
    (sample / "claim.yaml").write_text("- slug: a\n")
    (sample / "notes.txt").write_text("Other files are nobody's business.")
    found = complaints(sample)
    assert len(found) == 1
    assert found[0].startswith("claim.yaml:1: is not a file of a campaign; expected are campaign.yaml,")


def test_a_folder_without_a_campaign_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CampaignFileError) as caught:
        open_campaign(tmp_path)
    assert str(caught.value) == f"{tmp_path}/campaign.yaml:1: is not there; every campaign file has one"
    with pytest.raises(CampaignFileError) as caught:
        open_campaign(tmp_path / "absent")
    assert str(caught.value) == (
        f"{tmp_path}/absent:1: is not a folder; name the folder that holds campaign.yaml"
    )


def test_no_damage_to_a_file_ends_the_check(sample: Path) -> None:
    """Swap lines and values at random: the check may complain, but never fails."""
    chance = random.Random(2022)  # noqa: S311 - the same damage each time
    originals = {name: data.decode() for name, data in read_files(sample).items() if name.endswith(".yaml")}
    junk = ["~", "[]", "{}", "7", "text", "- a", "{a: b}", "true", "'2019'", "[[a]]", "a#0", "x: y"]
    for _ in range(80):
        name = chance.choice(list(originals))
        lines = originals[name].splitlines()
        place = chance.randrange(len(lines))
        key, colon, _value = lines[place].partition(":")
        lines[place] = (
            f"{key}{colon} {chance.choice(junk)}"
            if colon
            else f"{key[: len(key) - len(key.lstrip())]}- {chance.choice(junk)}"
        )
        (sample / name).write_text("\n".join(lines) + "\n")
        inspect_campaign(sample)
        (sample / name).write_text(originals[name])
    assert complaints(sample) == []


def test_the_schema_is_a_valid_one_and_the_example_carries_it() -> None:
    Draft202012Validator.check_schema(read_schema())
    assert (EXAMPLE / "schema" / SCHEMA_PATH.name).read_bytes() == SCHEMA_PATH.read_bytes()


def test_every_mapping_of_the_schema_refuses_unknown_keys() -> None:
    def mappings(part: object) -> list[dict[str, object]]:
        if isinstance(part, list):
            return [found for inner in part for found in mappings(inner)]
        if not isinstance(part, dict):
            return []
        own = [part] if part.get("type") == "object" and "properties" in part else []
        return own + [found for inner in part.values() for found in mappings(inner)]

    found = mappings(read_schema())
    assert len(found) > 25
    assert [part.get("title") for part in found if part.get("additionalProperties") is not False] == []


def test_every_key_is_documented() -> None:
    text = (EXAMPLE.parent.parent / "docs" / "campaign-file.md").read_text()
    keys: set[str] = set()

    def collect(part: object) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("properties"), dict):
                keys.update(part["properties"])
            for inner in part.values():
                collect(inner)
        elif isinstance(part, list):
            for inner in part:
                collect(inner)

    collect(json.loads(SCHEMA_PATH.read_text()))
    assert sorted(key for key in keys if key not in text) == []


def resolve(rule: dict[str, Any]) -> dict[str, Any]:
    """Return what a rule refers to, with what the rule adds to it."""
    while "$ref" in rule:
        definition = read_schema()["$defs"][rule["$ref"].rpartition("/")[2]]
        rule = {**definition, **{key: value for key, value in rule.items() if key != "$ref"}}
    return rule


def sizes(
    parts: tuple[Part, ...], model: type[Model], rule: dict[str, Any]
) -> Iterator[tuple[str, int, int]]:
    """Yield each text of limited length with what the schema allows and what the database holds."""
    keys = resolve(rule).get("properties", {})
    for part in parts:
        inner = resolve(keys.get(part.key, {}))
        if isinstance(part, Nested):
            yield from sizes(part.parts, model, inner)
        elif isinstance(part, Children) and "properties" in resolve(inner.get("items", {})):
            yield from sizes(part.shape.parts, part.shape.model, inner["items"])
        elif isinstance(part, Text | Plain):
            field = model._meta.get_field(part.attr or part.key)
            limit = inner.get("properties", {}).get("en", {}) if isinstance(part, Text) else inner
            length = getattr(field, "max_length", None)
            if length is not None and "enum" not in inner and "format" not in inner:
                yield f"{model.__name__}.{field.name}", limit.get("maxLength", 10**9), length


def test_a_text_that_the_schema_allows_fits_the_database() -> None:
    definitions = {
        "people": "person", "organisations": "organisation", "places": "place", "documents": "document",
        "claims": "claim", "events": "event", "questions": "question", "ties": "tie", "prisons": "prison",
        "cases": "case", "targets": "target", "demands": "demand", "statements": "statement",
        "pickets": "picket", "letters": "letter", "campaign": "campaign", "legal-cards": "legal_card",
    }  # fmt: skip
    found = [
        size
        for name, shape in {**SHARED, **OWN, "campaign": CAMPAIGN}.items()
        for size in sizes(shape.parts, shape.model, read_schema()["$defs"][definitions[name]])
    ]
    assert len(found) > 60
    assert [size for size in found if size[1] > size[2]] == []
