"""Whether a claim is in our own words: facts carry over, sentences do not."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

# More words in a row than this are the passage's sentence, not ours.
LONGEST_RUN = 8
# Shorter claims have hardly other words to choose from.
SHORTEST_COMPARED = 8
# A share of the claim's words, in the passage's order, above which it is the passage's sentence with gaps.
MOST = 0.75
# Runs shorter than this are names, dates and figures, which carry over.
SHORTEST_RUN = 3


def repeated_words(text: str, passages: Iterable[str]) -> str:
    """Return the longest run of a passage's words that a claim repeats too much of; nothing when it is in our words.

    Too much is more than eight words in a row, or most of its words in runs of three and more.
    """
    ours = _words(text)
    for passage in passages:
        theirs = _words(passage)
        matcher = SequenceMatcher(a=ours, b=theirs, autojunk=False)
        longest = matcher.find_longest_match()
        runs = [block.size for block in matcher.get_matching_blocks() if block.size >= SHORTEST_RUN]
        is_most = len(ours) >= SHORTEST_COMPARED and sum(runs) > MOST * len(ours)
        if longest.size > LONGEST_RUN or is_most:
            return " ".join(ours[longest.a : longest.a + longest.size])
    return ""


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
