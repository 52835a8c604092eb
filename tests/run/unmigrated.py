"""Settings with which `migrate --run-syncdb` makes tables from the models; tests/test_migrations.py compares them."""

from config.settings import *  # noqa: F403 - settings are meant to be copied

MIGRATION_MODULES = dict.fromkeys(
    ["admin", "auth", "contenttypes", "sessions", "accounts", "sources", "prisoners", "campaigns"]
)
