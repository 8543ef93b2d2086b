"""The pages of messages by HTTP: writing, reading, answering, copying; the statements they take; who gets nothing."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alongside.cases.models import Case
from alongside.casework.actions.messages import Written, send
from alongside.casework.models import Log, Message
from alongside.core.acting import acting_as
from alongside.packs.schema import MessageTemplate
from alongside.web.formatted import formatted
from alongside.web.pages.message_write import _fits
from alongside.web.tests.test_case_pages import browser, now, statements, text, write
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("MSG-01")]


def sent(borough: Borough, by: str, to: str, subject: str = "Mornings", **more: int) -> int:
    """Somebody writes to somebody or to a team, behind the pages."""
    whom = (borough.people.get(to) or borough.teams[to]).principal_id
    with acting_as(now(borough, by)) as actor:
        return send(whom, written=Written(subject, "She was **in** on both."), actor=actor, **more)


@pytest.fixture
def case(borough: Borough) -> Case:
    """Ade's case, shared with Dev."""
    made = borough.case()
    borough.share(made, "Dev")
    return made


def principal(borough: Borough, name: str) -> int:
    return borough.people[name].principal_id


# --- writing


def test_a_message_is_written_sent_once_and_read(borough: Borough) -> None:
    ade, esme = browser(borough, "ade"), browser(borough, "esme")
    found = ade.get("/messages/write/", {"q": "esme"})
    [address] = re.findall(r'href="(/messages/write/\d+/)"><strong>Esme Farrow', found.content.decode())
    key = uuid4().hex

    for _ in range(2):  # a double click
        answer = ade.post(address, {"once": key, "subject": "Mornings", "text": "She was **in** on both."})
        assert answer.status_code == 302

    assert Message.objects.count() == 1
    listed = text(ade.get("/messages/?show=sent"))
    assert "Mornings" in listed and "Not read yet" in listed
    assert "Inbox 1 not read" in text(esme.get("/messages/"))
    shown = esme.get(answer.headers["Location"])
    assert "<strong>in</strong>" in shown.content.decode()
    assert "Inbox 1" not in text(esme.get("/messages/"))
    assert "Read by Esme Farrow on" in text(ade.get(answer.headers["Location"]))


def test_a_fault_keeps_what_was_typed(borough: Borough) -> None:
    ade, address = browser(borough, "ade"), f"/messages/write/{principal(borough, 'esme')}/"

    wrong = write(ade, address, subject="", text="Dear {nickname}, about Jessa’s mornings")

    assert wrong.status_code == 422
    assert "Enter a subject." in text(wrong)
    assert "Nothing is known to fill in for {nickname}." in text(wrong)
    assert "Dear {nickname}, about Jessa’s mornings" in wrong.content.decode()
    right = write(ade, address, subject="Mornings", text="Dear {first name}, about Jessa’s mornings")
    assert right.status_code == 302
    assert Message.objects.get().text == "Dear Esme, about Jessa’s mornings"


def test_a_preview_shows_the_marks_and_sends_nothing(borough: Borough) -> None:
    address = f"/messages/write/{principal(borough, 'esme')}/"
    shown = write(
        browser(borough, "ade"), address, subject="To {first name}", text="- **one**\n- <b>two</b>", preview="yes"
    )

    assert shown.status_code == 200
    assert "Not sent yet" in text(shown) and "To Esme" in text(shown)
    assert "<li><strong>one</strong></li>\n<li>&lt;b&gt;two&lt;/b&gt;</li>" in shown.content.decode()
    assert not Message.objects.exists()


@pytest.mark.req("MSG-03")
def test_somebody_without_the_case_is_named_so_and_what_to_do_stands_there(borough: Borough, case: Case) -> None:
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    address = f"/cases/{case.pk}/messages/write/{principal(borough, 'esme')}/"

    for client, offer in ((ade, "Share the case with Esme Farrow"), (dev, "Ask Ade Bankole to share the case")):
        assert offer in text(client.get(address))
        refused = write(client, address, subject="Mornings", text="What we agreed")
        assert refused.status_code == 422
        assert "Esme Farrow cannot see this case" in text(refused) and offer in text(refused)
        assert "What we agreed" in refused.content.decode()
    assert not Message.objects.exists()

    [asking] = re.findall(r'href="([^"]+)">Ask Ade', dev.get(address).content.decode())
    letter = dev.get(asking.replace("&amp;", "&")).content.decode()
    assert f"please can you share case {case.pk} with the colleague named here" in letter
    assert "The colleague is Esme Farrow, Pastoral lead" in letter
    borough.share(case, "Esme")
    assert write(dev, address, subject="Mornings", text="What we agreed").status_code == 302


