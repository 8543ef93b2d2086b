"""`alongside prepare_documents`: the folder and the key file of documents, where there is none."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alongside.documents.models import DocumentVersion
from alongside.documents.store import make_keys


class Command(BaseCommand):
    """Makes a key once. Where documents are kept already and the key file is missing, it makes none and says so."""

    help = "Make the folder and the key file of documents, where there is none."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it. Raises CommandError where documents were kept under keys that are not here."""
        if not settings.DOCUMENT_KEYS.exists() and DocumentVersion.objects.exists():
            raise CommandError(
                f"Documents are kept, but {settings.DOCUMENT_KEYS} is not there: put the key file back from where you"
                " keep it, because without it none of them can be read."
            )
        make_keys(settings.DOCUMENT_KEYS)
        settings.DOCUMENTS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
