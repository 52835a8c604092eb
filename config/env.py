"""Read configuration from the environment; a wrong value stops the start with one line."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import dj_email_url
from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """Return the variable, stripped; the default when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def text_or_file(name: str, default: str = "") -> str:
    """Return the variable, else the content of the file that NAME_FILE names, else the default.

    For values that hold a password, which a container gets as a file. Raises ImproperlyConfigured when the file
    cannot be read.
    """
    path = text(f"{name}_FILE")
    if text(name) or not path:
        return text(name, default)
    try:
        return Path(path).read_text().strip() or default
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE {path} cannot be read ({error.strerror}).") from None


def choice(name: str, default: str, *, among: tuple[str, ...]) -> str:
    """Return one of the words in `among`, in whatever case it was written."""
    value = text(name, default).upper()
    if value not in among:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(among)}.")
    return value


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


def zone(name: str, default: str) -> str:
    """Return the name of a time zone."""
    value = text(name, default)
    if value not in available_timezones():
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write a time zone such as Europe/London or Asia/Almaty."
        )
    return value


def names(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def url(name: str, default: str, *, schemes: set[str]) -> str:
    """Return an absolute URL without a trailing slash, its scheme one of `schemes`; NAME_FILE may hold it."""
    value = text_or_file(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not understood: {error}.") from None
    if parts.scheme not in schemes:
        allowed = ", ".join(f"{scheme}://" for scheme in sorted(schemes))
        raise ImproperlyConfigured(f"{name} must begin with one of {allowed}.")
    if parts.scheme in {"http", "https"} and not parts.hostname:
        raise ImproperlyConfigured(f"{name} names no host.")
    return value


MAIL_BACKENDS = {
    "file": "toolkit.mail_backends.FolderBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
    "smtp": "toolkit.mail_backends.SmtpBackend",
    "submission": "toolkit.mail_backends.SmtpBackend",
}


def mailer(name: str, default_folder: Path) -> dict[str, Any]:
    """Return Django's MAILERS entry for a mail URL; without one, mail is written to files in the default folder."""
    value = url(name, f"file://{default_folder}", schemes=set(MAIL_BACKENDS))
    parts = urlsplit(value)
    if parts.scheme == "file":
        options: dict[str, Any] = {"file_path": parts.path}
    elif parts.scheme == "console":
        options = {}
    elif not parts.hostname:
        raise ImproperlyConfigured(f"{name} names no host.")
    else:
        try:
            found = dj_email_url.parse(value)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} is not understood: {error}.") from None
        options = {
            "host": found["EMAIL_HOST"],
            "port": found["EMAIL_PORT"],
            "username": found["EMAIL_HOST_USER"] or "",
            "password": found["EMAIL_HOST_PASSWORD"] or "",
            "use_tls": found["EMAIL_USE_TLS"],
            "use_ssl": found["EMAIL_USE_SSL"],
            "timeout": found["EMAIL_TIMEOUT"] or 20,
        }
    return {"BACKEND": MAIL_BACKENDS[parts.scheme], "OPTIONS": options}


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
