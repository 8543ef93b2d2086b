"""Reading what a packet would hold and what packets there are; as far as the reader sees it, and nothing restricted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alongside.accounts.queries import practice
from alongside.assessments.queries.assessments import AssessmentLine, AssessmentPage, assessment, assessments_of_case
from alongside.assessments.rules.tools import asked_in, title_of
from alongside.cases.basis import standing_of
from alongside.cases.involvements import involvements
from alongside.cases.queries import CaseHead, MemberCard, case_head, members
from alongside.casework.queries.chronology import Wanted, chronology
from alongside.casework.queries.logs import LogEntry, logs
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.documents.queries import DocumentCard
from alongside.packs.parts import age_bands
from alongside.packs.process_schema import Checklist
from alongside.packs.schema import Pack
from alongside.pathway.models import Journey, Packet, WorkItem
from alongside.pathway.queries.checklists import Checking
from alongside.pathway.rules.packets import ANSWERED, REJECTED, STATES, Relative, travels_together
from alongside.pathway.rules.transfer import Agency, Consent, ContactRecord, Dated, Person, Section, Written
from alongside.people.rules import is_child
from alongside.plans.queries.plans import ConcernShown, plan, plans_of_case
from alongside.plans.rules.family_copy import Known, known

LONGEST_CHRONOLOGY = 2000
MOST_NOTES = 500
PAGE = 25


@dataclass(frozen=True)
class Offered:
    """Somebody of the family who may travel: whether that is offered, and why."""

    member: MemberCard
    offered: bool
    why: str


@dataclass(frozen=True)
class Filed:
    """A document of the case that may go along, and whether the checklist asks for its type."""

    document: DocumentCard
    asked: bool


@dataclass(frozen=True)
class Choosing:
    """What there is to choose from when a packet is put together."""

    head: CaseHead
    journey_id: int
    people: Sequence[Offered]
    documents: Sequence[Filed]
    contact: ContactRecord
    restricted: int
    """How many restricted entries of the chronology stay behind."""


def choosing(item: WorkItem, checklist: Checklist | None, *, actor: Actor) -> Choosing:
    """What a packet of this step can hold. A fixed number of queries. Raises NotFound like the case."""
    journey = item.journey
    if journey.case_id is None:
        raise NotFound
    head = case_head(journey.case_id, actor=actor)
    family = [each for each in members(journey.case_id, actor=actor) if each.left_on is None]
    together = travels_together(relatives(family, practice(actor)))
    wanted = {each.document for each in checklist.required if each.document} if checklist else set()
    dated = chronology(journey.case_id, actor=actor, size=LONGEST_CHRONOLOGY)
    return Choosing(
        head=head,
        journey_id=journey.pk,
        people=[Offered(each, each.id in together, together.get(each.id, "")) for each in family],
        documents=[Filed(each, each.type in wanted) for each in documents_to_send(journey.case_id)],
        contact=contact_record(journey),
        restricted=sum(each.restricted for each in dated.rows),
    )


def relatives(family: Sequence[MemberCard], pack: Pack) -> Sequence[Relative]:
    """The family, as far as travelling together asks."""
    bands = age_bands(pack)
    return [
        Relative(
            each.id, each.person_id, each.name, each.relationship, each.is_head,
            is_child(each.age, each.band, bands) and (each.age is not None or not each.is_head),
        )
        for each in family
    ]  # fmt: skip


def contact_record(journey: Journey) -> ContactRecord:
    """The contact that the step up was made with."""
    return ContactRecord.model_validate(journey.facts.get("contact_record") or {"made_by": {"name": ""}})


def documents_to_send(case_id: int) -> Sequence[DocumentCard]:
    """The documents of a case that can be opened and are restricted to nobody, packets left out, newest first."""
    return [DocumentCard(**row) for row in rows_of(_DOCUMENTS, {"case": case_id})]


_DOCUMENTS = """
SELECT d.id, d.case_id, d.circle_id, d.type, d.name, d.description, d.in_library, false AS waits,
       d.version, d.added_at, d.added_by_id, a.name AS added_by, d.hidden_at, d.hidden_by_id, d.hidden_why,
       '' AS hidden_by, NULL::bigint AS owner_id, v.number, v.id AS version_id, v.file_name, v.content_type, v.size,
       v.verdict, v.verdict_why, v.uploaded_at, a.name AS uploaded_by
  FROM documents_document d JOIN accounts_user a ON a.id = d.added_by_id
  JOIN LATERAL (SELECT w.* FROM documents_version w WHERE w.document_id = d.id ORDER BY w.number DESC LIMIT 1) v ON true
 WHERE d.case_id = %(case)s AND d.circle_id IS NULL AND d.waits_for_id IS NULL AND d.hidden_at IS NULL
   AND d.type <> 'transfer-packet' AND v.verdict = 'clean' ORDER BY d.added_at DESC, d.id DESC LIMIT 200
