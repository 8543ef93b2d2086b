"""The family's copy by HTTP: chosen, looked at, made, printed, answered; few statements at any size; nothing leaks."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from alongside.cases.models import Case, Member
from alongside.casework.actions.tasks import Asked, To, set_task
from alongside.core.acting import acting_as
from alongside.events.models import Event
from alongside.plans.actions.concerns import NewConcern, add_concern
from alongside.plans.actions.plans import start_plan
from alongside.plans.actions.tasks import put_task_on
from alongside.plans.models import Concern, FamilyAnswer, Meeting, PlanUpdate
from alongside.plans.tests.families import assessed
from alongside.web.tests.test_case_pages import browser, now, statements, text, write
from tests.borough import Borough
from tests.pdf import Read
from tests.test_nomination import nominate

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLAN-07")]

SECRET = "Heronsgate"


@pytest.fixture
def case(borough: Borough) -> int:
    """Ade's case with a plan of two concerns: the mornings of Jessa, and what is Jay's own."""
    ade = now(borough, "Ade")
    number = nominate(ade)
    with acting_as(ade):
        plan = start_plan(number, actor=ade)
        who = members(number)
        mornings = NewConcern("Mornings without shouting", knowing="The school tells us.", members=(who["Jessa"],))
        add_tasks(number, add_concern(plan, concern=mornings, actor=ade), 1, borough)
        add_concern(plan, concern=NewConcern("Jay drinks less", members=(who["Jay"],)), actor=ade)
    return number


def add_tasks(case: int, concern: int, many: int, borough: Borough) -> None:
    ade = now(borough, "Ade")
    for number in range(many):
        asked = Asked(f"Walk to school {number}", f"{SECRET} told us", due_on=ade.today + timedelta(days=9))
        put_task_on(concern, set_task(case, to=To("user", ade.user_id), asked=asked, actor=ade), actor=ade)


def members(case: int) -> dict[str, int]:
    return dict(Member.objects.filter(case=case).values_list("person__forename", "pk"))


def ticked(answer: HttpResponse) -> dict[str, object]:
    """What the form sends as it is opened."""
    html = answer.content.decode()
    found: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'name="(concerns|tasks|voices|areas)" type="checkbox" value="([^"]*)" checked', html
    ):
        found.setdefault(name, []).append(unescape(value))
    return {**found, "print": "ordinary"}


def hidden(answer: HttpResponse) -> dict[str, object]:
    """What the page that shows the copy sends on."""
    found: dict[str, list[str]] = {}
    pattern = r'<input type="hidden" name="(concerns|tasks|voices|areas|print)" value="([^"]*)">'
    for name, value in re.findall(pattern, answer.content.decode()):
        found.setdefault(name, []).append(unescape(value))
    return dict(found)


def made(client: Client, case: int, member: int, **more: object) -> str:
    """Make a copy as a worker does; its address."""
    at = f"/cases/{case}/family-copy/for/{member}/"
    looked = write(client, at, **{**ticked(client.get(at)), **more}, step="check")
    assert looked.status_code == 200
    return write(client, at, **hidden(looked), step="make")["Location"]


def test_a_copy_is_chosen_looked_at_and_made(borough: Borough, case: int) -> None:
    ade, who = browser(borough, "ade"), members(case)
    copies = text(ade.get(f"/cases/{case}/family-copy/"))
    assert "For Marnie Marsh" in copies and "Alongside does not translate" in copies
    at = f"/cases/{case}/family-copy/for/{who['Marnie']}/"
    asked = ade.get(at)
    assert "It is about Jay Quillan. Ask them before Marnie Marsh is given it." in text(asked)
    looked = write(ade, at, **ticked(asked), step="check")
    assert "This is not in the copy" in text(looked) and "Concern 2: Jay drinks less" in text(looked)
    assert not Event.objects.filter(kind="family-copy.made").exists(), "nothing is made before it was looked at"
    back = write(ade, at, **hidden(looked), step="choose")
    assert ticked(back)["concerns"] == hidden(looked)["concerns"]

    once = {"once": "5b3f1a3e0c5f4d0f9a0a5d5f0d3c2b1a", **hidden(looked), "step": "make"}
    first, second = (ade.post(at, once) for _ in range(2))
    assert first.status_code == 302 and first["Location"] == second["Location"]
    assert Event.objects.filter(kind="family-copy.made").count() == 1
    page = ade.get(first["Location"])
    assert "1. Mornings without shouting" in unescape(text(page)) and "Jay" not in text(page)
    assert "For Marnie Marsh" in text(ade.get(f"/cases/{case}/family-copy/"))
    pdf = ade.get(f"{first['Location']}pdf/")
    assert pdf["Content-Disposition"] == f'attachment; filename="plan-{case}.pdf"'
    assert pdf["Cache-Control"] == "no-store"
    assert "Mornings without shouting" in Read(pdf.content).text


def test_large_print_is_large_on_the_page_and_on_paper(borough: Borough, case: int) -> None:
    ade = browser(borough, "ade")
    address = made(ade, case, members(case)["Marnie"], print="large")
    assert "al-copy--large" in ade.get(address).content.decode()
    assert 18.0 in Read(ade.get(f"{address}pdf/").content).sizes


def test_what_changed_since_has_to_be_looked_at_again(borough: Borough, case: int) -> None:
    ade, marnie = browser(borough, "ade"), members(case)["Marnie"]
    address = made(ade, case, marnie)
    actor = now(borough, "Ade")
    with acting_as(actor):
        plan = Concern.objects.filter(plan__case_id=case).values_list("plan_id", flat=True)[0]
        add_concern(plan, concern=NewConcern("Written later"), actor=actor)
    page = text(ade.get(address))
    assert "This copy is out of date" in page and "Mornings" not in page
    assert ade.get(f"{address}pdf/")["Location"] == address
    again = made(ade, case, marnie)
    assert "Written later" in text(ade.get(again))


def test_an_address_is_refused_beside_the_concern_and_nothing_chosen_is_lost(borough: Borough, case: int) -> None:
    ade, who = browser(borough, "ade"), members(case)
    actor = now(borough, "Ade")
    with acting_as(actor):
        plan = Concern.objects.filter(plan__case_id=case).values_list("plan_id", flat=True)[0]
        number = add_concern(plan, concern=NewConcern("Sleep", knowing="A bed at CH99 2nd"), actor=actor)
    at = f"/cases/{case}/family-copy/for/{who['Marnie']}/"
    for step in ("check", "make"):
        refused = write(ade, at, **ticked(ade.get(at)), step=step)
        assert refused.status_code == 422
        assert "There is an address of the family in how we will know" in text(refused)
        assert f'href="#concerns-{number}"' in refused.content.decode()
        assert str(number) in ticked(refused)["concerns"]  # type: ignore[operator]
    fit = ticked(ade.get(at))
    fit["concerns"] = [each for each in fit["concerns"] if each != str(number)]  # type: ignore[attr-defined]
    looked = write(ade, at, **fit, step="check")
    assert write(ade, at, **hidden(looked), step="make").status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"concerns": ["0"]}, {"concerns": ["x\x00"]}, {"concerns": ["9" * 40]}, {"print": "huge"},
        {"tasks": ["-1"]}, {"voices": ["practitioner:1"]}, {"areas": ["<b>"]}, {"print": ""}, {"step": "steal"},
    ],
)  # fmt: skip
def test_what_cannot_be_chosen_is_said_and_nothing_is_made(
    borough: Borough, case: int, wrong: dict[str, object]
) -> None:
    ade, who = browser(borough, "ade"), members(case)
    at = f"/cases/{case}/family-copy/for/{who['Marnie']}/"
    answer = write(ade, at, **{"print": "ordinary", "step": "make", **wrong})
    assert answer.status_code == 422
    assert "There is a problem" in text(answer)
    assert not Event.objects.filter(kind="family-copy.made").exists()
    assert made(ade, case, who["Marnie"])


def test_nothing_that_must_not_be_shared_is_anywhere_in_a_copy(borough: Borough, case: int) -> None:
    """Marked words stand everywhere; none is on the page, in large print, in the PDF, in its name or in an address."""
    actor, who = now(borough, "Ade"), members(case)
    [(plan, concern)] = Concern.objects.filter(plan__case_id=case, number=1).values_list("plan_id", "pk")
    Case.objects.filter(pk=case).update(key_information=SECRET, name=f"{SECRET} CH99 2ND")
    by = {"partnership_id": actor.partnership_id, "plan_id": plan}
    Meeting.objects.create(
        **by, kind="partnership", title=SECRET, held_on=actor.today, notes=SECRET, private=SECRET, place=SECRET,
        started_by_id=actor.user_id, started_at=actor.now,
    )  # fmt: skip
    PlanUpdate.objects.create(
        **by, concern_id=concern, updated_on=actor.today, words=SECRET, by_id=actor.user_id, at=actor.now
    )
    FamilyAnswer.objects.create(
        **by, concern_id=concern, member_id=who["Jay"], agrees=False, own_words=SECRET, recorded_by_id=actor.user_id,
        recorded_at=actor.now,
    )  # fmt: skip
    assessed(borough, case, actor, school=3, housing=5, community=7)
    ade = browser(borough, "ade")
    for size in ("ordinary", "large"):
        address = made(ade, case, who["Marnie"], print=size)
        page, pdf = ade.get(address), ade.get(f"{address}pdf/")
        [article] = re.findall(r"<article.*?</article>", page.content.decode(), re.DOTALL)
        title = re.findall(r"<title>(.*?)</title>", page.content.decode())[0]
        read = Read(pdf.content)
        alternative = " ".join(tag.alt for tag in read.tags)
        printed = [
            article,
            title,
            address,
            pdf["Content-Disposition"],
            read.text,
            alternative,
            str(read.reader.metadata),
        ]
        for words in (SECRET, "CH99", "Quillan drinks", "Jay"):
            assert not any(words in each for each in printed), words
        assert "Mornings without shouting" in read.text


def test_a_family_without_a_plan_is_told_what_to_do(borough: Borough) -> None:
    case = nominate(now(borough, "Ade"))
    ade = browser(borough, "ade")
    assert "There is no plan to copy yet" in text(ade.get(f"/cases/{case}/family-copy/"))
    assert ade.get(f"/cases/{case}/family-copy/for/{members(case)['Marnie']}/").status_code == 404


def test_a_copy_of_another_case_is_not_there(borough: Borough, case: int) -> None:
    ade, who = browser(borough, "ade"), members(case)
    address = made(ade, case, who["Marnie"])
    other = nominate(now(borough, "Ade"), name="Elsewhere")
    with acting_as(now(borough, "Ade")) as actor:
        start_plan(other, actor=actor)
    for crossed in (address.replace(f"/{case}/", f"/{other}/", 1), f"/cases/{other}/family-copy/for/{who['Marnie']}/",
                    f"/cases/{other}/family-copy/answers/{who['Marnie']}/"):  # fmt: skip
        assert ade.get(crossed).status_code == 404
    assert ade.get(address).status_code == 200


# --- what the family says


def test_what_the_family_says_is_recorded_and_corrected(borough: Borough, case: int) -> None:
    ade, who = browser(borough, "ade"), members(case)
    first = Concern.objects.get(plan__case_id=case, number=1).pk
    at = f"/cases/{case}/family-copy/answers/{who['Marnie']}/"
    empty = write(ade, at, version="0")
    assert empty.status_code == 422 and "Say what they agree with" in text(empty)
    told = {f"concern-{first}": "yes", f"concern-{first}-words": "We lay it out <b>early</b>"}
    answer = write(ade, at, version="0", **told)
    assert answer["Location"].endswith("/family-copy/#answers")
    page = ade.get(f"/cases/{case}/family-copy/")
    assert "We lay it out &lt;b&gt;early&lt;/b&gt;" in page.content.decode()
    again = ade.get(at).content.decode()
    assert "We lay it out &lt;b&gt;early&lt;/b&gt;" in again, "what they said before stands there"
    write(ade, at, version="0", **{**told, f"concern-{first}": "no"})
    shown = text(ade.get(f"/cases/{case}/family-copy/"))
    assert "does not agree" in shown and "Earlier: agreed" in shown
    assert FamilyAnswer.objects.count() == 2
    for wrong in ({f"concern-{first}": "maybe"}, {f"concern-{first}-words": "x" * 10_001}, {"whole-words": "a\x00"}):
        refused = write(ade, at, version="0", **wrong)
        assert refused.status_code == 422 and "There is a problem" in text(refused)
    assert FamilyAnswer.objects.count() == 2


# --- at any size


def test_every_page_takes_as_many_statements_however_large_the_plan_is(borough: Borough, case: int) -> None:
    ade, who = browser(borough, "ade"), members(case)
    actor = now(borough, "Ade")
    assessed(borough, case, actor, days_ago=40, school=3, housing=5, community=7)
    assessed(borough, case, actor, school=4, housing=5, community=7)
    made(ade, case, who["Marnie"])

    def counts() -> dict[str, int]:
        found = {}
        at = f"/cases/{case}/family-copy/"
        address = made(ade, case, who["Marnie"])
        pages = (at, f"{at}for/{who['Marnie']}/", f"{at}answers/{who['Marnie']}/", address, f"{address}pdf/")
        for page, name in zip(pages, ("copies", "choose", "answers", "made", "pdf"), strict=True):
            with statements() as taken:
                assert ade.get(page).status_code == 200
            found[name] = len(taken)
        return found

    before = counts()
    with acting_as(actor):
        plan = Concern.objects.filter(plan__case_id=case).values_list("plan_id", flat=True)[0]
        for number in range(8):
            add_tasks(case, add_concern(plan, concern=NewConcern(f"Concern of {number}"), actor=actor), 4, borough)
    for number in range(3):
        assessed(borough, case, actor, days_ago=number, school=4, housing=5, community=7)
    assert counts() == before
    assert max(before.values()) <= 21, before
