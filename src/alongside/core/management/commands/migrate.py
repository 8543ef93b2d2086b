"""`alongside migrate`: Django's own, which draws of its picture of the models no more than a step has changed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState

ADDING = ("add_model", "add_field", "add_index", "add_constraint")
"""Steps that add to one model and change nothing that another one refers to."""


class Command(migrate.Command):
    """A first migration took four times as long: it drew every model again for each step of another one."""

    def handle(self, *args: Any, **options: Any) -> Any:
        """Migrate."""
        with only_what_was_added():
            return super().handle(*args, **options)


@contextmanager
def only_what_was_added() -> Iterator[None]:
    """For the block, a step that adds to a model draws that model again and not everything that refers to it.

    Django draws all that is related to it, so that each model knows what refers to it. Only a step in Python asks for
    that, and before one everything is drawn anew where `is_delayed` says that something was left out
    (ProjectState.clear_delayed_apps_cache).
    """
    with ExitStack() as patches:
        for name in ADDING:
            patches.enter_context(patch.object(ProjectState, name, _alone(getattr(ProjectState, name))))
        yield


def _alone(step: Callable[..., None]) -> Callable[..., None]:
    def added(state: ProjectState, *args: Any, **options: Any) -> None:
        with patch.object(ProjectState, "reload_model", _reload_alone):
            step(state, *args, **options)

    return added


def _reload_alone(state: Any, app_label: str, model_name: str, delay: bool = False) -> None:
    if "apps" in state.__dict__:  # as Django asks: what was never drawn is not drawn now
        state.is_delayed = True
        state._reload({(app_label, model_name)})