@pytest.mark.req("MSG-03", "SHAR-12")
def test_asking_for_access_starts_from_the_words_of_the_pack(borough: Borough, elsewhere: Borough, case: Case) -> None:
    femi = browser(borough, "femi")
    [address] = re.findall(r'href="(/cases/\d+/ask/)"', femi.get(f"/cases/{case.pk}/").content.decode())
    letter = femi.get(address).content.decode()

    assert f"Access to case {case.pk}" in letter
    assert f"Dear Ade,\n\nplease can you give me access to case {case.pk}? {{reason}}" in letter
    assert "Quillan" not in letter and "2ND" not in letter
    told = {"subject": f"Access to case {case.pk}", "text": "Dear Ade, {reason}"}
    assert "Say the reason" in text(write(femi, address, **told))
    answer = write(femi, address, **told, reason="A neighbour rang.")
    assert answer.status_code == 302
    message = Message.objects.get()
    assert (message.case_id, message.text) == (None, "Dear Ade, A neighbour rang.")
    assert "Quillan" not in text(femi.get(answer.headers["Location"]))

    assert browser(borough, "dev").get(address).headers["Location"] == f"/cases/{case.pk}/"
    assert browser(elsewhere, "ines").get(address).status_code == 404
    assert femi.get("/cases/987654321/ask/").status_code == 404


@pytest.mark.req("MSG-03")
def test_a_template_is_offered_where_its_words_can_be_filled_in(borough: Borough, case: Case) -> None:
    address = f"/cases/{case.pk}/messages/write/{principal(borough, 'dev')}/"
    ade = browser(borough, "ade")

    assert "Invite to a meeting" in text(ade.get(address))
    assert "Ask for access" not in text(ade.get(address))
    assert f"we meet about case {case.pk} on" in ade.get(f"{address}?template=invite").content.decode()
    assert "we meet" not in ade.get(f"{address}?template=nothing").content.decode()
    general = ade.get(f"/messages/write/{principal(borough, 'dev')}/?template=invite").content.decode()
    assert "we meet" not in general and "Start from" not in general
    assert _fits(MessageTemplate(id="thanks", title="Thanks", subject="Thank you", text="{first name}"), None)


# --- reading


def test_an_answer_goes_back_with_its_subject_about_the_same_case(borough: Borough, case: Case) -> None:
    number = sent(borough, "Ade", "dev", case_id=case.pk)
    dev = browser(borough, "dev")
    page = dev.get(f"/messages/{number}/answer/").content.decode()
    assert 'value="Re: Mornings"' in page and "What you answer" in page

    answer = write(dev, f"/messages/{number}/answer/", subject="Re: Mornings", text="Gladly.")

    thread = text(browser(borough, "ade").get(answer.headers["Location"]))
    assert thread.index("She was in on both.") < thread.index("Gladly.")
    assert Message.objects.get(answers=number).case_id == case.pk


@pytest.mark.req("REC-01")
def test_a_message_about_a_case_is_copied_to_its_log_once(borough: Borough, case: Case) -> None:
    number, other = sent(borough, "Ade", "dev", case_id=case.pk), sent(borough, "Ade", "dev")
    dev, key = browser(borough, "dev"), uuid4().hex
    assert "is added in your name" in text(dev.get(f"/messages/{number}/copy/"))

    for _ in range(2):
        assert dev.post(f"/messages/{number}/copy/", {"once": key}).status_code == 302

    log = Log.objects.get()
    assert (log.who, log.what) == ("Ade Bankole to Dev Mistry", "Mornings\n\nShe was **in** on both.")
    assert log.author_id == borough.people["dev"].pk
    assert "Mornings" in text(dev.get(f"/cases/{case.pk}/log/"))
    assert dev.get(f"/messages/{other}/copy/").status_code == 404
    assert dev.post(f"/messages/{other}/copy/", {"once": uuid4().hex}).status_code == 404


@pytest.mark.req("SHAR-06")
def test_a_message_that_is_not_theirs_looks_like_none_at_all(borough: Borough, elsewhere: Borough) -> None:
    number = sent(borough, "Ade", "esme")
    for client in (browser(borough, "bryony"), browser(borough, "carys"), browser(elsewhere, "ines")):
        for part in ("", "answer/", "copy/"):
            assert client.get(f"/messages/{number}/{part}").status_code == 404
        assert write(client, f"/messages/{number}/answer/", subject="x", text="x").status_code == 404
    assert Message.objects.count() == 1
    assert browser(borough, "esme").get(f"/messages/{number}/").status_code == 200


