"""The mailbox becomes contacts, each message once: a real IMAP server on this machine."""

import imaplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from alongside.core.acting import acting_as
from alongside.documents.models import Document
from alongside.pathway.actions import mailbox as reading
from alongside.pathway.actions.mailbox import DAYS, Mailbox, read_mailbox, read_mailboxes
from alongside.pathway.models import Contact
from alongside.pathway.queries.contacts import contact
from alongside.pathway.rules.mail import Unreadable, read_message, read_pasted
from tests.borough import Borough
from tests.site import free_port

pytestmark = pytest.mark.req("PATH-01")

FORWARDED = """Could you look at this please?

-----Original Message-----
From: Ottoline Reed <head@lantern-lane.example>
Sent: Tue, 17 Nov 2026 08:12:00 +0000
To: Early Help Desk
Subject: A pupil of ours

Bram has not been in school since September.
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Mailbox]:
    """A mail server with an empty inbox."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "pymap"), "--host", "127.0.0.1", "--port", str(port), "--no-tls",
               "--no-service", "managesieve", "--no-service", "admin", "dict", "--demo-data"]  # fmt: skip
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        mailbox = Mailbox.at(f"imap://demouser:demopass@127.0.0.1:{port}/INBOX")
        _wait(mailbox, running)
        yield mailbox
    finally:
        running.terminate()
        running.wait(20)


def _wait(mailbox: Mailbox, running: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and running.poll() is None:
        try:
            _put(mailbox)
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("The mail server did not start.")


def _put(mailbox: Mailbox, *messages: bytes) -> None:
    """Empty the inbox, and put these into it."""
    box = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=10)
    box.login(mailbox.user, mailbox.password)
    box.select("INBOX")
    box.store("1:*", "+FLAGS", "(\\Deleted)")
    box.expunge()
    for each in messages:
        box.append("INBOX", "", imaplib.Time2Internaldate(time.time()), each)
    box.logout()


