"""Settings of Unforgotten, all read from the environment (docs/configuration.md)."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from config import env
from toolkit.push.keys import check_key
from toolkit.serving.broker import broker_socket

# Lets admin and field classes take type parameters at run time.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).absolute()

# --- where we are -----------------------------------------------------------------------------
HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, low=1, high=65535)
DEVELOPMENT = env.flag("DEVELOPMENT", default=False)
DEBUG = env.flag("DEBUG", default=False)
PUBLIC_URL = env.url("PUBLIC_URL", f"http://localhost:{PORT}", schemes={"http", "https"})
SECURE = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", f"{urlsplit(PUBLIC_URL).hostname},localhost,127.0.0.1")
SECRET_KEY = env.secret("SECRET_KEY", VAR_DIR / "secrets" / "secret_key")
FIELD_KEYS_FILE = Path(env.text("FIELD_KEYS_FILE", str(VAR_DIR / "secrets" / "field_keys")))

# --- apps, in the direction of their imports: the last may use those before it ----------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "config.apps.PublishedFilesConfig",
    "config.apps.OrganiserAdminConfig",
    "django_htmx",
    "toolkit",
    "accounts",
    "sources",
    "prisoners",
    "campaigns",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "toolkit.http.PrivacyHeadersMiddleware",
    "accounts.languages.DeskLanguageMiddleware",
    "accounts.passwords.OwnPasswordMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- data -------------------------------------------------------------------------------------
try:
    _database = dj_database_url.parse(
        env.text_or_file("DATABASE_URL", f"sqlite:///{VAR_DIR / 'unforgotten.sqlite3'}"), conn_max_age=60
    )
except ValueError as error:
    raise ImproperlyConfigured(
        f"DATABASE_URL is not understood ({error}); write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."
    ) from None
if not _database.get("ENGINE", "").endswith(("sqlite3", "postgresql")):
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgresql://.")
if _database["ENGINE"].endswith("sqlite3"):
    # Deferred transactions fail under races instead of waiting (DESIGN.md, section 5).
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    _database["CONN_MAX_AGE"] = 0
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

# --- broker and worker ------------------------------------------------------------------------
# Without it, serve starts an embedded broker.
REDIS_URL_GIVEN = bool(env.text_or_file("REDIS_URL"))
REDIS_URL = env.url("REDIS_URL", f"unix://{broker_socket(VAR_DIR)}", schemes={"redis", "rediss", "unix"})
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
# One place says what is logged and how: LOGGING, below.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# A worker that is killed gives its task to another; each of ours may run twice without harm.
CELERY_TASK_REJECT_ON_WORKER_LOST = True

# --- caches: this process's memory; for the counters of limits, which all processes share, Redis ---
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "limits": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1.0, "socket_timeout": 1.0},
    },
}

# --- signing statements -----------------------------------------------------------------------
# So many mails that ask to confirm a signature go out in an hour for each statement; the others wait.
SIGNATURE_MAILS_PER_HOUR = env.number("SIGNATURE_MAILS_PER_HOUR", 600, low=1, high=100_000)

# --- the outbox: its waits, which only tests shorten -----------------------------------------------
# How long a claim holds. Longer than a batch takes; what it outlasts another worker may take over.
OUTBOX_LEASE = timedelta(minutes=5)
# How long a message may be on its way. Every step of SMTP gives up after 20 seconds.
OUTBOX_SENDING_LEASE = timedelta(minutes=10)
# The wait before a second try; it doubles with each, up to an hour.
OUTBOX_FIRST_WAIT = timedelta(minutes=1)

# --- processes: what `manage.py serve` starts -----------------------------------------------------
WEB_PROCESSES = env.number("WEB_PROCESSES", 2, low=1, high=64)
WEB_THREADS = env.number("WEB_THREADS", 4, low=1, high=64)
WORKER_PROCESSES = env.number("WORKER_PROCESSES", 2, low=1, high=64)
ORGANISER_EMAIL = env.text("ORGANISER_EMAIL", "organiser@example.org")
# What `serve --prepare` runs after tables, translations and static files: what it says, and the command.
PREPARE_COMMANDS = [
    ("Example campaign", ["load_example"]),
    ("Organiser", ["make_organiser", ORGANISER_EMAIL, "--if-none"]),
]

# --- signatures ---------------------------------------------------------------------------------
# So many days after a statement is closed or handed over, addresses and names kept private are erased.
SIGNATURES_KEPT_DAYS = env.number("SIGNATURES_KEPT_DAYS", 90, low=1, high=3650)

# --- mail -------------------------------------------------------------------------------------
# Without it, mail is written to a folder that the page /mailbox/ shows in development.
MAIL_FOLDER = VAR_DIR / "mail"
MAILERS = {"default": env.mailer("EMAIL_URL", MAIL_FOLDER)}
# Where the mail server writes what it took: from it, messages of which we do not know are settled.
MAIL_LOG = env.text("MAIL_LOG")
DEFAULT_FROM_EMAIL = env.text("FROM_EMAIL", f"Unforgotten <no-reply@{urlsplit(PUBLIC_URL).hostname}>")

# --- notifications of browsers: off without a key -----------------------------------------------
VAPID_PRIVATE_KEY = env.text_or_file("VAPID_PRIVATE_KEY")
if VAPID_PRIVATE_KEY:
    check_key(VAPID_PRIVATE_KEY)
# Whom a push service writes to when something is wrong with what we send.
VAPID_CONTACT = env.text(
    "VAPID_CONTACT", PUBLIC_URL if SECURE else f"mailto:no-reply@{urlsplit(PUBLIC_URL).hostname}"
)
PUSH_HOSTS = env.names("PUSH_HOSTS")

# --- languages and time -----------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("kk", "Қазақша")]
# Our own words, then Django's where its catalogue lacks them or says them badly.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "of_django"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# In which the days and weeks of organisers begin; pickets have zones of their own.
ORGANISERS_TIME_ZONE = env.zone("ORGANISERS_TIME_ZONE", "UTC")

# --- files ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
MEDIA_ROOT = VAR_DIR / "media"
PRINT_ROOT = VAR_DIR / "print"
# Letters for many people; each is gone after a day at most.
BUNDLE_ROOT = VAR_DIR / "bundles"
# The originals of documents, under their SHA-256: for staff alone, never served as files.
DOCUMENT_ROOT = VAR_DIR / "documents"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- safety -----------------------------------------------------------------------------------
# Nothing but our own files, and no inline script or style anywhere, the admin included.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# A volunteer's form is a few hundred bytes; this bounds what one request can make us hold.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Files stay in memory, bounded: a photograph is not written to disk with what the camera put into it.
FILE_UPLOAD_HANDLERS = ["toolkit.uploads.BoundedUploadHandler"]

# --- logging: no address, query string or token (SAFETY.md, 17) -------------------------------
LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", among=("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "toolkit.logs.LineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # Django's own handlers go: they would write addresses of pages as they are.
    "loggers": {
        "django": {"handlers": []},
        "django.server": {"handlers": [], "propagate": True},
        "weasyprint.progress": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
    },
}
