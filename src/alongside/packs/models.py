"""The releases of packs. The table is made in SQL (sql/0001_releases.sql), so that it can refuse every change."""

from django.db import models


class Release(models.Model):
    """A pack as it was released: its whole content, in force from a day until a later release takes over.

    A record keeps the release it was made under, so a release is never changed and never removed. It is practice and
    says nothing about a family: everybody may read it.
    """

    id = models.BigAutoField(primary_key=True)
    pack = models.TextField(help_text="the id of the pack")
    version = models.TextField(help_text="the digest of the content")
    in_force_from = models.DateField()
    content = models.JSONField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "packs_release"
        managed = False
