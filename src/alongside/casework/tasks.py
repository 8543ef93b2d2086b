"""Jobs of the day's work: the daily e-mail that says how much is new."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from alongside.accounts.models import User
from alongside.accounts.queries import actor_for
from alongside.casework.actions.notifications import mail_digest
from alongside.core.acting import acting_as


@app.periodic(cron="40 5 * * *")
@app.task(name="alongside.casework.tasks.mail_digests", queueing_lock="casework.digests", pass_context=False)
def mail_digests(timestamp: int) -> None:
    """Tell everybody who has something new, early in the morning, each as themselves.

    Where one cannot be told, everybody else still is. Raises ExceptionGroup afterwards, so that the fault is seen.
    """
    faults = []
    for user in list(User.objects.filter(is_active=True).order_by("pk")):
        actor = actor_for(user, datetime.now(UTC))
        try:
            with acting_as(actor):
                mail_digest(actor=actor)
        except Exception as fault:  # kept, and raised below
            faults.append(fault)
    if faults:
        raise ExceptionGroup("Some daily e-mails were not sent.", faults)
