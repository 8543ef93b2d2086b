"""The world that the census of addresses is asked about: one family's case, with one of everything on it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile

from alongside.accounts.queries import find_organisations
from alongside.assessments.actions.assessments import NewAssessment, start
from alongside.assessments.models import Assessment
from alongside.cases import access
from alongside.cases.family import add_keyworker, keyworkers
from alongside.cases.involvements import involve
from alongside.cases.models import Case, Flag, Member, Share
from alongside.cases.related import link, related
from alongside.casework.actions.case_actions import Told as ToDo
from alongside.casework.actions.case_actions import add_action
from alongside.casework.actions.messages import Written, send
from alongside.casework.actions.note_drafts import keep_note
from alongside.casework.actions.reports import Content, write_report
from alongside.casework.actions.tasks import Asked, To, set_task
from alongside.casework.models import CaseAction, Log, Task
from alongside.clocks.models import Clock
from alongside.core.acting import acting_as
from alongside.documents.actions import keep
from alongside.forms.actions import Posted, start_draft
from alongside.pathway.actions.contacts import NewContact, Referrer, receive
from alongside.pathway.actions.journeys import begin_by_hand
from alongside.pathway.models import Allocation, HandOver, Journey, Packet, PanelMeeting, Supervision, WorkItem
from alongside.people.models import Person
from alongside.plans.actions.concerns import NewConcern, add_concern
from alongside.plans.actions.family_copy import make_family_copy
from alongside.plans.actions.meetings import NewMeeting, start_meeting
from alongside.plans.actions.outcomes import NewAchievement, record_achievement
from alongside.plans.actions.plans import start_plan
from alongside.plans.actions.said import NewSaid, say
from alongside.plans.actions.tasks import put_task_on
from alongside.plans.models import InterventionRequest
from alongside.plans.queries.family_copy import material
from alongside.reporting.models import Audited, AuditSample
from tests.borough import Borough
from tests.test_nomination import nominate, typed

NOBODY, OWNER, SHARED, STRANGER, ELSEWHERE = "nobody", "owner", "shared", "stranger", "elsewhere"


def world_of(borough: Borough, elsewhere: Borough) -> dict[str, Any]:
    """One family's case of Ade's, shared with Carys' team, with one of everything on it; Esme asks for access."""
    ade = borough.actor("Ade")
    case = nominate(ade)
    row = Case.objects.get(pk=case)
    share = borough.share(row, "strengthening-families")
    person = Person.objects.filter(memberships__case=row).order_by("id").first()
    residence = person.residences.get() if person else None
    return {
        "people": {OWNER: "ade", SHARED: "carys", STRANGER: "dev"},
        "borough": borough,
        "ines": elsewhere.people["ines"],
        "guide-page": "nominate-a-family",
        "case": case,
        "member": Member.objects.filter(case=row).order_by("position")[0].pk,
        "person": person.pk if person else 0,
        "place": residence.place_id if residence else 0,
        "share": share.pk,
        "own-share": Share.objects.get(case=row, holder=ade.own).pk,
        "holder": borough.people["dev"].principal_id,
        "author": ade.own,
        "flag-kind": "early-help",
        "turn": "complete",
        "to": f"who-{borough.people['carys'].principal_id}",
        "log-kind": "log",
        "version": 1,
        "section": "nomination",
        "family": "family",
        "entry": typed(ade).entries["family"][0].id,
        "task": task_on(borough, case),
        "about": "assessment",
        "completed": (completed := completed_on(borough, row)),
        **drawn_of(borough, completed),
        **assessed(borough, case),
        **written_on(borough, row),
        **said_about(borough, case, share.holder_id),
        **around_the_family(borough, case),
        **overseen(borough, row),
        **planned(borough, case),
        "clock": running_on(case),
        "family-copy": copied(borough, case),
        **panelled(borough, row),
        **told_at_the_front_door(borough),
        **under_way(borough, case),
        **stepping_up(borough, row),
    }


def told_at_the_front_door(borough: Borough) -> dict[str, Any]:
    """A contact that Ade took down, which waits in the tray of the SPOC; and the partnership whose form is public."""
    with acting_as(borough.actor("Ade")) as ade:
        told = NewContact("telephone", ade.now, Referrer("Ottoline Reed"), concerns="Not in school.")
        contact = receive(told, actor=ade)
        item = WorkItem.objects.get(journey__contact=contact)
        return {"contact": contact.pk, "contact-step": item.pk, "public-form": "brackenshore"}


