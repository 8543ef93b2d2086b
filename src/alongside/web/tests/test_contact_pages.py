"""The front door by HTTP: recorded on one page, screened, told; and the pages without an account."""

import itertools
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from alongside.accounts.queries import practice
from alongside.cases.models import Case
from alongside.core.acting import acting_as
from alongside.pathway.actions.contacts import NewContact, NewPerson, Referrer, receive
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.models import Contact, WorkItem
from alongside.web.pages.public import RequestForm
from alongside.web.tests.test_case_pages import browser, now, statements, text, write
from tests.borough import Borough

pytestmark = pytest.mark.django_db

TYPED = {
    "source": "telephone", "received_on": "17-11-2026", "received_at": "9:30", "name": "Ottoline Reed",
    "organisation": "Lantern Lane Primary School", "kind": "school", "email": "head@lantern-lane.example",
    "p0_forename": "Bram", "p0_surname": "Aldous", "p0_born_on": "2-4-2017", "p0_relationship": "Son",
    "p1_forename": "Tansy", "p1_surname": "Aldous", "p1_postcode": "CH99 2ND",
    "concerns": "Not in school since September.", "area": "quay", "hoped-for": "Back in school",
}  # fmt: skip
ASKED = {
    "name": "Ottoline Reed", "kind": "school", "email": "head@lantern-lane.example", "concerns": "Not in school.",
    "p0_forename": "Bram", "p0_surname": "Aldous", "agree": "on",
}  # fmt: skip
STRINGS = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "hostile" / "strings"

_FRESH = re.compile(
    r'nonce="[^"]*"|value="[^"]{20,}"|X-CSRFToken": "[^"]*|\d+ (second|minute)s? ago|just now|\d\d:\d\d'
)
"""What is another in every answer."""


@pytest.fixture(autouse=True)
def _nobody_was_counted() -> Iterator[None]:
    """Each test begins with nobody having tried anything."""
    cache.clear()
    yield
    cache.clear()


def told(borough: Borough, who: str = "Maren", name: str = "Bram") -> int:
    with acting_as(now(borough, who)) as actor:
        people = [NewPerson(name, "Aldous", date(2017, 4, 2), "Son")]
        by = Referrer("Ottoline Reed")
        return receive(NewContact("telephone", actor.now, by, "", "Away.", "quay", people), actor=actor).pk


def waits(contact_id: int) -> WorkItem:
    return WorkItem.objects.get(journey__contact=contact_id, done_at__isnull=True)


def confirmed(borough: Borough, contact_id: int) -> WorkItem:
    """A contact whose receipt was confirmed, so that it waits to be screened."""
    with acting_as(now(borough, "Nadir")) as nadir:
        finish(waits(contact_id).pk, version=1, done=Done("", {"how": "telephone", "words": ""}), actor=nadir)
    return waits(contact_id)


@pytest.mark.req("PATH-01")
def test_a_contact_is_recorded_on_one_page_and_nothing_typed_is_lost(brackenshore: Borough) -> None:
    maren = browser(brackenshore, "maren")
    empty = write(maren, "/contacts/add/", **{**TYPED, "concerns": "", "received_on": "31-2-2026"})
    assert empty.status_code == 422
    assert "Say what they are worried about" in text(empty) and "Back in school" in empty.content.decode()

    done = write(maren, "/contacts/add/", **TYPED)

    row = Contact.objects.get()
    assert done.status_code == 302 and done["Location"] == f"/contacts/{row.pk}/"
    page = text(maren.get(f"/contacts/{row.pk}/"))
    for words in ("Bram Aldous, Tansy Aldous", "Not in school since September.", "Back in school", "Ottoline Reed"):
        assert words in page
    assert row.answers == {"hoped-for": "Back in school"}
    assert not re.search("Aldous|Bram", done["Location"])


@pytest.mark.req("PATH-01")
def test_the_same_child_is_shown_before_a_second_contact_is_recorded(brackenshore: Borough) -> None:
    first, maren = told(brackenshore), browser(brackenshore, "maren")
    typing = text(maren.post("/contacts/known/", TYPED))
    assert "Open contact" in typing and "Quayside Family Centre" in typing
    again = write(maren, "/contacts/add/", **TYPED)
    assert again.status_code == 422 and f"/contacts/{first}/" in again.content.decode()

    assert write(maren, "/contacts/add/", **TYPED, sure="on").status_code == 302
    assert Contact.objects.count() == 2


