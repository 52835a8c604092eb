"""The migrations, run for real on the database in use: what they make is what the models say.

All other tests make their tables from the models, as that takes a second and running the migrations several.

A new database runs one migration a room, which replaces those before it; one that has some of those goes on with them.
"""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps as now
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations import RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.schemas import schema_of

# One process runs them, once; what a test does to any of the databases is taken back.
pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.xdist_group("migrations")]

MIGRATED, NEW = "migrated", "new"
OURS = {"accounts", "sources", "prisoners", "campaigns"}
# Where an old database begins, with rows for the migrations that change rows (`make_rows`).
BEFORE = [("sources", "0001_initial"), ("campaigns", "0002_initial")]
# Each is proved by a test of this file; a new one gets a test before it gets a line.
CHANGES_ROWS = {
    ("sources", "0002_whole_coordinates"),
    ("sources", "0003_evidence_desk"),
    ("campaigns", "0003_whole_coordinates"),
    ("campaigns", "0004_statements_and_letters"),
}
# Django's migration gives the rows of this table larger numbers than its model says, on PostgreSQL.
DJANGOS = "column | auth_group_permissions | id |"
HERE, NOWHERE = (Decimal("51.16"), Decimal("71.45")), (None, None)


@pytest.fixture(scope="module")
def with_migrations(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Show Django the migrations, which the suite hides."""
    with django_db_blocker.unblock(), override_settings(MIGRATION_MODULES={}):
        yield


@contextmanager
def empty(alias: str, folder: Path) -> Iterator[BaseDatabaseWrapper]:
    """Make one more database, with nothing in it, beside the one of the tests."""
    if connection.vendor == "sqlite":
        name = str(folder / f"{alias}.sqlite3")
    else:
        name = f"{connection.settings_dict['NAME']}_{alias}"
        _on_the_server(f'DROP DATABASE IF EXISTS "{name}"')
        _on_the_server(f'CREATE DATABASE "{name}"')
    connections.databases[alias] = {**connections.databases["default"], "NAME": name}
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias], connections.databases[alias]
        if connection.vendor != "sqlite":
            _on_the_server(f'DROP DATABASE "{name}"')


def _on_the_server(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture(scope="module")
def new(with_migrations: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseDatabaseWrapper]:
    """Return a new database with all migrations."""
    with empty(NEW, tmp_path_factory.mktemp(NEW)) as database:
        call_command("migrate", database=NEW, verbosity=0)
        yield database


@pytest.fixture(scope="module")
def migrated(
    with_migrations: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BaseDatabaseWrapper]:
    """Return a database that was an old one, with rows, when it came to the later migrations."""
    with empty(MIGRATED, tmp_path_factory.mktemp(MIGRATED)) as database:
        make_rows(begin_old(database))
        call_command("migrate", database=MIGRATED, verbosity=0)
        yield database


def begin_old(database: BaseDatabaseWrapper) -> StateApps:
    """Make the tables there were at `BEFORE`, in one go: no installation runs what made them any more."""
    loader = MigrationLoader(database, replace_migrations=False)
    then = loader.project_state(BEFORE).apps
    with database.schema_editor() as editor:
        for model in then.get_models():
            editor.create_model(model)
    recorder = MigrationRecorder(database)
    for key in {key for target in BEFORE for key in loader.graph.forwards_plan(target)}:
        recorder.record_applied(*key)
    return then


def make_rows(then: StateApps) -> None:
    """Make rows as they could be before the migrations that change rows."""
    rows = {model.__name__: model._default_manager.using(MIGRATED) for model in then.get_models()}
    places = {"whole": HERE, "half": (HERE[0], None), "other-half": (None, HERE[1]), "none": NOWHERE}
    campaign = rows["Campaign"].create(slug="old", title="Old")
    for slug, (latitude, longitude) in places.items():
        rows["Place"].create(slug=slug, latitude=latitude, longitude=longitude)
        rows["Picket"].create(
            slug=slug,
            title=slug,
            campaign=campaign,
            date="2022-01-21",
            changed_at=timezone.now(),
            latitude=latitude,
            longitude=longitude,
        )
    passage = rows["Passage"].create(document=rows["Document"].create(slug="old"), number=1)
    for kind, start in (("name", 0), ("name", 0), ("name", 4), ("date", 0)):
        rows["Suggestion"].create(passage=passage, kind=kind, start=start, end=9)
    statement = rows["Statement"].create(slug="old", title="Old", campaign=campaign)
    organisation = rows["Organisation"].create(slug="a-union")
    for fields in ({"organisation": organisation}, {"email_index": "i" * 64}):
        rows["Signature"].create(statement=statement, state="confirmed", created_at=timezone.now(), **fields)


def ours_of(database: BaseDatabaseWrapper) -> set[str]:
    """Return what a database is made of, but for the one difference that is Django's."""
    return {line for line in schema_of(database) if not line.startswith(DJANGOS)}


def test_migrations_make_what_the_models_say(new: BaseDatabaseWrapper, migrated: BaseDatabaseWrapper) -> None:
    said = ours_of(connection)

    assert len(said) > 1000
    for made in (ours_of(new), ours_of(migrated)):
        assert (sorted(made - said), sorted(said - made)) == ([], [])


@pytest.mark.parametrize(
    "change",
    [
        "CREATE INDEX one_more ON campaigns_signup (state)",
        "DROP INDEX signature_in_order",
        "ALTER TABLE campaigns_picket ADD COLUMN one_more integer NULL",
        "ALTER TABLE campaigns_picket RENAME COLUMN title TO headline",
        "CREATE TABLE one_more (id integer PRIMARY KEY)",
        "CREATE VIEW one_more AS SELECT id FROM campaigns_picket",
    ],
)
def test_control_a_database_that_differs_is_found(migrated: BaseDatabaseWrapper, change: str) -> None:
    said = ours_of(connection)
    assert ours_of(migrated) == said
    with migrated.cursor() as cursor:
        cursor.execute(change)
    assert ours_of(migrated) != said


def test_migrations_leave_the_rows_that_a_new_database_has(
    new: BaseDatabaseWrapper, migrated: BaseDatabaseWrapper
) -> None:
    """No group, no permission, nothing else that only a migration would make."""
    ours = {
        "Document",
        "Passage",
        "Suggestion",
        "Campaign",
        "Place",
        "Picket",
        "Statement",
        "Organisation",
        "Signature",
    }
    models = [model for model in now.get_models() if model._meta.managed]
    with_rows = {
        alias: {model.__name__ for model in models if model._default_manager.using(alias).exists()}
        for alias in (NEW, MIGRATED)
    }

    djangos = {"ContentType", "Permission"}
    assert with_rows == {NEW: djangos, MIGRATED: ours | djangos}
    for model, fields in (
        (now.get_model("contenttypes.ContentType"), ["app_label", "model"]),
        (now.get_model("auth.Permission"), ["content_type__app_label", "codename", "name"]),
    ):
        made_new, made, said = (
            set(model._default_manager.using(alias).values_list(*fields))
            for alias in (NEW, MIGRATED, "default")
        )
        assert made_new == made == said


def test_models_need_no_further_migration(with_migrations: None) -> None:
    output = io.StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=output)
    assert output.getvalue() == "No changes detected\n"


