"""A walk through any process of any pack: each step by whoever holds its role, with answers made up from its questions.

Nothing here knows a partnership: who may do what, what is asked and what follows is read from the pack.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from alongside.accounts.cast import EVERYBODY, Player
from alongside.accounts.models import Organisation, User
from alongside.assessments.models import Assessment
from alongside.cases.models import Case, Consent, Involvement, Member
from alongside.cases.nomination import open_case
from alongside.casework.models import Log, Significance
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.documents.actions import keep
from alongside.forms.answers import Entry, Submission
from alongside.packs.form_schema import Question
from alongside.packs.process_schema import Process, Required, Step, Way
from alongside.pathway.actions.contacts import NewContact, NewPerson, Referrer, receive
from alongside.pathway.actions.items import Done, agree, finish, is_joint
from alongside.pathway.actions.journeys import begin, begin_by_hand
from alongside.pathway.actions.panels import (
    Attendance,
    Discussed,
    decide_on,
    end_meeting,
    make_meeting,
    say_who_was_there,
)
from alongside.pathway.models import Allocation, Contact, ContactPerson, Journey, PanelMeeting, WorkItem
from alongside.pathway.rules.steps import ways_on
from alongside.plans.models import Plan
from tests.borough import NOVEMBER, Borough

SOME_TRIES = 12
BORN = date(1985, 4, 2)
REFERRER = Referrer("Ottoline Reed", "Head teacher", "A school", "", "01632 960999", "head@example.org")
_NOT_SO = {"new-risk", "short"}
"""Questions of yes or no to which yes would lead another way than the one that is walked."""


@dataclass
class Walk:
    """One process of a place, walked by every way of every step that can be reached; what was walked stands in `done`.

    `on` is the day of everything. Each branch is undone before the next is walked, so that each starts from the same.
    """

    place: Borough
    process: Process
    on: date = NOVEMBER
    done: set[tuple[str, str]] = field(default_factory=set)
    refused: int = 0

    # --- who there is

    @property
    def players(self) -> Mapping[str, Player]:
        """The cast here, by forename."""
        here = set(self.place.people)
        return {
            name: each
            for each in EVERYBODY
            if (name := each.name.split()[0].lower()) in here and each.email == self.place.people[name].email
        }

    def works_in(self, team: str, *, manages: bool = False) -> set[str]:
        """Who works in a team of the pack, or manages it."""
        return {
            name
            for name, each in self.players.items()
            if team in each.also_manages
            or (team == each.team and (each.manages or not manages))
            or (team in each.also_in and not manages)
        }

    def holders(self, role_id: str) -> set[str]:
        """Who holds a role, as the pack says."""
        role = self.place.pack.role(role_id)
        return {name for team in role.teams for name in self.works_in(team, manages=role.manages)}

    def may(self, item: WorkItem, step: Step, way: Way | None) -> set[str]:
        """Whom the pack lets do a step, worked out from its words alone."""
        roles = self.place.pack.role
        names: set[str] = set()
        if step.role and not roles(step.role).elsewhere:
            names = self.holders(step.role)
        elif item.team is not None:
            [team] = [key for key, row in self.place.teams.items() if row.pk == item.team_id]
            names = self.works_in(team)
        else:  # it waits with whoever works with the family, and anybody who has the case may do it
            names = {name for name in self.place.people if self._sees(item, name)}
        if step.with_role and not roles(step.with_role).elsewhere:
            names |= self.holders(step.with_role)
        return names | (self.holders(way.role) if way and way.role else set())

    def _sees(self, item: WorkItem, name: str) -> bool:
        with acting_as(self.actor(name)):
            return WorkItem.objects.filter(pk=item.pk).exists()

    def actor(self, name: str) -> Actor:
        """Somebody of the cast at noon."""
        return self.place.actor(name, on=self.on)

    @property
    def owner(self) -> str:
        """Who works with the family: somebody who may lead where the pack says who that is."""
        known = {each.id for each in self.place.pack.roles}
        for role in ("lead-professional", "practitioner"):
            if role in known and (found := sorted(self.holders(role))):
                return next((name for name in found if not self.players[name].manages), found[0])
        return next(iter(self.place.people))

    # --- a family with everything on its record

    def family(self, contact: Contact | None = None) -> Case:
        """A family of grown-ups with consent, and with whatever a checklist can ask for."""
        pack, owner = self.place.pack, self.actor(self.owner)
        team = next((each for each in pack.sites), None)
        filled: dict[str, Any] = {
            "case.name": "Quillan", "case.area": pack.areas[0].id, "case.referral_date": self.on,
            "case.opened_on": self.on, "case.team": team.id if team else "",
            "case.reference": f"W{Case.objects.count()}",
            "case.type": pack.case_types[0].id if pack.case_types else "",
        }  # fmt: skip
        tansy: dict[str, Any] = {"person.forename": "Tansy", "person.surname": "Quillan", "person.birth_date": BORN}
        tansy |= {"person.telephones": ("01632 960112",)}
        moss: dict[str, Any] = {"person.forename": "Moss", "person.surname": "Quillan", "person.birth_date": BORN}
        moss |= {"member.relationship": "Partner", "member.same_address": True, "person.telephones": ("01632 960111",)}
        people = [Entry("head", filled=tansy), Entry("other", filled=moss)]
        with acting_as(owner):
            form = pack.forms_that_open_a_case[0]
            number, _ = open_case(
                Submission(form_id=form.id, release_id=pack.release_id or 0, filled=filled, entries={"family": people}),
                actor=owner,
            )
        case = Case.objects.get(pk=number)
        self._complete(case, owner)
        if contact is not None:
            Contact.objects.filter(pk=contact.pk).update(case=case)
        return case

    def _complete(self, case: Case, owner: Actor) -> None:
        pack, of = self.place.pack, {"partnership": self.place.partnership, "case": case}
        at = datetime.combine(self.on, time(9), UTC)
        by: Any = User.objects.get(pk=owner.user_id)
        given = next(each.id for each in pack.consent_statements if each.given)
        Consent.objects.create(
            **of, statement=given, state="given", given=True, signed_copy_at=at, recorded_by=by, recorded_at=at
        )
        with acting_as(owner):
            for kind in {each.document for each in self._asked_for if each.document} | self._looked_at & {"genogram"}:
                keep(ContentFile(b"What it says.", f"{kind}.txt"), actor=owner, case=case.pk, type=kind)
        for note in {"log", "closure-summary"} | {each.note for each in self._asked_for if each.note}:
            Log.objects.create(**of, type=note, contact_at=at, what="So.", author=by, written_at=at)
        for tool in pack.tools if self._asked_for else ():
            Assessment.objects.create(
                **of,
                tool=tool.id,
                took_place_on=self.on,
                started_by=by,
                started_at=at,
                completed_by=by,
                completed_at=at,
            )
        agency = Organisation.objects.filter(partnership=self.place.partnership).order_by("pk")[0]
        role = next((each.id for each in pack.involvements), "agency")
        Involvement.objects.create(
            **of,
            organisation=agency,
            role=role,
            starts_on=self.on,
        )
        Significance.objects.create(
            **of, kind="log", number=Log.objects.filter(case=case).latest("id").pk, marked_by=by, marked_at=at
        )
        if "plan" in self._looked_at:
            self._plan(of, by, at)
        self._team(case, by, at)

    def _plan(self, of: Mapping[str, Any], by: Any, at: datetime) -> None:
        pack = self.place.pack
        status = next((each.id for each in pack.plan_statuses if each.default), "open")
        Plan.objects.create(
            **of, title="Plan", release_id=pack.release_id, status=status, started_by=by, started_at=at,
            completed_by=by, completed_at=at, review_on=self.on + timedelta(days=42),
        )  # fmt: skip

    def _team(self, case: Case, by: Any, at: datetime) -> None:
        of = {"partnership": self.place.partnership, "case": case, "allocated_by": by, "allocated_at": at}
        for role in self.place.pack.team_roles:
            if role.leads:
                Allocation.objects.create(**of, user=by, role=role.id, starts_on=self.on)
                Case.objects.filter(pk=case.pk).update(lead_worker=by)
            elif not role.counts and not role.one:
                agency = Organisation.objects.filter(partnership=self.place.partnership).order_by("pk")[0]
                Allocation.objects.create(
                    **of, name="Ottoline Reed", organisation=agency, role=role.id, starts_on=self.on
                )

    def contact(self, source: str, name: str) -> Contact:
        """A contact from a source, about two grown-ups."""
        told = NewContact(
            source, datetime.combine(self.on, time(9), UTC), REFERRER, concerns="They ask for somebody to come.",
            area=self.place.pack.areas[0].id,
            people=(NewPerson("Tansy", "Aldous", BORN), NewPerson("Bram", "Aldous", BORN, "Partner")),
        )  # fmt: skip
        actor = self.actor(name)
        with acting_as(actor):
            return receive(told, actor=actor)

    # --- the walk

    def begin(self, source: str = "") -> Journey:
        """Begin the process as the pack says it begins."""
        if self.process.begins == "with each contact":
            return self.contact(source, self._front).journeys.get()
        contact = self._contact_behind(source) if self._needs_contact else None
        about_case = self.process.about == "case"
        case = self.family(contact) if about_case else None
        if contact is not None:
            contact.refresh_from_db()
        if self.process.begins == "by hand" and case is not None:
            name = self._beginner(case)
            with acting_as(self.actor(name)) as actor:
                return begin_by_hand(self.process.id, actor=actor, case_id=case.pk)
        if case is not None:
            with acting_as(self.actor(self.owner)) as actor:
                return begin(
                    self.process.id,
                    actor=actor,
                    case_id=case.pk,
                    contact=contact,
                    facts={"area": case.area},
                )
        assert contact is not None
        with acting_as(self.actor(self._front)) as actor:
            return begin(self.process.id, actor=actor, contact=contact)

    @property
    def _front(self) -> str:
        tray = self.place.pack.front_door.tray
        team = self.place.pack.tray(tray).team if tray else ""
        return next(iter(sorted(self.works_in(team)))) if team else self._first_holder

    @property
    def _first_holder(self) -> str:
        role = self.process.step[0].role
        held = self.holders(role) if role and not self.place.pack.role(role).elsewhere else set()
        return next(iter(sorted(held)), self.owner)

    def _beginner(self, case: Case) -> str:
        """Who begins it by hand: the holder of its role, who sees the case, or whoever works with the family."""
        if not self.process.role or self.owner in self.holders(self.process.role):
            return self.owner
        name = sorted(self.holders(self.process.role))[0]
        self.place.share(case, name)
        return name

    @property
    def _needs_contact(self) -> bool:
        words = {"tell referrer", "acknowledge", "open case", "screen"}
        told = any(step.does in words for step in self.process.step)
        return self.process.about == "contact" or told or "contact record" in self._looked_at

    @property
    def _looked_at(self) -> set[str]:
        """Which parts of the record the checklists of this process look at."""
        return {each.has for each in self._asked_for}

    @property
    def _asked_for(self) -> list[Required]:
        """Everything that a checklist of this process asks for."""
        named = [self.place.pack.checklist(step.checklist) for step in self.process.step if step.checklist]
        return [each for checklist in named for each in checklist.required]

    def _contact_behind(self, source: str) -> Contact:
        by = self.place.people[self._front]
        at = datetime.combine(self.on, time(9), UTC)
        sources = [each.id for each in self.place.pack.contact_sources]
        contact = Contact.objects.create(
            partnership=self.place.partnership, reference=f"W{Contact.objects.count()}", received_at=at,
            source=source or (sources or ["telephone"])[0], recorded_by=by, recorded_at=at,
            referrer={"name": "Ottoline Reed", "email": "head@example.org"},
            area=self.place.pack.areas[0].id, release_id=self.place.pack.release_id, audience=[by.principal_id],
        )  # fmt: skip
        for position, forename in enumerate(("Tansy", "Bram")):
            ContactPerson.objects.create(
                partnership=self.place.partnership, contact=contact, position=position, forename=forename,
                surname="Aldous", born_on=date(1985, 4, 2), relationship="Partner" if position else "",
            )  # fmt: skip
        return contact

    def walk(self, journey: Journey, path: tuple[tuple[str, str], ...] = ()) -> None:
        """Walk on from where a journey stands by each way that nobody took yet, each from the same point; where there
        is none, by the first, so that every walk comes to an end. Round a circle only once."""
        item = self.waiting(journey)
        if item is None:
            journey.refresh_from_db()
            assert journey.ended_at is not None, f"{self.process.id} stands still: nothing waits and it has not ended"
            return
        step = self.process.step_of(item.step)
        ways: list[Way | None] = [*ways_on(step, item.journey.facts)]
        keys = {(step.id, way.id if way else ""): way for way in ways or [None]}
        ahead = [key for key in keys if key not in path]
        for key in [key for key in ahead if key not in self.done] or ahead[:1]:
            way = keys[key]
            with undone():
                item = self.waiting(journey)
                assert item is not None
                if step.id not in {each for each, _ in self.done} or (way and way.role):
                    self._nobody_else(item, step, way)
                self._do(item, step, way)
                self.done.add(key)
                self._follows(journey, step, way)
                self.walk(journey, (*path, key))

    def waiting(self, journey: Journey) -> WorkItem | None:
        """The step of a journey that waits."""
        found = WorkItem.objects.filter(journey=journey, done_at__isnull=True).select_related(
            "journey", "team", "assigned_to"
        )
        return found.first()

    def _follows(self, journey: Journey, step: Step, way: Way | None) -> None:
        journey.refresh_from_db()
        says = f"{self.process.id}, {step.id} by {way.id if way else 'its end'}"
        if way is None or way.ends or way.starts:
            assert journey.ended_at is not None, f"{says}: the process goes on"
        if way is not None and way.starts:
            assert Journey.objects.filter(before=journey, process=way.starts).exists(), (
                f"{says}: {way.starts} did not begin"
            )

    def _nobody_else(self, item: WorkItem, step: Step, way: Way | None) -> None:
        """Somebody of another role does not get through, whether they see the family or not."""
        may = self.may(item, step, way)
        assert may, f"{self.process.id}, {step.id}: nobody of the cast may do this"
        for name in sorted(set(self.place.people) - may):
            with undone(), acting_as(self.actor(name)) as actor, pytest.raises(Refused) as wrong:
                finish(item.pk, version=item.version, done=Done(way.id if way else ""), actor=actor)
            assert type(wrong.value) in (Refused, NotFound), f"{name} got as far as {wrong.value!r} at {step.id}"
            self.refused += 1

    def _do(self, item: WorkItem, step: Step, way: Way | None) -> None:
        if step.does in ("decide at panel", "put on panel") and way is not None:
            self._at_panel(item, step, way)
            return
        name = self._who(item, step, way)
        told, checked = self._answers(item, step, way, name), self._checked(step)
        alternatives = {q.id: list(self._others(q)) for q in (*step.question, *(way.question if way else ()))}
        for _ in range(SOME_TRIES):
            done = Done(way.id if way else "", told, checked)
            try:
                with acting_as(self.actor(name)) as actor:
                    finish(item.pk, version=item.version, done=done, actor=actor)
                break
            except Invalid as wrong:
                others = [each for each in wrong.fields if alternatives.get(each)]
                if not others:
                    raise AssertionError(f"{self.process.id}, {step.id}: {wrong.sentence} {wrong.fields}") from wrong
                told = {**told, **{each: alternatives[each].pop(0) for each in others}}
            except Refused as wrong:
                raise AssertionError(f"{self.process.id}, {step.id}, {name}: {wrong.sentence}") from wrong
        if is_joint(step, self.place.pack):
            self._agree(item, step, name)

    def _who(self, item: WorkItem, step: Step, way: Way | None) -> str:
        may = self.may(item, step, way)
        if is_joint(step, self.place.pack) and step.role:
            may &= self.holders(step.role)
        # Of those who may, whoever works in the tray's own team sees the family, and the worker before all others.
        seeing = [name for name in sorted(may, key=lambda name: (name != self.owner, name)) if self._sees(item, name)]
        assert seeing, f"{self.process.id}, {step.id}: none of {sorted(may)} sees the family"
        return seeing[0]

    def _agree(self, item: WorkItem, step: Step, proposer: str) -> None:
        other = next(name for name in sorted(self.holders(step.with_role) - {proposer}) if self._sees(item, name))
        item.refresh_from_db()
        with acting_as(self.actor(other)) as actor:
            agree(item.pk, version=item.version, actor=actor)

    def _at_panel(self, item: WorkItem, step: Step, way: Way) -> None:
        name = self._who(item, step, way)
        [panel] = [each for each in self.place.pack.panels if each.tray == step.tray]
        assert item.team_id is not None
        with acting_as(self.actor(name)) as actor:
            number = make_meeting(panel.id, item.team_id, held_on=self.on, place="", actor=actor)
            meeting = PanelMeeting.objects.get(pk=number)
            who = Attendance(present=[actor.user_id])
            say_who_was_there(number, who=who, version=meeting.version, actor=actor)
            leads = panel.leads and not way.no_lead
            agency = (
                Organisation.objects.filter(partnership=self.place.partnership).order_by("pk")[0].pk if leads else None
            )
            decide_on(number, item.pk, said=Discussed("All was heard.", way.id, agency), version=0, actor=actor)
            meeting.refresh_from_db()
            end_meeting(number, version=meeting.version, actor=actor)

    # --- what is answered

    def _answers(self, item: WorkItem, step: Step, way: Way | None, name: str) -> dict[str, Any]:
        told = {each.id: self._answer(each) for each in (*step.question, *(way.question if way else ()))}
        effect: Callable[[WorkItem], Mapping[str, Any]] | None = {
            "acknowledge": self._telling, "tell referrer": self._telling, "allocate": self._giving,
            "open case": lambda each: self._opening(each, way, name), "sign off closure": self._signing,
            "send packet": self._packet,
        }.get(step.does)  # fmt: skip
        return {**told, **(effect(item) if effect and not (way and way.undone) else {})}

    def _answer(self, asked: Question) -> Any:
        if asked.kind == "date":
            return str(self.on if asked.not_after_today else self.on + timedelta(days=40))
        if asked.kind in ("yes or no", "yes, no or don't know"):
            return asked.id not in _NOT_SO
        if asked.kind in ("choice", "choices"):
            first = self.place.pack.options(asked)[0][0]
            return [first] if asked.kind == "choices" else first
        if asked.kind == "user":
            return self.place.people[self.owner].pk
        if asked.kind == "number":
            return "3"
        return ["So it is."] if asked.kind == "several texts" else "So it is."

    def _others(self, asked: Question) -> Iterator[Any]:
        """What else may be answered where the first was not right."""
        if asked.kind == "date":
            yield from (str(self.on), str(self.on - timedelta(days=2)))
        elif asked.kind == "choice":
            yield from (value for value, _ in self.place.pack.options(asked)[1:])
        elif asked.kind == "yes or no":
            yield asked.id in _NOT_SO

    def _checked(self, step: Step) -> dict[str, Any]:
        if not step.checklist:
            return {}
        asked = self.place.pack.checklist(step.checklist)
        ticks: dict[str, Any] = {each.id: True for each in asked.required if each.ticked}
        given = {"consent": {"who": "Tansy Quillan", "how": "in person", "on": str(self.on)}} if asked.consent else {}
        return {**ticks, **{each.id: self._answer(each) for each in asked.question}, **given}

    def _telling(self, item: WorkItem) -> Mapping[str, Any]:
        return {"how": "telephone", "words": "We have your request."}

    def _giving(self, item: WorkItem) -> Mapping[str, Any]:
        return {"worker": self.place.people[self.owner].pk, "why": "They know the family."}

    def _signing(self, item: WorkItem) -> Mapping[str, Any]:
        return {"ends-on": str(self.on), "release": True}

    def _packet(self, item: WorkItem) -> Mapping[str, Any]:
        assert item.journey.case_id is not None
        people = list(Member.objects.filter(case=item.journey.case_id).values_list("pk", flat=True))
        return {"transfer-on": str(self.on), "comments": "All that is known goes along.", "people": people}

    def _opening(self, item: WorkItem, way: Way | None, name: str) -> Mapping[str, Any]:
        contact = item.journey.contact
        assert contact is not None
        rows = list(contact.people.order_by("position"))
        told: dict[str, Any] = {
            "people": {each.pk: None for each in rows}, "head": rows[0].pk, "name": "Aldous", "area": contact.area,
            "basis": "public task", "why": "The children need somebody soon.",
        }  # fmt: skip
        if item.journey.facts.get("screened") == "open-already":
            case = self.family()
            self.place.share(case, name) if name != self.owner else None
            told = {"join": case.pk}
        return told


@contextmanager
def undone() -> Iterator[None]:
    """What happens within is as if it had not been."""
    sid = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(sid)


def sources_of(process: Process, known: Collection[str]) -> list[str]:
    """From which sources a contact has to come so that every way is reached: each that is named, and first another."""
    named: dict[str, None] = {}
    for step in process.step:
        for condition in (*step.except_, *(way.when for way in step.next)):
            value = condition.get("source", ())
            named |= dict.fromkeys(
                [value] if isinstance(value, str) else list(value) if isinstance(value, tuple) else []
            )
    return [next((each for each in known if each not in named), ""), *named]
