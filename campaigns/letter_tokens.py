"""The signed note in the form of a letter: when the page was made, and a number that is counted once.

It holds nothing of the reader. A form that is sent within seconds, or a day later, was not filled in by a person who
looks at it; see `docs/decisions/0015-letters.md`.
"""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from django.core import signing

from toolkit.limits import DAY, Limit, count_within

SALT = "letter-form"
# Who reads even the first line before sending takes longer.
LEAST_AGE = timedelta(seconds=3)
MOST_AGE = timedelta(hours=6)
_ONCE = Limit("letter-counted", most=1, seconds=DAY)


class Age(StrEnum):
    """How old a form is."""

    GOOD = "good"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    FORGED = "forged"


def make_form_token() -> str:
    """Return the note for a form that is shown now."""
    return signing.TimestampSigner(salt=SALT).sign(secrets.token_urlsafe(9))


def age_of(token: str) -> Age:
    """Say whether a form was shown long enough ago, and not too long."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        signer.unsign(token, max_age=MOST_AGE)
    except signing.SignatureExpired:
        return Age.TOO_OLD
    except signing.BadSignature:
        return Age.FORGED
    try:
        signer.unsign(token, max_age=LEAST_AGE)
    except signing.SignatureExpired:
        return Age.GOOD
    return Age.TOO_YOUNG


def is_first_use(token: str, *, now: datetime) -> bool:
    """Remember a form as counted; return False when it was before, or when it is none of ours.

    Kept in the cache under a name that changes daily: a form that is sent before and after midnight (UTC) counts
    twice, and nobody is remembered.
    """
    if age_of(token) in {Age.TOO_OLD, Age.FORGED}:
        return False
    return count_within(_ONCE, token.partition(":")[0], now=now)
