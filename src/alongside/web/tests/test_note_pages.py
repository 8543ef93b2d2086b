"""Notes by HTTP: kept as typed, written once, nothing of a restricted one for others, the same queries at any size."""

import json
import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from alongside.cases.models import Case, Member
from alongside.casework.actions.case_actions import Told, add_action
from alongside.casework.actions.logs import Contact, Note, write_note
from alongside.casework.actions.significance import mark
from alongside.casework.models import CaseAction, Correction, Log, LogMember, NoteDraft
from alongside.casework.rules.logs import ChildSeen
from alongside.core.acting import acting_as
from alongside.web.tests.test_case_changes import fields
from alongside.web.tests.test_case_pages import browser, log, now, statements, text, write
from tests.borough import Borough
from tests.test_nomination import nominate
from tests.test_routes import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(borough: Borough) -> int:
    """Ade's case, which Dev and Carys see too."""
    number = nominate(now(borough, "Ade"))
    for whom in ("dev", "carys"):
        borough.share(Case.objects.get(pk=number), whom)
    return number


def form(page: HttpResponse) -> dict[str, str]:
    """What the page would send as it stands; quotes in hidden fields as they are."""
    html = page.content.decode()
    address = re.search(r'<form method="post" action="([^"]*)"[^>]*data-note', html)
    return {name: unescape(value) for name, value in fields(page).items()} | {"at": address[1] if address else ""}


def send(client: Client, filled: dict[str, str], **more: object) -> HttpResponse:
    """Send a note's form to where its page sends it."""
    told = {name: value for name, value in filled.items() if name != "at"}
    return client.post(filled["at"], told | more)  # type: ignore[return-value]  # django-stubs gives its own


# --- writing


@pytest.mark.req("REC-05")
def test_a_visit_without_its_analysis_is_refused_and_everything_else_is_kept(borough: Borough, family: int) -> None:
    """S041."""
    ade = browser(borough, "ade")
    filled = form(ade.get(f"/cases/{family}/log/add/?type=visit"))
    told = {f"h-{name}": f"About {name}." for name in ("purpose", "who-was-there", "details", "actions")}
    told |= {"h-views-of-the-child": "Likes it."}
    for child in Member.objects.filter(case_id=family, person__forename__in=["Jessa", "Wren"]):
        told |= {f"c-{child.pk}-seen": "yes", f"c-{child.pk}-alone": "no", f"c-{child.pk}-spoken": "yes"}

    refused = send(ade, filled, **told)

    assert refused.status_code == 422
    assert "Write something under Analysis." in text(refused)
    assert not Log.objects.exists()
    elsewhere = browser(borough, "ade").get(filled["at"])
    assert "About purpose." in text(elsewhere), "kept, and found on another machine"
    again = form(refused)
    assert again["h-details"] == "About details."
    done = send(ade, again | told, **{"h-analysis": "Calmer."})
    assert done.status_code == 302 and "#log-" in done["Location"]
    assert LogMember.objects.filter(log__case_id=family, seen=True).count() == 2
    page = text(ade.get(f"/cases/{family}/"))
    assert "Children seen" in page and "Wren Marsh today never never" in page


