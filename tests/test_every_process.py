"""Every process of every partnership's pack is walked by all of its ways, by the roles it names and by nobody else."""

from collections.abc import Mapping

import pytest

from alongside.packs.process_schema import Process
from tests.borough import PLACES, Borough, Standing
from tests.walking import Walk, sources_of, undone

pytestmark = [pytest.mark.django_db, pytest.mark.req("PATH-13", "ORG-06")]


@pytest.mark.parametrize("place", PLACES)
def test_every_process_can_be_walked_by_every_way_from_its_first_step_to_its_last(
    place: str, places: Mapping[str, Standing]
) -> None:
    here = places[place].place()
    faults = [fault for process in here.pack.processes for fault in faults_of(here, process)]

    assert here.pack.processes
    assert not faults, "\n".join(faults)


def faults_of(here: Borough, process: Process) -> list[str]:
    """What goes wrong on the way through a process; nothing where every way was walked."""
    walk, faults = Walk(here, process), []
    for source in sources_of(process, [each.id for each in here.pack.contact_sources]):
        with undone():
            try:
                walk.walk(walk.begin(source))
            except AssertionError as wrong:
                faults.append(str(wrong).split("\n")[0])
    every = {(step.id, way.id) for step in process.step for way in step.next}
    every |= {(step.id, "") for step in process.step if not step.next}
    faults += [f"{process.id}: nobody came by {step}, {way}" for step, way in sorted(every - walk.done)]
    return faults
