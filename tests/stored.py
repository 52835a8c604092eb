"""All that the database holds, as text: for tests that look for what must not be there."""

from django.db import connection


def everything_stored() -> str:
    """Return every value of every table, on any database."""
    values = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  The name comes from the database itself.
            values += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(values)
