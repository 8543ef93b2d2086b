"""Notes and actions of the demonstration: a visit, direct work with a child, a late one, a restricted one, what was put
right, actions in every state, and what matters in the chronology."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from alongside.cases.queries import members
from alongside.casework.actions.case_actions import Told, add_action
from alongside.casework.actions.logs import Contact, Note, correct_log, delete_log, write_note
from alongside.casework.actions.note_drafts import keep_note
from alongside.casework.actions.significance import mark
from alongside.casework.rules.logs import ChildSeen
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.forms.actions import Posted
from alongside.web.demonstration.moments import earlier, moment

VISIT = {
    "purpose": "To see how bedtimes go since the new routine, and to see both girls.",
    "who-was-there": "Marnie, Jessa and Wren. Jay was asleep after a night shift.",
    "details": "Marnie showed me the picture chart by the stairs. Wren brought me her book before I sat down. "
    "Jessa was home from school with a cold and joined us at the table.",
    "actions": "I ring the school about the walking bus. Marnie keeps the chart going until I come again.",
    "analysis": "The routine holds on nights when Jay is home. On the others Jessa puts Wren to bed, which is more "
    "than a girl of her age should carry. That is what the plan has to change next.",
    "views-of-the-child": "Jessa would like one evening of her own. Wren likes the stars on the chart.",
}
VOICE = {
    "direct-work": "We drew her week as a street, with a house for each day.",
    "own-words": "Monday's house has no roof because everybody shouts in it. Thursday has a garden. I would like to "
    "walk in with Amina because then nobody looks at me.",
    "what-it-means": "Mondays start on Sunday night. Ask whether Amina's mother would collect her.",
}


def tell(actors: Mapping[str, Actor], cases: Sequence[int], holders: Mapping[str, int]) -> None:
    """Write what a family's workers write about it."""
    case, ade, carys = cases[0], actors["ade"], actors["carys"]
    with acting_as(ade):
        family = {each.name.split()[0]: each.id for each in members(case, actor=ade)}
    visit = _visits(case, family, ade)
    _restricted(case, family, carys, holders)
    _put_right(case, actors)
    _actions(case, family, visit, ade)
    early = earlier(ade, 6, 12)
    with acting_as(early):
        analysis = "She puts her sister to bed on most nights. The plan begins here."
        mark(case, "log", visit, analysis=analysis, was=0, actor=early)
    with acting_as(ade):
        begun = {"what": Posted(["Bisola rang about the cot. I said I would"]), "who": Posted(["Bisola"])}
        keep_note(_BEGUN, cases[1], begun, type="telephone-call", page="", actor=ade)


_BEGUN = UUID("5d7f1c8a-42b6-4e0e-9a51-3b9c0e6f2a17")


def _visits(case: int, family: Mapping[str, int], ade: Actor) -> int:
    seen = [
        ChildSeen(family["Jessa"], True, True, True, own_words="I do the stars and then I do the light."),
        ChildSeen(family["Wren"], True, False, observed=True, own_words="Went to the chart and pointed at Monday."),
    ]
    at_home = Contact(moment(ade, 7, 15, 30), "At home, Tanner Row", "Marnie, Jessa, Wren")
    about = [family[name] for name in ("Marnie", "Jessa", "Wren")]
    visit = _write(case, earlier(ade, 7, 17), Note(at_home, "visit", VISIT, about, seen))
    at_school = Contact(moment(ade, 5, 13), "Harbour Street Primary School", "Jessa")
    heard = [ChildSeen(family["Jessa"], True, True, True)]
    _write(case, earlier(ade, 5, 14), Note(at_school, "child-voice", VOICE, [family["Jessa"]], heard))
    return visit


def _restricted(case: int, family: Mapping[str, int], carys: Actor, holders: Mapping[str, int]) -> None:
    words = (
        "Marnie told me about the time before she met Jay. "
        "She does not want it talked about with him, or at the clinic."
    )
    contact = Contact(moment(carys, 4, 11), "By telephone", "Marnie", words)
    note = Note(contact, "telephone-call", members=[family["Marnie"]], readers=[holders["ade"]])
    _write(case, earlier(carys, 4, 12), note)


def _put_right(case: int, actors: Mapping[str, Actor]) -> None:
    dev = actors["dev"]
    weighed = "Weighed Wren: 11 kilos. Jay asked about milk."
    late = Contact(moment(dev, 12, 9, 40), "Riverside clinic", "Jay, Wren", weighed)
    number = _write(case, earlier(dev, 4, 16), Note(late))
    after = earlier(dev, 3, 9)
    with acting_as(after):
        correct_log(case, number, version=1, words="11.9 kilos. I left the point and the nine out.", actor=after)
    wrong = Contact(moment(dev, 3, 9), "Riverside clinic", "Mother and twins", "Two-year review of both.")
    number = _write(case, earlier(dev, 3, 10), Note(wrong))
    with acting_as(after):
        delete_log(case, number, why="Written on the wrong family.", actor=after)


def _actions(case: int, family: Mapping[str, int], visit: int, ade: Actor) -> None:
    today = ade.today

    def add(name: str, kind: str, due: int, done: int | None = None, outcome: str = "", **more: int) -> None:
        actor = earlier(ade, 0, 9)
        told = Told(
            name, kind, today - timedelta(days=14), today + timedelta(days=due),
            None if done is None else today - timedelta(days=done), outcome=outcome,
            participants=[f"member:{family['Marnie']}"],
        )  # fmt: skip
        with acting_as(actor):
            add_action(told, case_id=case, actor=actor, **more)

    add("Ring the school about the walking bus", "telephone-call", -2, log_id=visit)
    add("Visit with Dev for the two-year review", "home-visit", 6)
    went = "Tuesdays at ten. Marnie took Wren, and they went again."
    add("Ask the library about story time", "other", -7, done=8, outcome=went)


def _write(case: int, actor: Actor, note: Note) -> int:
    with acting_as(actor):
        return write_note(note, case_id=case, actor=actor)
