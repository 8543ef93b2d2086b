"""The step that an item waits at, as it stood in the release that its journey began under."""

from alongside.packs.process_schema import Step
from alongside.packs.queries import release
from alongside.packs.schema import Pack
from alongside.pathway.models import WorkItem


def step_of(item: WorkItem) -> tuple[Pack, Step | None]:
    """The practice that an item goes by, and its step; None where the release has no such step any more."""
    pack = release(item.journey.release_id or 0)
    try:
        return pack, pack.process(item.journey.process).step_of(item.step)
    except KeyError:
        return pack, None
