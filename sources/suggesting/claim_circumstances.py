"""When and where it happened: the date and the place of a sentence that belong to a cue."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sources.suggesting.found import Found
from sources.suggesting.passage import Passage

UNTIL = re.compile(
    r"(?:\buntil|\btill|\bbefore|\bafter|\bfollowing|\bдо|\bперед|\bпосле) (?:the )?$", re.IGNORECASE
)
SINCE = re.compile(r"(?:\bsince|\bfrom|\bс|\bсо) (?:the )?$", re.IGNORECASE)
# A place where something happened, not where somebody comes from or who acts.
AT = re.compile(
    r"\b(?:in|at|near|outside|across|throughout|в|во|на|под|близ|около)"
    r"(?: (?:the|a|an|city|town|village|capital|region|port|western|eastern|northern|southern|central|of|город\w*"
    r"|тюрьм\w+|сел\w|посёлк\w+|поселк\w+|деревн\w+|[\w-]+ском|[\w-]+ской)){0,4} [«\"“]?$",
    re.IGNORECASE,
)
AT_KK = re.compile(r"[тд][ае]$|\s+(?:қаласында|облысында|ауданында|ауылында)", re.IGNORECASE)
SAID_ON = re.compile(
    r"\b(?:said|says|told|reported|announced|сообщил\w*|заявил\w*|рассказал\w*|пишет) (?:[\w.’'-]+ ){0,4}(?:on )?$",
    re.IGNORECASE,
)
# Before these the sentence tells something else.
OF_ANOTHER = re.compile(r"\b(?:who|whose|which|that|to support|котор\w+|что)\b", re.IGNORECASE)
BROKEN = re.compile(r";|\. |[{}\[\]|]")
OTHER_CLAUSE = re.compile(
    r";|\. |[{}\[\]|]|\band (?:then |later )?[a-z]+ed\b|\b(?:after|before|после)\b|, (?:but|and|while|when|who"
    r"|which|after|но|а|и|когда|который|после)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sentence:
    """A sentence: where it begins and ends, what was found in it, who speaks, whom those before it are about."""

    first: int
    last: int
    inside: Sequence[Found]
    speakers: Sequence[Found]
    about: Sequence[Found]
    states: frozenset[int] = frozenset()  # where cues begin that tell a state ("in prison") and no event


def date_of(passage: Passage, cue: Found, sentence: Sentence) -> Found | None:
    """Return when it happened: the date in the cue's own part of the sentence, that which opens it, or the nearest."""
    text = passage.text
    dates = [
        one
        for one in sentence.inside
        if one.kind == "date"
        and one.proposal["date"]
        and not UNTIL.search(text[max(0, one.start - 12) : one.start])
        and not is_cue_between(cue, one.start, sentence)
        # "said on Monday" is when it was said.
        and not SAID_ON.search(text[max(0, one.start - 60) : one.start])
    ]
    between = {one: text[min(one.end, cue.end) : max(one.start, cue.start)] for one in dates}
    dates = [one for one in dates if one.start > cue.start or not OF_ANOTHER.search(between[one])]
    own = [one for one in dates if "," not in between[one] and not OTHER_CLAUSE.search(between[one])]
    opening = [one for one in dates if one.start - sentence.first <= 8 and not BROKEN.search(between[one])]
    others = [one for one in dates if not OTHER_CLAUSE.search(between[one])]
    return _nearest(cue, own or opening or others)


def place_of(passage: Passage, cue: Found, sentence: Sentence) -> Found | None:
    """Return where it happened: "in" a place in the cue's own part of the sentence."""
    places = [
        one
        for one in sentence.inside
        if one.kind == "place"
        and _is_where(passage, one)
        and not is_cue_between(cue, one.start, sentence)
        and not (one.start < cue.start and OF_ANOTHER.search(passage.text[one.end : cue.start]))
        # After a comma something else may have been there, unless the sentence begins with it.
        and "," not in passage.text[cue.end : one.start]
        and not (
            "," in passage.text[one.end : cue.start]
            and passage.text[sentence.first : one.start].count(" ") > 4
        )
    ]
    if places or cue.proposal["cue"] not in {"strike", "died"}:
        return _nearest(cue, places)
    # "the Example massacre", "strikes shook the Example region"
    reach = 45 if cue.proposal["cue"] == "strike" else 1
    return _nearest(
        cue,
        [
            one
            for one in sentence.inside
            if one.kind == "place"
            and (0 <= cue.start - one.end <= reach or 0 <= one.start - cue.end <= reach)
            and not re.search(r"[,.;:]", passage.text[min(one.end, cue.end) : max(one.start, cue.start)])
            and not re.search(
                r"\b(?:from|из|of) (?:the )?$", passage.text[max(0, one.start - 10) : one.start]
            )
        ],
    )


def _is_where(passage: Passage, one: Found) -> bool:
    if passage.language == "kk":
        written = passage.text[one.start : one.end]
        return bool(AT_KK.search(written) or AT_KK.match(passage.text[one.end :]))
    return bool(AT.search(passage.text[max(0, one.start - 60) : one.start]))


def is_cue_between(cue: Found, at: int, sentence: Sentence) -> bool:
    """Return whether another cue stands between a cue and what might belong to it."""
    low, high = min(cue.start, at), max(cue.start, at)
    return any(
        one.kind == "case_cue"
        and low < one.start < high
        and one.proposal["cue"] != cue.proposal["cue"]
        and one.start not in sentence.states
        for one in sentence.inside
    )


def _nearest(cue: Found, options: Sequence[Found]) -> Found | None:
    return min(options, key=lambda one: max(one.start - cue.end, cue.start - one.end), default=None)


def is_since(passage: Passage, date: Found) -> bool:
    """Return whether it has been so since a date."""
    return bool(SINCE.search(passage.text[max(0, date.start - 12) : date.start]))
