"""The place of the tests, working by the practice framework: the one pack in which every clock runs."""

from alongside.clocks.tests.told import PACKS
from alongside.packs.actions import Released, release
from tests.borough import Borough

FRAMEWORK = "brackenshore"


def works_by_the_framework(borough: Borough) -> Released:
    """Let the place work by the practice framework, as an invented place that comes with Alongside does."""
    found = release(PACKS / FRAMEWORK)
    borough.partnership.pack = FRAMEWORK
    borough.partnership.save(update_fields=["pack"])
    return found
