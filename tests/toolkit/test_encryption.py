"""Sealed values open in their own row and nowhere else; keys come from a file outside the database."""

import base64
import re
import uuid
from pathlib import Path

import pytest
from django.core import serializers
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from campaigns.models import SignUp
from tests.factories.campaigns import SignUpFactory
from toolkit.encryption import PADDING, SealError, blind_index, make_keys_file, read_keys, seal, unseal

KEY = base64.b64encode(b"k" * 32).decode()
OTHER = base64.b64encode(b"o" * 32).decode()


@pytest.fixture
def keys_file(tmp_path: Path, settings: Settings) -> Path:
    """An empty place for keys, which the settings name."""
    settings.FIELD_KEYS_FILE = tmp_path / "keys"
    return tmp_path / "keys"


def _write(path: Path, *lines: str) -> None:
    path.write_text("\n".join(lines))
    read_keys.cache_clear()


@given(st.text(st.characters(exclude_categories=[])))
def test_what_is_sealed_opens_as_it_was(text: str) -> None:
    assert unseal(seal(text, context="a/b/1"), context="a/b/1") == text


@pytest.mark.parametrize("context", ["a/b/2", "a/c/1", "d/b/1", "", "a/b/11"])
def test_a_value_moved_to_another_row_or_column_does_not_open(context: str) -> None:
    sealed = seal("Aigerim", context="a/b/1")

    with pytest.raises(SealError):
        unseal(sealed, context=context)


def test_an_altered_value_does_not_open() -> None:
    sealed = seal("Aigerim", context="a/b/1")
    for position in range(len(sealed)):
        altered = bytearray(sealed)
        altered[position] ^= 1
        if position == 0:
            # The version is the only byte that nothing reads yet.
            continue
        with pytest.raises(SealError):
            unseal(bytes(altered), context="a/b/1")


@pytest.mark.parametrize(
    "broken", [b"", b"\x01", b"\x01\x08short", b"\x01\xff" + b"x" * 40, b"\x01\x00" + b"x" * 28]
)
def test_what_is_not_a_sealed_value_does_not_open(broken: bytes) -> None:
    with pytest.raises(SealError):
        unseal(broken, context="a/b/1")


def test_equal_texts_look_different_and_their_length_is_rounded() -> None:
    values = {seal("Aigerim", context="a/b/1") for _ in range(20)}
    assert len(values) == 20
    assert len({len(seal("a" * length, context="a/b/1")) for length in range(PADDING - 4 + 1)}) == 1
    assert all(b"Aigerim" not in value for value in values)


def test_the_first_key_seals_and_all_open(keys_file: Path) -> None:
    _write(keys_file, f"encrypt old {KEY}", f"index i {KEY}")
    before = seal("Aigerim", context="a/b/1")
    _write(keys_file, f"encrypt new {OTHER}", f"encrypt old {KEY}", f"index i {KEY}")
    after = seal("Aigerim", context="a/b/1")

    assert b"new" in after[:8]
    assert [unseal(value, context="a/b/1") for value in (before, after)] == ["Aigerim", "Aigerim"]
    # Once the old key is taken away, what it sealed is lost, and what the new one sealed is not.
    _write(keys_file, f"encrypt new {OTHER}", f"index i {KEY}")
    assert unseal(after, context="a/b/1") == "Aigerim"
    with pytest.raises(SealError, match="KeyError"):
        unseal(before, context="a/b/1")


def test_errors_do_not_repeat_the_text() -> None:
    with pytest.raises(SealError) as caught:
        unseal(seal("Aigerim", context="a/b/1"), context="a/b/2")

    assert "Aigerim" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_blind_index_finds_equal_values_of_one_purpose(keys_file: Path) -> None:
    _write(keys_file, f"encrypt a {KEY}", f"index i {KEY}")
    index = blind_index("a@example.org", purpose="sign_up")

    assert re.fullmatch("[0-9a-f]{64}", index)
    assert blind_index("a@example.org", purpose="sign_up") == index
    assert blind_index("b@example.org", purpose="sign_up") != index
    assert blind_index("a@example.org", purpose="signature") != index
    # It does not depend on the key that encrypts, and is nothing without its own.
    _write(keys_file, f"encrypt b {OTHER}", f"index i {KEY}")
    assert blind_index("a@example.org", purpose="sign_up") == index
    _write(keys_file, f"encrypt b {OTHER}", f"index i {OTHER}")
    assert blind_index("a@example.org", purpose="sign_up") != index


