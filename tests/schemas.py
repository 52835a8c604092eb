"""What a database is made of, in lines that can be compared: everything but the order of columns."""

import re
from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

# Django's own list of what has been applied, which a database made without migrations lacks.
LEFT_OUT = "django_migrations"

# Of each: which query, and what its rows are.
POSTGRESQL = {
    "relation": """
        SELECT relname, relkind, relpersistence, relrowsecurity, reloptions FROM pg_class
        WHERE relnamespace = 'public'::regnamespace""",
    "column": """
        SELECT table_name, column_name, data_type, udt_name, character_maximum_length, numeric_precision,
            numeric_scale, is_nullable, column_default, is_identity, identity_generation, collation_name,
            generation_expression
        FROM information_schema.columns WHERE table_schema = 'public'""",
    # That a column is never empty is said of the column; newer servers name it here too.
    "constraint": """
        SELECT conrelid::regclass, conname, contype, condeferrable, condeferred, convalidated,
            pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",
    "index": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "trigger": "SELECT tgrelid::regclass, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "rule": "SELECT tablename, definition FROM pg_rules WHERE schemaname = 'public'",
    "function": "SELECT oid::regprocedure, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "type": "SELECT typname, typtype FROM pg_type WHERE typnamespace = 'public'::regnamespace",
    "collation": "SELECT collname FROM pg_collation WHERE collnamespace = 'public'::regnamespace",
    "extension": "SELECT extname, extversion FROM pg_extension",
    "comment": "SELECT classoid::regclass, description FROM pg_description WHERE objoid IN "
    "(SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)",
}  # fmt: skip


def schema_of(connection: BaseDatabaseWrapper) -> set[str]:
    """Return a line for each table, column, constraint, index, trigger and whatever else a database has."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            lines = {line for row in cursor.fetchall() for line in _lines_of(*row)}
        else:
            lines = set()
            for kind, query in POSTGRESQL.items():
                cursor.execute(query)
                lines |= {" | ".join(map(str, [kind, *row])) for row in cursor.fetchall()}
    return {line for line in lines if LEFT_OUT not in line}


def _lines_of(kind: str, table: str, sql: str) -> Iterator[str]:
    """Yield the parts of a table's definition, or an index, trigger or view as it is."""
    if kind != "table":
        yield f"{kind} | {table} | {sql}"
        return
    head, _, rest = sql.partition("(")
    body, _, options = rest.rpartition(")")
    yield f"table | {' '.join(head.split())} | {options}"
    for part in _split(body):
        yield f"part | {table} | {' '.join(part.split())}"


def _split(body: str) -> Iterator[str]:
    """Yield what stands between the commas of a definition, but for those in brackets and in quotation marks."""
    depth, part = 0, ""
    for token in re.findall(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[^'"]""", body):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if token == "," and depth == 0:
            yield part
            part = ""
        else:
            part += token
    yield part