@pytest.mark.req("PATH-01", "SHAR-12")
def test_an_open_case_says_who_has_it_and_of_another_only_whom_to_ask(brackenshore: Borough) -> None:
    contact = told(brackenshore)
    item = confirmed(brackenshore, contact)
    with acting_as(now(brackenshore, "Quentin")) as quentin:
        finish(item.pk, version=1, done=Done("panel"), actor=quentin)
    with acting_as(now(brackenshore, "Nadir")) as nadir:
        finish(waits(contact).pk, version=1, done=Done("", {"how": "letter"}), actor=nadir)
        person = Contact.objects.get(pk=contact).people.get()
    quentin_at = browser(brackenshore, "quentin")
    address = f"/contacts/{contact}/steps/{waits(contact).pk}/"
    nothing = write(quentin_at, address, version="1", name="", area="")
    assert nothing.status_code == 422 and "Aldous" in text(nothing)
    opened = write(
        quentin_at, address, version="1", name="Aldous CH99 2ND", area="quay", head=str(person.pk), basis="public task",
        why="A child is out of school.", **{f"who_{person.pk}": "new"},
    )  # fmt: skip
    assert opened.status_code == 302
    assert Case.objects.get().name == "Aldous CH99 2ND"

    sees = text(quentin_at.post("/contacts/known/", TYPED))
    assert "This looks like" in sees and "which Quentin Amos has" in sees
    maren = browser(brackenshore, "maren")
    told_of = text(maren.post("/contacts/known/", TYPED))
    assert "known to early help" in told_of and "ask Quentin Amos" in told_of
    assert "This looks like" not in told_of
    # Whoever took the call sees how far it has come, and nothing of what goes on with the family now.
    shown = maren.get(f"/contacts/{contact}/")
    assert shown.status_code == 200 and "Put something right" not in text(shown)
    assert "Put something right" in text(quentin_at.get(f"/contacts/{contact}/"))
    changed = write(maren, f"/contacts/{contact}/change/", version="2", **{**TYPED, "concerns": "Something else."})
    assert changed.status_code == 403 and "you do not have it" in text(changed)
    done = WorkItem.objects.filter(journey__contact=contact, done_at__isnull=False).latest("done_at")
    for item in (done, waits(contact)):
        for page in (maren.get(f"/items/{item.pk}/"), write(maren, f"/items/{item.pk}/take/")):
            assert page.status_code == 403 and "A child is out of school." not in text(page)
    assert quentin_at.get(f"/items/{done.pk}/").status_code == 200


@pytest.mark.req("PATH-02", "PATH-17")
def test_screening_goes_from_one_contact_to_the_next(brackenshore: Borough) -> None:
    first, second = told(brackenshore, name="Bram"), told(brackenshore, name="Wilf")
    one, two = confirmed(brackenshore, first), confirmed(brackenshore, second)
    quentin = browser(brackenshore, "quentin")
    assert "2 contacts to screen" in text(quentin.get("/screening/"))
    at = f"/contacts/{first}/steps/{one.pk}/?next=screening"

    missing = write(quentin, at, way="advice", version="1")
    assert missing.status_code == 422 and "Answer this: What was advised?" in text(missing)
    done = write(quentin, at, way="advice", version="1", **{"advice.advice": "Ring the attendance service."})

    assert done["Location"] == f"/contacts/{second}/steps/{two.pk}/?next=screening"
    last = write(quentin, done["Location"], way="no-further-action", version="1", **{"no-further-action.why": "Known."})
    assert last["Location"] == "/screening/"
    assert "Nothing waits for screening" in text(quentin.get("/screening/"))
    assert "Ring the attendance service." in text(quentin.get(f"/contacts/{first}/"))
    assert Case.objects.count() == 0


@pytest.mark.req("PATH-01")
def test_the_e_mail_names_no_family_and_gives_the_reference_and_the_day(
    brackenshore: Borough, settings: Settings
) -> None:
    settings.EMAIL_HOST, settings.SITE_ADDRESS = "mail.example.org", "https://alongside.example"
    maren = browser(brackenshore, "maren")
    write(maren, "/contacts/add/", **TYPED)
    row = Contact.objects.get()
    nadir, address = browser(brackenshore, "nadir"), f"/contacts/{row.pk}/steps/{waits(row.pk).pk}/"
    offered = text(nadir.get(address))
    assert "Dear Ottoline Reed," in offered and "https://alongside.example/reference/" in offered
    assert f"{row.reference[:5]}-{row.reference[5:]}" in offered and "You will be told by" in offered
    named = write(nadir, address, version="1", how="e-mail", words="We have your request about Bram.")
    assert named.status_code == 422 and "Take out: Bram." in text(named)

    assert write(nadir, address, version="1", how="e-mail", words="We have your request.").status_code == 302


