"""Jobs of the spine: sealing every minute, and the months to come."""

from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from alongside.events.sealing import seal


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="events.seal", pass_context=False)
def seal_events(timestamp: int) -> None:
    """Seal what has been recorded since the last minute."""
    seal(settings.DATA_DIR / "heads")


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="events.months", pass_context=False)
def prepare_months(timestamp: int) -> None:
    """Make the partitions of the months to come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT events_prepare_months()")
