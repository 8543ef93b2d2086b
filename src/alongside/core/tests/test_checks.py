"""The checks that refuse to start a misconfigured installation, each ended by putting the one fault right."""

from collections.abc import Callable

import pytest
from django.core.checks import CheckMessage
from pytest_django import Settings

from alongside.core import checks

pytestmark = pytest.mark.req("PLAT-03")
GOOD_SECRET = "p8Zr-XK2vQ1nB7sLw0yTfGhJ4dCmE6aUiO9_kNbVxRt3"


def ids(check: Callable[[], list[CheckMessage]]) -> list[str | None]:
    return [fault.id for fault in check()]


@pytest.mark.parametrize("weak", ["short", "a" * 64, "abcdefgh" * 8])
def test_a_weak_secret_is_refused(settings: Settings, weak: str) -> None:
    settings.SECRET_KEY = weak
    assert ids(checks.check_secret) == ["alongside.E001"]

    settings.SECRET_KEY = GOOD_SECRET
    assert ids(checks.check_secret) == []


@pytest.fixture
def production(settings: Settings) -> Settings:
    """Settings that are right for production."""
    settings.PRODUCTION, settings.DEMONSTRATION, settings.TESTING, settings.HTTPS = True, False, False, True
    settings.ALLOWED_HOSTS = ["alongside.calderholt.example"]
    return settings


@pytest.mark.parametrize(
    ("name", "wrong", "right", "fault"),
    [
        ("DEMONSTRATION", True, False, "alongside.E002"),
        ("TESTING", True, False, "alongside.E003"),
        ("ALLOWED_HOSTS", ["*"], ["alongside.calderholt.example"], "alongside.E004"),
        ("ALLOWED_HOSTS", [], ["alongside.calderholt.example"], "alongside.E004"),
        ("HTTPS", False, True, "alongside.E005"),
    ],
)
def test_what_is_wrong_in_production_alone_is_refused_there(
    production: Settings, name: str, wrong: object, right: object, fault: str
) -> None:
    setattr(production, name, wrong)
    assert ids(checks.check_production) == [fault]
    production.PRODUCTION = False
    assert ids(checks.check_production) == []

    production.PRODUCTION = True
    setattr(production, name, right)
    assert ids(checks.check_production) == []


@pytest.mark.parametrize(
    ("superuser", "bypasses", "owned", "fault"),
    [
        (True, True, "cases_case", "alongside.E011"),
        (False, True, None, "alongside.E012"),
        (False, False, "cases_case", "alongside.E013"),
    ],
)
def test_a_role_that_no_policy_holds_is_refused(superuser: bool, bypasses: bool, owned: str | None, fault: str) -> None:
    assert [found.id for found in checks._faults_of_role(superuser, bypasses, owned)] == [fault]
    assert checks._faults_of_role(False, False, None) == []


def test_the_application_role_of_these_tests_would_be_let_in(settings: Settings, db: None) -> None:
    settings.OWNER = False
    # The tests connect as the owner, who owns every table: the very fault that the check is for.
    assert [fault.id for fault in checks.check_role(databases=["default"])] == ["alongside.E013"]

    with checks.connections["default"].cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [settings.APP_ROLE])
    assert checks.check_role(databases=["default"]) == []
