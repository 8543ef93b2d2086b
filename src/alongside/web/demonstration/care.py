"""Around the told families: agencies, a keyworker, a related case, a flag suggested, a workload; and three cases of the
children's centres."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import uuid4

from alongside.accounts.queries import find_colleagues, find_organisations, teams
from alongside.cases.actions import change_details
from alongside.cases.consent import Told, note_signed_copy, record_given
from alongside.cases.family import add_keyworker
from alongside.cases.involvements import Terms, end_involvement, involve
from alongside.cases.nomination import submit_nomination
from alongside.cases.primary import change_administration, change_primary, settings_stand
from alongside.cases.programme import suggest_flag
from alongside.cases.queries import case_head, members
from alongside.cases.related import link
from alongside.casework.actions.workload import put
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.forms.actions import start_draft
from alongside.forms.fields import Raw
from alongside.forms.typed import EntryTyped, Typed


def tell(actors: Mapping[str, Actor], cases: Sequence[int]) -> None:
    """What stands around the first two families, what was said about consent, and a family where work has ended."""
    marsh, second = cases[0], cases[1]
    with acting_as(actors["ade"]) as ade:
        _agencies(marsh, ade)
        for name in ("Ade", "Dev"):
            add_keyworker(marsh, find_colleagues(name, actor=ade)[0].user_id or 0, actor=ade)
        link(marsh, second, why="The two mothers are cousins, and the children stay with each other.", actor=ade)
        suggest_flag(marsh, flag="supporting-families", why="The family meets three of the criteria.", actor=ade)
        record_given(marsh, told=_agreed_again(ade), actor=ade)
        note_signed_copy(marsh, actor=ade)
        put("case", marsh, actor=ade)
        put("person", members(marsh, actor=ade)[2].person_id, actor=ade)
    _ended(cases[2], actors["hollis"])
    _centres(actors)


def _agreed_again(ade: Actor) -> Told:
    return Told(
        "received", "Marnie Marsh", "in person", ade.today - timedelta(days=12),
        "Harbour Street Primary School and the health visitor, to plan help with mornings and sleep.",
        "Marnie read the form with me and kept a copy.",
    )  # fmt: skip


def _agencies(case: int, ade: Actor) -> None:
    registered = {each.name: each.id for each in find_organisations("", page=1, actor=ade)[0]}
    opened = ade.today - timedelta(days=30)
    school = Terms("Pastoral care", "Esme Farrow", "01632 960105", "esme@calderholt.example", opened)
    involve(case, registered["Harbour Street Primary School"], "agency", actor=ade, terms=school)
    health = Terms("Health visiting", "Dev Mistry", "01632 960104", "", opened)
    involve(case, registered["Calderholt Community Health"], "agency", actor=ade, terms=health)
    charity = Terms("Parenting course", "Reception", "01632 960400", "", opened)
    done = involve(case, registered["Larkfield Family Charity"], "agency", actor=ade, terms=charity)
    end_involvement(
        case, done, version=1, ends_on=ade.today - timedelta(days=3), reason="Marnie finished the course.", actor=ade
    )


def _ended(case: int, owner: Actor) -> None:
    with acting_as(owner):
        version = case_head(case, actor=owner).version
        why = "The goals of the plan were reached and the school keeps an eye on things."
        change_details(case, version=version, changes={"status": "archived-resolved"}, why=why, actor=owner)


# --- the children's centres


def _centres(actors: Mapping[str, Actor]) -> None:
    """Three cases of the children's centres: one running, one shown to a further site, one closed."""
    jory = actors["jory"]
    running = _new_case(jory, "Teague", "BAY-0112", "parenting-support", 20, "Bedtimes and mealtimes.", _TEAGUE)
    shown = _new_case(jory, "Rowse", "BAY-0098", "speech-and-language", 60, "Rory says few words at three.", _ROWSE)
    closed = _new_case(jory, "Liddicoat", "BAY-0071", "housing", 140, "Damp in the flat.", ())
    with acting_as(jory):
        sites = {team.name: team.team_id for team in teams(actor=jory)}
        stood = settings_stand(shown, actor=jory)
        further = {sites["Dunes Children's Centre"] or 0}
        change_administration(shown, stood=stood, sites=further, archived=False, owning=None, actor=jory)
        version = case_head(closed, actor=jory).version
        change_primary(closed, version=version, changes={"closed_on": jory.today - timedelta(days=50)}, actor=jory)
        registered = {each.name: each.id for each in find_organisations("", page=1, actor=jory)[0]}
        involve(running, registered["Sandmere Children's Centres"], "responsible-provider", actor=jory)
        health = Terms("Health visiting", "Duty health visitor", "01632 960320")
        involve(running, registered["Sandmere Health Visiting"], "referring-provider", actor=jory, terms=health)
        involve(running, registered["Talking Together Speech Service"], "agency", actor=jory)
        add_keyworker(running, jory.user_id, actor=jory)


_TEAGUE = (
    ("Mrs", "Morwenna", "Teague", "02-06-1991", "Female", ""),
    ("Miss", "Elowen", "Teague", "14-03-2024", "Female", "Daughter"),
)
_ROWSE = (
    ("Mr", "Petroc", "Rowse", "19-11-1988", "Male", ""),
    ("Master", "Rory", "Rowse", "30-08-2023", "Male", "Son"),
)
_Member = tuple[str, str, str, str, str, str]


def _new_case(
    actor: Actor, name: str, reference: str, kind: str, days: int, reason: str, family: Sequence[_Member]
) -> int:
    fields: dict[str, Raw] = {
        "name": name, "reference": reference, "type": kind, "site": "bay", "reason": reason,
        "opened": f"{actor.today - timedelta(days=days):%d-%m-%Y}",
    }  # fmt: skip
    entries = tuple(EntryTyped(f"member{n:02}", _member(*each)) for n, each in enumerate(family))
    typed = Typed(fields, {"individuals": entries})
    with acting_as(actor):
        draft = start_draft("new-case", draft_id=uuid4(), typed=typed, actor=actor)
        return submit_nomination(draft, actor=actor)


def _member(title: str, forename: str, surname: str, born: str, gender: str, related: str) -> Mapping[str, Raw]:
    fields: dict[str, Raw] = {
        "title": title, "forename": forename, "surname": surname, "birth-date": born, "gender": gender,
    }  # fmt: skip
    return fields | ({"relationship": related, "same-address": "yes"} if related else {})
