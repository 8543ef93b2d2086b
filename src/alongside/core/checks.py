"""Checks that refuse to start a misconfigured installation, each with one sentence that says what would be right."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.db import OperationalError, connections

SHORTEST_SECRET = 40
FEWEST_LETTERS = 12

# Everything the role could do by itself or by taking a role that it is a member of.
_ROLE = """
    SELECT bool_or(rolsuper), bool_or(rolbypassrls)
      FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER')
"""
_OWNED = """
    SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE relkind IN ('r', 'p') AND nspname NOT IN ('pg_catalog', 'information_schema')
       AND nspname NOT LIKE 'pg\\_%%' AND pg_has_role(current_user, relowner, 'MEMBER')
     ORDER BY relname LIMIT 1
"""


class RefusedToStart(Exception):
    """The installation is misconfigured; the message holds a sentence for each fault."""


def refuse_misconfigured() -> None:
    """Raise RefusedToStart where any check of a server finds a fault, those that ask the database included."""
    if settings.OWNER:
        raise RefusedToStart(
            "The server was told DATABASE_URL, which makes it the owner: give it APP_DATABASE_URL alone."
        )
    try:
        faults = [message for message in run_checks(databases=["default"]) if message.is_serious()]
    except OperationalError as error:  # Django's own checks of tables ask the database what it can do
        faults = [_no_answer(error)]
    if faults:
        raise RefusedToStart("\n".join(f"{fault.msg} [{fault.id}]" for fault in faults))


@register(Tags.security)
def check_secret(**_: Any) -> list[CheckMessage]:
    """The secret key signs sessions: it must be long and of many letters."""
    key = settings.SECRET_KEY
    if len(key) >= SHORTEST_SECRET and len(set(key)) >= FEWEST_LETTERS:
        return []
    sentence = (
        f"ALONGSIDE_SECRET_KEY is too easy to guess: give it at least {SHORTEST_SECRET} random letters"
        " (python3 -c 'import secrets; print(secrets.token_urlsafe(64))' makes some)."
    )
    return [Error(sentence, id="alongside.E001")]


@register(Tags.security)
def check_production(**_: Any) -> list[CheckMessage]:
    """In production nobody steps into the cast, the addresses served are named, and they are served over https."""
    if not settings.PRODUCTION:
        return []
    faults: list[CheckMessage] = []
    if settings.DEMONSTRATION:
        sentence = (
            "ALONGSIDE_DEMONSTRATION lets anybody sign in as anybody: take it away where ALONGSIDE_PRODUCTION is set."
        )
        faults.append(Error(sentence, id="alongside.E002"))
    if settings.TESTING:
        sentence = "ALONGSIDE_TESTING is for tests alone: take it away where ALONGSIDE_PRODUCTION is set."
        faults.append(Error(sentence, id="alongside.E003"))
    if not settings.HTTPS:
        sentence = (
            "ALONGSIDE_HTTPS is off, so what people read could be read on its way: serve over https in production."
        )
        faults.append(Error(sentence, id="alongside.E005"))
    if not settings.ALLOWED_HOSTS or any("*" in host for host in settings.ALLOWED_HOSTS):
        sentence = "ALONGSIDE_HOSTS must name the addresses that people type, without *, in production."
        faults.append(Error(sentence, id="alongside.E004"))
    return faults


@register(Tags.database)
def check_role(databases: Sequence[str] | None = None, **_: Any) -> Iterable[CheckMessage]:
    """The application's role is held by row-level security: it owns nothing, bypasses nothing and is no superuser.

    Set-up, maintenance and tests connect as the owner and take the application's role for each act; they are not asked.
    """
    if settings.OWNER or "default" not in (databases or []):
        return []
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(_ROLE)
            superuser, bypasses = cursor.fetchone() or (False, False)
            cursor.execute(_OWNED)
            owned = cursor.fetchone()
    except OperationalError as error:
        return [_no_answer(error)]
    return _faults_of_role(bool(superuser), bool(bypasses), owned[0] if owned else None)


def _no_answer(error: OperationalError) -> CheckMessage:
    why = str(error).strip()
    sentence = f"The database at APP_DATABASE_URL does not answer ({why}): start it, or put the address right."
    return Error(sentence, id="alongside.E010")


def _faults_of_role(superuser: bool, bypasses: bool, owned: str | None) -> list[CheckMessage]:
    role = f"The role in APP_DATABASE_URL ({settings.APP_ROLE})"
    faults: list[CheckMessage] = []
    if superuser:
        faults.append(Error(f"{role} is a superuser, whom no policy holds: use an ordinary role.", id="alongside.E011"))
    if bypasses and not superuser:
        sentence = f"{role} bypasses row-level security: ALTER ROLE {settings.APP_ROLE} NOBYPASSRLS puts it right."
        faults.append(Error(sentence, id="alongside.E012"))
    if owned and not superuser:
        sentence = (
            f"{role} owns the table {owned}, so it could change its own rules: let the owner's role own every table."
        )
        faults.append(Error(sentence, id="alongside.E013"))
    return faults
