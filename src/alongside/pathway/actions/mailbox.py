"""The front door's mailbox: each message becomes a contact once, and one that cannot be read is left and told of.

Source: practice framework 1.1, "the Family Centre group mailbox".
"""

import imaplib
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import validate_email
from django.db import connection, transaction
from procrastinate.contrib.django import app

from alongside.accounts.queries import practice, public_form
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.documents.actions import keep
from alongside.pathway.actions.contacts import NewContact, Referrer, receive
from alongside.pathway.models import LONGEST_WORDS, Contact
from alongside.pathway.rules.mail import Message, Unreadable, read_message

DAYS = 14
"""So far back each look goes: what is older was there before the mailbox was joined to Alongside."""
LARGEST = 40 * 1024 * 1024
MOST = 200
MOST_FILES = 50
"""So many files of one message are kept: each is scanned and stands by itself."""
TIMEOUT = 30
_ID = re.compile(rb"message-id:\s*(<[^>\r\n]{1,480}>|\S{1,480})", re.IGNORECASE)
_UNREAD = (
    "A message came to the mailbox that could not be read here. It is left in the mailbox: open it there, and write "
    "down here what it says."
)


@dataclass(frozen=True)
class Mailbox:
    """Where a partnership's mailbox is, from an address such as imaps://user:password@host:993/INBOX."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    secure: bool

    @classmethod
    def at(cls, address: str) -> "Mailbox":
        """Read an address. Raises ValueError."""
        parts = urlsplit(address)
        if parts.scheme not in {"imap", "imaps"} or not parts.hostname:
            raise ValueError("A mailbox is written as imaps://user:password@host:993/INBOX.")
        secure = parts.scheme == "imaps"
        return cls(
            parts.hostname, parts.port or (993 if secure else 143), unquote(parts.username or ""),
            unquote(parts.password or ""), unquote(parts.path.strip("/")) or "INBOX", secure,
        )  # fmt: skip


@app.periodic(cron="*/5 * * * *")
@app.task(name="alongside.pathway.read_mailboxes", queueing_lock="pathway.mailboxes", pass_context=False)
def read_mailboxes(timestamp: int) -> None:
    """Look into every mailbox of the settings. Raises ExceptionGroup afterwards where one could not be reached."""
    faults = []
    for slug, address in settings.MAILBOXES.items():
        try:
            read_mailbox(slug, Mailbox.at(address), now=datetime.now(UTC))
        except Exception as fault:  # kept, and raised below
            faults.append(fault)
    if faults:
        raise ExceptionGroup("Some mailboxes could not be read.", faults)


def read_mailbox(slug: str, mailbox: Mailbox, *, now: datetime) -> int:
    """Make a contact of each message that is none yet. Returns how many. Each stands by itself: one that fails is met
    again at the next look, and the others are kept."""
    asked = public_form(slug, now)
    if asked is None:
        return 0
    made, faults = 0, []
    with _open(mailbox) as box:
        for number, known in _new(box, asked.actor, now):
            try:
                made += _take(box, number, known, asked.actor)
            except Exception as fault:  # kept, and raised below
                faults.append(fault)
    if faults:
        raise ExceptionGroup("Some messages were not kept.", faults)
    return made


@contextmanager
def _open(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    if mailbox.secure:
        context = ssl.create_default_context()
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=TIMEOUT)
    else:
        box = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT)
    try:
        box.login(mailbox.user, mailbox.password)
        box.select(f'"{mailbox.folder}"')
        yield box
    finally:
        with suppress(OSError, imaplib.IMAP4.error):  # it may be gone already
            box.logout()


def _new(box: imaplib.IMAP4, actor: Actor, now: datetime) -> list[tuple[bytes, str]]:
    """The messages that are no contacts yet, by their numbers, each with its Message-ID, or with the mailbox's own name
    for it: what has none is not fetched again at every look, and does not stand before all that come after it."""
    validity = (box.response("UIDVALIDITY")[1] or [None])[0] or b""
    since = (now - timedelta(days=DAYS)).strftime("%d-%b-%Y")
    _, found = box.uid("SEARCH", "SINCE", since)
    numbers = (found[0] or b"").split()
    # With a space, which no Message-ID has: nobody writes one that is taken for this.
    ids = {each: _id_of(box, each) or f"imap {validity.decode()}/{each.decode()}" for each in numbers}
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("SELECT pathway_emails_known(%s)", [[*ids.values()]])
        known = {row[0] for row in cursor.fetchall()}
    return [(number, told) for number, told in ids.items() if told not in known][:MOST]


def _id_of(box: imaplib.IMAP4, number: bytes) -> str:
    _, found = box.uid("FETCH", number.decode(), "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
    told = _ID.search(_content(found))
    return told[1].decode("utf-8", "replace") if told else ""


def _content(found: object) -> bytes:
    parts = found if isinstance(found, list) else []
    return next((part[1] for part in parts if isinstance(part, tuple) and isinstance(part[1], bytes)), b"")


def _take(box: imaplib.IMAP4, number: bytes, known: str, actor: Actor) -> int:
    """Make a contact of one message. Returns 1, or 0 where it is one already."""
    _, found = box.uid("FETCH", number.decode(), f"(BODY.PEEK[]<0.{LARGEST}>)")
    raw = _content(found)
    try:
        message = read_message(raw)
    except Unreadable:
        message = None
    with acting_as(actor):
        if Contact.objects.filter(message_id=known).exists():
            return 0
        contact = _received_from(message, known, actor) if message else None
        if message is None or contact is None:
            receive(_left(known, actor), actor=actor)
            return 1
        _keep_files(message, contact.pk, actor)
    box.uid("STORE", number.decode(), "+FLAGS", "(\\Seen)")
    return 1


def _received_from(message: Message, known: str, actor: Actor) -> Contact | None:
    """The contact that a message becomes; None where it says what no contact can: that too has to reach somebody."""
    try:
        with transaction.atomic():
            return receive(_contact(message, known, actor), actor=actor)
    except Invalid:
        return None


def _source(actor: Actor) -> str:
    sources = practice(actor).contact_sources
    found = next((each.id for each in sources if each.id == "mailbox"), "")
    return found or next((each.id for each in sources if each.by == "mailbox"), "")


def _contact(message: Message, known: str, actor: Actor) -> NewContact:
    words = "\n\n".join(part for part in (message.subject, message.text) if part) or "The message has no words."
    if len(words) > LONGEST_WORDS:
        words = f"{words[: LONGEST_WORDS - 200]}\n\n[It goes on in the document beside it.]"
    name = message.name or message.email or "Not said in the message"
    return NewContact(
        source=_source(actor), received_at=_received(message, actor.now),
        referrer=Referrer(name=name, email=_address(message.email)), sent_on_by=message.forwarded_by,
        concerns=words, message_id=known,
    )  # fmt: skip


def _received(message: Message, now: datetime) -> datetime:
    """When it came. A message says of itself when it was sent, and may say anything: nothing older than what is looked
    for was sent before, or its clocks would have run out years ago."""
    return min(max(message.sent_at or now, now - timedelta(days=DAYS)), now)


def _address(typed: str) -> str:
    """An e-mail address that one can answer to, or none: what a message says of its sender may be anything."""
    try:
        validate_email(typed)
    except ValidationError:
        return ""
    return typed


def _left(known: str, actor: Actor) -> NewContact:
    name = "Not known: the message could not be read"
    return NewContact(_source(actor), actor.now, Referrer(name=name), concerns=_UNREAD, message_id=known)


def _keep_files(message: Message, contact_id: int, actor: Actor) -> None:
    """What came with it, through the same checks and the same scanner as any file; what may not be kept is said."""
    facts: Mapping[str, int] = {"contact": contact_id}
    refused = []
    files = [(each.name, each.content) for each in message.enclosed]
    if len(message.text) > LONGEST_WORDS - 200:
        files.append(("message.txt", message.text.encode()))
    if len(files) > MOST_FILES:
        refused.append(f"{len(files) - MOST_FILES} more files. Look at them in the mailbox.")
    for name, content in files[:MOST_FILES]:
        try:
            keep(ContentFile(content, name), actor=actor, received_with=contact_id, facts=facts)
        except Invalid as wrong:
            refused.append(f"{name}: {wrong.fields.get('file', wrong.sentence)}")
    if refused:
        row = Contact.objects.get(pk=contact_id)
        note = "Not kept: " + " ".join(refused)
        Contact.objects.filter(pk=contact_id).update(concerns=f"{row.concerns}\n\n{note}"[: LONGEST_WORDS + 2_000])
