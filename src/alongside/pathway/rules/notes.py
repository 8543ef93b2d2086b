"""A note whose type sends it to a tray: a process of one step, answering it, that no pack writes down. Pure."""

from alongside.packs.form_schema import Question
from alongside.packs.process_schema import Process, Step
from alongside.packs.schema import NoteType, Pack

OF_NOTE = "note."
"""How the process of such a note is named, with the note type's id after it. An id of a pack holds no full stop."""
ANSWER = "answer"


def called(kind: NoteType, tray: str = "") -> str:
    """What the process of such a note is called, in its own tray or in the one it was sent to."""
    return f"{OF_NOTE}{kind.id}.{tray}" if tray else OF_NOTE + kind.id


def process_of_note(kind: NoteType, pack: Pack, tray: str = "") -> Process:
    """The process of a note of this type: it waits in its tray, or in another, until somebody has answered it."""
    asks = Question(id=ANSWER, asks="What was done about it?", kind="long text", required=True, longest=10_000)
    writes = next((each.id for each in pack.note_types if each.default), "")
    step = Step(
        id=ANSWER, title=f"Answer the note “{kind.title}”", hint=kind.hint, tray=tray or kind.tray, question=(asks,),
        writes=writes, restricted_to=kind.restricted_to,
    )  # fmt: skip
    return Process(id="note", title=kind.title, source=kind.source, begins="by another process", step=(step,))


def process_in(pack: Pack, process_id: str) -> Process:
    """A process of a release, or the one of a note type; one without steps where the release has neither."""
    if process_id.startswith(OF_NOTE):
        wanted, _, tray = process_id.removeprefix(OF_NOTE).partition(".")
        kind = next((each for each in pack.note_types if each.id == wanted), None)
        return process_of_note(kind, pack, tray) if kind else Process(id="gone", title=wanted)
    found = next((each for each in pack.processes if each.id == process_id), None)
    return found or Process(id="gone", title=process_id)
