"""What holds for every test: real parts or a counted skip, and no silent errors."""

import importlib
import io
import json
import logging
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client, TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from accounts.models import User
from tests.databases import empty_tables, note_migrations
from tests.factories.accounts import UserFactory
from tests.parts import HOW_TO_GET, OPTIONAL, chromium, is_there, seeds_folder
from tests.template_variables import UnresolvedVariable

# So long may a parameter be to stand in the name of a test.
LONGEST_NAME = 120
# What is on paper follows from the rows that were read. These read it back in every form and language, once, on SQLite;
# the pages and commands that print each form do it on both databases.
PAPER = {
    "test_letter_sheets.py",
    "test_petition_book.py",
    "test_print_sheets.py",
    "test_rosters.py",
    "test_studio_forms.py",
    "test_studio_scripts.py",
    "test_typeset_sheets.py",
}
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the translations once, before any worker starts and reads them."""
    if not hasattr(session.config, "workerinput"):
        call_command("compilemessages", stdout=io.StringIO())


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a parameter of bytes or of much text after its argument: whole files have no place in a name.

    Their content may also differ from one process to the next, which then could not share the tests.
    """
    return argname if isinstance(val, bytes) or (isinstance(val, str) and len(val) > LONGEST_NAME) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a part that is missing, so that fixtures do not try to reach it."""
    for item in items:
        for marker in item.iter_markers("needs"):
            for part in marker.args:
                if not is_there(part) and (part in OPTIONAL or not IN_CI):
                    item.add_marker(pytest.mark.skip(reason=f"needs {part}: {HOW_TO_GET[part]}"))
        fixtures = set(getattr(item, "fixturenames", ()))
        if "page" in fixtures:
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"}:
            item.add_marker(pytest.mark.database)
        if item.path.name in PAPER:
            item.add_marker(pytest.mark.paper)
    # Otherwise the last process would be left alone with one of them.
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """In CI nothing real may be missing."""
    for marker in item.iter_markers("needs"):
        for part in marker.args:
            if IN_CI and part not in OPTIONAL and not is_there(part):
                pytest.fail(f"CI=true and {part} is missing: {HOW_TO_GET[part]}", pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count the skips of real parts, and leave the counts for scripts/test to add up."""
    reports = terminalreporter.stats
    parts = Counter(
        part
        for report in reports.get("skipped", [])
        for part in HOW_TO_GET
        if f"needs {part}:" in str(report.longrepr)
    )
    for part, count in sorted(parts.items()):
        terminalreporter.write_line(f"{count} skipped, as {part} is missing: {HOW_TO_GET[part]}", yellow=True)
    target = os.environ.get("TEST_COUNTS_FILE")
    if target:
        counts = {
            "passed": len(reports.get("passed", [])),
            "failed": len(reports.get("failed", [])) + len(reports.get("error", [])),
            "skipped": len(reports.get("skipped", [])),
            "missing": dict(parts),
        }
        Path(target).write_text(json.dumps(counts))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Have the tables look like those of an installation."""
    with django_db_blocker.unblock():
        note_migrations()


@pytest.fixture(scope="session", autouse=True)
def _tables_emptied_quickly() -> None:
    """Empty the tables our way after each test whose transactions were real."""
    TransactionTestCase._fixture_teardown = lambda _test: empty_tables()  # type: ignore[attr-defined]  # Django's own


@pytest.fixture(scope="session", autouse=True)
def _all_addresses_loaded() -> None:
    """Load every room's views before the first test.

    They are loaded with the first address asked for (`config/urls.py`), and a test that changes a name which a view
    imports would else depend on the tests before it.
    """
    for room in ("config.desk_urls", "sources.urls", "prisoners.urls", "campaigns.urls"):
        importlib.import_module(room)


@pytest.fixture(autouse=True)
def _english_at_first() -> None:
    """Begin in English: a page in another language leaves that one active in its thread."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def _no_limits_reached_before() -> None:
    """Begin with nothing counted."""
    caches["limits"].clear()


@pytest.fixture(autouse=True)
def _no_unresolved_variables() -> Iterator[None]:
    """Fail a test in which one of our templates showed a variable that does not exist."""
    UnresolvedVariable.found.clear()
    yield
    found = sorted(set(UnresolvedVariable.found))
    if found:
        pytest.fail(f"template variables that do not resolve: {', '.join(found)}", pytrace=False)


class _Errors(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record, unless Playwright's loop tells of a request that was under way when a page was closed."""
        if record.name == "asyncio" and "Task was destroyed" in record.getMessage():
            return
        self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_logged_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which an error was logged that it does not expect (marker logs_errors)."""
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    yield
    logging.getLogger().removeHandler(errors)
    expected = request.node.get_closest_marker("logs_errors") is not None
    if errors.lines and not expected:
        pytest.fail("errors were logged:\n" + "\n".join(errors.lines), pytrace=False)
    if expected and not errors.lines:
        pytest.fail("the test expects a logged error, and none was logged", pytrace=False)


@pytest.fixture
def seeds() -> Path:
    """Return the folder with the text of the five documents. Tests that use it carry needs("seeds")."""
    return seeds_folder()


@pytest.fixture
def organiser() -> User:
    """An organiser who may do everything, signed in at `desk`."""
    return UserFactory.create(is_staff=True, is_superuser=True, nickname="Dana", language="en")


@pytest.fixture
def desk(client: Client, organiser: User) -> Client:
    """Return a client that is signed in to the organisers' admin."""
    client.force_login(organiser)
    return client


@pytest.fixture(scope="session")
def base_url() -> str:
    """Return nothing: tests write whole addresses. The plugin's own fixture is of a kind that pytest gives up."""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the machine's own Chromium, which reaches nothing but the test server."""
    flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    flags += ["--disable-component-update", "--disable-sync"]
    # Chromium refuses to sandbox itself as root, as in most containers.
    flags += ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": chromium(), "args": flags}