@pytest.mark.parametrize("more", [0, 60])
def test_the_lists_take_as_many_statements_however_many_messages_there_are(
    borough: Borough, case: Case, more: int
) -> None:
    numbers = [sent(borough, "Ade", "dev", f"Number {each}", case_id=case.pk) for each in range(3 + more)]
    dev, ade = browser(borough, "dev"), browser(borough, "ade")

    for client, address, most in (
        (dev, "/messages/", 7),
        (ade, "/messages/?show=sent", 7),
        (dev, f"/cases/{case.pk}/messages/", 9),
        (dev, f"/messages/{numbers[0]}/", 12),
    ):
        client.get(address)
        with statements() as said:
            answer = client.get(address)
        assert answer.status_code == 200
        assert len(said) <= most, f"{address}\n" + "\n".join(said)
    assert ("Next" in text(dev.get("/messages/"))) == bool(more)
    assert "past the end" in text(dev.get("/messages/?page=9"))


def test_an_empty_inbox_says_why(borough: Borough) -> None:
    client: Client = browser(borough, "greta")
    assert "No messages for you yet" in text(client.get("/messages/"))
    assert "You have sent no messages" in text(client.get("/messages/?show=sent"))


# --- attachments


def file(name: str = "letter.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"Thank you for the meeting on Tuesday.\n" * 3, "text/plain")


@pytest.mark.req("DOC-01", "SHAR-06")
def test_what_is_attached_of_no_case_is_for_the_two_alone(borough: Borough) -> None:
    ade, esme = browser(borough, "ade"), browser(borough, "esme")
    address = f"/messages/write/{principal(borough, 'esme')}/"
    wrong = write(ade, address, subject="", text="Here it is.", attached=file())
    assert wrong.status_code == 422
    [kept] = re.findall(r'name="attached-kept" value="(\d+)"', wrong.content.decode())

    right = write(ade, address, subject="The letter", text="Here it is.", **{"attached-kept": kept})

    assert f'href="/documents/{kept}/">letter' in esme.get(right.headers["Location"]).content.decode()
    assert esme.get(f"/documents/{kept}/").status_code == 200
    for other in ("bryony", "carys"):
        assert browser(borough, other).get(f"/documents/{kept}/").status_code == 404


@pytest.mark.req("DOC-01")
def test_what_is_attached_about_a_case_stands_among_its_documents(borough: Borough, case: Case) -> None:
    ade, address = browser(borough, "ade"), f"/cases/{case.pk}/messages/write/{principal(borough, 'dev')}/"
    answer = write(ade, address, subject="The letter", text="Here it is.", attached=file("school.txt"))

    dev = browser(borough, "dev")
    assert "school" in text(dev.get(answer.headers["Location"]))
    assert "school" in text(dev.get(f"/cases/{case.pk}/documents/"))
    refused = write(ade, address, subject="x", text="x", attached=SimpleUploadedFile("x.exe", b"MZ" + b"\0" * 99))
    assert refused.status_code == 422 and "was not kept" in text(refused)
    assert Message.objects.count() == 1


# --- formatted text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**a** *b*\nc", '<p class="govuk-body"><strong>a</strong> <em>b</em><br>\nc</p>\n'),
        ("<script>x</script>", '<p class="govuk-body">&lt;script&gt;x&lt;/script&gt;</p>\n'),
        ("# no heading", '<p class="govuk-body"># no heading</p>\n'),
        ("a < b & c", '<p class="govuk-body">a &lt; b &amp; c</p>\n'),
    ],
)
def test_a_little_markdown_is_shown_and_everything_else_stands_as_typed(typed: str, shown: str) -> None:
    assert formatted(typed) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "[x](javascript:alert(1))", "[x](data:text/html,x)", "[x](http://plain.example)", "[x](//elsewhere.example)",
        "[x](mailto:a@b.example)", "[x](relative)", "<javascript:alert(1)>", "[x](\\/\\/elsewhere.example)",
        "[x](&#106;avascript:alert(1))", "[x](<https:/\n/e>)",
    ],
)  # fmt: skip
def test_a_link_leads_to_https_or_to_this_site_alone(typed: str) -> None:
    assert "href" not in formatted(typed)
    assert 'href="https://e.example/a" class="govuk-link" rel="noopener' in formatted("[x](https://e.example/a)")
    assert 'href="/cases/7/"' in formatted("[x](/cases/7/)")


@pytest.mark.parametrize("typed", ["![p](https://e.example/p.png)", "<img src=x>", "<b onclick=x>", "<svg/onload=x>"])
def test_nothing_loads_or_runs(typed: str) -> None:
    assert not re.search(r"<(img|b|svg|script|style|iframe)|<[^>]*\son\w+=", formatted(typed))
