"""All settings of Alongside, read from the environment (docs/operators.md lists them)."""

import warnings
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF

from alongside.core import env

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

TESTING = env.flag("ALONGSIDE_TESTING")
DEMONSTRATION = env.flag("ALONGSIDE_DEMONSTRATION")
PRODUCTION = env.flag("ALONGSIDE_PRODUCTION")
DEBUG = False
SECRET_KEY = env.text("ALONGSIDE_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("ALONGSIDE_OLD_SECRET_KEYS")
ALLOWED_HOSTS = env.words("ALONGSIDE_HOSTS", "127.0.0.1,localhost")
DATA_DIR = Path(env.text("ALONGSIDE_DATA", str(ROOT / ".alongside" / "data")))
PACKS_DIR = Path(env.text("ALONGSIDE_PACKS", str(ROOT / "packs")))
ASSETS_DIR = Path(env.text("ALONGSIDE_ASSETS", str(ROOT / "node_modules")))

# --- the database: the application's role owns nothing; the owner's address is given to migrations and set-up alone
_app = env.database("APP_DATABASE_URL")
APP_ROLE = _app.user
_owner = env.database("DATABASE_URL") if env.given("DATABASE_URL") else None
OWNER = _owner is not None
OWNER_ROLE = _owner.user if _owner else env.text("ALONGSIDE_OWNER_ROLE", "alongside_owner")


def _connection(address: env.Database, **more: Any) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": address.port,
        "CONN_HEALTH_CHECKS": True,  # a database that was started again is found again
        **more,
    }


# Plans of our own queries are kept on the connection. Behind a pool in transaction mode that knows no prepared
# statements (PgBouncer before 1.21) this must be off.
_kept = {"prepare_threshold": 5 if env.flag("ALONGSIDE_KEEP_PLANS", True) else None}
_pool = {"pool": {"min_size": 1, "max_size": env.number("ALONGSIDE_POOL", 12), "timeout": 10}, **_kept}
# Whoever is told the owner's address (set-up, maintenance, tests) builds as the owner and acts as the application's
# role (core.acting); the server and the worker are not told it.
DATABASES = {"default": _connection(_owner, OPTIONS=_kept) if _owner else _connection(_app, OPTIONS=_pool)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Where addresses are looked up (people.gazetteer.Gazetteer).
GAZETTEER = env.text("ALONGSIDE_GAZETTEER", "alongside.people.gazetteer.LocalGazetteer")

INSTALLED_APPS = [
    "alongside.core",
    "alongside.packs",
    "alongside.events",
    "alongside.accounts",
    "alongside.people",
    "alongside.forms",
    "alongside.cases",
    "alongside.clocks",
    "alongside.documents",
    "alongside.casework",
    "alongside.assessments",
    "alongside.plans",
    "alongside.pathway",
    "alongside.reporting",
    "alongside.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "procrastinate.contrib.django",
]
AUTH_USER_MODEL = "accounts.User"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "alongside.web.sealed.SealedWords",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "alongside.web.doors.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "alongside.web.doors.SecondFactor",
    "alongside.web.middleware.Acting",
    "axes.middleware.AxesMiddleware",
]
if env.flag("ALONGSIDE_COUNT_STATEMENTS"):  # for `alongside bench`
    MIDDLEWARE = ["alongside.web.counting.Counting", *MIDDLEWARE]
ROOT_URLCONF = "alongside.web.urls"
WSGI_APPLICATION = "alongside.wsgi.application"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
STATIC_URL = "/assets/"
STATIC_ROOT = DATA_DIR / "assets"
STATICFILES_DIRS = [HERE / "web" / "static", ("guide", ROOT / "docs" / "images")]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "alongside.web.assets.Packages",
]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

