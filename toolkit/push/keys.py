"""The key by which push services know us (VAPID, RFC 8292)."""

import base64
import binascii
import time
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

# A token is good for so long; the standard allows a day.
TOKEN_SECONDS = 12 * 60 * 60
_KEY_BYTES = 32
# Private keys are the numbers from 1 to below this one (SEC 2, 2.4.2).
_ORDER = 0xFFFFFFFF_00000000_FFFFFFFF_FFFFFFFF_BCE6FAAD_A7179E84_F3B9CAC2_FC632551


def make_key() -> str:
    """Return a new private key as unpadded base64url."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - as in `toolkit.encryption.seal`

    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return encode(number.to_bytes(_KEY_BYTES, "big"))


def check_key(private_key: str) -> None:
    """Raise ImproperlyConfigured, one line, for what is not a private key."""
    try:
        _number(private_key)
    except ValueError:
        raise ImproperlyConfigured(
            "VAPID_PRIVATE_KEY is not understood; make one with manage.py make_push_keys."
        ) from None


def public_key_of(private_key: str) -> str:
    """Return the public key, which a browser is told when it subscribes, as unpadded base64url."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415 - as above

    return encode(_key(private_key).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def authorisation(private_key: str, *, origin: str, contact: str) -> str:
    """Return the header that tells a push service who sends, and whom to write to when something is wrong."""
    from py_vapid import Vapid02  # noqa: PLC0415 - as above, for it loads the same

    # Its own check of the contact refuses addresses with a port.
    vapid = Vapid02(_key(private_key), conf={"no-strict": True})
    claims = {"aud": origin, "sub": contact, "exp": int(time.time()) + TOKEN_SECONDS}
    return str(vapid.sign(claims)["Authorization"])


def encode(content: bytes) -> str:
    """Return bytes as unpadded base64url."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Return the bytes of unpadded base64url. Raises ValueError for anything else."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise ValueError("not base64url") from None


def _key(private_key: str) -> "EllipticCurvePrivateKey":
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - as above

    return ec.derive_private_key(_number(private_key), ec.SECP256R1())


def _number(private_key: str) -> int:
    content = decode(private_key)
    number = int.from_bytes(content, "big")
    if len(content) != _KEY_BYTES or not 0 < number < _ORDER:
        raise ValueError(f"a private key is a number of {_KEY_BYTES} bytes, below the order of the curve")
    return number