def panelled(borough: Borough, row: Case) -> dict[str, Any]:
    """A panel's meeting that Ade's own team keeps, the family waiting to be allocated, and Dev's part in its team."""
    ade = borough.actor("Ade")
    meeting = PanelMeeting.objects.create(
        partnership=borough.partnership, panel="weekly-cog", team=row.team, held_on=ade.today, made_by=row.owner,
        made_at=ade.now,
    )  # fmt: skip
    journey = Journey.objects.create(
        partnership=borough.partnership, process="allocation", release_id=borough.pack.release_id, case=row,
        started_by=row.owner, started_at=ade.now,
    )  # fmt: skip
    item = WorkItem.objects.create(
        partnership=borough.partnership, journey=journey, step="allocate", tray="cog", team=borough.teams["cog"],
        entered_at=ade.now,
    )  # fmt: skip
    part = Allocation.objects.create(
        partnership=borough.partnership, case=row, name="Mr Odell", organisation=row.team.organisation, role="support",
        starts_on=ade.today, allocated_by=row.owner, allocated_at=ade.now,
    )  # fmt: skip
    return {
        "panel": "weekly-cog", "panel-team": borough.teams["cog"].pk, "panel-meeting": meeting.pk,
        "panel-part": "people", "allocate-item": item.pk, "team-part": part.pk,
    }  # fmt: skip


def stepping_up(borough: Borough, row: Case) -> dict[str, Any]:
    """A packet to social care that was sent, and another that waits to be put together."""
    at, ours = borough.actor("Ade").now, {"partnership": borough.partnership}
    journey = Journey.objects.create(
        process="step-up-transfer", release_id=borough.pack.release_id, case=row, started_by=row.owner, started_at=at,
        **ours,
    )  # fmt: skip
    item = WorkItem.objects.create(
        journey=journey, step="packet", tray="spoc", team=borough.teams["spoc"], entered_at=at, **ours
    )
    packet = Packet.objects.create(
        case=row, journey=journey, transfer_on=at.date(), comments="As agreed.", digest="0" * 64, made_by=row.owner,
        made_at=at, **ours,
    )  # fmt: skip
    return {"packing": item.pk, "packet": packet.pk, "partnership": "calderholt"}


def under_way(borough: Borough, case: int) -> dict[str, Any]:
    """A process that Ade began for the family: its first step waits with him."""
    with acting_as(borough.actor("Ade")) as ade:
        journey = begin_by_hand("closure", actor=ade, case_id=case)
        item = WorkItem.objects.get(journey=journey)
        return {"item": item.pk, "item-turn": "take", "tray": "cog", "process": "step-up"}


def overseen(borough: Borough, row: Case) -> dict[str, Any]:
    """Ade's supervision with Bryony, and a hand-over of the case."""
    ade, bryony = borough.people["ade"], borough.people["bryony"]
    now = borough.actor("Ade").now
    held = Supervision.objects.create(
        partnership=borough.partnership, worker=ade, supervisor=bryony, held_at=now, notes="Leave.", recorded_at=now,
        audience=[ade.principal_id, bryony.principal_id],
    )  # fmt: skip
    handed = HandOver.objects.create(
        partnership=borough.partnership, case=row, from_user=bryony, to_user=ade, why="Leave.", handed_by=bryony,
        handed_at=now, brief=[],
    )  # fmt: skip
    return {"worker": ade.pk, "supervision": held.pk, "handed": handed.pk}


def written_on(borough: Borough, row: Case) -> dict[str, Any]:
    """A flag, a note, an action, a report with an action of its own, a document, and what is begun."""
    ade = borough.actor("Ade")
    flag = Flag.objects.create(
        partnership=borough.partnership, case=row, flag="early-help", starts_on=ade.today,
        start_reason="need-identified",
    )  # fmt: skip
    log = Log.objects.create(
        partnership=borough.partnership, case=row, contact_at=ade.now, what="Wren showed me her books.",
        author=row.owner, written_at=ade.now,
    )  # fmt: skip
    action = CaseAction.objects.create(
        partnership=borough.partnership, case=row, name="Ring the clinic", type="other", created_on=ade.today,
        author=row.owner,
    )  # fmt: skip
    note_draft = uuid4()
    with acting_as(ade):
        keep_note(note_draft, row.pk, {"what": Posted(["Begun."])}, type="log", page="", actor=ade)
        draft = start_draft("nomination", draft_id=uuid4(), typed=typed(ade), actor=ade)
        document = keep(ContentFile(b"Dear all", "letter.txt"), actor=ade, case=row.pk)
        letter = Content("letters-confidential", "Letters Confidential", ade.today, "north", "She saw Dr Quince.")
        report = write_report(letter, cases=[row.pk], actor=ade)
        report_action = add_action(ToDo("Write back", "other", ade.today), report_id=report, actor=ade)
    return {
        "flag": flag.pk, "log": log.pk, "action": action.pk, "note-draft": note_draft, "draft": draft,
        "document": document, "report": report, "report-action": report_action,
    }  # fmt: skip


def said_about(borough: Borough, case: int, team: int) -> dict[str, int]:
    """A message to a team about the case, and a request for access to it."""
    with acting_as(borough.actor("Ade")) as ade:
        message = send(team, written=Written("Mornings", "Wren was in on both."), actor=ade, case_id=case)
    with acting_as(borough.actor("Esme")) as esme:
        asked = access.ask_for_access(case, reason="Jessa is in my year group.", actor=esme)
    return {"message": message, "request": asked}