@pytest.mark.req("REC-10")
def test_at_a_visit_each_child_is_said_of(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    wren, jessa = (Member.objects.get(case_id=family, person__forename=name).pk for name in ("Wren", "Jessa"))
    filled = form(ade.get(f"/cases/{family}/log/add/?type=visit"))
    told = {f"h-{each.id}": "Said." for each in borough.pack.note_type("visit").heading}
    told |= {f"c-{wren}-seen": "no", f"c-{jessa}-seen": "yes", f"c-{jessa}-alone": "yes"}

    refused = send(ade, filled, **told)

    assert "Wren Marsh: Say why they were not seen." in text(refused)
    assert "Jessa Quillan: Say whether they were spoken to." in text(refused)
    mended = {f"c-{wren}-why": "At her nan's.", f"c-{jessa}-spoken": "yes", f"c-{jessa}-words": "Mondays are loud."}
    assert send(ade, form(refused) | told, **mended).status_code == 302
    assert "Mondays are loud." in text(ade.get(f"/cases/{family}/log/"))


@pytest.mark.req("REC-12")
def test_what_is_typed_is_kept_field_by_field_and_written_once(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    filled = form(ade.get(f"/cases/{family}/log/add/"))
    keep_at = f"{filled['at']}keep/?type=log"

    kept = ade.post(keep_at, {"field": "what", "what": "Marnie rang.", "was": filled["was"]})

    answer = json.loads(kept.content)
    assert re.fullmatch(r"\d\d:\d\d", answer["kept"])
    assert not Log.objects.exists()
    for page in (f"/cases/{family}/log/", "/workload/"):
        assert filled["at"] in browser(borough, "ade").get(page).content.decode(), f"found again on {page}"
        assert filled["at"] not in browser(borough, "dev").get(page).content.decode()

    filled |= {"was": answer["was"], "what": "Marnie rang."}
    first, second = send(ade, filled), send(ade, filled)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    once_more = send(ade, filled | {"once": uuid4().hex})
    assert once_more.status_code == 302, "the same words again, without a key: led to the note"
    assert Log.objects.filter(case_id=family).count() == 1
    late = send(ade, filled | {"once": uuid4().hex}, what="Marnie rang, and Jay.")
    assert late.status_code == 409 and "finished already" in text(late) and "and Jay" in text(late)
    assert ade.get(filled["at"]).status_code == 302


@pytest.mark.req("REC-11")
def test_two_windows_of_one_draft_are_shown_both_and_nothing_is_overwritten(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    begun = form(ade.get(f"/cases/{family}/log/add/"))
    send(ade, begun, do="later", what="First.")
    one, two = form(ade.get(begun["at"])), form(ade.get(begun["at"]))
    assert send(ade, one, do="later", what="First, then this.").status_code == 302

    both = send(ade, two, what="First, then that.", where="At home")

    assert both.status_code == 409
    assert "What stands there now First, then this. What you wrote First, then that." in text(both)
    assert not Log.objects.exists()
    [draft] = NoteDraft.objects.all()
    assert (draft.typed["what"], draft.typed["where"]) == ("First, then this.", "At home")
    settled = form(both)
    assert settled["what"] == "First, then that."
    assert send(ade, settled).status_code == 302
    assert Log.objects.get().what == "First, then that."


@pytest.mark.req("REC-05")
def test_another_type_opens_its_headings_and_loses_nothing(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    filled = form(ade.get(f"/cases/{family}/log/add/"))

    changed = send(ade, filled, do="type", type="managers-decision", what="We talked about Wren.")

    assert changed["Location"] == filled["at"]
    page = ade.get(filled["at"])
    assert "Decision and why" in text(page) and "What you wrote first" in text(page)
    now_filled = form(page)
    assert now_filled["what"] == "We talked about Wren."
    done = send(ade, now_filled, **{"h-discussed": "Bedtimes.", "h-decision": "Go on."})
    assert done.status_code == 302
    entry = Log.objects.get()
    assert (entry.type, entry.what) == ("managers-decision", "We talked about Wren.")


def test_a_draft_is_thrown_away_once_asked(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    begun = form(ade.get(f"/cases/{family}/log/add/"))
    send(ade, begun, do="later", what="Never mind.")
    assert "Throw this note away?" in text(ade.get(f"{begun['at']}discard/"))
    assert browser(borough, "dev").get(f"{begun['at']}discard/").status_code == 404
    assert write(ade, f"{begun['at']}discard/").status_code == 302
    assert begun["at"] not in ade.get(f"/cases/{family}/log/").content.decode()


@pytest.mark.parametrize("name", ["type", "author_id", "h-<b>", "c-1-x" * 30, "", "\x00"])
def test_only_fields_of_a_note_are_kept(borough: Borough, family: int, name: str) -> None:
    ade = browser(borough, "ade")
    filled = form(ade.get(f"/cases/{family}/log/add/"))
    at = f"{filled['at']}keep/?type=log"
    assert ade.post(at, {"field": name, name: "x", "was": filled["was"]}).status_code == 409
    assert ade.post(at, {"field": "what", "what": "x", "was": "no"}).status_code == 400
    assert ade.post(at, {"field": "what", "what": "x", "was": filled["was"]}).status_code == 200


# --- restricted: the same bytes with and without it


PAGES = ("", "log/", "log/?time=week", "log/?since=01-01-2020", "log/?words=secret", "members/", "history/", "actions/",
         "chronology/", "chronology/?only=significant", "chronology/?show=all&order=oldest")  # fmt: skip


@pytest.mark.req("SHAR-06", "SHAR-09", "REC-05")
def test_a_colleague_outside_the_circle_gets_the_same_bytes_with_and_without_a_restricted_note(
    borough: Borough, family: int
) -> None:
    ade, dev = now(borough, "Ade"), browser(borough, "dev")
    wren = Member.objects.get(case_id=family, person__forename="Wren").pk
    log(family, ade, "Told to everybody.", days=1)

    def everything() -> list[list[bytes]]:
        pages = [said(dev.get(f"/cases/{family}/{page}")) for page in PAGES]
        # Sealed words differ at every sealing.
        return [re.sub(rb'[?&](amp;)?s=[^"&]+', b"", page).splitlines() for page in pages]

    everything()
    before = everything()
    headings = {each.id: "A secret." for each in borough.pack.note_type("visit").heading}
    children = [ChildSeen(wren, seen=True, seen_alone=True, spoken_to=True, own_words="A secret.")]
    contact = Contact(ade.now - timedelta(hours=2), "A secret place", "Nobody")
    carys = borough.people["carys"].principal_id
    with acting_as(ade):
        number = write_note(Note(contact, "visit", headings, [wren], children, [carys]), case_id=family, actor=ade)
        told = Told("A secret action", "other", ade.today, participants=[f"member:{wren}"])
        action = add_action(told, case_id=family, log_id=number, actor=ade)
        mark(family, "log", number, analysis="A secret that matters.", was=0, actor=ade)

    assert everything() == before
    for gone in (f"log/{number}/", f"log/{number}/correct/", f"log/{number}/delete/", f"actions/{action}/",
                 f"chronology/log/{number}/mark/", f"chronology/action/{action}/mark/"):  # fmt: skip
        address = f"/cases/{family}/{gone}"
        absent = re.sub(rf"/({number}|{action})/(?=\w+/$|$)", "/987654321/", address)
        assert absent != address
        assert dev.get(address).status_code == 404, gone
        assert said(dev.get(address)) == said(dev.get(absent)), gone

    reader = browser(borough, "carys")
    shown = "".join(text(reader.get(f"/cases/{family}/{page}")) for page in PAGES)
    for words in ("A secret place", "A secret action", "A secret that matters.", "Restricted"):
        assert words in shown
    assert "Restricted to Ade Bankole, Carys Penhale" in text(reader.get(f"/cases/{family}/log/{number}/"))


@pytest.mark.req("SHAR-06")
def test_a_note_is_restricted_on_its_page_to_those_who_have_the_case(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    filled = form(ade.get(f"/cases/{family}/log/add/"))
    femi, carys = (str(borough.people[name].principal_id) for name in ("femi", "carys"))

    nobody = send(ade, filled, what="Between us.", restricted="yes")
    assert "Choose who may read it besides you." in text(nobody)
    stranger = send(ade, form(nobody), what="Between us.", restricted="yes", readers=femi)
    assert stranger.status_code == 422 and not Log.objects.exists()

    assert send(ade, form(stranger), what="Between us.", restricted="yes", readers=carys).status_code == 302
    assert "Between us." in text(browser(borough, "carys").get(f"/cases/{family}/log/"))
    assert "Between us." not in text(browser(borough, "dev").get(f"/cases/{family}/log/"))


# --- deleted


@pytest.mark.req("REC-04")
def test_a_note_is_deleted_with_a_reason_and_brought_back(borough: Borough, family: int) -> None:
    number = log(family, now(borough, "Dev"), "On the wrong family.")
    dev, ade = browser(borough, "dev"), browser(borough, "ade")
    at = f"/cases/{family}/log/{number}/"
    assert "Say why it is deleted." in text(write(dev, f"{at}delete/", why=""))
    assert write(dev, f"{at}delete/", why="Meant for others.").status_code == 302
    page = text(dev.get(f"/cases/{family}/log/"))
    assert "was deleted by Dev Mistry" in page and "Meant for others." in page
    assert "On the wrong family." not in page + text(dev.get(at))
    assert "On the wrong family." in text(ade.get(at))
    assert "deleted a note" in text(dev.get(f"/cases/{family}/history/"))
    assert write(dev, f"{at}bring-back/").status_code == 403
    assert write(ade, f"{at}bring-back/").status_code == 302
    assert "On the wrong family." in text(dev.get(f"/cases/{family}/log/"))


# --- reading


def many(borough: Borough, family: int, notes: int) -> None:
    """As many notes on a case, each about a child, every tenth corrected."""
    ade, case = now(borough, "Ade"), Case.objects.get(pk=family)
    wren = Member.objects.get(case_id=family, person__forename="Wren")
    rows = Log.objects.bulk_create(
        Log(partnership=case.partnership, case=case, author=case.owner, what=f"Note {number}.", written_at=ade.now,
            contact_at=ade.now - timedelta(hours=number))
        for number in range(notes)
    )  # fmt: skip
    LogMember.objects.bulk_create(
        LogMember(partnership=case.partnership, log=row, member=wren, seen=True) for row in rows
    )
    Correction.objects.bulk_create(
        Correction(partnership=case.partnership, log=row, author=case.owner, written_at=ade.now, words="So.")
        for row in rows[::10]
    )
    CaseAction.objects.bulk_create(
        CaseAction(partnership=case.partnership, case=case, name=f"Action {number}", type="other", created_on=ade.today,
                   author=case.owner)
        for number in range(notes // 10)
    )  # fmt: skip


@pytest.mark.req("REC-01", "REC-08")
@pytest.mark.parametrize("notes", [3, 2000])
def test_log_overview_actions_and_chronology_take_the_same_statements_at_any_size(
    borough: Borough, family: int, notes: int
) -> None:
    many(borough, family, notes)
    ade = browser(borough, "ade")
    number = Log.objects.filter(case_id=family).order_by("-id")[0].pk
    budgets = {"log/": 11, "log/?words=note&type=log": 11, "actions/": 9, "chronology/": 10, "chronology/?show=all": 10,
               "members/": 10, "log/add/?type=visit": 13, f"log/{number}/": 14}  # fmt: skip
    for page, most in budgets.items():
        ade.get(f"/cases/{family}/{page}")
        with statements() as sent:
            assert ade.get(f"/cases/{family}/{page}").status_code == 200
        assert len(sent) <= most, "\n".join([page, *sent])


@pytest.mark.req("REC-01")
def test_words_looked_for_stand_sealed_in_the_address(borough: Borough, family: int) -> None:
    log(family, now(borough, "Ade"), "The dog barked.")
    log(family, now(borough, "Ade"), "The cat slept.")
    ade = browser(borough, "ade")

    found = ade.post(f"/cases/{family}/log/", {"look": "yes", "words": "dog", "type": "", "since": ""})

    assert found.status_code == 302 and "dog" not in found["Location"]
    page = ade.get(found["Location"])
    assert "The dog barked." in text(page) and "The cat slept." not in text(page)
    assert "Remove the filter Words in the note: dog" in text(page)
    assert "Nothing was logged that fits" in text(ade.get(f"/cases/{family}/log/?words=horse"))
    assert "The cat slept." in text(ade.get(f"/cases/{family}/log/?member=99999999999999999999"))


@pytest.mark.req("REC-01")
def test_a_long_note_is_folded_and_a_late_one_says_by_how_much(borough: Borough, family: int) -> None:
    log(family, now(borough, "Ade"), "A line.\n" * 9, days=33)
    log(family, now(borough, "Ade"), "Short.")
    page = browser(borough, "ade").get(f"/cases/{family}/log/")
    assert page.content.decode().count("al-entry--long") == 1
    assert "Written 33 days after" in text(page)
    assert f"Written on {timezone.localdate().day} " in text(page)
