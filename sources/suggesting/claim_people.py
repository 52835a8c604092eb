"""Whom a cue is about: somebody named beside it, or whom the sentence before was about."""

import re
from collections.abc import Sequence

from sources.suggesting.found import Found
from sources.suggesting.passage import Passage

# Cues that name no one's act: what stands before them may be somebody else ("the Example clan ... executions").
NOUN = re.compile(
    r"(?:strikes?|tortures?|beatings?|ill-treatment|sentences?|convictions?|arrests?|detentions?|imprisonment"
    r"|charges (?:of|against)|(?:his|her|their) release"
    r"|deaths?|killings?|murders?|massacres?|executions?"
    r"|забастовк\w+|голодовк\w+|стачк\w+|пыт(?:к\w+|ок)|избиени\w+|приговор|арест(?:а|ы|ов|ом|у|ами)?"
    r"|задержани\w+|гибел\w+|убийств\w+|смерт\w+|расстрел|казн\w+|ереуіл\w*|азаптау\w*)$",
    re.IGNORECASE,
)
OF_SOMEBODY = re.compile(
    r"(?:tortures?|beatings?|convictions?|arrests?|detentions?|imprisonment|deaths?|killings?|murders?|executions?"
    r"|избиени\w+|арест(?:а|ы|ом|у)?|задержани\w+|гибел\w+|убийств\w+|смерт\w+|расстрел|казн\w+)$",
    re.IGNORECASE,
)
# Between somebody and what happened to them: was, were, who, died.
PASSIVE = re.compile(
    r"\b(?:was|were|been|is|are|be|being|got|who|whose|had|has|have)\b|^[^.;:]{0,25}$", re.IGNORECASE
)
# Someone of theirs, not they themselves.
OF_THEIRS = re.compile(
    r"\b(?:brother|sister|wife|husband|son|daughter|mother|father|parent|friend|lawyer|colleague|supporter"
    r"|relative|member"
    r"|client|cousin|ally|follower|critic|opponent|driver|bodyguard|aide|murder|killing|death|arrest)s? of $"
    r"|\b(?:by|against|with|to|for|from|about|under|near|like|unlike|alongside) (?:[\w-]+ ){0,2}$",
    re.IGNORECASE,
)
OWNED = re.compile(r"['’]s\b|['’] | (?:clan|regime|government|team|family|camp|circle|officials)\b")
# "X arrested dozens" is X's act; "X arrested in Example" is a headline.
OBJECT = re.compile(
    r" (?:the|a|an|his|her|their|its|him|them|dozens|hundreds|thousands|scores|several|some|many|people"
    r"|protesters|workers"
    r"|demonstrators|at least|more than|\d|[A-Z])",
)
WITHOUT_OBJECT = re.compile(
    r"(?:died|dies|dead|perished|lost|walked|in |on |behind|under |held|strik|умер|умирает|погиб|скончал|выш"
    r"|голода|баст|в |за "
    r"|под |қаза|қайтыс|көз|мерт|түрме)",
    re.IGNORECASE,
)
PARTICIPLE_RU = re.compile(r"(?:н|на|ны|но|т|та|ты|то)$")
# "names of those shot": nobody beside them.
LONG_PARTICIPLE = re.compile(r"(?:нн|вш|ющ|ащ|ящ)(?:ых|их|ым|им|ыми|ими|ые|ие)$")
ACTIVE_RU = re.compile(r"(?:л|ла|ет|ит)$")
PASSIVE_KK = re.compile(r"(?:лды|лған|лып|лынды|лынған|лді|лген|лып|ылды|ілді)$")
PRONOUN_BEFORE = {
    "en": re.compile(r"\b(?:he|she)\b(?![^.;:]{0,120}\b(?:he|she|they|it)\b)[^.;:]{0,120}$", re.IGNORECASE),
    "ru": re.compile(
        r"\b(?:он|она|ему|ей)\b[^.;:]{0,50}$|\b(?:его|её|ее)(?: (?:дважды|тоже|также|уже|снова|жестоко|опять))? $",
        re.IGNORECASE,
    ),
    "kk": re.compile(r"\b(?:оны|оған|ол)\b[^.;:]{0,60}$", re.IGNORECASE),
}
PRONOUN_AFTER = {
    "en": re.compile(
        r" (?:him\b|her(?= (?:to|in|for|on|at|after|with|last|again|from|when|while|as|during)\b|[.,;:\"”]|$))"
    ),
    "ru": re.compile(
        r"(?: [\w-]+)? (?:его|её|ее|ему|ей)(?= (?:к|в|на|из|за|под|по|с|от)\b|[.,;])", re.IGNORECASE
    ),
    "kk": re.compile(r"$^"),
}
CLOSE = re.compile(r",? (?:and|и|және|мен|&) |, ")