def test_a_database_with_all_old_migrations_has_nothing_to_do(migrated: BaseDatabaseWrapper) -> None:
    squashed = [key for key, migration in all_migrations().items() if migration.replaces]
    applied = MigrationRecorder(migrated).migration_qs
    for app, name in squashed:
        assert applied.filter(app=app, name=name).delete()[0] == 1

    executor = MigrationExecutor(migrated)
    executor.loader.check_consistent_history(migrated)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.mark.parametrize("room", ["sources", "prisoners", "campaigns"])
def test_one_migration_replaces_all_old_ones_of_a_room(room: str) -> None:
    """What is new comes after that one, and never after one that it replaces."""
    migrations = {key: migration for key, migration in all_migrations().items() if key[0] == room}
    (squashed,) = (key for key, migration in migrations.items() if migration.replaces)
    old = {(app, name) for app, name in migrations[squashed].replaces}
    later = migrations.keys() - old - {squashed}
    own = {key: {(app, name) for app, name in migrations[key].dependencies if app == room} for key in later}

    assert old < migrations.keys()
    assert [key for key in sorted(later) if not own[key] or own[key] & old] == []


@pytest.mark.parametrize("model", ["sources.Place", "campaigns.Picket"])
def test_half_a_pair_of_coordinates_is_dropped_and_a_whole_one_kept(
    migrated: BaseDatabaseWrapper, model: str
) -> None:
    rows = now.get_model(model)._default_manager.using(MIGRATED)
    assert {
        slug: (north, east) for slug, north, east in rows.values_list("slug", "latitude", "longitude")
    } == {
        "whole": HERE,
        "half": NOWHERE,
        "other-half": NOWHERE,
        "none": NOWHERE,
    }


def test_suggested_names_are_persons_and_each_is_suggested_once(migrated: BaseDatabaseWrapper) -> None:
    rows = now.get_model("sources.Suggestion")._default_manager.using(MIGRATED)
    assert list(rows.order_by("pk").values_list("kind", "start")) == [
        ("person", 0),
        ("person", 4),
        ("date", 0),
    ]


def test_signatures_say_who_signed(migrated: BaseDatabaseWrapper) -> None:
    rows = now.get_model("campaigns.Signature")._default_manager.using(MIGRATED)
    assert dict(rows.values_list("organisation__slug", "signer")) == {
        "a-union": "organisation",
        None: "person",
    }


def test_what_only_a_migration_makes_is_proved_here() -> None:
    """What runs SQL would be missing in every other test; what changes rows has a test above."""
    found: dict[type[Operation], set[tuple[str, str]]] = {RunPython: set(), RunSQL: set()}
    for key, migration in all_migrations().items():
        for operation in _all(migration.operations):
            for kind, keys in found.items():
                if key[0] in OURS and isinstance(operation, kind):
                    keys.add(key)
    assert found == {RunPython: CHANGES_ROWS, RunSQL: set()}


def all_migrations() -> dict[tuple[str, str], Migration]:
    """Return all there are, the replaced ones too, by room and name."""
    with override_settings(MIGRATION_MODULES={}):
        return MigrationLoader(None).disk_migrations


def _all(operations: Iterable[Operation]) -> Iterator[Operation]:
    for operation in operations:
        yield operation
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _all([*operation.database_operations, *operation.state_operations])
