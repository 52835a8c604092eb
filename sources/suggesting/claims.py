"""Claims proposed from sentences with a cue: who, what happened, when, where, how long, and who says so.

What is denied, feared, planned or demanded is not proposed as having happened. The words are those of the base
language, in which claims are kept; translations of a claim are rows of their own.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext

from sources.reading.wording import repeated_words
from sources.suggesting.claim_circumstances import Sentence, date_of, is_cue_between, is_since, place_of
from sources.suggesting.claim_crowds import crowd_of
from sources.suggesting.claim_demands import demanded, who_demands
from sources.suggesting.claim_doubts import is_doubtful
from sources.suggesting.claim_figures import count_of, term_of
from sources.suggesting.claim_people import NOUN, is_about_pronoun, people_of, subject_of
from sources.suggesting.claim_speakers import role_of, speakers_of
from sources.suggesting.claim_words import Event, language, variant, wordings
from sources.suggesting.found import Found
from sources.suggesting.passage import Passage
from sources.suggesting.tokens import sentences

ARTICLES = {
    "en": re.compile(r"\b(?:article|art\.|section)s? (\d{1,4}(?:[.-]\d{1,3})*)", re.IGNORECASE),
    "ru": re.compile(r"\b(?:стать\w+|ст\.) ?(\d{1,4}(?:[.-]\d{1,3})*)", re.IGNORECASE),
    "kk": re.compile(r"\b(\d{1,4})[- ]?(?:бап|шы бап|ші бап)", re.IGNORECASE),
}
MASSACRE = re.compile(r"massacres?$|killings$|расстрел\w*$", re.IGNORECASE)
STRIKES = re.compile(r"(?:\w+ )?strikes$|забастов(?:ок|кам|ках|ками)$", re.IGNORECASE)
HUNGER = re.compile(r"hunger |голодовк|голода|аштық", re.IGNORECASE)


def propose_claims(
    passage: Passage, found: Sequence[Found], about_before: Found | None = None
) -> tuple[list[Found], Found | None]:
    """Return at most one claim for each cue of a sentence that says who, or how many, or where and when.

    `about_before` is the person that the passage before ended with; the second value is whom this one ends with.
    """
    claims: list[Found] = []
    about = [about_before] if about_before else []
    for first, last in sentences(passage.text):
        inside = [one for one in found if first <= one.start and one.end <= last]
        named = [one for one in inside if one.kind in {"person", "organisation"}]
        states = frozenset(
            one.start
            for one in inside
            if one.kind == "case_cue"
            and variant(str(one.proposal["cue"]), passage.text[one.start : one.end]) == "held"
        )
        sentence = Sentence(first, last, inside, speakers_of(passage, named, first, last), about, states)
        claims += _claims_of(passage, sentence)
        people = [one for one in named if one.kind == "person"]
        # A sentence that names nobody but who speaks goes on about the same person, if about anybody.
        others = [one for one in people if one not in sentence.speakers]
        about = subject_of(people, sentence.speakers) if others else about
    return claims, about[0] if about else None


def _claims_of(passage: Passage, sentence: Sentence) -> list[Found]:
    text, claims, seen = passage.text, [], set()
    whole = text[sentence.first : sentence.last]
    begin = sentence.first + len(whole) - len(whole.lstrip())
    end = sentence.last - (len(whole) - len(whole.rstrip()))
    for cue in (one for one in sentence.inside if one.kind == "case_cue"):
        proposal = None
        if cue.proposal["cue"] not in seen:
            proposal = (
                _demand(passage, cue, sentence)
                if cue.proposal["cue"] == "called_for"
                else _fact(passage, cue, sentence)
            )
        if proposal:
            seen.add(cue.proposal["cue"])
            claims.append(Found("claim", begin, end, proposal))
            # A span of its own for each claim of the sentence.
            begin = cue.end + len(text[cue.end : end]) - len(text[cue.end : end].lstrip())
            if begin >= end:
                break
    return claims


def _fact(passage: Passage, cue: Found, sentence: Sentence) -> dict[str, Any] | None:
    name, text = str(cue.proposal["cue"]), passage.text
    start, end = cue.start - sentence.first, cue.end - sentence.first
    if is_doubtful(text[sentence.first : sentence.last], start, end, language=passage.language):
        return None
    whom, inferred = _whom(passage, cue, sentence)
    count = None if whom else count_of(passage, cue, sentence.inside, NOUN)
    date, place = date_of(passage, cue, sentence), place_of(passage, cue, sentence)
    crowd = ("", "") if whom or count else crowd_of(passage, cue, sentence.first, sentence.last)
    if not crowd[0] and not whom and not count and place and MASSACRE.match(text[cue.start : cue.end]):
        crowd = ("people", "люди")
    if not (whom or count or crowd[0] or (name == "strike" and (date or place))):
        return None
    what = variant(name, text[cue.start : cue.end])
    if what == "held" and _other_cue(cue, sentence):
        # "died in prison" says it with the other.
        return None
    hungry = name == "strike" and HUNGER.search(text[max(0, cue.start - 8) : cue.end])
    if hungry and not (whom or count):  # somebody's, not a strike of workers
        return None
    term = term_of(passage, cue, sentence.inside) if name == "sentenced" else None
    article = (
        ARTICLES[passage.language].search(text[cue.end : sentence.last])
        if name in {"charged", "sentenced"}
        else None
    )
    article = article if article and not is_cue_between(cue, cue.end + article.start(), sentence) else None
    event = Event(
        "hunger" if hungry else "sentenced" if term else what,
        who=tuple(str(one.proposal["name"]) for one in whom),
        count=count.proposal if count else {},
        term=(term[0].proposal, term[1]) if term else None,
        article=article[1] if article else "",
        crowd=crowd,
        plural=bool(STRIKES.match(text[cue.start : cue.end])),
        where=str(place.proposal["name"]) if place else "",
        when=date.proposal if date else {},
        since=bool(date and is_since(passage, date)),
    )
    return _proposal(
        passage, sentence, cue, event, whom, date, count or (term[0] if term else None), place, inferred
    )


def _demand(passage: Passage, cue: Found, sentence: Sentence) -> dict[str, Any] | None:
    start, end = cue.start - sentence.first, cue.end - sentence.first
    whole = passage.text[sentence.first : sentence.last]
    if is_doubtful(whole, start, end, language=passage.language, demand=True):
        return None
    who, crowd = who_demands(passage, cue, sentence.inside, sentence.first)
    people = [one for one in sentence.inside if one.kind == "person" and one not in who]
    about = subject_of(people, sentence.speakers) or sentence.about
    wanted = demanded(passage, cue, sentence.inside, sentence.last, about)
    if not wanted or not (who or crowd[0]):
        return None
    goal, whom, words, is_pronoun = wanted
    names = str(whom[0].proposal["name"]) if whom else ""
    date = date_of(passage, cue, sentence)
    event = Event(
        goal,
        who=tuple(str(one.proposal["name"]) for one in who) or (crowd[language()],),
        thing=(words[0].format(names), words[1].format(names)),
        when=date.proposal if date else {},
    )
    # Who demands says so; others in the sentence may tell of it.
    others = replace(sentence, speakers=[one for one in sentence.speakers if one not in who])
    inferred = gettext("whom it is about is taken from the words before") if is_pronoun else ""
    return _proposal(passage, others, cue, event, [*who, *whom], date, None, None, inferred)


def _proposal(  # what a claim holds
    passage: Passage,
    sentence: Sentence,
    cue: Found,
    event: Event,
    whom: Sequence[Found],
    date: Found | None,
    figure: Found | None,
    place: Found | None,
    inferred: str,
) -> dict[str, Any] | None:
    speakers = [one for one in sentence.speakers if one not in whom]
    speaker = ("", "")
    if speakers:
        named = str(speakers[0].proposal["name"])
        speaker = (named, named)
    elif event.what not in {"release", "resignation", "investigation"}:
        last_cue = max(one.start for one in sentence.inside if one.kind == "case_cue")
        speaker = role_of(passage, sentence.first, sentence.last, cue=cue.end, last_cue=last_cue)
    # The shortest that repeats the passage least comes last; none may repeat its sentence.
    text = next(
        (
            text
            for text in wordings(replace(event, speaker=speaker))
            if not repeated_words(text, [passage.text])
        ),
        "",
    )
    if not text:
        return None
    reasons = [inferred, str(date.proposal["inferred"]) if date else ""]
    return {
        "text": text,
        "cue": str(cue.proposal["cue"]),
        "date": dict(date.proposal) if date else {},
        "figure": dict(figure.proposal) if figure else {},
        "people": _keys("person", whom),
        "organisations": _keys(
            "organisation",
            [*whom, *(one for one in sentence.inside if one.kind == "organisation" and one not in speakers)],
        ),
        "places": _keys("place", [place] if place else []),
        "said_by": speaker[language()],
        "inferred": "; ".join(reason for reason in reasons if reason),
    }


def _whom(passage: Passage, cue: Found, sentence: Sentence) -> tuple[list[Found], str]:
    """Return whom a cue is about, and why where it is not said beside it."""
    people = [one for one in sentence.inside if one.kind == "person"]
    if cue.proposal["cue"] != "strike" or HUNGER.search(passage.text[max(0, cue.start - 8) : cue.end]):
        noun = NOUN.match(passage.text[cue.start : cue.end]) and cue.proposal["cue"] != "strike"
        if not noun and is_about_pronoun(passage, cue, sentence.first, people):
            others = subject_of([one for one in people if one.end <= cue.start], sentence.speakers)
            whom = others or (list(sentence.about) if not sentence.speakers or sentence.about else [])
            return list(whom), gettext("whom it is about is taken from the words before") if whom else ""
    return people_of(passage, cue, sentence.inside, sentence.speakers), ""


def _other_cue(cue: Found, sentence: Sentence) -> bool:
    return any(
        one.kind == "case_cue" and one.proposal["cue"] not in {cue.proposal["cue"], "called_for", "strike"}
        for one in sentence.inside
    )


def _keys(kind: str, found: Sequence[Found]) -> list[int]:
    return list(dict.fromkeys(one.key for one in found if one.kind == kind and one.key is not None))
