"""`alongside check_documents`: whether every document that the database names is there and can be read."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alongside.documents import store
from alongside.documents.models import DocumentVersion


class Command(BaseCommand):
    """Runs as the owner, whom the policies let through; reads each stored file once and shows nothing of any."""

    help = "Read every document once, and say which cannot be read."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it. Raises CommandError where one cannot be read."""
        if not settings.OWNER:
            raise CommandError(
                "Set DATABASE_URL to the owner's address: the application's role does not see every row."
            )
        names = DocumentVersion.objects.order_by("stored_as").values_list("stored_as", flat=True).distinct()
        read, lost = 0, []
        for name in names.iterator():
            try:
                store.opened(name).close()
                read += 1
            except store.Lost as fault:
                lost.append(str(fault))
        if lost:
            raise CommandError(f"{len(lost)} of {read + len(lost)} cannot be read: {'; '.join(lost[:20])}")
        self.stdout.write(f"{read:,} stored files: every one can be read.")
