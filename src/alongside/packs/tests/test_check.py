"""`alongside pack check DIR` needs no database: none is open to these tests."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from alongside.packs.tests.folder import change, write

pytestmark = pytest.mark.req("PLAT-01")


def test_a_pack_with_faults_is_refused_with_all_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "small")
    change(folder, "areas.toml", '"North"', "1")
    change(folder, "areas.toml", '"South"', "2")

    with pytest.raises(SystemExit) as stopped:
        call_command("pack", "check", str(folder))

    assert stopped.value.code == 1
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        f'{folder}/areas.toml:2: "title" should be text in quotes.',
        f'{folder}/areas.toml:5: "title" should be text in quotes.',
    ]
    assert printed.err.strip() == "2 faults. Put them right and check again."

    write(folder)
    call_command("pack", "check", str(folder))
    assert capsys.readouterr().out == "small: Small, in force from 1 September 2026: no faults\n"


def test_a_folder_of_packs_is_checked_as_a_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "one")
    two = write(tmp_path / "two")
    change(two, "areas.toml", '"South"', "2")

    with pytest.raises(SystemExit):
        call_command("pack", "check", str(tmp_path))
    assert capsys.readouterr().err.strip() == "1 fault. Put it right and check again."

    write(two)
    call_command("pack", "check", str(tmp_path))
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == ["one", "two"]


def test_what_is_not_a_folder(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("pack", "check", str(tmp_path / "nowhere"))
    call_command("pack", "check", str(write(tmp_path / "nowhere")))