@pytest.mark.req("SHAR-06")
def test_a_contact_is_not_there_for_other_teams(brackenshore: Borough, thornhaven: Borough) -> None:
    number = told(brackenshore)
    item = waits(number)
    for borough, who in ((brackenshore, "silas"), (thornhaven, "una")):
        stranger = browser(borough, who)
        for address in ("", "change/", f"steps/{item.pk}/"):
            assert stranger.get(f"/contacts/{number}/{address}").status_code == 404
        assert "Aldous" not in text(stranger.get("/contacts/"))
        assert "Aldous" not in text(stranger.get("/screening/"))
    assert browser(brackenshore, "nadir").get(f"/contacts/{number}/").status_code == 200


def test_pages_of_contacts_take_as_many_statements_for_twenty_as_for_two(brackenshore: Borough) -> None:
    few = told(brackenshore)
    maren = browser(brackenshore, "maren")
    counted: dict[str, list[int]] = {}
    for more in (18, 0):
        for address in ("/contacts/", "/screening/", f"/contacts/{few}/"):
            maren.get(address)
            with statements() as asked:
                assert maren.get(address).status_code == 200
            counted.setdefault(address, []).append(len(asked))
        for number in range(more):
            told(brackenshore, name=f"Child{'abcdefghijklmnopqrst'[number]}")
    assert all(one >= other for one, other in counted.values()), counted
    assert counted["/contacts/"][1] <= 12


# --- without an account


def request_page(client: Client) -> dict[str, str]:
    """The hidden fields of the public form."""
    page = client.get("/request/brackenshore/").content.decode()
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return {"once": found[1]}


@pytest.mark.req("PATH-01", "PATH-14")
def test_anybody_can_ask_for_help_and_follow_the_request(brackenshore: Borough) -> None:
    client = Client()
    hidden = request_page(client)
    wrong = client.post("/request/brackenshore/", {**ASKED, **hidden, "concerns": "", "email": ""})
    assert wrong.status_code == 422 and "Give an e-mail address or a telephone number" in text(wrong)
    assert "Bram" in wrong.content.decode()

    for _ in range(2):  # pressed twice
        sent = client.post("/request/brackenshore/", {**ASKED, **hidden})

    row = Contact.objects.get()
    code = f"{row.reference[:5]}-{row.reference[5:]}"
    assert sent.status_code == 200 and code in text(sent)
    assert set(client.cookies) <= {"csrftoken"}
    assert row.source in {"e-form", "request-for-support"}
    with acting_as(now(brackenshore, "Nadir")):
        assert Contact.objects.filter(pk=row.pk).exists()
    followed = text(client.post("/reference/", {"code": code.lower()}))
    assert "Received" in followed and "Not yet" in followed
    assert not re.search("Bram|Aldous|Ottoline|Lantern", followed)


@pytest.mark.req("PATH-14")
def test_a_wrong_reference_and_one_that_is_nobodys_look_the_same(brackenshore: Borough) -> None:
    client = Client()
    told(brackenshore)
    known = Contact.objects.get().reference
    slip = known[:-1] + next(sign for sign in "234" if sign != known[-1])
    pages = set()
    for code in (slip, "2222222222", "CCCCCCCCCC"):
        page = client.post("/reference/", {"code": code}).content.decode()
        pages.add(_FRESH.sub("", page).replace(code, ""))
    assert len(pages) == 1


@pytest.mark.req("PATH-14")
def test_references_cannot_be_tried_one_after_the_other() -> None:
    client = Client()
    answers = [client.post("/reference/", {"code": f"C{number}"}).status_code for number in range(25)]
    assert answers[0] == 422
    assert answers[-1] == 429
    assert client.get("/reference/").status_code == 200