def around_the_family(borough: Borough, case: int) -> dict[str, int]:
    """An agency and a keyworker on a case, and another case that it is linked with."""
    other = borough.case(name="Penrose CH99 3AE")
    borough.share(other, "strengthening-families")
    with acting_as(borough.actor("Ade")) as ade:
        agency = find_organisations("police", page=1, actor=ade)[0][0].id
        involvement = involve(case, agency, "agency", actor=ade)
        add_keyworker(case, borough.people["femi"].pk, actor=ade)
        link(case, other.pk, why="The same grandmother.", actor=ade)
        return {
            "agency": agency,
            "involvement": involvement,
            "keyworker": keyworkers(case, actor=ade)[0].id,
            "related": other.pk,
            "related-link": related(case, actor=ade)[0].id,
        }


def running_on(case: int) -> int:
    """A clock that what happened on the case has started."""
    return Clock.objects.filter(case_id=case).order_by("id")[0].pk


def planned(borough: Borough, case: int) -> dict[str, int]:
    """The family's plan, with a concern and a task on it."""
    with acting_as(borough.actor("Ade")) as ade:
        plan = start_plan(case, actor=ade)
        concern = add_concern(plan, concern=NewConcern("Wren wants to feel more confident."), actor=ade)
        asked = Asked("Choose a club", "Look at the list.", due_on=ade.today + timedelta(days=5))
        put_task_on(concern, set_task(case, to=To("user", ade.user_id), asked=asked, actor=ade), actor=ade)
        asked = asked_of_a_service(borough, case, concern)
        meeting = start_meeting(plan, meeting=NewMeeting("conversation", "How it goes", ade.today), actor=ade)
        told = say(meeting, said=NewSaid("point", "She reads to her sister."), actor=ade)
        achieved = record_achievement(concern, achieved=NewAchievement("She has a friend.", ade.today), actor=ade)
        return {
            "plan": plan, "concern": concern, "intervention": asked, "achievement": achieved, "plan-status": "moved",
            "meeting": meeting, "said": told, "room-part": "other",
        }  # fmt: skip


def asked_of_a_service(borough: Borough, case: int, concern: int) -> int:
    """A request for an intervention that Carys' team has open, made behind the actions."""
    ade = borough.actor("Ade")
    task = Task.objects.create(
        partnership=borough.partnership, case_id=case, title="Early Help intervention request", description="Please.",
        type="service.targeted-youth-support", due_on=ade.today + timedelta(days=14), set_by_id=ade.user_id,
        set_at=ade.now, to_team=borough.teams["strengthening-families"],
    )  # fmt: skip
    request = InterventionRequest.objects.create(
        partnership=borough.partnership, case_id=case, concern_id=concern, task=task, service="targeted-youth-support",
        asked_by_id=ade.user_id, asked_at=ade.now,
    )  # fmt: skip
    return request.pk


def copied(borough: Borough, case: int) -> int:
    """The copy of the plan for the head of the family, made last: what changes afterwards puts it out of date."""
    with acting_as(borough.actor("Ade")) as ade:
        found = material(case, actor=ade)
        return make_family_copy(found.plan.id, case_id=case, chosen=found.suggested(found.family[0].id), actor=ade)


def task_on(borough: Borough, case: int) -> int:
    """A task of Ade's for the team of Carys."""
    ade, team = borough.actor("Ade"), To("team", borough.teams["strengthening-families"].pk)
    with acting_as(ade):
        asked = Asked("Who else works with them?", "Please look.", due_on=ade.today + timedelta(days=5))
        return set_task(case, to=team, asked=asked, actor=ade)


def completed_on(borough: Borough, row: Case) -> int:
    """An Early Help Assessment of the family that Ade completed, which waits for a manager's decision."""
    ade = borough.actor("Ade")
    made = Assessment.objects.create(
        partnership=borough.partnership, case=row, tool="early-help-assessment", took_place_on=ade.today,
        started_by=row.owner, started_at=ade.now, completed_by=row.owner, completed_at=ade.now,
    )  # fmt: skip
    return made.pk


def assessed(borough: Borough, case: int) -> dict[str, Any]:
    """A Webstar in progress, and an Early Help Assessment, with a part of each and a child that a part is about."""
    family = Member.objects.filter(case_id=case).order_by("position")
    head, child = family.get(is_head=True), family.filter(person__birth_date__gt="2010-01-01")[0]
    with acting_as(borough.actor("Ade")) as ade:
        star = start(case, NewAssessment("whole-family-webstar", ade.today, head.person_id), actor=ade)
        words = start(case, NewAssessment("early-help-assessment", ade.today), actor=ade)
    return {"star": star, "area": "housing", "words": words, "of-each": "voice", "child": child.pk}


def drawn_of(borough: Borough, assessment: int) -> dict[str, int]:
    """A sample that Carys drew, with this assessment in it."""
    carys = borough.actor("Carys")
    sample = AuditSample.objects.create(
        partnership=borough.partnership, audit="early-help-assessments", starts_on=carys.today, size=1, found=1,
        ends_on=carys.today + timedelta(days=1), lot="7", drawn_by_id=carys.user_id, drawn_at=carys.now,
    )  # fmt: skip
    row = Audited.objects.create(partnership=borough.partnership, sample=sample, assessment_id=assessment)
    return {"sample": sample.pk, "audited": row.pk}
