"""Pure rules of reports."""


def offered_title(titled: str, title: str, *, team: str, lead_worker: str) -> str:
    """What a report is offered to be called: the exact name of its type, with team and lead worker where it holds them.

    A name that is not known yet is left out. E-CINS 5.1: "Observations [Team] [Lead Worker]".
    """
    said = (titled or title).replace("{team}", team).replace("{lead worker}", lead_worker)
    return " ".join(said.split())


def may_change_report(user_id: int, team_id: int | None, *, author_id: int, of_team: int, coordinates: bool) -> bool:
    """A report is changed, linked and shared by its author, by colleagues of the author's team, and by the coordinating
    team, each only where they can see it; everybody else who sees it reads it, and adds notes, actions and documents.
    """
    return user_id == author_id or team_id == of_team or coordinates
