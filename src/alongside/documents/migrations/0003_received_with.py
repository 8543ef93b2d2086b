"""What came with a contact of the front door is kept before there is a case."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_to_scan")]

    operations = [
        migrations.AddField(
            "document",
            "received_with",
            models.BigIntegerField(
                null=True, help_text="the contact of the front door that it came with, while that has no case"
            ),
        ),
        migrations.RemoveConstraint("document", "a_document_belongs_somewhere"),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=Q(case__isnull=False)
                | Q(circle__isnull=False)
                | Q(in_library=True)
                | Q(waits_for__isnull=False)
                | Q(received_with__isnull=False),
                name="a_document_belongs_somewhere",
            ),
        ),
        migrations.AddIndex(
            "document",
            models.Index("received_with", condition=Q(received_with__isnull=False), name="documents_of_a_contact"),
        ),
    ]
