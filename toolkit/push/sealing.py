"""Sealing a message so that the browser alone can read it (RFC 8291), never the push service on the way.

The parts are those of the `cryptography` package, put together as the standard says; the test works through the
example of its appendix. The packages that do the same are not used: docs/decisions/0010-web-push.md.
"""

import os
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.push.keys import decode

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey

AUTH_BYTES = 16
SALT_BYTES = 16
RECORD_BYTES = 4096
# What is sealed is filled up to this, so that its length tells nothing of what it says.
PADDED_BYTES = 1024
_LAST_RECORD = b"\x02"


class BrowserKeyError(ValueError):
    """Keys that no browser makes."""


@dataclass(frozen=True, slots=True)
class Browser:
    """The keys that a browser hands out when it subscribes."""

    public_key: "EllipticCurvePublicKey"
    auth: bytes

    @classmethod
    def read(cls, p256dh: str, auth: str) -> "Browser":
        """Return the keys from their unpadded base64url. Raises BrowserKeyError."""
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - as in `toolkit.encryption.seal`

        try:
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(p256dh))
            secret = decode(auth)
        except ValueError:
            raise BrowserKeyError("the keys of the browser are not understood") from None
        if len(secret) != AUTH_BYTES:
            raise BrowserKeyError(f"the secret of the browser is not {AUTH_BYTES} bytes long")
        return cls(key, secret)


def seal_for(
    browser: Browser,
    content: bytes,
    *,
    padded: int = PADDED_BYTES,
    key: "EllipticCurvePrivateKey | None" = None,
    salt: bytes | None = None,
) -> bytes:
    """Return the body of a push request: one record of the encoding aes128gcm (RFC 8188).

    `key` and `salt` are for working through the standard's example; otherwise both are new each time. Raises
    ValueError for content that is longer than one record.
    """
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - as above

    key = key or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(SALT_BYTES)
    own, theirs = _point(key.public_key()), _point(browser.public_key)
    shared = _derive(
        key.exchange(ec.ECDH(), browser.public_key), browser.auth, b"WebPush: info\0" + theirs + own, 32
    )
    content_key = _derive(shared, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(shared, salt, b"Content-Encoding: nonce\0", 12)
    plain = content + _LAST_RECORD
    plain += b"\0" * (padded - len(plain))
    if len(plain) + 16 > RECORD_BYTES:
        raise ValueError("too long for one record")
    header = salt + struct.pack("!IB", RECORD_BYTES, len(own)) + own
    return header + AESGCM(content_key).encrypt(nonce, plain, None)


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - as above

    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def _point(key: "EllipticCurvePublicKey") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415 - as above

    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
