"""What must be true before anything is started. Each check raises CannotStart with one line that says what to do."""

import contextlib
import errno
import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError

from toolkit.encryption import read_keys
from toolkit.serving import CannotStart

# Room for the database, static files and a day of PDFs; below it a write may stop half-way.
NEEDED_BYTES = 200 * 1024 * 1024


def check_parts() -> None:
    """Check that keys, database and, where one is given, broker can be used; write nothing.

    Raises CannotStart, or ImproperlyConfigured for a keys file that cannot be used.
    """
    read_keys(settings.FIELD_KEYS_FILE)
    check_database()
    if settings.REDIS_URL_GIVEN:
        check_broker(settings.REDIS_URL)


def check_folder(folder: Path) -> None:
    """Check that the folder can be written to and its disk has room."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise CannotStart(f"VAR_DIR {folder} cannot be made ({error.strerror}); set another one.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotStart(f"VAR_DIR {folder} cannot be written to; set another one or change its owner.")
    if free < NEEDED_BYTES:
        raise CannotStart(
            f"the disk of {folder} has {free // 2**20} MB left; free {NEEDED_BYTES // 2**20} or set VAR_DIR."
        )


def check_port(host: str, port: int) -> None:
    """Check that nobody else listens there."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # A connection of the last run that is still closing must not look like a server.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            advice = (
                f"stop what uses it or choose another: PORT={port + 1 if port < 65535 else 8000} make run"
            )
            raise CannotStart(f"port {port} is taken; {advice}") from None
        if error.errno == errno.EACCES:
            raise CannotStart(f"port {port} needs a privilege; choose one above 1023 (PORT).") from None
        raise CannotStart(f"HOST {host} cannot be listened on ({error.strerror}).") from None


def check_database() -> None:
    """Check that the database answers."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise CannotStart(f"the database of DATABASE_URL does not answer: {reason}") from None


def migrations_are_due() -> bool:
    """Does the database lack tables that the code expects?"""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def check_migrations() -> None:
    """Check that the database has the tables that the code expects."""
    if migrations_are_due():
        raise CannotStart("the database lacks migrations; run manage.py migrate, or serve --prepare.")


def check_broker(url: str) -> None:
    """Check that the broker of REDIS_URL answers."""
    try:
        client = redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5)
        with contextlib.closing(client):
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise CannotStart(f"the broker of REDIS_URL does not answer: {error}") from None


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock while the block runs. Raises CannotStart when another start holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(
                f"it already runs with {folder.parent}; stop that first or set VAR_DIR."
            ) from None
        yield
