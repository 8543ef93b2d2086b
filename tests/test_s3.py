"""Documents in S3: the same promises as in a folder, against Debian's Ceph where the machine has it."""

from pathlib import Path

import boto3
import pytest
from django.core.files.storage import storages

from alongside.core.acting import acting_as
from alongside.core.stored import files_missing, load_files, names_in, save_files
from alongside.documents import actions, store
from alongside.documents.actions import keep
from alongside.documents.models import DocumentVersion
from alongside.documents.tests.test_documents import PDF, file
from tests.borough import Borough
from tests.s3 import s3

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.req("DOC-02"), pytest.mark.timeout(400)]


def test_documents_are_kept_read_backed_up_and_found_out_in_s3(
    borough: Borough, settings: object, tmp_path: Path
) -> None:
    ade, case = borough.actor("Ade"), borough.case()
    with s3(tmp_path) as bucket:
        keys = {"aws_access_key_id": bucket["access_key"], "aws_secret_access_key": bucket["secret_key"]}
        client = boto3.client("s3", region_name="default", endpoint_url=bucket["endpoint_url"], **keys)
        client.create_bucket(Bucket=bucket["bucket_name"])
        options = {**bucket, "region_name": "default", "addressing_style": "path", "file_overwrite": True}
        used = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {**options, "default_acl": None}}
        settings.STORAGES = {**settings.STORAGES, "documents": used}  # type: ignore[attr-defined]
        large = PDF + b" " * (12 << 20)  # sent in parts
        with acting_as(ade):
            numbers = [keep(file(content=content), actor=ade, case=case.pk) for content in (PDF, large, PDF)]
            for number, content in zip(numbers, (PDF, large, PDF), strict=True):
                with actions.open_document(number, actor=ade).content as read:
                    assert read.read() == content
            names = set(DocumentVersion.objects.values_list("stored_as", flat=True))
        assert set(names_in(storages["documents"])) == names and len(names) == 2
        for name in names:
            sealed = client.get_object(Bucket=bucket["bucket_name"], Key=name)["Body"].read()
            assert sealed.startswith(b"age-encryption.org/v1") and b"Catalog" not in sealed

        saved = save_files(tmp_path / "monday.backup")
        lost = min(names)
        client.delete_object(Bucket=bucket["bucket_name"], Key=lost)
        assert files_missing(saved) == [f"missing: the file documents/{lost}"]
        with pytest.raises(store.Lost):
            store.opened(lost)
        load_files(tmp_path / "monday.backup")
        assert files_missing(saved) == []
        store.opened(lost).close()
