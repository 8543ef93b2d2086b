"""All settings of Alongside, read from the environment (docs/operators.md lists them)."""

from pathlib import Path
from typing import Any

from alongside.core import env

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

TESTING = env.flag("ALONGSIDE_TESTING")
DEMONSTRATION = env.flag("ALONGSIDE_DEMONSTRATION")
DEBUG = False
SECRET_KEY = env.text("ALONGSIDE_SECRET_KEY")
ALLOWED_HOSTS = env.words("ALONGSIDE_HOSTS", "127.0.0.1,localhost")
DATA_DIR = Path(env.text("ALONGSIDE_DATA", str(ROOT / ".alongside" / "data")))
PACKS_DIR = Path(env.text("ALONGSIDE_PACKS", str(ROOT / "packs")))
ASSETS_DIR = Path(env.text("ALONGSIDE_ASSETS", str(ROOT / "node_modules")))

# --- the database: the application's role owns nothing; the owner's address is given to migrations and set-up alone
_app = env.database("APP_DATABASE_URL")
APP_ROLE = _app.user
_owner = env.database("DATABASE_URL") if env.os.environ.get("DATABASE_URL") else None
OWNER_ROLE = _owner.user if _owner else env.text("ALONGSIDE_OWNER_ROLE", "alongside_owner")


def _connection(address: env.Database, **more: Any) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": address.port,
        **more,
    }


_pool = {"pool": {"min_size": 1, "max_size": env.number("ALONGSIDE_POOL", 12), "timeout": 10}}
DATABASES: dict[str, dict[str, Any]] = {}
if TESTING and _owner:
    # One connection builds the world as the owner and acts as the application's role (core.acting).
    DATABASES["default"] = _connection(_owner)
else:
    DATABASES["default"] = _connection(_app, OPTIONS=_pool)
    if _owner:
        DATABASES["owner"] = _connection(_owner)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "alongside.core",
    "alongside.packs",
    "alongside.events",
    "alongside.accounts",
    "alongside.people",
    "alongside.forms",
    "alongside.cases",
    "alongside.casework",
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
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "alongside.web.middleware.Acting",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "alongside.web.urls"
WSGI_APPLICATION = "alongside.wsgi.application"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
STATIC_URL = "/assets/"
