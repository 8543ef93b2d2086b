"""The invented people of the demonstration and of every test: a cast for each place. Nobody here exists."""

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
    also_in: tuple[str, ...] = ()
    also_manages: tuple[str, ...] = ()
    part_time: bool = False


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
    Player(
        "Tamsin Okoro", "tamsin@calderholt.example", "COG Manager", "cog",
        "Decide whether a family steps up to social care, and send somebody to a CIN meeting.", "01632 960109", True,
    ),
    Player(
        "Gareth Pell", "gareth@calderholt.example", "Senior Targeted Family Support Worker", "cog",
        "Go to a CIN meeting or a joint visit for early help, and record what was decided.", "01632 960110",
    ),
    Player(
        "Nell Finch", "nell@calderholt.example", "Business support officer", "spoc",
        "Put the packet of a family that steps up together, and receive who steps down.", "01632 960111",
    ),
    Player(
        "Piers Dunmore", "piers@calderholt.example", "SPOC Manager", "spoc",
        "Decide with the COG Manager what becomes of a family that did not engage.", "01632 960112", True,
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


BRACKENSHORE = (
    Player(
        "Maren Holt", "maren@brackenshore.example", "Early Help Desk worker", "front-door",
        "Take a telephone call at the front door and send it to the Family Centre.", "01632 960401",
    ),
    Player(
        "Quentin Amos", "quentin@brackenshore.example", "Duty worker", "duty",
        "Screen today's requests, and ring the families that wait.", "01632 960402",
    ),
    Player(
        "Orla Fenwick", "orla@brackenshore.example", "Family Centre manager", "quay-centre",
        "Give families to practitioners with their caseloads in sight, and sign off a closure.", "01632 960403", True,
        also_in=("managers", "panel"),
    ),
    Player(
        "Petra Lindqvist", "petra@brackenshore.example", "Family Solutions lead", "managers",
        "Chair the Multi Agency Action Meeting, and look over the managers' work.", "01632 960404", True,
        also_manages=("panel", "heath-centre"),
    ),
    Player(
        "Nadir Osei", "nadir@brackenshore.example", "Family Solutions Practitioner", "quay-centre",
        "See what runs out next, and bring a family from first contact to closure.", "01632 960405",
    ),
    Player(
        "Rosalind Tey", "rosalind@brackenshore.example", "Family Solutions Practitioner", "quay-centre",
        "Work half the week, with half the families.", "01632 960406", part_time=True,
    ),
    Player(
        "Silas Brandreth", "silas@brackenshore.example", "Inclusion lead", "inclusion",
        "Bring a school's view to the Multi Agency Action Meeting.", "01632 960407", also_in=("panel",),
    ),
    Player(
        "Ulla Strand", "ulla@brackenshore.example", "Support officer and Early Help Enabler", "support",
        "See what comes to the front door and how long each stage takes.", "01632 960408",
    ),
)  # fmt: skip

THORNHAVEN = (
    Player(
        "Una Marlow", "una@thornhaven.example", "Access Team worker", "esat",
        "Take a call about a family, write its profile and send it to the locality group.", "01632 960501",
    ),
    Player(
        "Viggo Saxby", "viggo@thornhaven.example", "Police officer", "early-intervention",
        "Sit in the Access Team and in the Harbour group for the police.", "01632 960502",
        also_in=("esat", "group-harbour"),
    ),
    Player(
        "Wilda Perrin", "wilda@thornhaven.example", "Locality manager", "case-management-harbour",
        "Chair the weekly group, and name the one agency that leads.", "01632 960503", True,
        also_in=("locality-managers",), also_manages=("group-harbour",),
    ),
    Player(
        "Bertil Vane", "bertil@thornhaven.example", "Head of localities", "locality-managers",
        "See what comes in by locality, and supervise the locality managers.", "01632 960504", True,
        also_manages=(
            "case-management-vale", "case-management-ridge", "group-vale", "group-ridge",
        ),
    ),
    Player(
        "Xander Lunn", "xander@thornhaven.example", "Family case worker", "case-management-harbour",
        "Begin a Team around the Family.", "01632 960505",
    ),
    Player(
        "Cosima Hay", "cosima@thornhaven.example", "School nurse", "school-nursing",
        "Work half the week in a locality team, managed by health.", "01632 960506",
        also_in=("case-management-harbour",), part_time=True,
    ),
    Player(
        "Yara Denholm", "yara@thornhaven.example", "Pastoral lead", "pastoral",
        "Raise an enquiry about a pupil, and play a part in the team around the family.", "01632 960507",
    ),
    Player(
        "Zeb Corran", "zeb@thornhaven.example", "Education welfare officer", "educational-welfare",
        "Support a pupil and their school beside whoever leads.", "01632 960508",
    ),
    Player(
        "Alma Rusk", "alma@thornhaven.example", "Neighbourhood officer", "neighbourhoods",
        "Answer for a housing association that is an associate member.", "01632 960509",
    ),
)  # fmt: skip

EVERYBODY = (*CALDERHOLT, *PENWETHER, *SANDMERE, *BRACKENSHORE, *THORNHAVEN)


def engage(players: tuple[Player, ...], teams: Mapping[str, Team], password: str | None = None) -> Mapping[str, User]:
    """Add the players to their teams. Returns them by forename, small: "ade"."""
    return {
        player.name.split()[0].lower(): add_user(_new(player, teams), team=teams[player.team], password=password)
        for player in players
    }


def _new(player: Player, teams: Mapping[str, Team]) -> NewUser:
    return NewUser(
        name=player.name,
        email=player.email,
        job_title=player.job_title,
        telephone=player.telephone,
        manages=player.manages,
        also_in=tuple(teams[each] for each in player.also_in),
        also_manages=tuple(teams[each] for each in player.also_manages),
        part_time=player.part_time,
    )
