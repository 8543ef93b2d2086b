"""A family's way through early help: contacts, trays, panels, allocation, stepping up and down, closure."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class PathwayConfig(AppConfig):
    name = "alongside.pathway"
    label = "pathway"

    def ready(self) -> None:
        """Let every subject say what its steps do (actions/effects.py): each registers as it is read."""
        actions = import_module("alongside.pathway.actions")
        for each in iter_modules(actions.__path__, f"{actions.__name__}."):
            import_module(each.name)
        follow = import_module("alongside.events.readers").follow
        follow(["log.added"], import_module("alongside.pathway.actions.notes").send_to_trays)
