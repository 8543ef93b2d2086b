"""How files come in: piece by piece onto the disk, never whole in memory, never under a name, and only from whoever is
signed in."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from alongside.documents.store import passing


class Passing(FileUploadHandler):
    """Writes each file to a file without a name, which goes with the process however it ends.

    Of one that is larger than may be kept, nothing past that size is written: the rest is counted, and its size then
    says why it is not kept. A file from somebody who is not signed in is passed over.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file. Raises SkipFile for whoever is not signed in."""
        super().new_file(*args, **kwargs)
        session = getattr(self.request, "session", None)
        if session is None or not session.get("_auth_user_id"):
            raise SkipFile
        self.content = passing()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece."""
        if start <= settings.LARGEST_DOCUMENT:
            self.content.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        """The file, as a form hands it on."""
        self.content.seek(0)
        return UploadedFile(
            file=self.content, name=self.file_name, content_type=self.content_type or "", size=file_size,
            charset=self.charset, content_type_extra=self.content_type_extra,
        )  # fmt: skip

    def upload_interrupted(self) -> None:
        """The connection was lost: nothing is left."""
        if hasattr(self, "content"):
            self.content.close()