@pytest.mark.req("SHAR-06", "PATH-14")
def test_the_public_pages_are_the_same_bytes_whether_there_is_a_contact_or_not(brackenshore: Borough) -> None:
    client, outsider = Client(), browser(brackenshore, "silas")

    def seen() -> list[str]:
        pages = [client.get("/request/brackenshore/"), client.get("/reference/")]
        pages += [client.post("/reference/", {"code": "X"})]
        pages += [outsider.get(address) for address in ("/contacts/", "/screening/", "/home/", "/cases/", "/people/")]
        return [_FRESH.sub("", page.content.decode()) for page in pages]

    before = seen()
    told(brackenshore)
    cache.clear()
    for one, other in zip(before, seen(), strict=True):
        assert one == other


@pytest.mark.req("ORG-05")
def test_before_its_day_a_kind_of_organisation_is_told_the_day_and_the_number(thornhaven: Borough) -> None:
    with acting_as(now(thornhaven, "Una")) as una:
        pack = practice(una)
    typed = {**ASKED, "kind": "primary-school"}
    early = RequestForm(typed, pack=pack, today=date(2026, 8, 3))
    assert not early.is_valid()
    assert early.errors["kind"] == ["This form opens to your organisation on 1 October 2026."]
    assert RequestForm({**typed, "kind": "secondary-school"}, pack=pack, today=date(2026, 8, 3)).is_valid()

    assert RequestForm(typed, pack=pack, today=date(2026, 10, 1)).is_valid()


def test_a_program_that_fills_in_everything_is_thanked_and_nothing_is_kept(brackenshore: Borough) -> None:
    client = Client()
    sent = client.post("/request/brackenshore/", {**ASKED, **request_page(client), "website": "https://example.org"})
    assert sent.status_code == 200
    assert Contact.objects.count() == 0
    client.post("/request/brackenshore/", {**ASKED, **request_page(client)})
    assert Contact.objects.count() == 1


OURS = [
    "", " ", "%", "_", "\\", "'", '"', "''; DROP TABLE pathway_contact; --", "\x00", "a\x00b",
    "\r\n", "\u2028", "\ufeff",
    "\u202eabc", "שלום", "ｆｕｌｌ", "👩\u200d👧", "é" * 500, "x" * 20_000, "ö̲̅" * 100, "<script>alert(1)</script>",
    "{{ 7*7 }}", "${7*7}", "../../etc/passwd", "=cmd|' /C calc'!A0", "-1", "0", "99999999999999999999", "1e400",
    "\ud800",
    "30-2-2026", "0-0-0", "9999-12-31", "NaN", "true", "[]", "a@b", "a@b.c\nBcc: x@y.z", "+44" * 100,
]  # fmt: skip


def hostile() -> list[str]:
    """Naughty strings of others, where they are on this machine, and ours."""
    theirs = json.loads((STRINGS / "blns.json").read_text()) if (STRINGS / "blns.json").exists() else []
    for each in sorted(STRINGS.glob("fuzzdb_*.txt")) if STRINGS.exists() else ():
        theirs += each.read_text(errors="replace").splitlines()[:60]
    return [*OURS, *(each for each in theirs if isinstance(each, str))]


@pytest.mark.req("PATH-01", "PATH-14")
def test_a_thousand_hostile_requests_get_a_page_and_never_a_fault(brackenshore: Borough, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    client = Client(raise_request_exception=False)
    fields = [*ASKED, "p1_born_on", "p0_born_on", "p0_relationship", "p0_postcode", "once", "website", "going-well",
              "family-knows", "telephone", "version"]  # fmt: skip
    strings = itertools.cycle([each.encode("utf-8", "surrogatepass") for each in hostile()])
    statuses: dict[int, int] = {}
    for number in range(1_000):
        string = next(strings)
        if number % 20 == 0:
            every = dict.fromkeys(fields, string)
            answer = client.post("/request/brackenshore/", {**every, "once": str(uuid4()), "website": ""})
        elif number % 20 in (1, 2):
            field = fields[number // 20 % len(fields)]
            answer = client.post("/request/brackenshore/", {**ASKED, "once": str(uuid4()), field: [string, string]})
        elif number % 10 == 3:
            answer = client.get("/reference/", {"code": string, "s": string, "page": string})
        else:
            answer = client.post("/reference/", {"code": string})
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
    assert set(statuses) <= {200, 400, 404, 413, 422}, statuses
    assert statuses[200] > 100 and statuses[422] > 500
