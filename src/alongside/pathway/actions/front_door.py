"""What the steps of the front door do: acknowledge, screen, tell whoever made the request, open the family's case."""

from alongside.core.refusals import Refused
from alongside.pathway.actions.effects import Finishing, does
from alongside.pathway.actions.journeys import remember
from alongside.pathway.actions.opening import Opening, join, open_from
from alongside.pathway.actions.referrers import ORIGINAL, Telling, tell
from alongside.pathway.models import LONGEST_WORDS, Contact
from alongside.pathway.rules.front_door import HOW

SCREENED = "screened"
"""The fact of a journey that says by which way screening ended; later steps hang on it."""


def contact_of(doing: Finishing) -> Contact:
    """The contact that a step is about. Raises Refused for a journey of a case alone."""
    contact = doing.journey.contact
    if contact is None:
        raise Refused("This step is about a contact, and this family's process did not begin with one.")
    return contact


@does("acknowledge")
def acknowledge(doing: Finishing) -> None:
    """Confirm to whoever made the request that it came, and by when they hear what becomes of it (1.2)."""
    _tell(doing)


@does("tell referrer")
def tell_referrer(doing: Finishing) -> None:
    """Tell whoever made the request what became of it (2.2, 3.1)."""
    _tell(doing)


def _tell(doing: Finishing) -> None:
    contact = contact_of(doing)
    telling = Telling(str(doing.answers.get("how", "")), str(doing.answers.get("words", "")))
    tell(doing.item, contact, telling, actor=doing.actor)
    doing.facts["to"] = ORIGINAL
    doing.facts["how"] = telling.how
    doing.words.append(f"{HOW[telling.how]}.")


@does("screen")
def screen(doing: Finishing) -> None:
    """Decide what becomes of a contact, by the way chosen (2.1). What was advised stands on the contact (PATH-17)."""
    contact, way = contact_of(doing), doing.way
    doing.facts.setdefault("step_down", False)
    doing.facts.setdefault("outcome", way.outcome if way else "")
    remember(doing.journey, {SCREENED: way.id if way else ""})
    advice = str(doing.answers.get("advice") or "").strip()[:LONGEST_WORDS]
    if advice:
        Contact.objects.filter(pk=contact.pk).update(advice=advice)


@does("open case")
def open_case(doing: Finishing) -> None:
    """Open the family's case from the contact, or join the contact to a case that is open already."""
    contact = contact_of(doing)
    if contact.case_id is not None:  # opened on the way, by another step
        doing.journey.case_id = contact.case_id
        doing.journey.save(update_fields=["case"])
        return
    told = Opening.read(doing.answers)
    case_id = join(contact, told, actor=doing.actor) if told.join else open_from(contact, told, actor=doing.actor)
    doing.journey.refresh_from_db(fields=["case"])
    doing.journey.contact = Contact.objects.get(pk=contact.pk)
    doing.facts["opened"] = case_id
