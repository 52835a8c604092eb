"""Addresses and headers."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from toolkit.mail import canonical_address, clean_address, header_text, make_message_id


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("aigerim@example.org", "aigerim@example.org"),
        ("  Aigerim+picket@Example.ORG\n", "Aigerim+picket@Example.ORG"),
        ("o'brien_x.y-z@sub.example.co.uk", "o'brien_x.y-z@sub.example.co.uk"),
        ("aigerim@пример.қаз", "aigerim@xn--e1afmkfd.xn--80ao21a"),
        ("aigerim@xn--e1afmkfd.xn--80ao21a", "aigerim@xn--e1afmkfd.xn--80ao21a"),
        (f"{'a' * 64}@example.org", f"{'a' * 64}@example.org"),
    ],
)
def test_addresses_that_can_be_written_to(written: str, cleaned: str) -> None:
    assert clean_address(written) == cleaned


@pytest.mark.parametrize(
    "written",
    [
        "",
        "a",
        "@",
        "a@",
        "@b",
        "a@b",
        "a@b.",
        "a@.org",
        "a@b..org",
        "a..b@example.org",
        ".a@example.org",
        "a@-b.org",
        "a@b.o",
        "a@[127.0.0.1]",
        '"a b"@example.org',
        "a@example.org, b@example.org",
        "A <a@example.org>",
        "a@example.org>",
        "mailto:a@b@c.org",
        "a\x00@example.org",
        "a@exa\x00mple.org",
        "a@example.org\nBcc: b@example.org",
        "a@example.org%0aBcc:b@example.org",
        "ä@example.org",
        f"{'a' * 65}@example.org",
        f"a@{'b.' * 130}org",
        f"a@{'b' * 64}.org",
        "a@\ud800.org",
        "a@\u202egro.elpmaxe",
    ],
)
def test_addresses_that_cannot_are_refused_with_a_reason(written: str) -> None:
    with pytest.raises(ValidationError) as caught:
        clean_address(written)
    assert len(caught.value.messages) == 1


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_is_cleaned_or_refused(text: str) -> None:
    try:
        cleaned = clean_address(text)
    except ValidationError:
        return
    assert cleaned.isascii()
    assert cleaned.count("@") == 1
    assert clean_address(cleaned) == cleaned


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_has_a_canonical_form(text: str) -> None:
    assert canonical_address(canonical_address(text)) == canonical_address(text)


@pytest.mark.parametrize(
    "same",
    [
        ["Aigerim@Example.org", "aigerim@example.ORG", " aigerim@example.org "],
        ["a@Пример.қаз", "a@пример.ҚАЗ", "A@xn--e1afmkfd.xn--80ao21a"],
        ["a@e\u0301.org", "a@\u00e9.org"],
    ],
)
def test_spellings_of_one_mailbox_are_one(same: list[str]) -> None:
    assert len({canonical_address(spelling) for spelling in same}) == 1


def test_providers_own_rules_are_not_guessed() -> None:
    spellings = ["ai.gerim@example.org", "aigerim@example.org", "aigerim+x@example.org"]
    assert len({canonical_address(spelling) for spelling in spellings}) == 3


@given(st.text(st.characters(exclude_categories=[])))
def test_headers_are_one_line(text: str) -> None:
    line = header_text(text)
    assert line.splitlines() in ([], [line])
    assert line.encode("utf-8").decode() == line


def test_header_text_keeps_what_can_be_read() -> None:
    assert header_text(" A\r\nBcc: b@example.org\x00 \tЖаңа  хат 🙂") == "A Bcc: b@example.org Жаңа хат 🙂"


def test_message_ids_are_new_and_tell_nothing_about_the_machine() -> None:
    ids = {make_message_id() for _ in range(100)}

    assert len(ids) == 100
    assert {one.rpartition("@")[2] for one in ids} == {"localhost>"}
