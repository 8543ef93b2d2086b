"""Messages: writing one to a user or a team, answering, reading, and copying one to the log of its case."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from alongside.accounts.models import Membership, User
from alongside.accounts.post import tell
from alongside.accounts.queries import Colleague, colleague, holder_of
from alongside.cases.circles import make_circle
from alongside.cases.models import Case
from alongside.cases.queries import pointer
from alongside.casework.actions.logs import Contact, add_log
from alongside.casework.models import LONGEST_LINE, LONGEST_WHAT, Attachment, Message, MessageRead
from alongside.casework.queries.messages import known_words, may_receive
from alongside.casework.rules.messages import REASON, filled, unknown_words, words_in
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.documents.actions import attach_waiting
from alongside.events.actions import record


@dataclass(frozen=True)
class Written:
    """What a message says, as typed: {words} are filled in when it is sent. `reason` is what {reason} stands for."""

    subject: str
    text: str
    reason: str = ""


def send(
    to: int,
    *,
    written: Written,
    actor: Actor,
    case_id: int | None = None,
    answers: int | None = None,
    by_mail: bool = False,
    documents: Collection[int] = (),
) -> int:
    """Send a message to a user or a team, about a case or not, perhaps in answer to another. Returns its id.

    `to` is the principal of the user or team. About a case it stands in the case's record, and whoever it is for must
    be allowed to see the case. With `by_mail` an e-mail tells them that there is a message, and nothing of it.
    `documents` are those uploaded for it: of a case they stand among its documents too; of no case the two alone see
    them.

    Raises NotFound for a case or a message that the actor does not see, Invalid beside the field, or beside "to" where
    the recipient may not see the case. Source: E-CINS 8.5.
    """
    whom = _recipient(to, actor)
    if case_id is not None and not Case.objects.visible_to(actor).filter(pk=case_id).exists():
        raise NotFound
    if answers is not None and not _is_about(answers, case_id):
        raise NotFound
    if case_id is not None and not may_receive(case_id, whom, actor=actor):
        sentence = f"{whom.name} cannot see this case, so the message was not sent. What you wrote stands below."
        raise Invalid(sentence, {"to": sentence})
    said = _as_sent(written, known_words(whom, actor=actor, case_id=case_id))
    message = _keep(whom, said, actor, case_id, answers)
    _attach(message, documents, whom, actor, case_id)
    if by_mail:
        tell(_users(whom, actor), what="message", address=f"/messages/{message}/")
    return message


def ask_by_message(
    case_id: int, *, written: Written, actor: Actor, by_mail: bool = False, documents: Collection[int] = ()
) -> int:
    """Write to the owner of a case that one may not see, to ask for access by its number (MSG-03, E-CINS 2.1).

    The message is about no case: whoever writes it does not see the case, and it must say nothing of the family.
    Raises NotFound where the partnership lets nobody learn of its cases, as for a case that is not there.
    """
    owner = colleague(pointer(case_id, actor=actor).owner_id, actor=actor)
    if owner is None:
        raise NotFound
    filled_in = filled_words(written, known_words(owner, actor=actor, case_id=case_id))
    return send(owner.principal, written=filled_in, actor=actor, by_mail=by_mail, documents=documents)


def read(message_id: int, *, actor: Actor) -> None:
    """Note that the actor read a message that is for them; the sender sees when. Read again, nothing changes."""
    message = Message.objects.filter(pk=message_id, recipient_id__in=actor.principals).first()
    if message is None or message.sender_id == actor.user_id:
        return
    _, new = MessageRead.objects.get_or_create(
        partnership_id=actor.partnership_id, message=message, user_id=actor.user_id, defaults={"read_at": actor.now}
    )
    if new:
        record("message.read", actor=actor, case=message.case_id, facts={"message": message.pk})


def copy_to_log(message_id: int, *, actor: Actor) -> int:
    """Copy a message about a case to its log, so that what was decided in it stands there (S154). Returns the log's id.

    Raises NotFound for a message that is about no case, or is not the actor's to see.
    """
    message = Message.objects.select_related("sender").filter(pk=message_id, case__isnull=False).first()
    if message is None or message.case_id is None:
        raise NotFound
    whom = holder_of(message.recipient_id, actor=actor)
    who = f"{message.sender.name} to {whom.name if whom else 'a colleague'}"
    contact = Contact(
        message.sent_at, "Message in Alongside", who, f"{message.subject}\n\n{message.text}"[:LONGEST_WHAT]
    )
    log = add_log(message.case_id, contact=contact, actor=actor)
    record("message.copied", actor=actor, case=message.case_id, facts={"message": message.pk, "log": log})
    return log


def _is_about(message_id: int, case_id: int | None) -> bool:
    """Whether a message that the actor sees is about this case, or, for None, about none."""
    return case_id in Message.objects.filter(pk=message_id).values_list("case_id", flat=True)


def _recipient(to: int, actor: Actor) -> Colleague:
    whom = holder_of(to, actor=actor)
    if whom is None or whom.kind not in {"user", "team"} or whom.principal != to:
        raise Invalid("Choose whom to write to.", {"to": "Choose a user or a team of this partnership."})
    if to == actor.own:
        raise Invalid("Choose whom to write to.", {"to": "This is you. Choose somebody else."})
    if whom.user_id is not None and not User.objects.filter(pk=whom.user_id, is_active=True).exists():
        raise Invalid("Choose whom to write to.", {"to": f"{whom.name} does not work here any more."})
    return whom


def filled_words(written: Written, known: Mapping[str, str]) -> Written:
    """The message with those of its words filled in that are known already."""
    return replace(written, subject=filled(written.subject, known), text=filled(written.text, known))


def _users(whom: Colleague, actor: Actor) -> Sequence[int]:
    """The user, or everybody in the team, but for whoever writes."""
    if whom.user_id is not None:
        return [whom.user_id]
    of_team = Membership.objects.filter(team__principal_id=whom.principal, user__is_active=True)
    of_team = of_team.exclude(user_id=actor.user_id)
    return list(of_team.values_list("user_id", flat=True))


def _as_sent(written: Written, known: Mapping[str, str]) -> Written:
    """The message with its words filled in. Raises Invalid beside the field that cannot be right."""
    tidy = Written(" ".join(written.subject.split()), written.text.strip(), written.reason.strip())
    asks = REASON in {*words_in(tidy.subject), *words_in(tidy.text)}
    known = {**known, REASON: tidy.reason}
    faults = {
        name: fault
        for name in ("subject", "text", "reason")
        if (fault := _fault(name, getattr(tidy, name), known, asks_reason=asks))
    }
    if faults:
        raise Invalid("Check what is marked below.", faults)
    sent = replace(tidy, subject=filled(tidy.subject, known), text=filled(tidy.text, known))
    return _short_enough(replace(sent, subject=" ".join(sent.subject.split())))


def _fault(name: str, typed: str, known: Mapping[str, str], *, asks_reason: bool) -> str:
    if "\x00" in typed:
        return "Take out the characters that cannot be shown, then send it again."
    if name == "reason":
        return "Say the reason: it is filled in where the message says {reason}." if asks_reason and not typed else ""
    if not typed:
        return "Enter a subject." if name == "subject" else "Write the message."
    unknown = unknown_words(typed, known)
    if not unknown:
        return ""
    words = ", ".join(f"{{{word}}}" for word in known)
    return f"Nothing is known to fill in for {', '.join(unknown)}. These can be filled in here: {words}."


def _short_enough(sent: Written) -> Written:
    longest = {"subject": LONGEST_LINE, "text": LONGEST_WHAT}
    faults = {
        name: f"Use {most:,} characters or fewer. You have {len(getattr(sent, name)):,}."
        for name, most in longest.items()
        if len(getattr(sent, name)) > most
    }
    if faults:
        raise Invalid("Make it shorter.", faults)
    return sent


def _attach(message: int, documents: Collection[int], whom: Colleague, actor: Actor, case_id: int | None) -> None:
    if not documents:
        return
    circle = make_circle([whom.principal], actor=actor, why="A message") if case_id is None else None
    attached = attach_waiting(documents, actor=actor, case=case_id, circle=circle, facts={"message": message})
    Attachment.objects.bulk_create(
        Attachment(partnership_id=actor.partnership_id, document_id=document, message_id=message)
        for document in attached
    )


def _keep(whom: Colleague, said: Written, actor: Actor, case_id: int | None, answers: int | None) -> int:
    message = Message.objects.create(
        partnership_id=actor.partnership_id, case_id=case_id, sender_id=actor.user_id, recipient_id=whom.principal,
        audience=sorted({actor.own, whom.principal}), answers_id=answers, subject=said.subject, text=said.text,
        sent_at=actor.now,
    )  # fmt: skip
    facts = {"message": message.pk, "to": whom.name, "principal": whom.principal}
    record("message.sent", actor=actor, case=case_id, facts=facts)
    return message.pk