def test_purpose_and_value_cannot_be_shifted_into_each_other() -> None:
    assert blind_index("b", purpose="a") != blind_index("", purpose="ab")
    assert blind_index("\ud800", purpose="a") != blind_index("?", purpose="a")


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([], "needs at least one encrypt key and exactly one index key"),
        ([f"encrypt a {KEY}"], "needs at least one encrypt key and exactly one index key"),
        ([f"index a {KEY}"], "needs at least one encrypt key and exactly one index key"),
        ([f"encrypt a {KEY}", f"index a {KEY}", f"index b {KEY}"], "exactly one index key"),
        ([f"encrypt a {KEY}", "index a"], "line 2: write use, id and base64 key"),
        ([f"encrypt a {KEY}", "index a not-base64"], "line 2: write use, id and base64 key"),
        ([f"encrypt a {KEY}", "index a c2hvcnQ="], "line 2: not a 32-byte encrypt or index key"),
        ([f"decrypt a {KEY}"], "line 1: not a 32-byte encrypt or index key"),
    ],
)
def test_a_malformed_keys_file_is_explained_in_one_line(
    keys_file: Path, lines: list[str], problem: str
) -> None:
    _write(keys_file, *lines)

    with pytest.raises(ImproperlyConfigured, match=re.escape(problem)) as caught:
        read_keys(keys_file)
    assert "\n" not in str(caught.value)
    assert KEY not in str(caught.value)


def test_a_missing_keys_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(
        ImproperlyConfigured, match=r"cannot be read \(No such file or directory\); run make setup"
    ):
        read_keys(tmp_path / "none")


def test_comments_and_empty_lines_are_passed_over(keys_file: Path) -> None:
    _write(keys_file, "# ours", "", f"encrypt a {KEY}", "  ", f"index i {OTHER}", "")
    assert read_keys(keys_file).current == "a"


def test_a_fresh_keys_file_works_is_private_and_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    make_keys_file(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert len(read_keys(path).index) == 32
    before = path.read_text()
    with pytest.raises(FileExistsError):
        make_keys_file(path)
    assert path.read_text() == before


# --- in a model -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_field_is_sealed_in_the_database_and_reads_as_text() -> None:
    made = SignUpFactory(name="Aigerim")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM campaigns_signup")
        stored = bytes(cursor.fetchone()[0])

    assert b"Aigerim" not in stored
    assert unseal(stored, context=f"campaigns_signup/name/{made.pk}") == "Aigerim"
    assert SignUp.objects.get().name == "Aigerim"
    assert SignUp.objects.only("pk").get().name == "Aigerim"
    assert next(SignUp.objects.iterator()).name == "Aigerim"


@pytest.mark.django_db
def test_a_value_copied_to_another_row_by_sql_does_not_open() -> None:
    one, two = SignUpFactory(name="One"), SignUpFactory(name="Two")
    SignUp.objects.filter(pk=two.pk).update(name=SignUp.objects.filter(pk=one.pk).values("name"))

    assert SignUp.objects.get(pk=one.pk).name == "One"
    with pytest.raises(SealError):
        _ = SignUp.objects.get(pk=two.pk).name


@pytest.mark.django_db
def test_saving_again_keeps_what_was_not_read_and_seals_what_was_written() -> None:
    SignUpFactory(name="Aigerim", phone="07000 000000")
    row = SignUp.objects.get()
    row.name = "Айгерім"
    row.save()

    row = SignUp.objects.get()
    assert (row.name, row.phone) == ("Айгерім", "07000 000000")
    row.refresh_from_db()
    assert row.name == "Айгерім"


@pytest.mark.django_db
def test_a_field_cannot_be_searched_updated_in_bulk_or_exported_as_text() -> None:
    row = SignUpFactory()
    with pytest.raises(TypeError, match="use its blind index"):
        SignUp.objects.filter(name="Aigerim").exists()
    with pytest.raises(TypeError, match="save the row"):
        SignUp.objects.update(name="Aigerim")
    with pytest.raises(TypeError, match="is not exported"):
        serializers.serialize("json", [row])


def test_a_row_without_a_key_cannot_be_sealed() -> None:
    row = SignUp(name="Aigerim")
    row.pk = None
    with pytest.raises(ValueError, match="needs a primary key"):
        SignUp._meta.get_field("name").pre_save(row, add=True)
    row.pk = uuid.uuid4()
    assert SignUp._meta.get_field("name").pre_save(row, add=True) is not None