"""


# --- what goes into it


@dataclass(frozen=True)
class Material:
    """Everything that a packet is made of but the documents, and where those are found who do not travel."""

    people: Sequence[Person]
    agencies: Sequence[Agency]
    consent: Consent | None
    plan: Written | None
    assessments: Sequence[Written]
    notes: Sequence[Written]
    chronology: Sequence[Dated]
    left_out: Sequence[str]
    where: Known


def material(case_id: int, travelling: frozenset[int], checking: Checking | None, *, actor: Actor) -> Material:
    """What of a family's record goes into a packet about these members. Raises NotFound like the case."""
    pack = practice(actor)
    family = members(case_id, actor=actor)
    found = {row["member"]: row for row in rows_of(_HOW_FOUND, {"case": case_id})}
    dated = chronology(case_id, actor=actor, wanted=Wanted(oldest_first=True), size=LONGEST_CHRONOLOGY)
    wanted = _wanted_tools(pack, checking)
    notes = [each for each in logs(case_id, actor=actor, size=MOST_NOTES).entries if not each.hidden_at]
    open_notes = [each for each in notes if each.circle is None and each.type in pack.transfer.note_types]
    restricted = sum(each.restricted for each in dated.rows)
    return Material(
        people=[_person(n, each, found[each.id], each.id in travelling) for n, each in enumerate(_present(family), 1)],
        agencies=[
            Agency(name=each.name, role=each.title, service=each.service, contact=each.contact,
                   telephone=each.telephone, email=each.email)
            for each in involvements(case_id, actor=actor)
            if each.ends_on is None
        ],
        consent=_consent(case_id, actor),
        plan=_plan(case_id, actor),
        assessments=[_assessment(assessment(each.id, actor=actor)) for each in _latest(case_id, wanted, actor)],
        notes=[_note(each, pack) for each in reversed(open_notes)],
        chronology=[
            Dated(
                at=each.at.astimezone(LONDON).date() if each.whole_day else each.at,
                what=each.title[:500], words=each.words, who=each.who,
            )
            for each in dated.rows
            if not each.restricted
        ],
        left_out=[f"{restricted} restricted {'entry' if restricted == 1 else 'entries'}"] if restricted else [],
        where=_where(found, travelling),
    )  # fmt: skip


def _present(family: Sequence[MemberCard]) -> Sequence[MemberCard]:
    return [each for each in family if each.left_on is None]


def _person(number: int, card: MemberCard, found: Mapping[str, Any], travels: bool) -> Person:
    told: dict[str, Any] = {
        "number": number, "forename": found["forename"], "surname": found["surname"],
        "age": card.how_old if card.birth_date is None else "", "relationship": card.relationship,
        "is_head": card.is_head, "travels": travels,
    }  # fmt: skip
    if travels:
        told |= {
            "born_on": card.birth_date, "address": found["lines"] or "", "postcode": found["postcode"] or "",
            "telephones": found["telephones"], "nhs_number": found["nhs_number"], "upn": found["upn"],
        }  # fmt: skip
    return Person(**told)


def _where(found: Mapping[int, Mapping[str, Any]], travelling: frozenset[int]) -> Known:
    """Where those are, or were, who do not travel, and how they are reached; but not where the travellers live."""
    shared = {(row["lines"], row["postcode"]) for member, row in found.items() if member in travelling and row["lines"]}
    numbers = {each for member, row in found.items() if member in travelling for each in row["telephones"]}
    others = [row for member, row in found.items() if member not in travelling]
    places = {(lines, code) for row in others for lines, code in row["places"]} - shared
    here = {code for _, code in shared}
    contacts = {each for row in others for each in row["contacts"]} - numbers
    # A street of the same postcode is told with the travellers' own address.
    return known([(lines, "" if code in here else code) for lines, code in places], contacts)


