from importlib import import_module

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "alongside.documents"
    label = "documents"

    def ready(self) -> None:
        """Make the system checks known."""
        import_module("alongside.documents.checks")
