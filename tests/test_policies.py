"""Private by construction: every table is either under row-level security or says here why it need not be."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.req("SHAR-06")]

# Tables without row-level security, each with its reason. Everything else must be guarded.
OPEN = {
    "accounts_partnership": "names a partnership; read before anybody is signed in",
    "accounts_organisation": "names partner organisations",
    "accounts_team": "names teams",
    "accounts_membership": "which user works in which team; read to make the actor",
    "accounts_principal": "numbers that access is given to; read to make the actor",
    "accounts_user": "staff, not families; read by sign-in before there is an actor",
    "packs_release": "practice, published",
    "people_variant": "about names in the language, not about persons",
    "people_gazetteer": "the addresses there are, not who lives there",
    "events_seal": "digests alone",
    "django_migrations": "no personal data",
    "django_content_type": "no personal data",
    "auth_permission": "not used: nobody holds a Django permission",
    "auth_group": "not used",
    "auth_group_permissions": "not used",
}
# Not records but worked out from the spine: what no longer follows from it goes, and all can be made anew.
DERIVED = {"clocks_clock"}
# Tables of libraries that sign-in, its rate limits and jobs need before, or without, an actor.
LIBRARIES = ("web_cache", "django_session", "account_", "mfa_", "axes_", "procrastinate_", "usersessions_")


def tables() -> dict[str, tuple[bool, bool]]:
    """Every table of the database: whether row-level security is on, and whether it binds the owner too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        )
        return {name: (on, forced) for name, on, forced in cursor.fetchall()}


def test_every_table_is_guarded_or_says_why_not() -> None:
    bare = {
        name
        for name, (on, forced) in tables().items()
        if not (on and forced) and name not in OPEN and not name.startswith(LIBRARIES)
    }
    assert bare == set(), "These tables need policies, or a reason in OPEN."


def test_nothing_is_called_open_that_is_not_there() -> None:
    gone = {"auth_group", "auth_group_permissions", "auth_permission", "people_gazetteer"}
    assert set(OPEN) - set(tables()) <= gone


def test_every_guarded_table_can_be_read_written_and_changed_only_through_a_policy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, cmd FROM pg_policies WHERE %s = ANY (roles)", [settings.APP_ROLE])
        commands: dict[str, set[str]] = {}
        for table, command in cursor.fetchall():
            commands.setdefault(table, set()).add(command)
        for table, (on, _) in tables().items():
            for command in ("SELECT", "INSERT", "UPDATE"):
                cursor.execute("SELECT has_any_column_privilege(%s, %s, %s)", [settings.APP_ROLE, table, command])
                granted = cursor.fetchone()
                if on and granted and granted[0]:
                    covered = commands.get(table, set()) & {command, "ALL"}
                    assert covered, f"{table}: {command} is granted to the application, and no policy speaks of it."


def test_the_application_deletes_and_truncates_no_record() -> None:
    with connection.cursor() as cursor:
        for table in tables():
            if table.startswith(LIBRARIES):
                continue
            if table in DERIVED:
                cursor.execute("SELECT has_table_privilege(%s, %s, 'TRUNCATE')", [settings.APP_ROLE, table])
                assert cursor.fetchone() == (False,), table
                continue
            cursor.execute("SELECT has_table_privilege(%s, %s, 'DELETE, TRUNCATE')", [settings.APP_ROLE, table])
            assert cursor.fetchone() == (False,), table


def test_the_application_owns_nothing_and_bypasses_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = %s", [settings.APP_ROLE])
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = %s", [settings.APP_ROLE]
        )
        assert cursor.fetchone() == (False, False, False)


def test_every_function_that_looks_past_the_policies_has_a_fixed_search_path_and_is_not_for_everybody() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname, p.proconfig, has_function_privilege('public', p.oid, 'EXECUTE'), t.typname"
            " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_type t ON t.oid = p.prorettype"
            " WHERE n.nspname = 'public' AND p.prosecdef"
        )
        for name, settings_of, everybody, returns in cursor.fetchall():
            if name.startswith("procrastinate"):
                continue
            # The temporary schema last: the application can make tables there, and must not put them before ours.
            assert "search_path=pg_catalog, public, pg_temp" in (settings_of or []), name
            # A trigger's function cannot be called by hand, whoever holds it.
            assert returns == "trigger" or not everybody, name


def test_no_partition_is_reachable_beside_its_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT c.relname FROM pg_class c WHERE c.relispartition AND c.relkind = 'r'")
        for (name,) in cursor.fetchall():
            cursor.execute(
                "SELECT has_table_privilege(%s, %s, 'SELECT, INSERT, UPDATE, DELETE')", [settings.APP_ROLE, name]
            )
            assert cursor.fetchone() == (False,), name


def test_every_model_is_in_a_room() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("alongside.")]
    assert {model.__module__.split(".")[1] for model in ours} >= {
        "accounts",
        "cases",
        "casework",
        "documents",
        "events",
        "forms",
        "people",
    }
