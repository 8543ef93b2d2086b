"""A manager's decision on a completed assessment, a completed plan or a held review."""

from alongside.accounts.models import User
from alongside.accounts.post import tell
from alongside.accounts.queries import COORDINATING, manages, practice
from alongside.assessments.models import Assessment
from alongside.cases.access import case_to_change
from alongside.cases.models import Case
from alongside.casework.actions.logs import Contact, Note, write_note
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.events.actions import record
from alongside.packs.schema import Pack
from alongside.plans.models import LONGEST_WORDS, Decision, Meeting, Plan
from alongside.plans.rules.decisions import About, Completed, Deciding, why_not

NOTE_TYPE = "managers-decision"
"""The type of note that a decision stands in on the case, by its exact name (practice framework 11.1)."""

Thing = Assessment | Plan | Meeting


def decide(case_id: int, about: About, thing_id: int, *, agreed: bool | None, words: str, actor: Actor) -> int:
    """Sign something completed off, or ask for more, with words. Returns the decision's id.

    It stands on the case as a note of the type for it, and whoever completed it is told by an e-mail that says nothing
    but that. Raises Refused for anybody but a manager of the owner's or the author's team or the coordinating team, for
    whoever completed it, and once it is signed off; Invalid beside the fields; NotFound where it is not there.
    Source: practice framework 5.2, 11.1.
    """
    case = case_to_change(case_id, actor=actor)
    pack = practice(actor)
    thing, title = _thing(case, about, thing_id, pack)
    author = _author(thing)
    signed = Decision.objects.filter(**{about_field(about): thing.pk}, agreed=True).select_related("decided_by").first()
    standing = Completed(
        by=author.pk, by_team=author.team_id, owner_team=case.owner.team_id, asks=_asks(thing, pack),
        signed_off_by=signed.decided_by.name if signed else "",
    )  # fmt: skip
    who = Deciding(actor.user_id, manages(actor), COORDINATING in actor.roles)
    if refused := why_not(standing, who):
        raise Refused(refused)
    words = _checked(agreed, words)
    log = write_note(_note(about, title, author, bool(agreed), words, pack, actor), case_id=case_id, actor=actor)
    row = Decision.objects.create(
        partnership_id=actor.partnership_id, case=case, about=about, agreed=bool(agreed), words=words, log_id=log,
        decided_by_id=actor.user_id, decided_at=actor.now, **{f"{about_field(about)}_id": thing.pk},
    )  # fmt: skip
    change = {"what": "Manager’s decision", "from": "", "to": SAID[bool(agreed)]}
    facts = {"about": about, about_field(about): thing.pk, "agreed": bool(agreed), "log": log, "changes": [change]}
    record("manager.decided", actor=actor, case=case.pk, facts=facts)
    tell([author.pk], what="decision", address="/decisions/mine/")
    return row.pk


SAID = {True: "Signed off", False: "More is asked for"}


def about_field(about: About) -> str:
    """The field of a decision that names what it is about."""
    return "meeting" if about == "review" else about


def _thing(case: Case, about: About, thing_id: int, pack: Pack) -> tuple[Thing, str]:
    """What is decided about, and what it is called. Raises NotFound for what is not there or not completed."""
    found: Thing | None
    if about == "assessment":
        found = Assessment.objects.filter(case=case, pk=thing_id, completed_at__isnull=False).first()
        title = pack.title_of("tools", found.tool) if found else ""
    elif about == "plan":
        found = Plan.objects.filter(case=case, pk=thing_id, completed_at__isnull=False).first()
        title = found.title if found else ""
    else:
        reviews = [each.id for each in pack.meeting_kinds if each.reviews]
        held = Meeting.objects.filter(plan__case=case, kind__in=reviews, ended_at__isnull=False)
        found = held.filter(pk=thing_id).first()
        title = found.title if found else ""
    if found is None:
        raise NotFound
    return found, title


def _author(thing: Thing) -> User:
    author = thing.ended_by if isinstance(thing, Meeting) else thing.completed_by
    assert author is not None  # completed by somebody
    return author


def _asks(thing: Thing, pack: Pack) -> bool:
    if not isinstance(thing, Assessment):
        return True
    tool = next((each for each in pack.tools if each.id == thing.tool), None)
    return tool is None or not (tool.elsewhere or tool.historic)


def _checked(agreed: bool | None, words: str) -> str:
    words, faults = words.strip(), {}
    if agreed is None:
        faults["agreed"] = "Choose whether you sign it off or ask for more."
    if not words:
        faults["words"] = "Say why, so that whoever completed it can go on."
    elif len(words) > LONGEST_WORDS:
        faults["words"] = f"Use {LONGEST_WORDS:,} characters or fewer. You have {len(words):,}."
    elif "\x00" in words:
        faults["words"] = "Take out the characters that cannot be shown, then save again."
    if faults:
        raise Invalid("Check what is marked below.", faults)
    return words


def _note(about: About, title: str, author: User, agreed: bool, words: str, pack: Pack, actor: Actor) -> Note:
    """The decision as it stands on the case: under the headings of its type, in plain words without."""
    subject = f"The {about} “{title}”, completed by {author.name}."
    decision = f"{SAID[agreed]}. {words}"
    kind = next((each for each in pack.note_types if each.id == NOTE_TYPE), None)
    wanted = [each.id for each in kind.heading] if kind else []
    if kind and wanted:
        headings = {"discussed": subject, "decision": decision}
        # A partnership's own headings: what is required of them is filled with the decision.
        headings |= {each.id: decision for each in kind.heading if each.required and each.id not in headings}
        return Note(
            Contact(actor.now, "", ""), NOTE_TYPE, {name: headings[name] for name in wanted if name in headings}
        )
    return Note(Contact(actor.now, "", "", f"{subject}\n\n{decision}"), NOTE_TYPE if kind else "")
