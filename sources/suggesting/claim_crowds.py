"""Whom a cue is about when nobody is named: "oil workers", "the strikers", "a journalist", in English and Russian."""

import re
from collections.abc import Sequence

from sources.suggesting import words_en
from sources.suggesting.claim_people import LONG_PARTICIPLE, OBJECT, PASSIVE, WITHOUT_OBJECT
from sources.suggesting.found import Found
from sources.suggesting.passage import Passage

# What English and Russian texts say, and what a claim says, in English and Russian.
CROWDS: Sequence[tuple[str, str, tuple[str, str]]] = (
    (r"oil workers", r"нефтяник(?:и|ов|ам)", ("oil workers", "нефтяники")),
    (
        r"trades? union leaders|union leaders",
        r"профсоюзн\w+ лидер(?:ы|ов|ам)",
        ("trade union leaders", "профсоюзные лидеры"),
    ),
    (
        r"trades? unionists",
        r"профсоюзн\w+ активист(?:ы|ов|ам)|член(?:ы|ов) профсоюза",
        ("trade unionists", "члены профсоюза"),
    ),
    (r"miners", r"шахт[её]р(?:ы|ов|ам)|горняк(?:и|ов|ам)", ("miners", "шахтёры")),
    (r"strikers", r"забастовщик(?:и|ов|ам)|бастующи[ехм]", ("strikers", "бастующие")),
    (r"workers", r"рабочи[ехм]", ("workers", "рабочие")),
    (
        r"protest(?:ers|ors)",
        r"протестующи[ехм]|участник(?:и|ов|ам) (?:акци|протест|митинг)\w+",
        ("protesters", "протестующие"),
    ),
    (r"demonstrators", r"демонстрант(?:ы|ов|ам)|митингующи[ехм]", ("demonstrators", "демонстранты")),
    (r"activists", r"активист(?:ы|ов|ам|ами)", ("activists", "активисты")),
    (r"journalists|reporters", r"журналист(?:ы|ов|ам|ами)", ("journalists", "журналисты")),
    (r"students", r"студент(?:ы|ов|ам|ами)", ("students", "студенты")),
    (r"teachers", r"учител(?:я|ей|ям)", ("teachers", "учителя")),
    (r"doctors|medics", r"врач(?:и|ей|ам)", ("doctors", "врачи")),
    (r"lawyers", r"адвокат(?:ы|ов|ам)", ("lawyers", "адвокаты")),
    (
        r"(?:political )?prisoners",
        r"политзаключ\w+(?:ые|ых)|заключ[её]нн(?:ые|ых)",
        ("prisoners", "заключённые"),
    ),
    (r"civilians", r"мирн\w+ жител\w+", ("civilians", "мирные жители")),
    (r"supporters", r"сторонник(?:и|ов)", ("supporters", "сторонники")),
    (r"anti-fascists", r"антифашист(?:ы|ов)", ("anti-fascists", "антифашисты")),
)
CALLING = (
    *((english, russian, said) for english, russian, said in CROWDS),
    (
        r"(?:human rights |rights )?(?:organi[sz]ations|groups|defenders)",
        r"правозащитники|организации",
        ("organisations", "организации"),
    ),
    (r"relatives|families", r"родственники|семьи", ("relatives", "родственники")),
    (r"participants", r"участники", ("participants", "участники")),
)
AHEAD = r"(?: (?:the|of|some|many|several|striking|detained|local|young|peaceful|other|\w+ing)){0,3} "
# Roles, without those that are as often something else.
_ROLES = "|".join(sorted(words_en.ROLES - {"general", "major", "king", "guard", "son", "father", "mother"}))
SINGLE = re.compile(
    rf"\b(?:the|a|an) (?:[\w-]+ )?({_ROLES})"
    r"(?: (?:of|at|from|for|in) [^,.;:]{3,70})?,? (?:was|has been|had been|is being) (?:\w+ly )?$",
    re.IGNORECASE,
)
OF_CROWD = re.compile(
    r"(?:tortures?|killings?|murders?|massacres?|executions?|arrests?|detentions?|beatings?|deaths?)$",
    re.IGNORECASE,
)
REACH = 60


def crowd_of(passage: Passage, cue: Found, first: int, last: int) -> tuple[str, str]:
    """Return whom a cue is about, in English and Russian; two empty texts where nobody is said."""
    if passage.language == "kk" or cue.proposal["cue"] in {"strike", "called_for"}:
        return "", ""
    word, before, after = (
        passage.text[cue.start : cue.end],
        passage.text[first : cue.start],
        passage.text[cue.end : last],
    )
    if LONG_PARTICIPLE.search(word):
        return "", ""
    noun = OF_CROWD.match(word)
    for english, russian, said in CROWDS:
        crowd = english if passage.language == "en" else russian
        lead = r" (?:of|against)" if noun and passage.language == "en" else ""
        if re.match(rf"{lead}{AHEAD}(?:\w+ )?(?:{crowd})\b(?!['’])", after, re.IGNORECASE):
            return said
        match = re.search(rf"\b(?:{crowd})\b(?!['’])([^,.;:]{{0,{REACH}}})$", before, re.IGNORECASE)
        if match and not noun and _undergo(passage, match[1], word, after):
            return said
    single = SINGLE.search(before) if passage.language == "en" and not noun else None
    if single:
        role = single[1].casefold()
        return f"{'an' if role[0] in 'aeiou' else 'a'} {role}", role
    return "", ""


def caller_of(before: str, language: str) -> tuple[str, str]:
    """Return which crowd makes a demand that stands after these words."""
    found = ("", "")
    best = -1
    for english, russian, said in CALLING:
        crowd = english if language == "en" else russian
        for match in re.finditer(rf"\b(?:{crowd})\b(?!['’])(?=[^,.;:]*$)", before, re.IGNORECASE):
            if match.end() > best:
                found, best = said, match.end()
    return found


def _undergo(passage: Passage, between: str, word: str, after: str) -> bool:
    if passage.language == "ru":
        return bool(re.search(r"(?:ны|ты|ли|ют|ат)$", word)) and len(between) < 40
    passive = re.search(r"\b(?:was|were|been|are|be|being|got)\b(?: \w+ly)? ?$", between)
    return bool(passive) or (
        bool(PASSIVE.search(between)) and (bool(WITHOUT_OBJECT.match(word)) or not OBJECT.match(after))
    )
