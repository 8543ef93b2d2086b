"""Updates, statuses, meetings and reviews by HTTP: what is kept and refused, who sees what, in how many queries."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from alongside.casework.actions.tasks import To
from alongside.casework.models import Message, Task
from alongside.core.acting import acting_as
from alongside.plans.actions.family_answers import NewAnswer, record_answers
from alongside.plans.actions.meetings import NewMeeting, end_meeting, say_progress, start_meeting
from alongside.plans.actions.plans import start_plan
from alongside.plans.actions.said import NewSaid, say
from alongside.plans.actions.updates import Told, add_update
from alongside.plans.models import Concern, ConcernProgress, Meeting, Plan, PlanUpdate, Said
from alongside.plans.tests.planned import Planned, planned
from alongside.web.tests.test_case_changes import fields
from alongside.web.tests.test_case_pages import browser, now, statements, text, write
from tests.borough import Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db
AGO = 20
"""The plan was completed so many days ago."""


@pytest.fixture
def family(borough: Borough) -> Planned:
    return planned(borough, timezone.localdate() - timedelta(days=AGO))


@pytest.fixture
def ade(borough: Borough) -> Client:
    return browser(borough, "ade")


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d-%m-%Y}"


def at(family: Planned, path: str = "") -> str:
    return f"/cases/{family.case}/{path}"


def begun(ade: Client, family: Planned, kind: str = "partnership") -> int:
    """Begin a meeting as its page would. Returns its id."""
    told = {"kind": kind, "title": "First review", "held_on": day(0), "place": "School"}
    done = write(ade, at(family, "meetings/add/"), **told)
    assert done.status_code == 302, text(done)
    return int(re.findall(r"meetings/(\d+)/room", done["Location"])[0])


def part(family: Planned, meeting: int, slug: str, more: str = "") -> str:
    return at(family, f"meetings/{meeting}/room/{slug}/{more}")


# --- updates


@pytest.mark.req("PLAN-04")
def test_an_update_is_written_shown_under_its_concern_and_somebody_is_told(
    borough: Borough, ade: Client, family: Planned
) -> None:
    address = at(family, f"plans/{family.plan}/concerns/{family.income}/updates/add/")
    page = ade.get(address)
    assert "Dev Mistry" in text(page) and "Femi" not in text(page) and at(family, "access/") in page.content.decode()
    told = {"type": "progress", "on": day(-3), "words": "She rang the adviser.",
            "tell": [borough.people["dev"].principal_id]}  # fmt: skip

    refused = write(ade, address, **{**told, "on": day(1)})
    assert refused.status_code == 422 and "The date cannot be after today." in text(refused)
    assert "She rang the adviser." in refused.content.decode() and not PlanUpdate.objects.exists()
    done = write(ade, address, **told)

    assert done.status_code == 302 and done["Location"].endswith(f"/plan/#concern-{family.income}")
    shown = text(ade.get(at(family, "plan/")))
    assert "She rang the adviser." in shown and "Told: Dev Mistry." in shown
    assert Message.objects.get().recipient_id == borough.people["dev"].principal_id


@pytest.mark.req("PLAN-04")
def test_an_update_sent_twice_is_written_once(ade: Client, family: Planned) -> None:
    address, once = at(family, f"plans/{family.plan}/updates/add/"), uuid4().hex
    for _ in range(2):
        told = {"once": once, "type": "open", "on": day(0), "words": "They agreed."}
        assert ade.post(address, told).status_code == 302
    assert PlanUpdate.objects.count() == 1


@pytest.mark.req("PLAN-04")
def test_a_crafted_receiver_concern_or_type_is_refused(borough: Borough, ade: Client, family: Planned) -> None:
    address = at(family, f"plans/{family.plan}/updates/add/")
    told = {"type": "open", "on": day(0), "words": "They agreed."}
    for wrong in ({"tell": [borough.people["femi"].principal_id]}, {"type": "zzyzx"}, {"on": "31-02-2026"}):
        assert write(ade, address, **(told | wrong)).status_code == 422
    other = planned(borough, timezone.localdate() - timedelta(days=AGO))
    assert ade.get(at(family, f"plans/{other.plan}/updates/")).status_code == 404
    assert ade.get(at(family, f"plans/{family.plan}/concerns/{other.income}/updates/add/")).status_code == 404
    assert write(ade, address, **told).status_code == 302


# --- status


@pytest.mark.req("PLAN-04")
def test_a_status_says_first_what_follows_and_then_does_it(ade: Client, family: Planned) -> None:
    choose = text(ade.get(at(family, f"plans/{family.plan}/status/")))
    assert "Family moved" in choose and "Not achieved yet: concern 1, Fen and Nerys" in choose
    address = at(family, f"plans/{family.plan}/status/moved/")
    first = ade.get(address)
    assert "The plan ends: no more reviews are due." in text(first) and "2 tasks of this plan" in text(first)
    empty = write(ade, address, **{**fields(first), "words": ""})
    assert empty.status_code == 422 and "How it came to this" in text(empty)

    done = write(ade, address, **{**fields(ade.get(address)), "words": "They live in Penwether now."})

    assert done.status_code == 302 and Plan.objects.get().status == "moved"
    assert "They live in Penwether now." in text(ade.get(at(family, "plan/")))
    assert ade.get(at(family, f"plans/{family.plan}/updates/add/")).status_code == 403
    assert ade.get(at(family, f"plans/{family.plan}/status/nowhere/")).status_code == 404


@pytest.mark.req("PLAN-04")
def test_a_status_that_cannot_be_names_the_concern_and_keeps_what_was_typed(ade: Client, family: Planned) -> None:
    """S137: one concern is open."""
    Concern.objects.filter(pk=family.income).update(closed_on=timezone.localdate(), closed_because="achieved")
    address = at(family, f"plans/{family.plan}/status/achieved/")
    assert "concern 2, Jessa wants" in text(ade.get(address))
    told = {"version": family.row.version, "on": day(0), "words": "All of it.", "initial-status": "open"}
    refused = write(ade, address, **told)
    assert refused.status_code == 403 and "concern 2, Jessa wants" in text(refused)
    assert "All of it." in refused.content.decode()

    Concern.objects.filter(pk=family.confidence).update(closed_on=timezone.localdate(), closed_because="achieved")
    assert write(ade, address, **told).status_code == 302
    assert Plan.objects.get().status == "achieved"


@pytest.mark.req("PLAN-04")
def test_a_status_changed_by_somebody_else_meanwhile_is_not_changed_over(
    borough: Borough, ade: Client, family: Planned
) -> None:
    moved, gone = (at(family, f"plans/{family.plan}/status/{each}/") for each in ("moved", "disengaged"))
    mine = {**fields(ade.get(moved)), "words": "They left."}
    dev = browser(borough, "dev")
    assert write(dev, gone, **{**fields(dev.get(gone)), "words": "They said no."}).status_code == 302
    conflict = write(ade, moved, **mine)
    assert conflict.status_code == 409 and "They left." in conflict.content.decode()
    assert Plan.objects.get().status == "disengaged"


# --- meetings


@pytest.mark.req("PLAN-04")
def test_a_meeting_needs_a_plan_in_hand_and_the_page_leads_to_it(borough: Borough) -> None:
    case = nominate(now(borough, "Ade"))
    client = browser(borough, "ade")
    page = client.get(f"/cases/{case}/meetings/add/")
    assert "No plan yet" in text(page) and f"/cases/{case}/plan/" in page.content.decode()
    assert "No meetings yet" in text(client.get(f"/cases/{case}/meetings/"))
    with acting_as(now(borough, "Ade")) as actor:
        start_plan(case, actor=actor)
    assert "Kind of meeting" in text(client.get(f"/cases/{case}/meetings/add/"))


@pytest.mark.req("PLAN-05")
@pytest.mark.parametrize(
    ("days", "says"), [(1, "cannot be after today"), (-AGO - 1, "A review cannot be before that.")]
)
def test_a_review_before_its_plan_or_in_the_future_is_refused_beside_the_date(
    ade: Client, family: Planned, days: int, says: str
) -> None:
    told = {"kind": "partnership", "title": "First review", "held_on": day(days), "place": ""}
    refused = write(ade, at(family, "meetings/add/"), **told)
    assert refused.status_code == 422 and says in text(refused) and 'value="First review"' in refused.content.decode()
    assert write(ade, at(family, "meetings/add/"), **(told | {"held_on": day(0)})).status_code == 302


@pytest.mark.req("PLAN-04", "PLAN-05")
def test_a_review_from_its_beginning_to_its_minutes(borough: Borough, ade: Client, family: Planned) -> None:
    number = begun(ade, family)
    people = {**fields(ade.get(part(family, number, "people"))), "others_present": "Mr Osei, housing"}
    people["present"] = [f"user:{borough.people['ade'].pk}", f"member:{family.member}"]
    assert write(ade, part(family, number, "people"), **people).status_code == 302

    say_at = part(family, number, f"concern-{family.income}", "say/")
    assert write(ade, say_at, kind="decision", words="We go on.").status_code == 302
    wrong = write(ade, say_at, kind="action", words="Ring the clinic")
    assert (
        wrong.status_code == 422 and "Say who does it." in text(wrong) and "Ring the clinic" in wrong.content.decode()
    )
    told = {"kind": "action", "words": "Ring the clinic", "to": f"user:{borough.people['dev'].pk}", "due_on": day(5)}
    assert write(ade, say_at, **told).status_code == 302
    assert Task.objects.filter(title="Ring the clinic", to_user=borough.people["dev"]).exists()

    end = part(family, number, "end")
    early = write(ade, end, **fields(ade.get(end)))
    assert early.status_code == 422 and "Say how far concern 1 has come." in text(early)
    for concern in (family.income, family.confidence):
        address = part(family, number, f"concern-{concern}")
        told = {**fields_of(ade.get(address), "al-progress"), "progress": "some", "words": "Step by step."}
        assert write(ade, address, **told).status_code == 302
    late = write(ade, end, **{**fields(ade.get(end)), "next_on": day(43)})
    assert late.status_code == 422 and "at least every 42 days" in text(late)
    done = write(ade, end, **fields(ade.get(end)))

    assert done.status_code == 302 and done["Location"] == at(family, f"meetings/{number}/")
    minutes = text(ade.get(done["Location"]))
    assert "Mr Osei, housing" in minutes and "We go on." in minutes and "Some progress" in minutes
    assert "Ring the clinic Dev Mistry, by" in minutes and "Manager’s decision" in minutes and "Awaited" in minutes
    assert family.row.review_on == timezone.localdate() + timedelta(days=42)
    assert ade.get(part(family, number, "people")).status_code == 302
    assert write(ade, say_at, kind="point", words="Too late.").status_code == 403
    assert "in 42 days" in text(ade.get(at(family, "meetings/")))


def fields_of(page: HttpResponse, form: str) -> dict[str, str]:
    """What the form of this class on a page would send."""
    html = page.content.decode()
    start = html.rindex("<form", 0, html.index(form))
    shown = HttpResponse("<main " + html[start:])
    return fields(shown)


@pytest.mark.req("PLAN-05")
def test_what_is_typed_is_kept_at_once_and_nothing_of_somebody_elses_is_lost(
    borough: Borough, ade: Client, family: Planned
) -> None:
    number = begun(ade, family)
    dev = browser(borough, "dev")
    address = part(family, number, "other")
    mine, theirs = (was_of(each.get(address)) for each in (ade, dev))
    kept = ade.post(f"{address}keep/", {"field": "notes", "notes": "Snow.", "was": mine})
    assert kept.status_code == 200 and kept.json()["kept"] and Meeting.objects.get().notes == "Snow."
    clash = dev.post(f"{address}keep/", {"field": "notes", "notes": "Sun.", "was": theirs})
    assert clash.status_code == 409 and "Press Save to see both" in clash.json()["sentence"]
    more = ade.post(f"{address}keep/", {"field": "notes", "notes": "Snow, much.", "was": kept.json()["was"]})
    assert more.status_code == 200 and Meeting.objects.get().notes == "Snow, much."
    alone = dev.post(
        f"{part(family, number, 'private')}keep/",
        {"field": "private", "private": "Hm.", "was": theirs_of(dev, family, number)},
    )
    assert alone.status_code == 200 and Meeting.objects.get().private == "Hm."

    concern = part(family, number, f"concern-{family.income}")
    was = was_of(ade.get(concern))
    for field, value in (("progress", "good"), ("words", "She did it.")):
        answer = ade.post(f"{concern}keep/", {"field": field, field: value, "was": was})
        assert answer.status_code == 200, answer.content
        was = answer.json()["was"]
    told = ConcernProgress.objects.get()
    assert (told.progress, told.words) == ("good", "She did it.")


def was_of(page: HttpResponse) -> str:
    """What a page posts back as what it was made with."""
    return re.findall(r'name="was" value="([^"]*)"', page.content.decode())[0].replace("&#34;", '"')


def theirs_of(client: Client, family: Planned, number: int) -> str:
    return was_of(client.get(part(family, number, "private")))


@pytest.mark.req("PLAN-05")
def test_a_hostile_keep_is_refused(ade: Client, family: Planned) -> None:
    number = begun(ade, family)
    address = part(family, number, "other", "keep/")
    was = was_of(ade.get(part(family, number, "other")))
    for told, status in (
        ({}, 400), ({"field": "title", "title": "X", "was": was}, 400), ({"field": "notes", "was": "[" * 3000}, 200),
        ({"field": "notes", "notes": "X", "was": "{"}, 409), ({"field": "notes", "notes": "X", "was": "[]"}, 409),
        ({"field": "notes", "notes": "x" * 10_001, "was": was}, 409),
        ({"field": "notes", "notes": "a\x00", "was": was}, 409),
    ):  # fmt: skip
        assert ade.post(address, told).status_code == status, told
    assert ade.post(part(family, number, "nowhere", "keep/"), {"field": "notes"}).status_code == 400
    assert Meeting.objects.get().notes == ""
    assert ade.post(address, {"field": "notes", "notes": "X", "was": was}).status_code == 200


@pytest.mark.req("PLAN-04")
def test_two_who_save_the_notes_see_both(borough: Borough, ade: Client, family: Planned) -> None:
    number = begun(ade, family)
    dev, address = browser(borough, "dev"), part(family, number, "other")
    pages = [fields_of(each.get(address), "data-keep-url") for each in (ade, dev)]
    assert write(ade, address, **(pages[0] | {"notes": "Snow."})).status_code == 302
    both = write(dev, address, **(pages[1] | {"notes": "Sun."}))
    assert both.status_code == 409 and "Snow." in text(both) and "Sun." in text(both)
    assert Meeting.objects.get().notes == "Snow."


@pytest.mark.req("PLAN-05")
def test_the_projected_side_shows_nothing_private_no_address_no_flag(ade: Client, family: Planned) -> None:
    number = begun(ade, family)
    for slug, kind, words in (
        (f"concern-{family.income}", "private", "Zircon worries me."), ("private", "private", "Zircon twice."),
        (f"concern-{family.income}", "decision", "We go on."), ("other", "point", "Spring comes."),
    ):  # fmt: skip
        assert write(ade, part(family, number, slug, "say/"), kind=kind, words=words).status_code == 302
    page = part(family, number, "private")
    assert (
        write(ade, page, **(fields_of(ade.get(page), "data-keep-url") | {"private": "Zircon thrice."})).status_code
        == 302
    )

    wall = ade.get(at(family, f"meetings/{number}/projected/"))

    html = wall.content.decode()
    assert "Zircon" not in html and "CH99" not in html and "Early Help since" not in html and "flag" not in html.lower()
    assert "We go on." in html and "Spring comes." in html and "Fen and Nerys" in html
    minutes = text(ade.get(at(family, f"meetings/{number}/")))
    assert "Zircon worries me." in minutes and "Zircon thrice." in minutes


@pytest.mark.req("PLAN-04")
def test_a_new_concern_comes_from_a_meeting(ade: Client, family: Planned) -> None:
    number = begun(ade, family)
    address = at(family, f"meetings/{number}/concerns/add/")
    empty = write(ade, address, better=" ")
    assert empty.status_code == 422 and "Say what to make better." in text(empty)
    done = write(ade, address, better="Marnie is about to lose her flat.")
    found = Concern.objects.get(better__startswith="Marnie is about")
    assert done.status_code == 302 and done["Location"] == part(family, number, f"concern-{found.pk}")
    assert found.meeting_id == number and found.number == 3


@pytest.mark.req("PLAN-05")
def test_something_said_is_struck_and_what_is_struck_already_is_no_fault(ade: Client, family: Planned) -> None:
    number = begun(ade, family)
    write(ade, part(family, number, "other", "say/"), kind="point", words="Snow.")
    said = Said.objects.get()
    for _ in range(2):
        assert write(ade, at(family, f"meetings/{number}/said/{said.pk}/strike/")).status_code == 302
    assert "Snow." not in text(ade.get(part(family, number, "other")))


@pytest.mark.req("PLAN-05", "SHAR-06")
def test_a_meeting_of_another_family_or_of_nobody_is_not_there(borough: Borough, ade: Client, family: Planned) -> None:
    number = begun(ade, family)
    other = planned(borough, timezone.localdate() - timedelta(days=AGO))
    esme = browser(borough, "esme")
    for path in ("", "room/", "room/other/", "projected/", "change/"):
        assert ade.get(at(other, f"meetings/{number}/{path}")).status_code == 404, path
        assert esme.get(at(family, f"meetings/{number}/{path}")).status_code == 404, path
    for path in ("room/other/say/", "room/other/keep/", "said/1/strike/", "concerns/add/"):
        assert write(esme, at(family, f"meetings/{number}/{path}"), kind="point", words="x").status_code == 404, path
    assert ade.get(part(family, number, f"concern-{other.income}")).status_code == 404
    assert ade.get(part(family, number, "other")).status_code == 200


@pytest.mark.req("PLAN-05")
def test_reviews_that_are_due_wait_on_the_home_page_and_stand_on_the_case(ade: Client, family: Planned) -> None:
    assert "Review of the plan of" not in text(ade.get("/home/"))
    assert "in 22 days" in text(ade.get(at(family)))
    Plan.objects.filter(pk=family.plan).update(review_on=timezone.localdate() - timedelta(days=3))
    home = text(ade.get("/home/"))
    assert "Review of the plan of Marsh / Quillan CH99 2ND 3 days overdue" in home
    number = begun(ade, family)
    assert at(family, f"meetings/{number}/room/") in ade.get("/home/").content.decode()


@pytest.mark.req("PLAN-05", "PLAN-07")
def test_what_the_family_said_to_a_concern_stands_in_the_room_and_is_never_projected(
    borough: Borough, ade: Client, family: Planned
) -> None:
    with acting_as(now(borough, "Ade")) as actor:
        said = NewAnswer(False, "We never asked for money.", concern_id=family.income)
        record_answers(family.plan, member_id=family.member, answers=[said], actor=actor)
    meeting = begun(ade, family)
    room = text(ade.get(part(family, meeting, f"concern-{family.income}")))
    assert "What the family says to it" in room and "We never asked for money." in room and "does not agree" in room
    assert "We never asked" not in text(ade.get(part(family, meeting, f"concern-{family.confidence}")))
    for page in ("projected/", ""):
        assert "We never asked" not in text(ade.get(at(family, f"meetings/{meeting}/{page}")))


# --- in how many queries


@pytest.mark.req("PLAN-05")
@pytest.mark.parametrize("more", [0, 12])
def test_the_pages_take_the_same_queries_whatever_there_is(
    borough: Borough, ade: Client, family: Planned, more: int
) -> None:
    actor = now(borough, "Ade")
    with acting_as(actor):
        for past in range(1 + more):
            held = actor.today - timedelta(days=1 + more - past)
            old = start_meeting(family.plan, meeting=NewMeeting("partnership", "Review", held), actor=actor)
            for concern in (family.income, family.confidence):
                say_progress(old, concern, progress="some", words="", version=0, actor=actor)
            end_meeting(old, next_on=held + timedelta(days=30), version=1, actor=actor)
        number = start_meeting(family.plan, meeting=NewMeeting("partnership", "Now", actor.today), actor=actor)
        for each in range(2 + more):
            to = To("user", actor.user_id)
            action = NewSaid("action", f"Step {each}", family.income, to, actor.today + timedelta(days=9))
            say(number, said=action, actor=actor)
            add_update(family.plan, told=Told("On.", actor.today, "open"), actor=actor, concern_id=family.income)
    budgets = {
        "meetings/": 17, f"meetings/{old}/": 19, f"meetings/{number}/room/concern-{family.income}/": 16,
        f"meetings/{number}/projected/": 14, f"plans/{family.plan}/updates/": 15, f"plans/{family.plan}/status/": 15,
        f"plans/{family.plan}/updates/add/": 14,
    }  # fmt: skip
    for path in budgets:
        ade.get(at(family, path))
    took = {}
    for path in budgets:
        with statements() as sent:
            assert ade.get(at(family, path)).status_code == 200
        took[path] = len(sent)
    assert all(took[path] <= most for path, most in budgets.items()), took
