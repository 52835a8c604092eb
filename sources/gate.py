"""The gate: the database itself refuses a published claim that no passage supports, at the end of a transaction.

At the end, so that a claim and its citations may be written in any order. It is put up after each `migrate` (signals of
Django's, since they are what a database made with migrations and one made without share) and taken down before one that
changes something: SQLite makes a table anew to change it, and forgets its triggers.

- PostgreSQL: deferred constraint triggers on claims and citations. They lock the claim first, so that two who each
  delete one of two citations cannot both find the other's.
- SQLite has no deferred triggers, but deferred foreign keys. Triggers keep two tables: the claims that are published,
  and those that are supported; a key from the first to the second is checked at COMMIT.

docs/decisions/0021-reading-view.md says more.
"""

from typing import Any

from django.apps import AppConfig
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# In the error that PostgreSQL raises, and so in what people are told.
REFUSAL = "claim_published_is_cited"

_TO_DRAFT = """
UPDATE sources_claim SET state = 'draft' WHERE state = 'published' AND NOT EXISTS (
    SELECT 1 FROM sources_citation WHERE claim_id = sources_claim.id AND stance = 'supports')
"""

_POSTGRESQL_UP = f"""
CREATE OR REPLACE FUNCTION sources_claim_gate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        IF EXISTS (SELECT 1 FROM sources_claim WHERE state = 'published') THEN
            RAISE EXCEPTION 'published claims need a supporting citation ({REFUSAL})'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{REFUSAL}';
        END IF;
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'sources_claim' THEN
        wanted := NEW.id;
    ELSE
        wanted := OLD.claim_id;
    END IF;
    PERFORM 1 FROM sources_claim WHERE id = wanted AND state = 'published' FOR NO KEY UPDATE;
    IF FOUND AND NOT EXISTS (
        SELECT 1 FROM sources_citation WHERE claim_id = wanted AND stance = 'supports'
    ) THEN
        RAISE EXCEPTION 'claim % is published and has no supporting citation ({REFUSAL})', wanted
            USING ERRCODE = 'check_violation', CONSTRAINT = '{REFUSAL}';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER sources_claim_gate AFTER INSERT OR UPDATE OF state ON sources_claim
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'published')
    EXECUTE FUNCTION sources_claim_gate();
CREATE CONSTRAINT TRIGGER sources_citation_gate AFTER UPDATE OF claim_id, stance OR DELETE ON sources_citation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.stance = 'supports')
    EXECUTE FUNCTION sources_claim_gate();
CREATE TRIGGER sources_citation_gate_truncate AFTER TRUNCATE ON sources_citation
    FOR EACH STATEMENT EXECUTE FUNCTION sources_claim_gate();
"""  # noqa: S608 - of our own words
_POSTGRESQL_DOWN = """
DROP TRIGGER IF EXISTS sources_claim_gate ON sources_claim;
DROP TRIGGER IF EXISTS sources_citation_gate ON sources_citation;
DROP TRIGGER IF EXISTS sources_citation_gate_truncate ON sources_citation;
DROP FUNCTION IF EXISTS sources_claim_gate();
"""

_SUPPORTED = (
    "INSERT OR IGNORE INTO sources_claim_supported SELECT NEW.claim_id WHERE NEW.stance = 'supports';"
)
_NOT_SUPPORTED = """DELETE FROM sources_claim_supported WHERE claim_id = OLD.claim_id AND NOT EXISTS (
    SELECT 1 FROM sources_citation WHERE claim_id = OLD.claim_id AND stance = 'supports');"""
_PUBLISHED = "INSERT OR IGNORE INTO sources_claim_published SELECT NEW.id WHERE NEW.state = 'published';"
_SQLITE_UP = [
    "CREATE TABLE sources_claim_supported (claim_id integer NOT NULL PRIMARY KEY)",
    f"""CREATE TABLE sources_claim_published (claim_id integer NOT NULL PRIMARY KEY,
    CONSTRAINT {REFUSAL} FOREIGN KEY (claim_id) REFERENCES sources_claim_supported (claim_id)
    DEFERRABLE INITIALLY DEFERRED)""",
    """INSERT INTO sources_claim_supported
    SELECT DISTINCT claim_id FROM sources_citation WHERE stance = 'supports'""",
    "INSERT INTO sources_claim_published SELECT id FROM sources_claim WHERE state = 'published'",
    f"CREATE TRIGGER sources_citation_gate_insert AFTER INSERT ON sources_citation BEGIN {_SUPPORTED} END",
    f"""CREATE TRIGGER sources_citation_gate_update AFTER UPDATE OF claim_id, stance ON sources_citation
    BEGIN {_NOT_SUPPORTED} {_SUPPORTED} END""",
    f"CREATE TRIGGER sources_citation_gate_delete AFTER DELETE ON sources_citation BEGIN {_NOT_SUPPORTED} END",
    f"CREATE TRIGGER sources_claim_gate_insert AFTER INSERT ON sources_claim BEGIN {_PUBLISHED} END",
    f"""CREATE TRIGGER sources_claim_gate_update AFTER UPDATE OF id, state ON sources_claim BEGIN
    DELETE FROM sources_claim_published WHERE claim_id = OLD.id;
    {_PUBLISHED} END""",  # noqa: S608 - of our own words
    """CREATE TRIGGER sources_claim_gate_delete AFTER DELETE ON sources_claim
    BEGIN DELETE FROM sources_claim_published WHERE claim_id = OLD.id; END""",
]
_SQLITE_DOWN = [
    *(
        f"DROP TRIGGER IF EXISTS sources_{table}_gate_{verb}"
        for table in ("citation", "claim")
        for verb in ("insert", "update", "delete")
    ),
    "DROP TABLE IF EXISTS sources_claim_published",
    "DROP TABLE IF EXISTS sources_claim_supported",
]


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Put the gate up, anew where it stands.

    What was published before without a citation becomes a draft: no page showed it (`ClaimQuerySet.published`).
    """
    down, up = _statements(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in [*down, _TO_DRAFT, *up]:
            cursor.execute(statement)


def take_down(connection: BaseDatabaseWrapper) -> None:
    """Take the gate away, where it stands."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in _statements(connection)[0]:
            cursor.execute(statement)


def before_migrate(sender: AppConfig, using: str, plan: list[Any], **kwargs: object) -> None:
    """Take the gate away before tables change."""
    if plan and _has_tables(using):
        take_down(connections[using])


def after_migrate(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Put the gate up once the tables are there."""
    if _has_tables(using):
        put_up(connections[using])


def _statements(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    if connection.vendor == "postgresql":
        return [_POSTGRESQL_DOWN], [_POSTGRESQL_UP]
    return _SQLITE_DOWN, _SQLITE_UP


def _has_tables(using: str) -> bool:
    connection = connections[using]
    with connection.cursor() as cursor:
        return {"sources_claim", "sources_citation"} <= set(connection.introspection.table_names(cursor))
