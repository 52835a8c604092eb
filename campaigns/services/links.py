"""Private links: a random token opens one sign-up; only its hash is stored."""

from datetime import datetime

from campaigns.models import PrivateLink, SignUp
from toolkit.tokens import hash_token, make_token


def make_private_link(sign_up: SignUp) -> str:
    """Return a new token that opens the sign-up until its picket is over. It is not kept anywhere."""
    token = make_token()
    PrivateLink.objects.create(
        sign_up=sign_up,
        purpose=PrivateLink.Purpose.MANAGE,
        token_hash=hash_token(token),
        expires_at=link_end(sign_up),
    )
    return token


def link_end(sign_up: SignUp) -> datetime:
    """Return when the links of a sign-up expire: at the end of the picket, or of the shift if that is later."""
    shift = sign_up.shift
    return max(shift.picket.ends_at or shift.ends_at, shift.ends_at)


def find_sign_up(token: str, *, now: datetime) -> SignUp | None:
    """Return the sign-up that a token opens; None when it is wrong, expired or revoked."""
    return (
        SignUp.objects.with_picket()
        .filter(
            links__in=PrivateLink.objects.valid(now).filter(
                token_hash=hash_token(token), purpose=PrivateLink.Purpose.MANAGE
            )
        )
        .first()
    )