_HOW_FOUND = """
SELECT m.id AS member, p.forename, p.surname, p.nhs_number, p.upn, lives.lines, lives.postcode,
       ARRAY(SELECT k.value FROM people_contact k WHERE k.person_id = p.id AND k.ended_at IS NULL AND k.kind <> 'email'
              ORDER BY k.id) AS telephones,
       ARRAY(SELECT k.value FROM people_contact k WHERE k.person_id = p.id) AS contacts,
       ARRAY(SELECT json_build_array(l.lines, l.postcode) FROM people_residence r
              JOIN people_place l ON l.id = r.place_id WHERE r.person_id = p.id) AS places
  FROM cases_member m JOIN people_person p ON p.id = m.person_id
  LEFT JOIN LATERAL (SELECT l.lines, l.postcode FROM people_residence r JOIN people_place l ON l.id = r.place_id
       WHERE r.person_id = p.id AND r.is_main AND r.to_month IS NULL LIMIT 1) lives ON true
 WHERE m.case_id = %(case)s
"""


def _consent(case_id: int, actor: Actor) -> Consent | None:
    given = standing_of(case_id, actor=actor).given
    if given is None:
        return None
    return Consent(given_by=given.given_by, how=given.how, on=given.on, words=given.words)


def _wanted_tools(pack: Pack, checking: Checking | None) -> frozenset[str]:
    """The tools whose assessments the checklist asks for and that are there, and no older than it allows."""
    if checking is None:
        return frozenset()
    there = {each.id for each in checking.lines if each.there}
    asked = [each for each in checking.checklist.required if each.id in there]
    stars = {tool.id for tool in pack.tools if tool.area and tool.scale}
    return frozenset({each.tool for each in asked if each.tool}) | (
        stars if any(each.has == "star" for each in asked) else frozenset()
    )


def _latest(case_id: int, tools: frozenset[str], actor: Actor) -> Iterator[AssessmentLine]:
    """The latest completed assessment with each of these tools, of each person."""
    seen = set()
    for each in assessments_of_case(case_id, actor=actor):
        key = (each.tool, each.person_id)
        if each.completed_at is not None and each.tool in tools and key not in seen:
            seen.add(key)
            yield each


def _assessment(page: AssessmentPage) -> Written:
    asked = {
        (part, question.id): question.asks for part, _ in page.answers for question in asked_in(page.tool, part.id)
    }
    answers = [
        Section(
            title=_cut(": ".join(filter(None, [
                title_of(page.tool, part.id), page.names.get(part.member or 0, ""), asked.get((part, question), "")
            ]))),
            words=each.words, who=each.by,
        )
        for (part, question), each in page.answers.items()
        if each.words.strip()
    ]  # fmt: skip
    scores = [
        Section(
            title=_cut(f"{title_of(page.tool, area)}: score of the {page.names.get(voice.member or 0, voice.voice)}"),
            words=f"{each.score} of {page.scale.highest}", who=each.by,
        )
        for (area, voice), each in page.scores.items()
        if each.score is not None
    ]  # fmt: skip
    return Written(
        title=page.title, on=page.took_place_on, about=page.person_name, who=page.completed_by,
        sections=tuple([*scores, *answers][:500]),
    )  # fmt: skip


def _cut(words: str) -> str:
    return words if len(words) <= 500 else words[:499] + "…"


def _plan(case_id: int, actor: Actor) -> Written | None:
    lines = plans_of_case(case_id, actor=actor)
    if not lines:
        return None
    page = plan(lines[0].id, actor=actor)
    sections = [each for concern in page.concerns for each in _concern(concern)]
    completed = page.completed_at.astimezone(LONDON).date() if page.completed_at else None
    return Written(
        title=page.title or "Plan", on=completed, about="" if completed else "A draft, not completed yet",
        who=page.completed_by or page.started_by, sections=tuple(sections[:500]),
    )  # fmt: skip


def _concern(concern: ConcernShown) -> Iterator[Section]:
    about = ", ".join(each.name for each in concern.members)
    state = "Achieved. " if concern.is_achieved else "Closed. " if not concern.is_open else ""
    tasks = "\n".join(
        f"{each.title} ({each.to}, {'done' if each.completed_at else f'due {each.due_on:%-d %B %Y}'})"
        for each in concern.tasks
    )
    told = {
        "About": about, "Goal": concern.goal, "How we will know": concern.knowing,
        "If it is not working": concern.contingency, "Tasks": tasks,
    }  # fmt: skip
    words = "\n".join(f"{title}: {words}" for title, words in told.items() if words)
    yield Section(title=_cut(f"Concern {concern.number}: {concern.better}"), words=f"{state}{words}")


