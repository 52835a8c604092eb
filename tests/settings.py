"""Settings of the tests: those of the app, in a folder that is thrown away.

The environment is set here because pytest reads the settings before any conftest.py.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import cast

VAR = Path(tempfile.mkdtemp(prefix="unforgotten-tests-"))
atexit.register(shutil.rmtree, VAR, ignore_errors=True)
os.environ.update(
    VAR_DIR=str(VAR),
    SECRET_KEY="tests only " * 5,
    FIELD_KEYS_FILE=str(VAR / "field_keys"),
    DEVELOPMENT="1",
    PUBLIC_URL="http://localhost:8000",
    ALLOWED_HOSTS="*",
    EMAIL_URL=f"file://{VAR}/mail",
    # Playwright keeps an event loop in the thread of the test, which Django takes for async code.
    DJANGO_ALLOW_ASYNC_UNSAFE="1",
)

from config.settings import *  # noqa: E402, F403 - the environment comes first; settings are meant to be copied
from config.settings import DATABASES, TEMPLATES  # noqa: E402
from tests.template_variables import UnresolvedVariable  # noqa: E402
from toolkit.encryption import make_keys_file  # noqa: E402

make_keys_file(VAR / "field_keys")
# WhiteNoise warns about a folder that is not there.
(VAR / "static").mkdir()

# A file, as in a real installation: threads and processes then see the same data. Each xdist worker has its own.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
# Argon2 is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Counters of limits live in the process of the test; tests/conftest.py forgets them between tests.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "limits": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "limits"},
}
cast(dict[str, object], TEMPLATES[0]["OPTIONS"])["string_if_invalid"] = UnresolvedVariable()
