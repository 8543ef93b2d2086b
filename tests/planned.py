"""One row of everything that is assessed, planned and audited with a family, made behind the actions."""

from datetime import date, timedelta

from alongside.assessments.models import Agreement, Answer, Assessment, Score
from alongside.cases.models import Case
from alongside.casework.models import Task
from alongside.people.models import Person
from alongside.plans.models import (
    Achievement,
    Concern,
    ConcernMember,
    ConcernProgress,
    ConcernTask,
    Decision,
    FamilyAnswer,
    InterventionRequest,
    Meeting,
    Plan,
    PlanUpdate,
    Said,
)
from alongside.reporting.models import Audited, AuditSample
from tests.borough import NOVEMBER

_ASSESSMENT = "(SELECT a.case_id FROM assessments_assessment a WHERE a.id = assessment_id)"
_PLAN = "(SELECT p.case_id FROM plans_plan p WHERE p.id = plan_id)"
_CONCERN = "(SELECT p.case_id FROM plans_plan p JOIN plans_concern k ON k.plan_id = p.id WHERE k.id = concern_id)"
_MEETING = "(SELECT p.case_id FROM plans_plan p JOIN plans_meeting m ON m.plan_id = p.id WHERE m.id = meeting_id)"
OF_A_CASE = {
    "assessments_assessment": "case_id", "assessments_answer": _ASSESSMENT, "assessments_score": _ASSESSMENT,
    "assessments_agreement": _ASSESSMENT, "plans_plan": "case_id", "plans_decision": "case_id",
    "plans_meeting": _PLAN, "plans_concern": _PLAN, "plans_update": _PLAN, "plans_family_answer": _PLAN,
    "plans_said": _MEETING, "plans_progress": _MEETING, "plans_concern_member": _CONCERN,
    "plans_concern_task": _CONCERN, "plans_request": _CONCERN, "plans_achievement": _CONCERN,
    "reporting_audited": _ASSESSMENT,
}  # fmt: skip
"""Each table of the rooms for assessing, planning and auditing, with the case that a row of it belongs to."""


def plan_behind(case: Case, words: str = "A") -> None:
    """A row of each of these tables on a case, with the member and the tasks that they name; these words in each."""
    ours, by, at = {"partnership": case.partnership}, case.owner, case.created_at
    person = Person.objects.create(
        forename="Marnie",
        surname="Marsh",
        birth_date=date(1992, 5, 11),
        audience=[],
        created_at=at,
        created_by=by,
        **ours,
    )
    member = case.member_set.create(person=person, position=1, is_head=True, group="family", joined_on=NOVEMBER, **ours)
    assessment = Assessment.objects.create(
        case=case, tool="whole-family-webstar", took_place_on=NOVEMBER, started_by=by, started_at=at,
        completed_by=by, completed_at=at, **ours,
    )  # fmt: skip
    of = {"assessment": assessment, **ours}
    Answer.objects.create(part="housing", question="now", words=words, by=by, at=at, **of)
    Score.objects.create(area="housing", voice="practitioner", score=3, by=by, at=at, **of)
    Agreement.objects.create(whose="practitioner", user=by, agrees=True, recorded_by=by, recorded_at=at, **of)
    Decision.objects.create(case=case, about="assessment", agreed=True, words=words, decided_by=by, decided_at=at, **of)
    sample = AuditSample.objects.create(
        audit="early-help-assessments", starts_on=NOVEMBER, ends_on=NOVEMBER + timedelta(1), size=1, found=1, lot="7",
        drawn_by=by, drawn_at=at, **ours,
    )  # fmt: skip
    Audited.objects.create(sample=sample, **of)
    plan = Plan.objects.create(case=case, title=words, status="moving", started_by=by, started_at=at, **ours)
    _on_the_plan(plan, member.pk, assessment, words)


def _on_the_plan(plan: Plan, member: int, assessment: Assessment, words: str) -> None:
    case = plan.case
    ours, by, at = {"partnership": case.partnership}, case.owner, case.created_at
    meeting = Meeting.objects.create(
        plan=plan, kind="review", title=words, held_on=NOVEMBER, started_by=by, started_at=at, **ours
    )
    concern = Concern.objects.create(plan=plan, number=1, position=1, better=words, opened_on=NOVEMBER, **ours)
    of = {"concern": concern, **ours}
    Said.objects.create(meeting=meeting, kind="point", words=words, by=by, at=at, **of)
    ConcernProgress.objects.create(meeting=meeting, words=words, by=by, at=at, **of)
    PlanUpdate.objects.create(plan=plan, updated_on=NOVEMBER, words=words, by=by, at=at, **of)
    FamilyAnswer.objects.create(plan=plan, agrees=True, own_words=words, recorded_by=by, recorded_at=at, **of)
    ConcernMember.objects.create(member_id=member, **of)
    task, asked = (
        Task.objects.create(
            case=case, title=words, description=words, due_on=NOVEMBER, set_by=by, set_at=at, to_user=by, **ours
        )
        for _ in range(2)
    )
    ConcernTask.objects.create(task=task, **of)
    InterventionRequest.objects.create(
        case=case, task=asked, service="targeted-youth-support", asked_by=by, asked_at=at, **of
    )
    Achievement.objects.create(
        improved=words, improved_on=NOVEMBER, assessment=assessment, recorded_by=by, recorded_at=at, **of
    )
