"""The tables of the tests emptied after a test whose transactions were real, in milliseconds.

Django empties every table there is and writes content types and permissions again: half a second a test on PostgreSQL.
"""

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings

# Written once with the tables; no test of ours changes them.
KEPT = {ContentType._meta.db_table, Permission._meta.db_table}


def empty_tables() -> None:
    """Delete what is in any table but those of Django's that never change.

    Foreign keys are checked when all is deleted, so the order is free.
    """
    quote = connection.ops.quote_name
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in KEPT
    ]
    selects = [f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote(table)})" for table in tables]  # noqa: S608 - our own tables' names
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects))
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {quote(table)}")  # noqa: S608 - the same


def note_migrations() -> None:
    """Write down that all migrations were applied: a server that starts on these tables looks for that.

    The tables are made from the models; tests/test_migrations.py shows that migrations make the same.
    """
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    # The suite hides migrations from Django (--no-migrations); here they are looked for where they are.
    with override_settings(MIGRATION_MODULES={}):
        known = MigrationLoader(None).disk_migrations
    recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in known)
