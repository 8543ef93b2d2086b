"""Invented reports that only some may read: one on one family, with what belongs to it, and one on two families."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from alongside.cases import queries
from alongside.casework.actions.case_actions import Told, add_action
from alongside.casework.actions.logs import Contact, Note, write_note
from alongside.casework.actions.report_parts import Contact as Named
from alongside.casework.actions.report_parts import Parts, Vehicle
from alongside.casework.actions.reports import Content, Readers, write_report
from alongside.casework.queries.reports import report
from alongside.core.acting import acting_as
from alongside.core.actor import LONDON, Actor
from alongside.documents.actions import keep
from alongside.people.gazetteer import gazetteer
from alongside.web.demonstration.documents import paper

_LETTER = (
    "Marnie has shown me the letter of the clinic and agreed that those who work with her may know "
    "what it says. She has not "
    "told the children yet and wants to choose the day herself.\n\nThe letter is with the documents of this report."
)
_CLINIC = (
    "Riverside Clinic", "", "Thank you for coming to see us. We would like to see you again in four weeks.",
    "Please bring somebody with you if that helps.",
)  # fmt: skip
_BEHIND_THE_SHOPS = (
    "A resident rang about children of two families who meet behind the shops after school and stay "
    "until dark. Nobody was "
    "hurt and nothing was broken. She worries about the cars that turn there.\n\nBoth families know "
    "that I was told. Jessa "
    "says they wait there because the club closes at four."
)


def tell(actors: Mapping[str, Actor], cases: Sequence[int], holders: Mapping[str, int]) -> None:
    """Two reports of Ade's: a letter about the first family, and what a resident saw of the first two."""
    _letter(_days_ago(actors["ade"], 9), cases[0], holders)
    _two_families(_days_ago(actors["ade"], 4), cases[:2], holders)


def _letter(ade: Actor, case: int, holders: Mapping[str, int]) -> None:
    due = ade.today + timedelta(28)
    told = Content("letters-confidential", "Letters Confidential", ade.today, "north", _LETTER, due)
    with acting_as(ade):
        head = queries.members(case, actor=ade)[0]
        readers = Readers([holders["strengthening-families"], holders["bryony"]], "They plan the visits with me.")
        number = write_report(told, cases=[case], parts=Parts(persons=[head.person_id]), readers=readers, actor=ade)
        circle = report(number, actor=ade).circle_id
        keep(paper("letter of the clinic", _CLINIC), actor=ade, circle=circle, type="letter", facts={"report": number})
        said = Contact(ade.now - timedelta(hours=1), "By telephone", "Marnie", "She asks me to come along next time.")
        write_note(Note(said), report_id=number, actor=ade)
        action = Told("Go to the clinic with Marnie", "meeting", ade.today, due_on=ade.today + timedelta(28))
        add_action(action, report_id=number, actor=ade)


def _two_families(ade: Actor, cases: Sequence[int], holders: Mapping[str, int]) -> None:
    told = Content("observations", "Observations Family Support North", ade.today, "north", _BEHIND_THE_SHOPS)
    parts = Parts(
        callers=[Named("Mrs Ockley", "resident", "01632 960 417")],
        witnesses=[Named("the caretaker of the shops")],
        vehicles=[Vehicle("CH99 ALS", "white van of a bakery")],
        places=["behind the shops"],
        addresses=[gazetteer().find("CH99 2ND")[0].uprn],
    )
    readers = Readers([holders["strengthening-families"]], "Both families are known to them.")
    with acting_as(ade):
        write_report(told, cases=cases, parts=parts, readers=readers, actor=ade)


def _days_ago(actor: Actor, days: int) -> Actor:
    return actor.at(datetime.combine(actor.today - timedelta(days), time(16), LONDON))
