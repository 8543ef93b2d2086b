"""Telling whoever made a request: by e-mail from here, or recorded as told by telephone, letter or in person."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from alongside.accounts.models import User
from alongside.accounts.queries import actor_for
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.events.actions import record
from alongside.pathway.actions.contacts import CHECK, contact_to_change
from alongside.pathway.models import LONGEST_WORDS, Contact, WorkItem
from alongside.pathway.rules.front_door import HOW, names_in

ORIGINAL, DESK = "original referrer", "early help desk"
SUBJECT = "Your request to Early Help"
"""The same for every e-mail: it says nothing of a family."""
_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)
# A mail server that is away answers an e-mail by itself, and would answer this one, unless told that a program sent it.
_HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True)
class Telling:
    """How whoever made the request is told, and in which words where they are written."""

    how: str
    words: str = ""

    @property
    def by_email(self) -> bool:
        """Whether an e-mail goes out from here."""
        return self.how == "e-mail"


def tell(item: WorkItem, contact: Contact, telling: Telling, *, actor: Actor) -> None:
    """Tell whoever made the request: an e-mail is sent once this transaction commits, the rest is recorded as done.

    Raises Invalid beside "how" where there is no address or no mail server, and beside "words" where the e-mail is
    empty, too long, or names the family. Source: practice framework 1.2, 2.2, 3.1.
    """
    if telling.how not in HOW:
        raise Invalid(CHECK, {"how": "Choose how you tell them."})
    if not telling.by_email:
        return
    _check_email(contact, telling.words)
    send_to_referrer.defer(item_id=item.pk, user_id=actor.user_id)


def _check_email(contact: Contact, words: str) -> None:
    faults: dict[str, str] = {}
    if not contact.referrer.get("email"):
        faults["how"] = "No e-mail address was recorded for them. Add it to the contact, or tell them another way."
    elif not settings.EMAIL_HOST:
        faults["how"] = "No e-mail leaves this installation. Tell them another way, and record how."
    named = names_in(words, (part for each in contact.people.all() for part in (each.forename, each.surname)))
    if not words.strip():
        faults["words"] = "Write what they are told."
    elif len(words) > LONGEST_WORDS:
        faults["words"] = f"Use {LONGEST_WORDS:,} characters or fewer. You have {len(words):,}."
    elif named:
        faults["words"] = f"An e-mail says nothing of the family. Take out: {', '.join(named)}."
    if faults:
        raise Invalid(CHECK, faults)


@app.task(name="alongside.pathway.send_to_referrer", retry=_AGAIN)
def send_to_referrer(item_id: int, user_id: int) -> None:
    """Send the e-mail that a step was finished with. What the mail server refuses is tried again, for some hours."""
    user = User.objects.filter(pk=user_id).first()
    if user is None or not settings.EMAIL_HOST:
        return
    with acting_as(actor_for(user, datetime.now(UTC))):
        item = WorkItem.objects.select_related("journey__contact").filter(pk=item_id).first()
        contact = item.journey.contact if item else None
        if item is None or contact is None:
            return
        address, words = str(contact.referrer.get("email", "")), str(item.answers.get("words", ""))
    if address and words:
        EmailMessage(SUBJECT, words, settings.DEFAULT_FROM_EMAIL, [address], headers=_HEADERS).send()


def tell_desk(contact_id: int, *, of: str, actor: Actor) -> None:
    """Record that the desk which passed the contact on was told. The referrer still is to be: the clock goes on (S006).

    `of` is "receipt", "screening" or "panel".
    """
    contact = contact_to_change(contact_id, actor=actor)
    facts = {"contact": contact.pk, "source": contact.source, "to": DESK}
    if of == "receipt":
        record("referrer.acknowledged", actor=actor, case=contact.case_id, facts=facts)
    else:
        record("referrer.told", actor=actor, case=contact.case_id, facts=facts | {"of": of})
