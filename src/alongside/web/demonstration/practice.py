"""What is looked over with a told family: a manager's decisions, an audit, and the coordinating team's advice."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from alongside.accounts.queries import practice
from alongside.assessments.actions.assessments import NewAssessment, complete, start
from alongside.assessments.actions.keeping import keep_part, question_field
from alongside.assessments.queries.assessments import assessments_of_case, children_of
from alongside.assessments.rules.tools import Part
from alongside.cases.access import share
from alongside.cases.checking import check_nomination
from alongside.cases.queries import members
from alongside.core.acting import acting_as
from alongside.core.actor import LONDON, Actor
from alongside.forms.actions import Posted
from alongside.packs.tool_schema import ToolQuestion
from alongside.plans.actions.decisions import decide
from alongside.reporting.actions.audits import Drawing, draw_sample, judge
from alongside.reporting.queries.audits import sample as drawn
from alongside.reporting.rules.audits import Judged

TOOL = "early-help-assessment"
_SAID = {
    "family-history": "They came when Jessa was five. Jay’s nights began in the spring, and the mornings went wrong.",
    "earlier-help": "A parenting course in 2024, stopped after two meetings: nobody could sit with the children.",
    "care-and-safety": "Meals, baths and beds are there. Mornings slip when both are tired.",
    "home-and-money": "Two bedrooms, dry and warm. Money is tight at the end of the month.",
    "who-helps": "School, since September; the health visitor, since Wren was born. Both spoken to last week.",
    "meaning": "Two parents who manage a lot on little sleep. Without help in the mornings Jessa misses more school.",
    "steps": "A plan with the family about mornings and sleep. Ade writes it with them by the end of the month.",
}


_OF_JESSA = {
    "health-and-growth": "Well, and tired in the mornings. Eats better at school than at home.",
    "learning": "Likes it there, and is late three days out of five.",
    "feelings-and-behaviour": "Worries when Marnie is tired, and looks after Wren more than a child of ten should.",
    "own-words": "“I like it when somebody else makes the breakfast.”",
}
_OF_WREN = {
    "health-and-growth": "Growing well. The two-year review is due.",
    "learning": "Not at nursery yet. Plays alone for long, and points more than she speaks.",
    "feelings-and-behaviour": "Cries when Jessa leaves for school, and settles with a story.",
    "own-words": "She is two. She brought me the book about the moon.",
}


def tell(actors: Mapping[str, Actor], cases: Sequence[int], holders: Mapping[str, int]) -> None:
    """An Early Help Assessment of the Marsh family, what its manager says, and what the coordinating team says."""
    marsh = cases[0]
    with acting_as(actors["ade"]) as ade:
        share(marsh, holder=holders["bryony"], why="Manages our team, and decides about the plan.", actor=ade)
    assessment = _assessed(_days_ago(actors["ade"], 6), marsh)
    with acting_as(actors["carys"]) as carys:
        advice = "Well told. Ask Jay for a telephone number that he answers after a night shift."
        check_nomination(marsh, advice=advice, actor=carys)
        sample = draw_sample(Drawing("early-help-assessments", carys.today - timedelta(60), carys.today), actor=carys)
        points = {each: Judged("yes") for each in ("history", "development", "recording", "partners", "next-steps")}
        points["voice"] = Judged("partly", "Jessa can be heard. Say for Wren what you saw: she is two.")
        audited = next(row.id for row in drawn(sample, actor=carys).rows if row.assessment_id == assessment)
        judge(audited, points, comment="A clear account.", version=1, done=True, actor=carys)
    with acting_as(actors["bryony"]) as bryony:
        stars = [each for each in assessments_of_case(marsh, actor=bryony) if each.completed_at and each.tool != TOOL]
        words = "Agreed with Ade on the telephone. The scores fit what school says."
        decide(marsh, "assessment", stars[-1].id, agreed=True, words=words, actor=bryony)
        words = "Say what you saw of Wren, and who goes with Jessa on Mondays. Then I sign it off."
        decide(marsh, "assessment", assessment, agreed=False, words=words, actor=bryony)


def _assessed(ade: Actor, case: int) -> int:
    with acting_as(ade):
        pack, family = practice(ade), members(case, actor=ade)
        jessa = next((each.id for each in family if each.name.startswith("Jessa")), 0)
        number = start(case, NewAssessment(TOOL, ade.today), actor=ade)
        for section in pack.tool(TOOL).section:
            members_of = [child.id for child in children_of(family, pack)] if section.of == "each child" else [None]
            for member in members_of:
                words = _SAID | _OF_JESSA if member == jessa else _SAID | _OF_WREN
                told = {question_field(each.id): said for each in section.question if (said := _said(each, words))}
                fields = {name: Posted([said]) for name, said in told.items()}
                keep_part(number, Part(section.id, member), fields, page="told", actor=ade)
        complete(number, actor=ade)
    return number


def _said(question: ToolQuestion, words: Mapping[str, str]) -> str:
    return words.get(question.id, question.options[0] if question.options else "")


def _days_ago(actor: Actor, days: int) -> Actor:
    return actor.at(datetime.combine(actor.today - timedelta(days), time(15), LONDON))
