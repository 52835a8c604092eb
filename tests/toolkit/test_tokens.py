"""Tokens of private links."""

import re

from toolkit.tokens import hash_token, make_token


def test_tokens_have_128_bits_and_are_safe_in_an_address() -> None:
    tokens = {make_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", token) for token in tokens)


def test_every_place_of_a_token_varies() -> None:
    tokens = [make_token() for _ in range(1000)]
    # The last of the 22 characters holds two bits only: 22 times 6 is 132.
    assert [len({token[place] for token in tokens}) > 32 for place in range(21)] == [True] * 21
    assert len({token[21] for token in tokens}) == 4


def test_the_hash_is_that_of_sha_256() -> None:
    assert hash_token("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_anything_that_can_stand_in_an_address_has_a_hash() -> None:
    hashes = {hash_token(token) for token in ("", "\x00", "🙂", "\ud800", "a" * 10_000)}
    assert len(hashes) == 5
