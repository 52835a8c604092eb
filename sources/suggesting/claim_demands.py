"""What is called for: the release or resignation of somebody, or an investigation into something; else nothing."""

import re
from collections.abc import Sequence

from sources.suggesting.claim_crowds import caller_of
from sources.suggesting.found import Found
from sources.suggesting.passage import Passage

GOALS = {
    "en": (
        ("release", r"(?:release|freeing|free(?:d)?|set free|freedom)\b"),
        ("resignation", r"(?:resignation|resign)\b"),
        ("investigation", r"(?:investigations?|[ei]nquir(?:y|ies)|investigate)\b"),
    ),
    "ru": (
        ("release", r"(?:освобо(?:дить|жд[её]н\w+|дили)|отпустить)"),
        ("resignation", r"отставк\w+"),
        ("investigation", r"(?:расследова\w+)"),
    ),
    "kk": (("release", r"босат\w+"), ("resignation", r"отставка\w*"), ("investigation", r"терге\w+")),
}
# Whom, when nobody is named: as the text says it, then in English and Russian.
MANY = (
    (
        r"all (?:the )?political prisoners|всех (?:политзаключ\w+|политических заключ\w+)",
        ("all political prisoners", "всех политических заключённых"),
    ),
    (
        r"political prisoners|политзаключ\w+|политических заключ\w+|саяси тұтқын\w+",
        ("political prisoners", "политических заключённых"),
    ),
    (
        r"all (?:the )?(?:detainees|those detained|arrested|prisoners)|всех (?:задержанн\w+|арестованн\w+)",
        ("all detainees", "всех задержанных"),
    ),
    (
        (
            r"(?:the )?(?:detainees|detained|those detained|arrested|imprisoned|prisoners)"
            r"|задержанн\w+|арестованн\w+|заключ[её]нн\w+"
        ),
        ("detainees", "задержанных"),
    ),
    (r"(?:the )?government|правительств\w+", ("the government", "правительства")),
    (r"(?:the )?president|президент\w*", ("the president", "президента")),
    (
        r"(?:the )?(?:killings?|deaths?|shootings?)|гибел\w+|убийств\w+|смерт\w+|расстрел\w*",
        ("deaths", "гибели людей"),
    ),
    (r"(?:the )?(?:tortures?|ill-treatment|beatings?)|пыт(?:ок|к\w+)|избиени\w+", ("torture", "пыток")),
)
HIS = {
    "en": re.compile(r"\b(?:his|her)(?: \w+)? $|\bthat (?:he|she) be $", re.IGNORECASE),
    "ru": re.compile(r"\b(?:его|её|ее)(?: \w+)? $|$^", re.IGNORECASE),
    "kk": re.compile(r"\b(?:оны|оның) $", re.IGNORECASE),
}
HIS_AFTER = re.compile(
    r" (?:его|её|ее|him|her)\b(?! (?!immediately|now|at|and|from|without)[a-z])", re.IGNORECASE
)
# How far from the cue the goal may stand, and how far from the goal whom it is about.
REACH, NEAR = 170, 60
NEXT = re.compile(r"[.;!?]")


def demanded(
    passage: Passage, cue: Found, inside: Sequence[Found], last: int, about: Sequence[Found]
) -> tuple[str, list[Found], tuple[str, str], bool] | None:
    """Return the goal of a demand, whom it names, its object in two languages, and whether "his" says whose.

    The object has {} where the name goes.

    `about` is whom the sentences before are about. None where the sentence gives no clear object.
    """
    text, language = passage.text, passage.language
    window = text[cue.end : min(last, cue.end + REACH)]
    if language == "kk":
        window, start = text[max(0, cue.start - REACH) : cue.start], max(0, cue.start - REACH)
    else:
        start = cue.end
    for goal, pattern in GOALS[language]:
        match = re.search(rf"\b{pattern}", window, re.IGNORECASE)
        if not match or NEXT.search(window[: match.start()]):
            continue
        begin, end = start + match.start(), start + match.end()
        if HIS[language].search(text[max(0, begin - 25) : begin]) or HIS_AFTER.match(text[end : end + 25]):
            return (goal, list(about), ("{}", "{}"), True) if about and goal != "investigation" else None
        named = _named(text, inside, begin, end, last)
        if named:
            words = _into(text[end : named[0].start]) if goal == "investigation" else ("{}", "{}")
            return (goal, named, words, False) if words else None
        rest = NEXT.split(text[end : min(last, end + NEAR)])[0]
        lead = r"\s*(?:(?:of|for|into|the|all|about|on|в|о|об) ){0,3}"
        said = next(
            (words for many, words in MANY if re.match(rf"{lead}(?:{many})\b", rest, re.IGNORECASE)), None
        )
        return (goal, [], said, False) if said and _fits(goal, said[0]) else None
    return None


def who_demands(
    passage: Passage, cue: Found, inside: Sequence[Found], first: int
) -> tuple[list[Found], tuple[str, str]]:
    """Return who makes a demand: the nearest body or person before it, else what crowd does."""
    text = passage.text
    named = [one for one in inside if one.kind in {"person", "organisation"} and one.end <= cue.start]
    if (
        named
        and cue.start - named[-1].end <= 90
        and not re.search(r"[.;:]|['’]s\b", text[named[-1].end : cue.start])
    ):
        together = [named[-1]]
        for other in reversed(named[:-1]):
            if re.fullmatch(
                r",? (?:and|и|және|мен)(?: the)? |, (?:the )?", text[other.end : together[0].start]
            ):
                together.insert(0, other)
        return together, ("", "")
    return [], caller_of(text[max(first, cue.start - REACH) : cue.start], passage.language)


def _named(text: str, inside: Sequence[Found], begin: int, end: int, last: int) -> list[Found]:
    for one in inside:
        if one.kind != "person":
            continue
        after = 0 <= one.start - end <= NEAR and one.end <= last
        if after and re.fullmatch(r"(?: [\w-]+){0,5},? ", text[end : one.start]):
            return [one]
        # "demanded X's release", "that X be freed"
        if one.end <= begin and re.fullmatch(r"['’]s(?: \w+){0,2} |['’] | be ", text[one.end : begin]):
            return [one]
    return []


def _into(between: str) -> tuple[str, str] | None:
    """Return what of somebody is to be investigated."""
    if re.search(r"\b(?:death|killing|murder|гибел|смерт|убийств)", between, re.IGNORECASE):
        return "the death of {}", "гибель: {}"
    if re.search(r"\b(?:torture|beating|treatment|пыт|избиен)", between, re.IGNORECASE):
        return "the treatment of {}", "обращение, которому подвергся человек: {}"
    return None


def _fits(goal: str, whom: str) -> bool:
    things = {"deaths", "torture"}
    rulers = {"the government", "the president"}
    return (
        whom in things
        if goal == "investigation"
        else whom in rulers
        if goal == "resignation"
        else whom not in things | rulers
    )
