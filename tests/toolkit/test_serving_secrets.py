"""Keys are made once, are private, and appear whole or not at all."""

import stat
from pathlib import Path

import pytest

from toolkit.encryption import read_keys
from toolkit.serving.secrets import make_once, make_secrets


def test_missing_keys_are_made_private_and_usable(tmp_path: Path) -> None:
    made = make_secrets({"VAR_DIR": str(tmp_path)})
    assert made == [tmp_path / "secrets" / "secret_key", tmp_path / "secrets" / "field_keys"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [0o600, 0o600]
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert len(made[0].read_text().strip()) > 64
    assert len(read_keys(made[1]).encrypt) == 1
    assert sorted(file.name for file in (tmp_path / "secrets").iterdir()) == ["field_keys", "secret_key"]


def test_existing_keys_are_never_touched(tmp_path: Path) -> None:
    made = make_secrets({"VAR_DIR": str(tmp_path)})
    before = [path.read_bytes() for path in made]
    assert make_secrets({"VAR_DIR": str(tmp_path)}) == []
    assert [path.read_bytes() for path in made] == before


def test_keys_that_the_environment_names_elsewhere_are_made_there(tmp_path: Path) -> None:
    keys = tmp_path / "safe" / "keys"
    made = make_secrets({"VAR_DIR": str(tmp_path), "SECRET_KEY": "x" * 50, "FIELD_KEYS_FILE": str(keys)})
    assert made == [keys]


def test_a_key_that_cannot_be_written_whole_does_not_appear(tmp_path: Path) -> None:
    def full(path: Path) -> None:
        path.write_text("half of")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        make_once(tmp_path / "key", full)
    assert list(tmp_path.iterdir()) == []


def test_of_two_that_start_at_once_the_first_key_stays(tmp_path: Path) -> None:
    key = tmp_path / "key"

    def beaten(path: Path) -> None:
        key.write_text("the other's")
        path.write_text("ours")

    assert make_once(key, beaten) is False
    assert key.read_text() == "the other's"
