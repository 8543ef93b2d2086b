"""Parts of a pack that more than one room looks up: the choices of a list, the names of its teams. Pure."""

from collections.abc import Mapping

from alongside.packs.schema import Choice, Pack


def choices_of(pack: Pack, list_id: str) -> tuple[Choice, ...]:
    """The choices of a list in its order; none where the pack has no such list."""
    return next((each.choices for each in pack.lists if each.id == list_id), ())


def age_bands(pack: Pack) -> tuple[Choice, ...]:
    """The age bands: what is known of somebody whose birthday is not."""
    return choices_of(pack, "age-bands")


def team_titles(pack: Pack) -> Mapping[str, str]:
    """What each team of the pack is called, by its id."""
    return {each.id: each.title for part in pack.organisations for each in part.team}