def written(
    subject: str = "A pupil of ours", text: str = "Bram has not been in school.", **headers: str
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Ottoline Reed <head@lantern-lane.example>", "early-help@brackenshore.example"
    message["Subject"], message["Date"] = subject, "Tue, 17 Nov 2026 08:12:00 +0000"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


@pytest.mark.django_db
def test_each_message_is_one_contact_however_often_the_mailbox_is_read(brackenshore: Borough, server: Mailbox) -> None:
    letter = written(Message_ID="<one@lantern-lane.example>")
    letter.add_attachment(b"Attendance: 12 %", maintype="text", subtype="plain", filename="attendance.txt")
    letter.add_attachment(b"MZ\x90\x00\x03", maintype="application", subtype="octet-stream", filename="run.exe")
    _put(server, letter.as_bytes(), written("Without a number", "Please ring me.").as_bytes())

    now = datetime.now(UTC)
    assert read_mailbox("brackenshore", server, now=now) == 2
    assert read_mailbox("brackenshore", server, now=now) == 0

    first = Contact.objects.get(message_id="<one@lantern-lane.example>")
    assert first.source == "mailbox"
    assert first.received_at == datetime(2026, 11, 17, 8, 12, tzinfo=UTC)
    assert first.referrer["email"] == "head@lantern-lane.example"
    assert "Bram has not been in school." in first.concerns
    assert "run.exe" in first.concerns  # what was not kept is said
    with acting_as(brackenshore.actor("Nadir")) as nadir:
        shown = contact(first.pk, actor=nadir)
        assert [each.name for each in shown.documents] == ["attendance"]
        assert shown.waiting[0].does == "acknowledge"
    with acting_as(brackenshore.actor("Silas")):
        assert not Contact.objects.exists()


@pytest.mark.django_db
def test_a_message_that_cannot_be_read_is_left_and_told_of_once(brackenshore: Borough, server: Mailbox) -> None:
    _put(server, b"\xff\xfe\x00 nothing that a mail program writes", written("Fine", Message_ID="<fine@x>").as_bytes())

    now = datetime.now(UTC)
    with override_settings(MAILBOXES={"brackenshore": f"imap://demouser:demopass@127.0.0.1:{server.port}/INBOX"}):
        read_mailboxes(0)
        read_mailboxes(0)

    told = Contact.objects.exclude(message_id="<fine@x>").get()
    assert "could not be read" in told.concerns
    assert Contact.objects.count() == 2
    box = imaplib.IMAP4(server.host, server.port, timeout=10)
    box.login(server.user, server.password)
    assert box.select("INBOX")[1] == [b"2"]  # nothing is taken out of the mailbox
    box.logout()
    assert now


@pytest.mark.django_db
def test_what_a_sender_makes_up_loses_nobodys_message(
    brackenshore: Borough, server: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address that none is, a date before there was e-mail, no number, and more files than anybody sends."""
    monkeypatch.setattr(reading, "MOST", 2)
    monkeypatch.setattr(reading, "MOST_FILES", 3)
    no_address = written("One", Message_ID="<one@x>")
    no_address.replace_header("From", "Somebody <some..body@lantern-lane.example>")
    long_ago = written("Two", Message_ID="<two@x>")
    long_ago.replace_header("Date", "Sat, 1 Jan 0101 00:00:00 +0000")
    for number in range(5):
        long_ago.add_attachment(f"Page {number}".encode(), maintype="text", subtype="plain", filename=f"{number}.txt")
    without = [written(f"Without a number {each}").as_bytes() for each in range(3)]
    last = written("Please ring", Message_ID="<imap 1/3>")
    _put(server, *without, no_address.as_bytes(), long_ago.as_bytes(), last.as_bytes())

    now = datetime.now(UTC)
    assert [read_mailbox("brackenshore", server, now=now) for _ in range(4)] == [2, 2, 2, 0]

    assert Contact.objects.get(message_id="<one@x>").referrer["email"] == ""
    old = Contact.objects.get(message_id="<two@x>")
    assert old.received_at == now - timedelta(days=DAYS) and "2 more files" in old.concerns
    assert Document.objects.filter(received_with=old.pk).count() == 3


def test_a_forwarded_message_is_read_with_who_wrote_it_first() -> None:
    for raw in (FORWARDED, FORWARDED.replace("\n", "\r\n"), "> " + FORWARDED.replace("\n", "\n> ")):
        found = read_pasted(raw)
        assert (found.name, found.email) == ("Ottoline Reed", "head@lantern-lane.example")
        assert found.sent_at == datetime(2026, 11, 17, 8, 12, tzinfo=UTC)
        assert found.text.startswith("Bram has not been in school since September.")
        assert "Could you look at this please?" in found.text
    plain = read_pasted("Bram has not been in school.")
    assert (plain.name, plain.email, plain.sent_at) == ("", "", None)
    assert plain.text == "Bram has not been in school."
    desk = written("FW: A pupil of ours", FORWARDED)
    desk.replace_header("From", "Early Help Desk <desk@council.example>")
    passed_on = read_message(desk.as_bytes())
    assert (passed_on.email, passed_on.forwarded_by) == ("head@lantern-lane.example", "Early Help Desk")


def test_an_html_message_is_read_as_words_and_nothing_of_it_is_kept_as_html() -> None:
    letter = written()
    letter.set_content("<p>Please <b>ring</b> me.</p><script>alert(1)</script><p>Today &amp; soon</p>", subtype="html")
    assert read_message(letter.as_bytes()).text == "Please ring me.\n\nToday & soon"


@given(st.binary(max_size=2_000))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    with suppress(Unreadable):
        read_message(raw)


@given(st.text(max_size=2_000))
def test_nothing_that_somebody_pastes_breaks_it(pasted: str) -> None:
    found = read_pasted(pasted)
    assert "\x00" not in found.text + found.name + found.email + found.subject