# --- documents: kept in a folder that nothing serves, or in S3, encrypted under keys that the database never holds
DOCUMENTS_DIR = Path(env.text("ALONGSIDE_DOCUMENTS", str(DATA_DIR / "documents")))
DOCUMENT_KEYS = Path(env.text("ALONGSIDE_DOCUMENT_KEYS", str(DATA_DIR / "document-keys")))
PASSING_DIR = Path(env.text("ALONGSIDE_PASSING", str(DATA_DIR / "passing")))
LARGEST_DOCUMENT = env.number("ALONGSIDE_LARGEST_DOCUMENT_MB", 50) * 2**20
SCANNER = env.text("ALONGSIDE_SCANNER", "none")
if env.given("ALONGSIDE_S3_BUCKET"):
    STORAGES["documents"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.text("ALONGSIDE_S3_BUCKET"),
            "endpoint_url": env.text("ALONGSIDE_S3_ENDPOINT", "") or None,
            "region_name": env.text("ALONGSIDE_S3_REGION", "") or None,
            "access_key": env.text("ALONGSIDE_S3_KEY", "") or None,
            "secret_key": env.text("ALONGSIDE_S3_SECRET", "") or None,
            "addressing_style": env.text("ALONGSIDE_S3_ADDRESSING", "auto"),
            "default_acl": None,
            "file_overwrite": True,  # the same name is the same content
        },
    }
else:
    STORAGES["documents"] = {
        "BACKEND": "alongside.documents.folder.Folder",
        "OPTIONS": {"location": DOCUMENTS_DIR, "base_url": None},
    }
BACKED_UP = ["documents"]  # storages whose files a backup holds beside the database
FILE_UPLOAD_HANDLERS = ["alongside.web.uploads.Passing"]  # never in memory, never under a name
DATA_UPLOAD_MAX_NUMBER_FILES = 50
# Served as they were collected and compressed (collectstatic), or from where they lie where nobody has.
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "alongside").is_dir()
warnings.filterwarnings("ignore", message="No directory at", module="django.core.handlers.base")
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/fonts/"

# --- pages
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HERE / "web" / "templates"],
        "OPTIONS": {
            "environment": "alongside.web.jinja.environment",
            "context_processors": ["django.contrib.messages.context_processors.messages", "alongside.web.frame.frame"],
        },
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},  # the messages of allauth
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- e-mail: says that something waits and where to sign in (accounts.post); without a server nothing is sent
SITE_ADDRESS = env.text("ALONGSIDE_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
EMAIL_HOST = env.text("ALONGSIDE_MAIL_HOST", "")
EMAIL_PORT = env.number("ALONGSIDE_MAIL_PORT", 587)
EMAIL_HOST_USER = env.text("ALONGSIDE_MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("ALONGSIDE_MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("ALONGSIDE_MAIL_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("ALONGSIDE_MAIL_FROM", "Alongside <noreply@localhost>")

# --- social care's own system: a file that says for each partnership where it is and by which keys it is known
TRANSFER = env.text("ALONGSIDE_TRANSFER", "")
LARGEST_PACKET = env.number("ALONGSIDE_LARGEST_PACKET_MB", 50) * 2**20

# --- the mailboxes that become contacts: each slug=imaps://user:password@host:993/INBOX, with spaces between them
MAILBOXES = dict(each.split("=", 1) for each in env.text("ALONGSIDE_MAILBOXES", "").split() if "=" in each)

# --- how a browser is told to guard the pages
HTTPS = env.flag("ALONGSIDE_HTTPS", default=not (DEMONSTRATION or TESTING))
PROXIES = env.number("ALONGSIDE_PROXIES", 0)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health$"]  # whatever watches over the server asks it directly
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
CSRF_TRUSTED_ORIGINS = env.words("ALONGSIDE_ORIGINS")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "alongside.web.errors.csrf_failure"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "alongside.web.sessions"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- sign-in: e-mail and password, then an authenticator code, a passkey or a recovery code
LOGIN_URL = "step_in" if DEMONSTRATION else "account_login"
LOGIN_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "alongside.web.sign_in.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "alongside.web.sign_in.Adapter"
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; a password is asked for at sign-in
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/m/ip,10/15m/key",
    # The pages for those who do not sign in. Many at one school or surgery share an address.
    "public_request": "30/10m/ip",
    "public_reference": "20/10m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_ADAPTER = "alongside.web.sign_in.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Alongside"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "alongside.web.sign_in.name_given"
AXES_CLIENT_IP_CALLABLE = "alongside.web.sign_in.address_of"
AXES_LOCKOUT_CALLABLE = "alongside.web.sign_in.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
CACHES = {
    # Counts of failed sign-ins must be the same in every process of the server.
    # A full cache throws counts away, so it has room for more than anybody can fill within ten minutes.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
LOGGING = {
    # Faults to standard error, where whoever runs the server collects them. What was typed is never logged.
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.security.csrf": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
    },
}
