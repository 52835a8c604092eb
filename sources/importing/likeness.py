"""Finding texts that are nearly the same: a bottom-k sketch of word shingles.

A. Broder, "On the resemblance and containment of documents" (1997), section 4: of the hashes of all runs of five words
the 128 smallest are kept. Of the 128 smallest of two texts together, the share that both have is an unbiased estimate
of how much of their runs they share. Libraries that do this bring numpy along.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

KEPT = 128
WORDS = 5
# From here on two texts are called nearly the same: one in nine or so of their runs of words may differ.
NEARLY = 0.8
# A text of so few runs is like others by chance.
_FEW = 20
_WORD = re.compile(r"\w+")
# JSON numbers are exact up to 53 bits.
_BYTES = 6


def sketch(texts: Iterable[str]) -> tuple[int, ...]:
    """Return the sketch of a text, in order; empty for one that is too short to compare."""
    words = _WORD.findall(" ".join(texts).casefold())
    runs = {" ".join(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}
    if len(runs) < _FEW:
        return ()
    hashes = {
        int.from_bytes(hashlib.blake2b(run.encode(errors="replace"), digest_size=_BYTES).digest())
        for run in runs
    }
    return tuple(sorted(hashes)[:KEPT])


def resemblance(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the estimated share of runs that both texts have, of those that either has: 0 to 1."""
    if not one or not other:
        return 0.0
    both = set(one) & set(other)
    smallest = sorted(set(one) | set(other))[: min(KEPT, len(one), len(other))]
    return len(both & set(smallest)) / len(smallest)
