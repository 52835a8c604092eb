"""The key by which push services know us (VAPID, RFC 8292)."""

import base64
import binascii
import time

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ImproperlyConfigured
from py_vapid import Vapid02

# A token is good for so long; the standard allows a day.
TOKEN_SECONDS = 12 * 60 * 60
_KEY_BYTES = 32


def make_key() -> str:
    """Return a new private key as unpadded base64url."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return encode(number.to_bytes(_KEY_BYTES, "big"))


def check_key(private_key: str) -> None:
    """Raise ImproperlyConfigured, one line, for what is not a private key."""
    try:
        _key(private_key)
    except ValueError:
        raise ImproperlyConfigured(
            "VAPID_PRIVATE_KEY is not understood; make one with manage.py make_push_keys."
        ) from None


def public_key_of(private_key: str) -> str:
    """Return the public key, which a browser is told when it subscribes, as unpadded base64url."""
    return encode(_key(private_key).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def authorisation(private_key: str, *, origin: str, contact: str) -> str:
    """Return the header that tells a push service who sends, and whom to write to when something is wrong."""
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


def _key(private_key: str) -> ec.EllipticCurvePrivateKey:
    number = decode(private_key)
    if len(number) != _KEY_BYTES:
        raise ValueError(f"a private key has {_KEY_BYTES} bytes")
    return ec.derive_private_key(int.from_bytes(number, "big"), ec.SECP256R1())