def _note(entry: LogEntry, pack: Pack) -> Written:
    parts = [Section(title="", words=entry.what)] if entry.what else []
    parts += [Section(title=_cut(each.title), words=each.words) for each in entry.headings]
    parts += [Section(title="Corrected", words=each.words, who=each.author) for each in entry.corrections]
    return Written(title=pack.title_of("note_types", entry.type), on=entry.day, who=entry.author, sections=tuple(parts))


# --- packets that were made


@dataclass(frozen=True)
class PacketShown:
    """A packet as it is read: it stands unchanged, and its state says what became of it."""

    id: int
    case_id: int
    case_name: str
    direction: str
    transfer_on: date
    comments: str
    persons: Sequence[Mapping[str, Any]]
    contents: Sequence[Mapping[str, Any]]
    digest: str
    document_id: int | None
    state: str
    attempts: int
    last_fault: str
    made_by: str
    made_at: datetime
    sent_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    reasons: str
    other_id: str
    version: int

    @property
    def state_title(self) -> str:
        """What people call the state."""
        return STATES.get(self.state, self.state)

    @property
    def waits(self) -> bool:
        """Whether social care has not answered it."""
        return self.direction == "out" and self.state not in ANSWERED


def packet(packet_id: int, *, actor: Actor) -> PacketShown:
    """One packet. Raises NotFound where it is not there for the actor. One query."""
    row = Packet.objects.select_related("made_by", "case").filter(pk=packet_id).first()
    if row is None:
        raise NotFound
    return _shown(row)


def items_of(packet: PacketShown, *, actor: Actor) -> Sequence[tuple[int, str]]:
    """The steps that wait on the way that a packet belongs to: (item, step's id). One query."""
    journey = Packet.objects.filter(pk=packet.id).values("journey")
    rows = WorkItem.objects.filter(journey__in=journey, done_at__isnull=True)
    return list(rows.values_list("pk", "step"))


@dataclass(frozen=True)
class PacketPage:
    """A page of packets, newest first; and of all of them how many are in each state, and why they bounced."""

    rows: Sequence[PacketShown]
    number: int
    total: int
    states: Mapping[str, int]
    bounces: Sequence[tuple[str, int]]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


def packets(*, actor: Actor, page: int = 1, state: str = "") -> PacketPage:
    """The packets of the cases that the actor sees, perhaps of one state, newest first. Three queries."""
    rows = Packet.objects.filter(direction="out")
    if state:
        rows = rows.filter(state=state)
    shown = rows.select_related("made_by", "case").order_by("-id")[(page - 1) * PAGE : page * PAGE]
    found = rows_of(_COUNTED, {}, keep_plan=False)
    states = {row["state"]: row["found"] for row in found if row["state"]}
    total = states.get(state, 0) if state else sum(states.values())
    bounces = [(row["reason"], row["found"]) for row in found if not row["state"]]
    return PacketPage([_shown(row) for row in shown], page, total, states, bounces)


_COUNTED = f"""
SELECT p.state, '' AS reason, count(*) AS found FROM pathway_packet p WHERE p.direction = 'out' GROUP BY p.state
UNION ALL
(SELECT '', coalesce(nullif(trim(split_part(p.reasons, E'\\n', 1)), ''), 'No reason was given'), count(*)
  FROM pathway_packet p WHERE p.direction = 'out' AND p.state = '{REJECTED}' GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT 20)
"""  # noqa: S608  # put together from our own texts


def _shown(row: Packet) -> PacketShown:
    return PacketShown(
        id=row.pk, case_id=row.case_id, case_name=row.case.name, direction=row.direction, transfer_on=row.transfer_on,
        comments=row.comments, persons=row.persons, contents=row.contents, digest=row.digest,
        document_id=row.document_id, state=row.state, attempts=row.attempts, last_fault=row.last_fault,
        made_by=row.made_by.name, made_at=row.made_at, sent_at=row.sent_at, answered_at=row.answered_at,
        answered_by=row.answered_by, reasons=row.reasons, other_id=row.other_id, version=row.version,
    )  # fmt: skip
