"""A release stands: it is in force from its day, records keep it, and nobody changes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from alongside.packs import actions, queries
from alongside.packs.loader import load
from alongside.packs.models import Release
from alongside.packs.tests.folder import change, write
from tests.borough import PLACES

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLAT-01")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "small")


@contextmanager
def as_application() -> Iterator[None]:
    """Within it the connection is the application's role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [settings.APP_ROLE])
        yield
        cursor.execute("SELECT set_config('role', 'none', true)")


def in_force_on(folder: Path, day: str) -> actions.Released:
    """Release the pack again with another day and a title that names it."""
    text = (folder / "pack.toml").read_text(encoding="utf-8").splitlines()
    text[:3] = [f'title = "Of {day}"', 'source = "Invented for tests"', f"in_force = {day}"]
    (folder / "pack.toml").write_text("\n".join(text), encoding="utf-8")
    return actions.release(folder)


def test_a_release_holds_the_whole_pack(folder: Path) -> None:
    released = actions.release(folder)
    pack = queries.release(released.id)

    assert released.new
    assert pack.release_id == released.id
    assert pack.version == released.version == load(folder).version
    assert pack.model_copy(update={"release_id": None}) == load(folder)


def test_a_pack_that_says_the_same_is_not_released_again(folder: Path) -> None:
    first = actions.release(folder)
    again = actions.release(folder)
    assert (again.id, again.new) == (first.id, False)

    change(folder, "areas.toml", '"South"', '"Far South"')
    changed = actions.release(folder)
    assert changed.new
    assert queries.release(first.id).area_title("south") == "South"
    assert queries.in_force("small", date(2026, 9, 1)).release_id == changed.id


def test_a_change_taken_back_is_released_anew(folder: Path) -> None:
    first = actions.release(folder)
    change(folder, "areas.toml", '"South"', '"Far South"')
    actions.release(folder)
    change(folder, "areas.toml", '"Far South"', '"South"')
    back = actions.release(folder)

    assert back.new
    assert back.version == first.version
    assert queries.in_force("small", date(2026, 9, 1)).release_id == back.id


def test_the_release_in_force_is_the_one_with_the_latest_day_up_to_then(folder: Path) -> None:
    in_force_on(folder, "2026-09-01")
    in_force_on(folder, "2027-01-01")
    in_force_on(folder, "2026-11-01")  # recorded last, but earlier in force

    def title(on: date) -> str:
        return queries.in_force("small", on).title

    assert title(date(2026, 9, 1)) == title(date(2026, 10, 31)) == "Of 2026-09-01"
    assert title(date(2026, 11, 1)) == title(date(2026, 12, 31)) == "Of 2026-11-01"
    assert title(date(2027, 1, 1)) == title(date(2099, 1, 1)) == "Of 2027-01-01"


def test_before_the_first_release_nothing_is_in_force(folder: Path) -> None:
    actions.release(folder)

    with pytest.raises(queries.NothingInForce) as refused:
        queries.in_force("small", date(2026, 8, 31))
    assert refused.value.sentence == (
        "No practice is in force for small on 31 August 2026. Ask whoever runs Alongside to release its pack."
    )
    assert queries.in_force("small", date(2026, 9, 1)).title == "Small"


def test_a_release_is_read_from_the_database_once(
    folder: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    released = actions.release(folder)
    first = queries.release(released.id)

    with django_assert_num_queries(0):
        assert queries.release(released.id) is first
    with django_assert_num_queries(1):
        assert queries.in_force("small", date(2026, 12, 24)) is first


def test_what_an_older_alongside_wrote_and_this_one_no_longer_knows_is_passed_over(folder: Path) -> None:
    kept = Release.objects.get(pk=actions.release(folder).id)
    content = {**kept.content, "hint": "Gone.", "areas": [{**area, "hint": "Gone."} for area in kept.content["areas"]]}
    older = Release.objects.create(
        pack=kept.pack, version="0" * 64, in_force_from=kept.in_force_from, content=content, recorded_at=timezone.now()
    )
    assert queries.release(older.pk).areas == load(folder).areas


def test_a_pack_made_only_to_be_extended_is_not_released(folder: Path) -> None:
    change(folder, "pack.toml", "in_force", "only_to_extend = true\nin_force")
    with pytest.raises(ValueError, match="Nobody works by small itself"):
        actions.release(folder)

    change(folder, "pack.toml", "only_to_extend = true\n", "")
    assert actions.release(folder).new


CHANGES = [
    'UPDATE packs_release SET content = content || \'{"title": "Other"}\'',
    "UPDATE packs_release SET in_force_from = '2000-01-01'",
    "DELETE FROM packs_release",
    "TRUNCATE packs_release CASCADE",
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_owner_cannot_change_a_release(change: str, folder: Path) -> None:
    released = actions.release(folder)

    with pytest.raises(DatabaseError, match="A release stands"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

    assert Release.objects.get(pk=released.id).content["title"] == "Small"


INSERT = (
    "INSERT INTO packs_release (pack, version, in_force_from, content)"
    " SELECT pack, version, '2020-01-01', content FROM packs_release"
)


@pytest.mark.parametrize("change", [*CHANGES, INSERT])
def test_the_application_reads_releases_and_no_more(change: str, folder: Path) -> None:
    released = actions.release(folder)

    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        as_application(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)

    with as_application():
        assert Release.objects.get(pk=released.id).content["title"] == "Small"
        assert queries.in_force("small", date(2026, 9, 1)).title == "Small"


def made() -> list[str]:
    """The packs released by a test, beside those of the places of every test."""
    return sorted(Release.objects.exclude(pack__in=PLACES).values_list("pack", flat=True))


def test_the_command_releases_every_pack_people_work_by_and_only_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "small")
    write(tmp_path / "other")
    change(write(tmp_path / "below"), "pack.toml", "in_force", "only_to_extend = true\nin_force")

    call_command("release_packs", tmp_path)
    assert capsys.readouterr().out.splitlines() == [
        "other: released, in force from 1 September 2026",
        "small: released, in force from 1 September 2026",
    ]

    call_command("release_packs", tmp_path)
    assert capsys.readouterr().out == ""
    assert made() == ["other", "small"]


def test_one_fault_and_no_pack_is_released(tmp_path: Path) -> None:
    other = write(tmp_path / "other")
    small = write(tmp_path / "small")
    change(small, "areas.toml", '"South"', "1")

    with pytest.raises(CommandError, match=r"areas\.toml:5: \"title\" should be text in quotes\."):
        call_command("release_packs", tmp_path)
    assert made() == []

    change(small, "areas.toml", "= 1", '= "South"')
    call_command("release_packs", tmp_path)
    assert made() == [other.name, small.name]


def test_only_the_owner_releases(tmp_path: Path) -> None:
    write(tmp_path / "small")
    with override_settings(OWNER=False), pytest.raises(CommandError, match="Set DATABASE_URL to the owner's address"):
        call_command("release_packs", tmp_path)

    call_command("release_packs", tmp_path)
    assert made() == ["small"]
