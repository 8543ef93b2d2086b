"""SQL-file migrations: policies, triggers and functions stand in files that read as SQL."""

from pathlib import Path

from django.conf import settings
from django.db import migrations

ROOMS = Path(__file__).resolve().parent.parent


def sql_file(room: str, name: str) -> migrations.RunSQL:
    """Run `alongside/<room>/sql/<name>` as the owner. `:app` stands for the application's role, `:owner` for the owner.

    There is no way back from these: the way back from a migration is the backup taken before it.
    """
    text = (ROOMS / room / "sql" / name).read_text(encoding="utf-8")
    text = text.replace(":app", f'"{settings.APP_ROLE}"').replace(":owner", f'"{settings.OWNER_ROLE}"')
    return migrations.RunSQL(text, migrations.RunSQL.noop)
