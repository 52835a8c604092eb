"""How many a cue is about, and for how long somebody is sentenced."""

import re
from collections.abc import Mapping, Sequence

from sources.suggesting.claim_people import LONG_PARTICIPLE
from sources.suggesting.found import Found
from sources.suggesting.passage import Passage

ON_STRIKE = re.compile(r"\b(?:on|went on|gone on) $")
SPAN_OF_TIME = re.compile(
    r"year|month|week|day|hour|minute|decade|time|%|per ?cent|год|лет|месяц|недел|дн|день|сут|час"
    r"|минут|раз|удар|процент|жыл|ай|апта|күн|тәулік|сағат|пайыз|жас"
    r"|tenge|r[ou]+ble|rial|lira|dollar|euro|pound|рубл|тенге|теңге|долл|лир|риал|[$€£¥₸₽₺₴Ł]|kilo|kg|km|кг"
    r"|leaflet|letter|page|листов|страниц|school|bank|town|cit(?:y|ies)|countr|school|house|car|building|город"
    r"|школ|дом|шахт",
    re.IGNORECASE,
)
UNITS: Mapping[str, re.Pattern[str]] = {
    "years": re.compile(r"year|год|лет|жыл", re.IGNORECASE),
    "months": re.compile(r"month|месяц|ай", re.IGNORECASE),
    "days": re.compile(r"day|дн|день|сут|күн|тәулік", re.IGNORECASE),
}
AGE = re.compile(r"[(,] ?$")
AGED = re.compile(r" ?[,)]")
OLD = re.compile(r"[- ]?(?:years?)?[- ]?old|летн|жаста")
# A term stands right after what it is a sentence "to"; in Kazakh before.
REACH, REACH_TO = 60, 150


def count_of(passage: Passage, cue: Found, inside: Sequence[Found], noun: re.Pattern[str]) -> Found | None:
    """Return how many the cue is about: a figure that is no span of time, money, age or number of things."""
    counts = [
        one
        for one in inside
        if one.kind == "figure"
        and not SPAN_OF_TIME.search(str(one.proposal["unit"]))
        and not (
            AGE.search(passage.text[max(0, one.start - 2) : one.start])
            and AGED.match(passage.text[one.end : one.end + 2])
        )
        and not passage.text[max(0, one.start - 7) : one.start].endswith("if not ")
        and not OLD.match(passage.text[one.end : one.end + 12])
        and "." not in str(one.proposal["value"])
        and str(one.proposal["value"]) != "0"
    ]
    if (
        cue.proposal["cue"] == "strike"
        and noun.match(passage.text[cue.start : cue.end])
        and not ON_STRIKE.search(passage.text[max(0, cue.start - 12) : cue.start])
    ):
        return None
    # "27 deaths", but not "three colleagues after a report on torture".
    adjacent = bool(noun.match(passage.text[cue.start : cue.end])) or bool(
        LONG_PARTICIPLE.search(passage.text[cue.start : cue.end])
    )
    reach = 12 if adjacent and cue.proposal["cue"] != "strike" else 45
    before = [
        one for one in counts if one.end <= cue.start and _is_close(passage.text[one.end : cue.start], reach)
    ]
    after = [
        one for one in counts if one.start >= cue.end and _is_close(passage.text[cue.end : one.start], reach)
    ]
    return before[-1] if before else after[0] if after else None


def term_of(passage: Passage, cue: Found, inside: Sequence[Found]) -> tuple[Found, str] | None:
    """Return the time that somebody is sentenced to, and whether it is years, months or days."""
    for one in inside:
        if (
            one.kind != "figure"
            or not one.proposal["value"]
            or OLD.match(passage.text[one.end : one.end + 12])
        ):
            continue
        unit = next((name for name, pattern in UNITS.items() if pattern.match(str(one.proposal["unit"]))), "")
        between = (
            passage.text[cue.end : one.start] if one.start >= cue.end else passage.text[one.end : cue.start]
        )
        right = one.start >= cue.end or passage.language == "kk"
        told = re.search(r"\b(?:to|к|ко) $", between)
        reach = REACH_TO if told else REACH
        if (
            unit
            and right
            and len(between) <= reach
            and not re.search(r"[;:.]|\b(?:after|since|ago|через|после)\b", between)
        ):
            return one, unit
    return None


def _is_close(between: str, reach: int) -> bool:
    return len(between) <= reach and not re.search(r"[;:.]|, ", between)
