"""Typed reading of the environment: one place that says what a setting may be, and a sentence when it is not."""

import os
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit


class Misconfigured(Exception):
    """A setting is missing or wrong; the message says which and what would be right."""


def text(name: str, default: str | None = None) -> str:
    """The setting as it stands. Raises Misconfigured where it is missing and has no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise Misconfigured(f"{name} is not set. See docs/operators.md for what it should hold.")
    return value


def given(name: str) -> bool:
    """Whether the setting holds anything."""
    return bool(os.environ.get(name))


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off and nothing."""
    value = os.environ.get(name, "").strip().lower()
    if value == "":
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise Misconfigured(f"{name} is {value!r}; it should be yes or no.")


def number(name: str, default: int) -> int:
    """A whole number."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise Misconfigured(f"{name} is {value!r}; it should be a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    """A list, written with commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


@dataclass(frozen=True)
class Database:
    """A PostgreSQL address taken apart."""

    user: str
    password: str
    host: str
    port: str
    name: str


def database(name: str) -> Database:
    """A PostgreSQL URL (postgresql://user:password@host:port/name). Raises Misconfigured where it is not one."""
    parts = urlsplit(text(name))
    if parts.scheme not in {"postgres", "postgresql"} or not parts.username or len(parts.path) < 2:
        raise Misconfigured(f"{name} should look like postgresql://user:password@host:5432/database.")
    return Database(
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        host=parts.hostname or "",
        port=str(parts.port or 5432),
        name=unquote(parts.path[1:]),
    )
