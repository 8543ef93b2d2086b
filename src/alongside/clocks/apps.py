from importlib import import_module

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "alongside.clocks"
    label = "clocks"

    def ready(self) -> None:
        """Follow what happens on the spine."""
        import_module("alongside.clocks.following")
