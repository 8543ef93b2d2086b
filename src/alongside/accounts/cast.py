"""The invented people of the demonstration and of every test: one place, one cast. Nobody here exists."""

from collections.abc import Mapping
from dataclasses import dataclass

from alongside.accounts.actions import NewUser, add_user
from alongside.accounts.models import Team, User


@dataclass(frozen=True)
class Player:
    """Somebody of the cast: what they are called, the team of the pack they work in, and what to try as them."""

    name: str
    email: str
    job_title: str
    team: str
    tries: str
    telephone: str = ""
    manages: bool = False


CALDERHOLT = (
    Player(
        "Ade Bankole", "ade@calderholt.example", "Family support worker", "family-support-north",
        "Nominate a family, open its case and write the first log.", "01632 960101",
    ),
    Player(
        "Bryony Tull", "bryony@calderholt.example", "Team manager", "family-support-north",
        "See what a manager sees before a case is shared with her, and sign off an assessment.", "01632 960102", True,
    ),
    Player(
        "Carys Penhale", "carys@calderholt.example", "Early help coordinator", "strengthening-families",
        "See the cases shared with the coordinating team, and share them on.", "01632 960103",
    ),
    Player(
        "Dev Mistry", "dev@calderholt.example", "Health visitor", "health-visiting-riverside",
        "Write a log on a phone between two visits.", "01632 960104",
    ),
    Player(
        "Esme Farrow", "esme@calderholt.example", "Pastoral lead", "pastoral",
        "Find out whether a pupil's family is known, and ask for access.", "01632 960105",
    ),
    Player(
        "Femi Adisa", "femi@calderholt.example", "Community police officer", "neighbourhood-market",
        "Look for a family without access to its case.", "01632 960106",
    ),
    Player(
        "Greta Lund", "greta@calderholt.example", "Housing officer", "tenancy-support",
        "Sign in once a month and find the one thing asked of her.", "01632 960107",
    ),
    Player(
        "Hollis Reed", "hollis@calderholt.example", "Family support worker", "family-support-south",
        "Work beside Ade, and see none of Ade's families.", "01632 960108",
    ),
)  # fmt: skip
PENWETHER = (
    Player(
        "Ines Caddow", "ines@penwether.example", "Family worker", "early-help",
        "Work in another partnership on the same installation, and see nothing of the first.", "01632 960201",
    ),
)  # fmt: skip

SANDMERE = (
    Player(
        "Jory Penrose", "jory@sandmere.example", "Family outreach worker", "bay",
        "Open a case at a children's centre, with a due date six weeks on.", "01632 960301",
    ),
    Player(
        "Keiko Almond", "keiko@sandmere.example", "Centre manager", "dunes",
        "See only the cases that her centre owns or is shown.", "01632 960302", True,
    ),
    Player(
        "Lowen Hart", "lowen@sandmere.example", "Central administrator", "central",
        "Change the owning site of a case, and which further sites may see it.", "01632 960303",
    ),
)  # fmt: skip


def engage(players: tuple[Player, ...], teams: Mapping[str, Team], password: str | None = None) -> Mapping[str, User]:
    """Add the players to their teams. Returns them by forename, small: "ade"."""
    return {
        player.name.split()[0].lower(): add_user(
            NewUser(player.name, player.email, player.job_title, player.telephone, player.manages),
            team=teams[player.team],
            password=password,
        )
        for player in players
    }
