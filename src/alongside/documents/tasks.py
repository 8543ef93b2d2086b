"""Jobs of documents: asking the scanner again, and sweeping up what uploads that were cut off left behind."""

import time
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.files.storage import Storage, storages
from procrastinate.contrib.django import app

from alongside.accounts.queries import actor_for, signed_in
from alongside.core.acting import acting_as
from alongside.core.refusals import NotFound
from alongside.core.stored import names_in
from alongside.documents import actions, queries, scanning
from alongside.documents.folder import HALF

DAY = 24 * 3600
_AT_ONCE = 500


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="documents.rescan", pass_context=False)
def rescan_waiting(timestamp: int) -> None:
    """Scan what waits, where the scanner answers again; each as whoever uploaded it."""
    if scanning.has_scanner() and not scanning.answers():
        return
    beyond = 0
    while waiting := queries.to_scan(beyond):
        for version, user_id in waiting:
            _rescan(version, user_id)
        beyond = waiting[-1][0]


def _rescan(version: int, user_id: int) -> None:
    user = signed_in(user_id)
    if user is None:
        return  # whoever opens the document can have it scanned
    actor = actor_for(user, datetime.now(UTC))
    with acting_as(actor):
        try:
            actions.rescan(version, actor=actor)
        except NotFound:
            return  # they no longer see it; whoever does can have it scanned


@app.periodic(cron="41 2 * * *")
@app.task(queueing_lock="documents.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Take out of the store what has no document a day later: its upload was cut off before it was written down."""
    storage = storages["documents"]
    names = names_in(storage)
    while some := list(islice(names, _AT_ONCE)):
        for name in queries.unknown(some):
            if _older_than_a_day(storage, name):
                storage.delete(name)
    _sweep_halves()


def _older_than_a_day(storage: Storage, name: str) -> bool:
    return time.time() - storage.get_modified_time(name).timestamp() > DAY


def _sweep_halves() -> None:
    """Files of our own folder that were being written when the machine stopped."""
    for half in Path(settings.DOCUMENTS_DIR).rglob(f"{HALF}*"):
        if time.time() - half.stat().st_mtime > DAY:
            half.unlink(missing_ok=True)
