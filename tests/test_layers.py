"""A room knows only rooms above it: in what it imports, and in what its tables point to."""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "alongside"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
LAYERS = [
    [room.strip().removeprefix("alongside.") for room in layer.split("|")]
    for layer in reversed(next(contract for contract in CONTRACTS if contract["type"] == "layers")["layers"])
]
RANK = {room: rank for rank, layer in enumerate(LAYERS) for room in layer}


def test_the_imports_between_rooms_keep_their_contracts(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_imports(str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == 0, capsys.readouterr().out


def test_the_contract_knows_every_room() -> None:
    rooms = {config.name.removeprefix("alongside.") for config in apps.get_app_configs() if _is_ours(config.name)}

    assert rooms == set(RANK)


def test_web_is_forbidden_the_tables_of_every_room() -> None:
    forbidden = next(contract for contract in CONTRACTS if contract["type"] == "forbidden")
    tables = {f"alongside.{path.parent.name}.models" for path in PACKAGE.glob("*/models.py")}

    # core keeps the table of keys written once, which no page has to do with.
    assert tables - {"alongside.core.models"} <= set(forbidden["forbidden_modules"])


def test_no_table_points_to_a_room_below_it() -> None:
    assert list(pointing_down(apps.get_models())) == []


def test_a_pointer_by_name_is_seen_too() -> None:
    with isolate_apps("alongside.packs", "alongside.accounts", "alongside.cases"):

        class Timescale(models.Model):
            judged_on = models.ForeignKey("cases.Case", models.PROTECT)

            class Meta:
                app_label = "packs"

        class Notice(models.Model):
            about = models.ForeignKey("packs.Timescale", models.PROTECT)

            class Meta:
                app_label = "cases"

        assert list(pointing_down([Timescale])) == ["packs.Timescale.judged_on points down to cases.Case"]
        assert list(pointing_down([Notice])) == []


def test_peers_do_not_point_to_each_other() -> None:
    with isolate_apps("alongside.people", "alongside.forms"):

        class Habit(models.Model):
            learnt_from = models.ForeignKey("forms.Draft", models.PROTECT)

            class Meta:
                app_label = "people"

        assert list(pointing_down([Habit])) == ["people.Habit.learnt_from points across to forms.Draft"]


def pointing_down(tables: Iterable[type[models.Model]]) -> Iterator[str]:
    """Every relation of these tables to a table of a room that is not above theirs, said in a sentence."""
    for table in tables:
        if table._meta.app_label not in RANK:
            continue
        for field in table._meta.get_fields():
            target = field.remote_field.model if field.concrete and field.is_relation and field.remote_field else None
            room = _room(target)
            if room is None or room == table._meta.app_label:
                continue
            below = RANK[room] - RANK[table._meta.app_label]
            if below >= 0:
                way = "down" if below else "across"
                yield f"{table._meta.label}.{field.name} points {way} to {_label(target)}"


def _room(target: object) -> str | None:
    label = _label(target).split(".")[0] if target else ""
    return label if label in RANK else None


def _label(target: object) -> str:
    return target if isinstance(target, str) else str(target._meta.label)  # type: ignore[attr-defined]


def _is_ours(name: str) -> bool:
    return name.startswith("alongside.")
