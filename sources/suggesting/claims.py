"""Claims proposed from sentences with a cue: worded in our words by a template a cue, with whom, when and how many.

The words are those of the base language, in which claims are kept; translations of a claim are rows of their own.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import override

from sources.reading.wording import repeated_words
from sources.suggesting import words_en, words_kk, words_ru
from sources.suggesting.found import Found
from sources.suggesting.passage import Passage
from sources.suggesting.tokens import sentences
from toolkit.partial_dates import display

# For one, and for several. No more is said than the cue says.
TEMPLATES: Mapping[str, tuple[str, str]] = {
    "detained": ("{who} was detained{where}", "{who} were detained{where}"),
    "charged": ("{who} was charged{where}", "{who} were charged{where}"),
    "sentenced": ("{who} was sentenced{to}{where}", "{who} were sentenced{to}{where}"),
    "tortured": ("{who} was tortured or beaten{where}", "{who} were tortured or beaten{where}"),
    "released": ("{who} was released{where}", "{who} were released{where}"),
    "died": ("{who} died or was killed{where}", "{who} died or were killed{where}"),
    "strike": ("{who} was on strike{where}", "{who} were on strike{where}"),
    "called_for": ("{who} made a demand", "{who} made a demand"),
}
STRIKE_OF_NOBODY = "there was a strike{where}"
# Cues that name no one's act: what stands before them may be somebody else ("the Example clan ... executions").
NOUN = re.compile(
    r"(?:strikes?|tortures?|beatings?|ill-treatment|sentences?|convictions?|arrests?|detentions?|imprisonment"
    r"|charges (?:of|against)"
    r"|deaths?|killings?|murders?|massacres?|executions?"
    r"|забастовк\w+|голодовк\w+|стачк\w+|пыт(?:к\w+|ок)|избиени\w+|приговор|арест(?:а|ы|ов|ом|у|ами)?"
    r"|задержани\w+|гибел\w+|убийств\w+|смерт\w+|расстрел|казн\w+|ереуіл\w*|азаптау\w*)$",
    re.IGNORECASE,
)
# Between somebody and what happened to them: was, were, who, died.
PASSIVE = re.compile(
    r"\b(?:was|were|been|is|are|be|being|got|who|whose|had|has|have)\b|^[^.;:]{0,25}$", re.IGNORECASE
)
UNTIL = re.compile(r"(?:\buntil|\btill|\bbefore|\bдо|\bперед) (?:the )?$", re.IGNORECASE)
SINCE = re.compile(r"(?:\bsince|\bfrom|\bс|\bсо) (?:the )?$", re.IGNORECASE)
OPERATORS = {"exactly": "", "at_least": "at least ", "at_most": "at most ", "about": "about "}
ON_STRIKE = re.compile(r"\b(?:on|went on|gone on) $")
SPAN_OF_TIME = re.compile(
    r"year|month|week|day|hour|minute|decade|time|%|per ?cent|год|лет|месяц|недел|дн|день|сут|час"
    r"|минут|раз|удар|процент|жыл|ай|апта|күн|тәулік|сағат|пайыз|жас"
    r"|tenge|r[ou]+ble|rial|lira|dollar|euro|pound|рубл|тенге|теңге|долл|лир|риал|[$€£¥₸₽₺₴Ł]|kilo|kg|km|кг",
    re.IGNORECASE,
)
YEARS = re.compile(r"year|год|лет|жыл", re.IGNORECASE)
MONTHS = re.compile(r"month|месяц|ай", re.IGNORECASE)
DAYS = re.compile(r"day|дн|день|сут|күн|тәулік", re.IGNORECASE)
AGE = re.compile(r"[(,] ?$")


def propose_claims(passage: Passage, found: Sequence[Found]) -> list[Found]:
    """Return at most one claim for each cue of a sentence that says who, or how many, or where and when."""
    claims: list[Found] = []
    for first, last in sentences(passage.text):
        inside = [one for one in found if first <= one.start and one.end <= last]
        seen: set[str] = set()
        begin = first
        for cue in (one for one in inside if one.kind == "case_cue"):
            name = str(cue.proposal["cue"])
            if name in seen:
                continue
            seen.add(name)
            proposal = _proposal(passage, cue, inside)
            if proposal:
                start = begin + len(passage.text[begin:last]) - len(passage.text[begin:last].lstrip())
                claims.append(
                    Found(
                        "claim",
                        start,
                        last - (len(passage.text[first:last]) - len(passage.text[first:last].rstrip())),
                        proposal,
                    )
                )
                begin = cue.end
    return claims


def _proposal(passage: Passage, cue: Found, inside: Sequence[Found]) -> dict[str, Any] | None:
    name = str(cue.proposal["cue"])
    named = [one for one in inside if one.kind in {"person", "organisation"}]
    speakers = [one for one in named if _speaks(passage, one)]
    if not speakers and passage.language == "kk" and _ends_with_saying(passage, cue):
        speakers = named[:1]
    whom = _whom(passage, cue, inside, speakers)
    count = None if whom or name == "called_for" else _count(passage, cue, inside)
    dates = [one for one in inside if one.kind == "date" and one.proposal["date"]]
    date = _nearest(
        cue, [one for one in dates if not UNTIL.search(passage.text[max(0, one.start - 12) : one.start])]
    )
    place = _nearest(cue, [one for one in inside if one.kind == "place"])
    if not (whom or count or (name == "strike" and (date or place))):
        return None
    term = _term(inside) if name == "sentenced" else None
    figure = count or term
    several = len(whom) > 1 or bool(count)
    who = _and([str(one.proposal["name"]) for one in whom]) if whom else _counted(count)
    template = TEMPLATES[name][several] if who else STRIKE_OF_NOBODY
    where = f" in {place.proposal['name']}" if place else ""
    sentence = template.format(who=who, where=where, to=f" to {_length(term)}" if term else "")
    since = bool(date and SINCE.search(passage.text[max(0, date.start - 12) : date.start]))
    text = _worded(sentence, _when(date.proposal, since=since) if date else "", passage.text)
    if not text:
        return None
    return {
        "text": text,
        "cue": name,
        "date": dict(date.proposal) if date else {},
        "figure": dict(figure.proposal) if figure else {},
        "people": _keys("person", whom),
        "organisations": _keys(
            "organisation", [*whom, *(one for one in inside if one.kind == "organisation")]
        ),
        "places": _keys("place", [place] if place else []),
        "said_by": str(speakers[0].proposal["name"]) if speakers and speakers[0] not in whom else "",
    }


def _whom(passage: Passage, cue: Found, inside: Sequence[Found], speakers: Sequence[Found]) -> list[Found]:
    """Return those whom the cue is about: nearest before it, or right after it, with those joined by "and"."""
    kinds = {"person", "organisation"} if cue.proposal["cue"] in {"called_for", "strike"} else {"person"}
    if cue.proposal["cue"] in {"called_for", "strike"}:
        # Only who stands right before: what else the sentence names may be anybody's.
        before = [one for one in inside if one.kind in kinds and 0 <= cue.start - one.end <= 30]
        close = [one for one in before if _near(passage.text[one.end : cue.start])]
        return _joined(passage, close[-1], before) if close else []
    if NOUN.match(passage.text[cue.start : cue.end]):
        return []
    people = [one for one in inside if one.kind in kinds and one not in speakers]
    after = [
        one for one in people if 0 <= one.start - cue.end <= 25 and _near(passage.text[cue.end : one.start])
    ]
    if after:
        return _joined(passage, after[0], people)
    before = [one for one in people if one.end <= cue.start and _undergoes(passage.text[one.end : cue.start])]
    return _joined(passage, before[-1], people) if before else []


def _undergoes(between: str) -> bool:
    """Return whether the words between somebody and a cue let it be about them."""
    ours = not re.match(
        r"['’]s\b|['’] | (?:clan|regime|government|team|family|camp|circle|officials)\b", between
    )
    return ours and len(between) <= 160 and not re.search(r"[;:]", between) and bool(PASSIVE.search(between))


def _near(between: str) -> bool:
    return not re.search(r"[,.;:]|\b(?:by|for|with|against|after|when|who)\b", between)


def _joined(passage: Passage, one: Found, people: Sequence[Found]) -> list[Found]:
    group = [one]
    for other in reversed([person for person in people if person.end <= one.start]):
        if re.fullmatch(r",? (?:and|и|және|мен|&) |, ", passage.text[other.end : group[0].start]):
            group.insert(0, other)
    for other in (person for person in people if person.start >= one.end):
        if re.fullmatch(r",? (?:and|и|және|мен|&) |, ", passage.text[group[-1].end : other.start]):
            group.append(other)
    return group


def _count(passage: Passage, cue: Found, inside: Sequence[Found]) -> Found | None:
    """Return how many the cue is about: a figure that is no span of time, money or age."""
    counts = [
        one
        for one in inside
        if one.kind == "figure"
        and not SPAN_OF_TIME.search(str(one.proposal["unit"]))
        and not AGE.search(passage.text[max(0, one.start - 2) : one.start])
        and "." not in str(one.proposal["value"])
    ]
    if (
        cue.proposal["cue"] == "strike"
        and NOUN.match(passage.text[cue.start : cue.end])
        and not ON_STRIKE.search(passage.text[max(0, cue.start - 12) : cue.start])
    ):
        return None
    before = [one for one in counts if one.end <= cue.start and _is_close(passage.text[one.end : cue.start])]
    after = [one for one in counts if one.start >= cue.end and _is_close(passage.text[cue.end : one.start])]
    return before[-1] if before else after[0] if after else None


def _is_close(between: str) -> bool:
    return len(between) <= 45 and not re.search(r"[;:.]|, ", between)


def _term(inside: Sequence[Found]) -> Found | None:
    terms = [one for one in inside if one.kind == "figure" and _unit(one) and one.proposal["value"]]
    return terms[0] if terms else None


def _unit(figure: Found) -> str:
    unit = str(figure.proposal["unit"])
    return (
        "years"
        if YEARS.match(unit)
        else "months"
        if MONTHS.match(unit)
        else "days"
        if DAYS.match(unit)
        else ""
    )


def _length(figure: Found) -> str:
    number, unit = _number(figure.proposal), _unit(figure)
    return f"{number} {unit[:-1] if number == '1' else unit}"


def _number(figure: Mapping[str, Any]) -> str:
    value = _grouped(str(figure["value"]))
    if figure["operator"] == "between":
        return f"between {value} and {_grouped(str(figure['high']))}"
    return f"{OPERATORS.get(str(figure['operator']), '')}{value}"


def _grouped(value: str) -> str:
    return f"{int(value):,}" if value.isdigit() and len(value) < 16 else value


def _counted(figure: Found | None) -> str:
    if figure is None:
        return ""
    if figure.proposal["operator"] == "open":
        words = str(figure.proposal["words"]).casefold()
        return f"{words} of people" if words.isascii() else "an unknown number of people"
    return f"{_number(figure.proposal)} people"


def _worded(sentence: str, when: str, passage: str) -> str:
    """Return the sentence with its date first or last, whichever repeats the passage less; empty where all do."""
    options = [f"{when}, {sentence}".removeprefix(", "), f"{sentence} {when}".strip(), sentence]
    return next(
        (f"{text[:1].upper()}{text[1:]}." for text in options if not repeated_words(text, [passage])), ""
    )


def _when(proposal: Mapping[str, Any], *, since: bool) -> str:
    with override(settings.LANGUAGE_CODE):
        first = display(str(proposal["date"]), circa=False)
        last = display(str(proposal["date_end"])) if proposal["date_end"] else ""
    if last:
        return f"between {first} and {last}"
    if since:
        return f"since {first}"
    if proposal["circa"]:
        return f"around {first}"
    return f"{'on' if len(str(proposal['date'])) == 10 else 'in'} {first}"


def _speaks(passage: Passage, one: Found) -> bool:
    after = passage.text[one.end : one.end + 30].lstrip(", ")
    before = passage.text[max(0, one.start - 30) : one.start].rstrip()
    word = re.match(r"[^\W\d_]+", after)
    last = re.search(r"[^\W\d_]+$", before)
    said = bool(word) and _is_saying(word[0] if word else "", passage.language)
    return (
        said
        or (bool(last) and _is_saying(last[0] if last else "", passage.language))
        or bool(re.search(r"(?:according to|по словам|по данным)(?: [^\W\d_]+){0,3}$", before, re.IGNORECASE))
    )


def _ends_with_saying(passage: Passage, cue: Found) -> bool:
    """Return whether a Kazakh sentence ends with a verb of saying: whoever it begins with then speaks."""
    last = re.match(r"[^.!?]*?([^\W\d_]+)[\"»”]?[.!?]", passage.text[cue.end : cue.end + 300])
    return bool(last and words_kk.SAYING.match(last[1].casefold()))


def _is_saying(word: str, language: str) -> bool:
    lower = word.casefold()
    if language == "ru":
        return bool(words_ru.SAYING.match(lower)) and not lower.startswith(("призвал", "потребовал"))
    if language == "kk":
        return bool(words_kk.SAYING.match(lower))
    return lower in words_en.SAYING - {"called", "calls", "ordered", "confirmed"}


def _nearest(cue: Found, options: Sequence[Found]) -> Found | None:
    return min(options, key=lambda one: max(one.start - cue.end, cue.start - one.end), default=None)


def _keys(kind: str, found: Sequence[Found]) -> list[int]:
    return list(dict.fromkeys(one.key for one in found if one.kind == kind and one.key is not None))


def _and(names: Sequence[str]) -> str:
    names = list(dict.fromkeys(names))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
