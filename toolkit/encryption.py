"""Sealing text, and blind indexes to find it by.

Keys lie in a file outside the database (setting FIELD_KEYS_FILE), one a line:

    encrypt <id> <32 bytes in base64>     the first one seals; all of them open
    index   <id> <32 bytes in base64>     exactly one

A sealed value is: version (1 byte), length of the key id (1), key id, nonce (12), AES-256-GCM ciphertext.
Table, column and primary key are authenticated with it, so a value that is copied to another row does not open.
"""

import base64
import hashlib
import hmac
import os
import secrets
import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VERSION = 1
# Lengths are rounded up to this, so that a disk does not tell how long a name or an address is.
PADDING = 32


class SealError(Exception):
    """A sealed value that does not open: moved, altered, or its key is gone."""


@dataclass(frozen=True)
class Keys:
    """The content of a keys file."""

    encrypt: dict[str, bytes]
    index: bytes

    @property
    def current(self) -> str:
        """The id of the key that seals new values."""
        return next(iter(self.encrypt))


def make_keys_file(path: Path) -> None:
    """Create a keys file with fresh keys, readable by its owner only. Raises FileExistsError when it is there."""

    def fresh() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    content = f"encrypt {secrets.token_hex(4)} {fresh()}\nindex {secrets.token_hex(4)} {fresh()}\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@lru_cache(maxsize=4)
def read_keys(path: Path) -> Keys:
    """Return the keys in a file. Raises ImproperlyConfigured, one line, when it is missing or malformed."""
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise ImproperlyConfigured(
            f"FIELD_KEYS_FILE {path} cannot be read ({error.strerror}); run make setup."
        ) from None
    encrypt: dict[str, bytes] = {}
    index: list[bytes] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            use, name, text = line.split()
            key = base64.b64decode(text, validate=True)
        except ValueError:
            raise ImproperlyConfigured(
                f"FIELD_KEYS_FILE line {number}: write use, id and base64 key."
            ) from None
        if use not in {"encrypt", "index"} or len(key) != 32:
            raise ImproperlyConfigured(f"FIELD_KEYS_FILE line {number}: not a 32-byte encrypt or index key.")
        if use == "encrypt":
            encrypt[name] = key
        else:
            index.append(key)
    if not encrypt or len(index) != 1:
        raise ImproperlyConfigured(
            "FIELD_KEYS_FILE needs at least one encrypt key and exactly one index key."
        )
    return Keys(encrypt, index[0])


def seal(text: str, *, context: str) -> bytes:
    """Encrypt text under the current key, bound to a context such as "table/column/id"."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - eight megabytes, for who seals and opens

    keys = read_keys(settings.FIELD_KEYS_FILE)
    body = text.encode("utf-8", "surrogatepass")
    plain = struct.pack(">I", len(body)) + body
    plain += b"\0" * (-len(plain) % PADDING)
    name, nonce = keys.current.encode(), secrets.token_bytes(12)
    box = AESGCM(keys.encrypt[keys.current]).encrypt(nonce, plain, context.encode())
    return bytes([VERSION, len(name)]) + name + nonce + box


def unseal(sealed: bytes, *, context: str) -> str:
    """Decrypt what `seal` made for the same context. Raises SealError when it does not open."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - as above

    try:
        length = sealed[1]
        name, rest = sealed[2 : 2 + length].decode(), sealed[2 + length :]
        key = read_keys(settings.FIELD_KEYS_FILE).encrypt[name]
        plain = AESGCM(key).decrypt(rest[:12], rest[12:], context.encode())
        (size,) = struct.unpack(">I", plain[:4])
    except (IndexError, KeyError, ValueError, InvalidTag, struct.error) as error:
        raise SealError(f"a sealed value does not open ({type(error).__name__})") from None
    return plain[4 : 4 + size].decode("utf-8", "surrogatepass")


def blind_index(value: str, *, purpose: str) -> str:
    """Return a keyed hash, 64 hexadecimal digits, by which equal values are found without being read.

    `purpose` separates indexes, so that the same address in two tables does not show as the same.
    """
    key = read_keys(settings.FIELD_KEYS_FILE).index
    return hmac.new(key, f"{purpose}\0{value}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
