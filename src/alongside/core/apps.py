from importlib import import_module

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "alongside.core"
    label = "core"

    def ready(self) -> None:
        """Make the system checks known."""
        import_module("alongside.core.checks")
