"""Jobs of clocks: making them anew after the days that count have changed."""

from procrastinate.contrib.django import app

from alongside.accounts.models import Partnership
from alongside.clocks.actions.rebuilding import rebuild


@app.task(name="alongside.clocks.tasks.count_anew", pass_context=False)
def count_anew(partnership_id: int) -> None:
    """Make every clock of a partnership anew, by the days as they stand when this runs."""
    rebuild(Partnership.objects.get(pk=partnership_id))
