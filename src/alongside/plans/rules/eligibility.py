"""Which flag of a pack is that of the programme a family is counted in."""

from alongside.packs.schema import Flag, Pack


def programme_of(pack: Pack) -> Flag | None:
    """The programme's flag: the first that the coordinating team alone sets (E-CINS 8.2); None where there is none."""
    return next((each for each in pack.flags if each.set_by == "coordinating team"), None)
