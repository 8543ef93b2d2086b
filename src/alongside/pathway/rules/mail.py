"""Reading a message that somebody forwarded, or that came to the mailbox: who wrote it, when, what it says. Pure.

What a message says of itself is what its sender wrote: it is offered on the contact's form to be checked, never
taken as it is. Nothing that is in a message breaks this.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.message import Message as Enveloped
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser

LONGEST_LINE = 300
_QUOTED = re.compile(r"^[> ]*(From|Sent|Date|To|Cc|Subject)\s*:\s*(.*)$", re.IGNORECASE)
_BEGINS = re.compile(r"^[> ]*-{2,}\s*(Original Message|Forwarded message|Begin forwarded message).*$", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Enclosed:
    """A file that came with a message."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Message:
    """A message as it could be read. `forwarded_by` is who passed it on, where it holds another's message."""

    name: str = ""
    email: str = ""
    forwarded_by: str = ""
    subject: str = ""
    sent_at: datetime | None = None
    text: str = ""
    enclosed: tuple[Enclosed, ...] = field(default_factory=tuple)


class Unreadable(ValueError):
    """A message that is none, or that cannot be read."""


def read_message(raw: bytes) -> Message:
    """An e-mail as it came from a mail server. Raises Unreadable."""
    try:
        parsed = message_from_bytes(raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return _read(parsed)
    except Unreadable:
        raise
    except Exception as fault:  # the library raises many kinds for what no mail program writes
        raise Unreadable(str(fault)[:200]) from None


def _read(parsed: EmailMessage) -> Message:
    name, email = _sender(str(parsed.get("From", "")))
    if not name and not email and not parsed.get("Date"):
        raise Unreadable("This is no e-mail: it says neither who sent it nor when.")
    text = tidy(_text_of(parsed))
    found = read_forwarded(text)
    return Message(
        name=found.name or name, email=found.email or email,
        forwarded_by=(name or email) if found.email or found.name else "",
        subject=clean(str(parsed.get("Subject", "")))[:LONGEST_LINE], sent_at=_when(str(parsed.get("Date", ""))),
        text=text, enclosed=tuple(_files(parsed)),
    )  # fmt: skip


def read_pasted(pasted: str) -> Message:
    """What somebody pasted: an e-mail with its headers, a forwarded one, or plain words. Never raises."""
    pasted = tidy(pasted)
    first = pasted.lstrip().split("\n", 1)[0]
    if re.match(r"^(Received|Return-Path|Message-ID|MIME-Version|Delivered-To):", first, re.IGNORECASE):
        try:
            return read_message(pasted.lstrip().encode("utf-8", "replace"))
        except Unreadable:
            pass
    return read_forwarded(pasted)


def read_forwarded(text: str) -> Message:
    """The message inside another: its From, Sent and Subject lines, and what follows them; else all as it is."""
    lines = text.split("\n")
    for at, line in enumerate(lines[:400]):
        quoted = _QUOTED.match(line)
        if quoted and quoted[1].lower() == "from" and _is_head(lines, at):
            return _from_head(lines, at)
    return Message(text=text)


def _is_head(lines: list[str], at: int) -> bool:
    following = [_QUOTED.match(line) for line in lines[at + 1 : at + 6]]
    return any(each and each[1].lower() in {"sent", "date", "to", "subject"} for each in following)


def _from_head(lines: list[str], at: int) -> Message:
    told: dict[str, str] = {}
    end = at
    for line in lines[at : at + 12]:
        quoted = _QUOTED.match(line)
        if quoted is None:
            break
        told.setdefault(quoted[1].lower(), quoted[2].strip())
        end += 1
    name, email = _sender(told.get("from", ""))
    before = [line for line in lines[:at] if not _BEGINS.match(line)]
    body = "\n".join(line.removeprefix("> ").removeprefix(">") for line in lines[end:]).strip()
    said = "\n".join(before).strip()
    return Message(
        name=name, email=email, subject=told.get("subject", "")[:LONGEST_LINE],
        sent_at=_when(told.get("sent", "") or told.get("date", "")),
        text="\n\n".join(part for part in (body, f"Passed on with these words:\n{said}" if said else "") if part),
    )  # fmt: skip


def _sender(text: str) -> tuple[str, str]:
    mail_to = re.sub(r"\[mailto:([^\]]+)\]", r"<\1>", text)
    found = [each for each in getaddresses([mail_to[:1000]]) if each[1]]
    name, email = found[0] if found else ("", "")
    email = clean(email).strip() if "@" in email else ""
    return clean(name or ("" if email else text)).strip()[:LONGEST_LINE], email[:LONGEST_LINE]


def _when(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC)
    except OverflowError:
        return None


def _text_of(parsed: EmailMessage) -> str:
    body = parsed.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        content = str(body.get_content())
    except (LookupError, UnicodeError, AssertionError, KeyError):
        payload = body.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else str(payload)
    return _Plain.of(content) if body.get_content_subtype() == "html" else content


def _files(parsed: EmailMessage) -> Iterator[Enclosed]:
    for part in parsed.iter_attachments():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            yield Enclosed(clean(part.get_filename() or "attachment")[:200], content)
        elif part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Enveloped):
                yield Enclosed("forwarded message.txt", inner[0].as_bytes())


def clean(text: str) -> str:
    """Words on one line, without what nobody can read."""
    return " ".join(_CONTROL.sub("", text.encode("utf-8", "replace").decode("utf-8", "replace")).split())


def tidy(text: str) -> str:
    """Several lines, without what nobody can read."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8", "replace")
    return _CONTROL.sub("", whole).strip()


class _Plain(HTMLParser):
    """The words of an HTML message: nothing of it is ever shown as HTML."""

    _BREAKS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "table", "blockquote"})
    _HIDDEN = frozenset({"script", "style", "head", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    @classmethod
    def of(cls, text: str) -> str:
        """The words."""
        parser = cls()
        parser.feed(text)
        parser.close()
        lines = [" ".join(line.split()) for line in "".join(parser.parts).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A new line where the message has one; what is not shown is left out."""
        self.hidden += tag in self._HIDDEN
        if tag in self._BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """The end of what is not shown."""
        self.hidden = max(0, self.hidden - (tag in self._HIDDEN))
        if tag in self._BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self.hidden:
            self.parts.append(data.replace("\n", " "))