def people_of(
    passage: Passage, cue: Found, inside: Sequence[Found], speakers: Sequence[Found]
) -> list[Found]:
    """Return whom the cue is about: right after it, or nearest before it, with those joined by "and"."""
    word = passage.text[cue.start : cue.end]
    if cue.proposal["cue"] == "strike":
        # Only who stands right before: what else the sentence names may be anybody's.
        named = [
            one for one in inside if one.kind in {"person", "organisation"} and 0 <= cue.start - one.end <= 40
        ]
        close = [one for one in named if not _is_apart(passage.text[one.end : cue.start])]
        return _together(close[-1], named, passage) if close else []
    if NOUN.match(word):
        return _of_somebody(passage, cue, [one for one in inside if one.kind == "person"])
    if LONG_PARTICIPLE.search(word):
        return []
    people = [one for one in inside if one.kind == "person" and one not in speakers]
    after = [
        one
        for one in people
        if 0 <= one.start - cue.end <= 45 and not _is_apart(passage.text[cue.end : one.start])
    ]
    if (
        after
        and not OWNED.match(passage.text[after[0].end :])
        and not _has_other_case(passage, cue, after[0])
    ):
        return _together(after[0], people, passage)
    before = [one for one in people if one.end <= cue.start and _undergoes(passage, one, cue)]
    return _together(before[-1], people, passage) if before else []


def _of_somebody(passage: Passage, cue: Found, people: Sequence[Found]) -> list[Found]:
    """The death of X, X's arrest, задержание Х: the noun names whose it is."""
    text = passage.text
    if passage.language == "kk" or not OF_SOMEBODY.match(text[cue.start : cue.end]):
        return []
    for one in people:
        between = text[cue.end : one.start]
        if passage.language == "en" and re.fullmatch(r" of (?:[\w-]+ ){0,4}", between):
            return [] if OWNED.match(text[one.end :]) else _together(one, people, passage)
        if passage.language == "en" and re.fullmatch(r"['’]s (?:[\w-]+ )?|['’] ", text[one.end : cue.start]):
            return [one]
        written = text[one.start : one.end].split()[-1].casefold()
        other_case = written != str(one.proposal["name"]).split()[-1].casefold()
        if passage.language == "ru" and other_case and re.fullmatch(r" (?:[\w-]+ ){0,2}", between):
            return _together(one, people, passage)
    return []


def is_about_pronoun(passage: Passage, cue: Found, first: int, people: Sequence[Found]) -> bool:
    """Return whether "he" or "she" is whom the cue is about, and stands nearer to it than anybody named."""
    before, after = passage.text[first : cue.start], passage.text[cue.end :]
    match = PRONOUN_BEFORE[passage.language].search(before)
    if match:
        return not any(first + match.start() < one.start < cue.start for one in people)
    return bool(PRONOUN_AFTER[passage.language].match(after))


def subject_of(people: Sequence[Found], speakers: Sequence[Found]) -> list[Found]:
    """Return the one person whom a sentence is about; none where it names several or none besides who speaks."""
    others = [one for one in people if one not in speakers]
    return others[:1] if len({str(one.proposal["name"]) for one in others}) == 1 else []


def _undergoes(passage: Passage, one: Found, cue: Found) -> bool:
    """Return whether the words between somebody and a cue let it be about them."""
    between, word = passage.text[one.end : cue.start], passage.text[cue.start : cue.end]
    ahead = passage.text[max(0, one.start - 40) : one.start]
    if OWNED.match(between) or len(between) > 160 or re.search(r"[;:]", between):
        return False
    if passage.language == "en":
        if OF_THEIRS.search(ahead) or not PASSIVE.search(between):
            return False
        passive = re.search(r"\b(?:was|were|been|is|are|be|being|got)\b(?: \w+ly)? ?$", between)
        return bool(passive or WITHOUT_OBJECT.match(word) or not OBJECT.match(passage.text[cue.end :]))
    return bool(PASSIVE.search(between) or len(between) < 80) and not _has_other_case(passage, cue, one)


def _has_other_case(passage: Passage, cue: Found, one: Found) -> bool:
    """Return whether the case of a Russian or Kazakh name does not go with a cue: whom it concerns, not who acts."""
    if passage.language == "en":
        return False
    written = passage.text[one.start : one.end].split()[-1].casefold()
    in_nominative = written == str(one.proposal["name"]).split()[-1].casefold()
    word = passage.text[cue.start : cue.end].casefold().split()[0]
    if passage.language == "kk":
        if WITHOUT_OBJECT.match(word):
            return not in_nominative
        return in_nominative != bool(PASSIVE_KK.search(passage.text[cue.start : cue.end].casefold()))
    if WITHOUT_OBJECT.match(passage.text[cue.start : cue.end]) or PARTICIPLE_RU.search(word):
        return not in_nominative
    # "задержали Х": names that do not change in other cases stay as they are.
    return bool(ACTIVE_RU.search(word)) and in_nominative and one.end <= cue.start


def _is_apart(between: str) -> bool:
    return bool(re.search(r"[,.;:]|\b(?:by|for|with|against|after|when|who|около|вместе|с)\b", between))


def _together(one: Found, people: Sequence[Found], passage: Passage) -> list[Found]:
    group = [one]
    for other in reversed([person for person in people if person.end <= one.start]):
        if CLOSE.fullmatch(passage.text[other.end : group[0].start]):
            group.insert(0, other)
    for other in (person for person in people if person.start >= one.end):
        if CLOSE.fullmatch(passage.text[group[-1].end : other.start]):
            group.append(other)
    return group
