"""Tokens for private links: 128 random bits, of which only a hash is stored."""

import hashlib
import secrets

TOKEN_BYTES = 16


def make_token() -> str:
    """Return a new token: 128 random bits as 22 characters that are safe in a URL."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """Return the SHA-256 of a token as 64 hexadecimal digits: what the database holds.

    The token is random, so a plain hash cannot be turned back by guessing.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
