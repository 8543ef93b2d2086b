"""Every kind of event there is, each with the sentence a person reads in the history."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of event. `sentence` follows the name of whoever did it; {braces} are facts of the event.

    A `look` is somebody reading, kept like everything else, shown apart.
    """

    name: str
    sentence: str
    look: bool = False


_ALL = [
    Kind("case.opened", "nominated the family and opened the case"),
    Kind("case.changed", "changed the case"),
    Kind("case.status-changed", "changed the status"),
    Kind("case.key-information-changed", "changed the key information"),
    Kind("case.looked-at", "opened the case", look=True),
    Kind("case.access-asked", "asked for access"),
    Kind("case.access-answered", "answered a request for access: {answer}"),
    Kind("case.shared", "shared the case with {with}"),
    Kind("case.share-stopped", "stopped sharing the case with {with}"),
    Kind("case.looked-for", "searched the cases", look=True),
    Kind("nomination.updated", "updated the nomination"),
    Kind("assessment-date.corrected", "corrected the assessment date"),
    Kind("flag.started", "started the {flag} flag"),
    Kind("flag.changed", "changed the {flag} flag"),
    Kind("flag.suggested", "suggested the {flag} flag"),
    Kind("case.archived", "archived the case: it is in no list and still found"),
    Kind("case.unarchived", "took the case out of the archive"),
    Kind("criterion.recorded", "recorded the criterion {criterion}"),
    Kind("consent.recorded", "recorded consent: {statement}"),
    Kind("consent.refused", "recorded that the family refused consent"),
    Kind("consent.withdrawn", "recorded that the family withdrew its consent"),
    Kind("consent.basis-recorded", "recorded another lawful basis for sharing: {basis}"),
    Kind("consent.signed-copy-filed", "filed the signed copy of the family's consent"),
    Kind("agency.involved", "involved {agency}"),
    Kind("agency.changed", "changed how to reach {agency}"),
    Kind("agency.ended", "ended the part of {agency}"),
    Kind("member.added", "added a family member"),
    Kind("member.changed", "changed a family member's place in the family"),
    Kind("member.left", "ended a family member's place on the case"),
    Kind("person.added", "added a profile"),
    Kind("person.changed", "changed a profile"),
    Kind("person.moved", "recorded a change of address"),
    Kind("person.looked-at", "opened a profile", look=True),
    Kind("person.looked-for", "searched the profiles", look=True),
    Kind("log.added", "wrote a note"),
    Kind("log.changed", "changed a log"),
    Kind("log.corrected", "corrected a note"),
    Kind("log.deleted", "deleted a note"),
    Kind("log.brought-back", "brought a deleted note back"),
    Kind("action.added", "added an action"),
    Kind("action.changed", "changed an action"),
    Kind("action.completed", "completed an action"),
    Kind("action.reopened", "reopened an action"),
    Kind("chronology.marked", "marked something in the chronology as significant"),
    Kind("chronology.unmarked", "took a mark off in the chronology"),
    Kind("user.away-said", "said when they are out of office"),
    Kind("task.set", "set a task for {to}: {title}"),
    Kind("task.accepted", "accepted the task: {title}"),
    Kind("task.taken", "took the team's task: {title}"),
    Kind("task.given-back", "gave a task back to the team: {title}"),
    Kind("task.completed", "completed the task: {title}"),
    Kind("task.extension-asked", "asked for more time for the task: {title}"),
    Kind("task.extension-answered", "answered the request for more time: {title}"),
    Kind("task.detail-asked", "asked for more detail about the task: {title}"),
    Kind("task.detail-given", "gave more detail about the task: {title}"),
    Kind("task.reassigned", "handed the task to {to}: {title}"),
    Kind("task.reopened", "reopened the task: {title}"),
    Kind("report.added", "wrote a report"),
    Kind("report.changed", "changed a report"),
    Kind("report.linked", "linked a report to the case"),
    Kind("report.unlinked", "took a report off the case"),
    Kind("report.shared", "let {with} see a report"),
    Kind("report.share-stopped", "stopped letting {with} see a report"),
    Kind("report.looked-at", "opened a report", look=True),
    Kind("report.looked-for", "searched the reports", look=True),
    Kind("report.refused", "asked for a report that was not theirs", look=True),
    Kind("message.sent", "sent a message to {to}"),
    Kind("message.copied", "copied a message to the log"),
    Kind("message.read", "read a message", look=True),
    Kind("notifications.chosen", "chose what to be told of"),
    Kind("document.added", "added the document {name}"),
    Kind("document.version-added", "put a newer version of the document {name}"),
    Kind("document.changed", "changed the document {name}"),
    Kind("document.deleted", "deleted the document {name}"),
    Kind("document.restored", "brought back the document {name}"),
    Kind("document.scanned", "had the document {name} scanned: {verdict}"),
    Kind("document.not-kept", "chose a file that was not kept: {why}"),
    Kind("document.looked-at", "opened the document {name}", look=True),
    Kind("document.shown", "read the document {name}", look=True),
    Kind("document.downloaded", "downloaded the document {name}", look=True),
    Kind("document.turned-away", "asked for a document that is not there for them", look=True),
]
KINDS = {kind.name: kind for kind in _ALL}
