"""Read configuration from the environment; a wrong value stops the start with one line."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """Return the variable, stripped; the default when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """Return a yes or no. Raises ImproperlyConfigured on any other word."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write yes or no.")


def number(name: str, default: int, *, low: int, high: int) -> int:
    """Return a whole number within low and high, both included."""
    value = text(name, str(default))
    if not value.isdecimal() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number from {low} to {high}.")
    return int(value)


def names(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def url(name: str, default: str, *, schemes: set[str]) -> str:
    """Return an absolute URL without a trailing slash, its scheme one of `schemes`."""
    value = text(name, default).rstrip("/")
    if urlsplit(value).scheme not in schemes:
        allowed = ", ".join(sorted(schemes))
        raise ImproperlyConfigured(f"{name} does not begin with one of {allowed}.")
    return value


def secret(name: str, default_file: Path) -> str:
    """Return the variable, else the content of the file that NAME_FILE names, else of the default file."""
    value = text(name)
    if value:
        return value
    path = Path(text(f"{name}_FILE", str(default_file)))
    try:
        value = path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is not set and {path} cannot be read ({error.strerror}); run make setup."
        ) from None
    if len(value) < 32:
        raise ImproperlyConfigured(f"{path} is too short for {name}; it needs 32 characters or more.")
    return value
