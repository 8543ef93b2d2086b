"""The plan by HTTP: begun, written, put in order, completed; never over what another wrote; few queries at any size."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from alongside.cases.models import Case, Member
from alongside.casework.actions.tasks import Asked, To, set_task
from alongside.core.acting import acting_as
from alongside.events.models import Event
from alongside.plans.actions.concerns import NewConcern, add_concern, close_concern
from alongside.plans.actions.plans import start_plan
from alongside.plans.actions.tasks import put_task_on
from alongside.plans.models import Concern, ConcernMember, ConcernTask, Plan
from alongside.web.tests.test_case_pages import browser, now, statements, text, write
from tests.borough import Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db

INCOME = {
    "better": "Fen and Nerys want to improve their income.", "criterion": "C4",
    "goal": "More money for the week’s food.", "outcome": "O4B",
    "knowing": "They get every benefit they are entitled to.", "measures": ["M4B"],
    "contingency": "We look at it again with the adviser within a fortnight.",
}  # fmt: skip


@pytest.fixture
def family(borough: Borough) -> int:
    """Ade's case, which Dev has too."""
    number = nominate(now(borough, "Ade"))
    borough.share(Case.objects.get(pk=number), "dev")
    return number


@pytest.fixture
def plan(borough: Borough, family: int) -> int:
    """A plan that Ade has begun."""
    with acting_as(now(borough, "Ade")) as ade:
        return start_plan(family, actor=ade)


def concern_on(borough: Borough, plan: int, concern: NewConcern | None = None, tasks: int = 0) -> int:
    with acting_as(now(borough, "Ade")) as ade:
        told = concern or NewConcern(**{**INCOME, "measures": ("M4B",)})  # type: ignore[arg-type]
        number = add_concern(plan, concern=told, actor=ade)
        case = Plan.objects.get(pk=plan).case_id
        for _ in range(tasks):
            asked = Asked("Ring the adviser", "Ask which benefits there are.", due_on=ade.today + timedelta(days=7))
            put_task_on(number, set_task(case, to=To("user", ade.user_id), asked=asked, actor=ade), actor=ade)
        return number


def opened(client: Client, address: str) -> dict[str, object]:
    """What the form of a concern posts back of what it was opened with."""
    html = client.get(address).content.decode()
    names = re.findall(r'<input type="hidden" name="((?:initial-|was-)[^"]+|version)" value="([^"]*)"', html)
    found: dict[str, object] = {}
    for name, value in names:
        if name.startswith("was-"):
            found[name] = [*found.get(name, []), value]  # type: ignore[misc]
        else:
            found[name] = unescape(value)
    return found


@pytest.mark.req("PLAN-01")
def test_a_plan_is_started_with_the_title_of_the_case_and_its_first_concern_added(
    borough: Borough, family: int
) -> None:
    ade = browser(borough, "ade")
    assert "No plan yet" in text(ade.get(f"/cases/{family}/plan/"))
    asked = ade.get(f"/cases/{family}/plan/start/")
    assert f'value="{Case.objects.get(pk=family).name}"' in asked.content.decode()
    refused = write(ade, f"/cases/{family}/plan/start/", title="", framework="nobodys")
    assert refused.status_code == 422 and "Give the plan a title." in text(refused)

    done = write(ade, f"/cases/{family}/plan/start/", title="Marsh/Quillan CH99 2ND", framework="families-outcomes")
    assert done["Location"] == f"/cases/{family}/plan/"
    plan = Plan.objects.get()
    member = Member.objects.filter(case=family).order_by("position")[0]
    added = write(ade, f"/cases/{family}/plans/{plan.pk}/concerns/add/", **INCOME, members=[member.pk])
    concern = Concern.objects.get()
    assert added["Location"] == f"/cases/{family}/plan/#concern-{concern.pk}"

    shown = text(ade.get(f"/cases/{family}/plan/"))
    for words in (
        "Marsh/Quillan CH99 2ND", "Draft", "Concern 1 for Marnie Marsh", "Fen and Nerys want to improve their income.",
        "C4 Adults out of work", "O4B An adult or young person makes progress", "M4B Accredited training", "6 months",
        "We look at it again", "Nobody does anything yet.", "Timed: Set a task",
    ):  # fmt: skip
        assert words in shown
    again = write(ade, f"/cases/{family}/plans/{plan.pk}/concerns/add/", **INCOME, do="another")
    assert again["Location"] == f"/cases/{family}/plans/{plan.pk}/concerns/add/"


@pytest.mark.req("PLAN-01", "PLAN-02")
def test_an_outcome_of_another_criterion_is_refused_beside_it_and_nothing_typed_is_lost(
    borough: Borough, family: int, plan: int
) -> None:
    ade, address = browser(borough, "ade"), f"/cases/{family}/plans/{plan}/concerns/add/"
    refused = write(ade, address, **{**INCOME, "outcome": "O3C"})
    assert refused.status_code == 422
    assert "O3C is an outcome of C3. The criterion chosen is C4" in text(refused)
    html = refused.content.decode()
    assert "More money for the week’s food." in html
    assert re.search(r'name="outcome" value="O3C" checked', html) and re.search(r'value="M4B" checked', html)
    for hostile in ({"outcome": "O9Z"}, {"criterion": "'; --"}, {"measures": ["M4B", "<b>"]}, {"members": ["1; drop"]}):
        assert write(ade, address, **{**INCOME, **hostile}).status_code == 422
    assert write(ade, address, **{**INCOME, "goal": "\x00"}).status_code == 422
    assert write(ade, address, **INCOME).status_code == 302


@pytest.mark.req("PLAN-01")
def test_codes_are_found_without_javascript_by_typing_and_nothing_typed_is_lost(
    borough: Borough, family: int, plan: int
) -> None:
    ade, add = browser(borough, "ade"), f"/cases/{family}/plans/{plan}/concerns/add/"
    concern = concern_on(borough, plan)
    change = f"/cases/{family}/concerns/{concern}/change/"
    for address, kept in ((add, {}), (change, opened(ade, change))):
        typed = {**kept, "goal": "Typed just now.", "criterion": "C4", "do": "find", "find-outcome": "money"}
        shown = write(ade, address, **typed)
        html = shown.content.decode()
        assert shown.status_code == 200 and "Typed just now." in html and "There is a problem" not in html
        assert 'value="O4D"' in html and 'value="O4C"' not in html and "1 found" in html
        none = write(ade, address, **{**typed, "find-outcome": "zzyzx\x00 <b>"})
        assert none.status_code == 200 and "Nothing found. Try another word." in text(none)
    assert Concern.objects.get().goal == INCOME["goal"]
    sent = opened_of(shown.content.decode())
    assert write(ade, change, **{**INCOME, **sent, "goal": "Typed just now."}).status_code == 302
    assert Concern.objects.get().goal == "Typed just now."


@pytest.mark.req("PLAN-01")
def test_two_people_edit_one_concern_and_both_are_kept(borough: Borough, family: int, plan: int) -> None:
    concern = concern_on(borough, plan)
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    address = f"/cases/{family}/concerns/{concern}/change/"
    of_ade, of_dev = opened(ade, address), opened(dev, address)
    first, second = (str(each.pk) for each in Member.objects.filter(case=family).order_by("position")[:2])

    assert write(ade, address, **{**INCOME, **of_ade, "goal": "Ade’s goal.", "members": [first]}).status_code == 302
    # Dev changed another field, and named another member: what Ade wrote is shown, and stands in the form with it.
    shown = write(dev, address, **{**INCOME, **of_dev, "knowing": "Dev’s sign.", "members": [second]})
    assert shown.status_code == 409 and "Ade’s goal." in text(shown)
    html = shown.content.decode()
    assert re.search(r'<textarea[^>]*name="goal"[^>]*>Ade’s goal.</textarea>', html)
    now_of_dev = {**of_dev, **opened_of(html), "goal": "Ade’s goal.", "knowing": "Dev’s sign.", "members": [second]}
    assert write(dev, address, **{**INCOME, **now_of_dev}).status_code == 302
    row = Concern.objects.get(pk=concern)
    assert (row.goal, row.knowing) == ("Ade’s goal.", "Dev’s sign.")
    named = ConcernMember.objects.filter(concern=concern, removed_at=None).values_list("member_id", flat=True)
    assert {str(each) for each in named} == {first, second}

    # The same field: both versions are shown, and what is typed stands in the form.
    both = write(ade, address, **{**INCOME, **of_ade, "goal": "Dev’s goal."})
    assert both.status_code == 409
    assert "Ade’s goal." in text(both) and "Dev’s goal." in both.content.decode()
    mine = opened_of(both.content.decode())
    assert write(ade, address, **{**INCOME, **mine, "goal": "Both goals."}).status_code == 302
    assert Concern.objects.get(pk=concern).goal == "Both goals."


def opened_of(html: str) -> dict[str, object]:
    found = re.findall(r'<input type="hidden" name="(initial-[^"]+|version)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found}


def test_concerns_are_moved_by_buttons_and_by_dragging(borough: Borough, family: int, plan: int) -> None:
    one, two, three = (concern_on(borough, plan) for _ in range(3))
    ade, address = browser(borough, "ade"), f"/cases/{family}/plans/{plan}/order/"
    moved = write(ade, address, move=f"{three} up")
    assert moved["Location"] == f"/cases/{family}/plan/#concern-{three}"
    assert order(plan) == [one, three, two]
    write(ade, address, move=f"{one} down")
    assert order(plan) == [three, one, two]
    write(ade, address, order=f"{two},{one}", dragged=str(two))
    assert order(plan) == [two, one, three]
    for hostile in ({"move": "x up"}, {"move": f"{'9' * 30} down"}, {"order": "a,,9" * 50}, {"order": ""}, {}):
        assert write(ade, address, **hostile).status_code == 302
    assert order(plan) == [two, one, three]
    assert ade.get(address).status_code == 405


def order(plan: int) -> list[int]:
    return [*Concern.objects.filter(plan=plan).order_by("position", "id").values_list("pk", flat=True)]


@pytest.mark.req("PLAN-05")
def test_a_plan_that_says_too_little_stays_a_draft_and_says_what_is_missing(
    borough: Borough, family: int, plan: int
) -> None:
    ade, address = browser(borough, "ade"), f"/cases/{family}/plans/{plan}/complete/"
    none = write(ade, address, version=1)
    assert none.status_code == 422 and "The plan has no concern." in text(none)
    concern_on(borough, plan, NewConcern("Attendance is poor."))
    vague = write(ade, address, version=1)
    assert vague.status_code == 422
    assert "Concern 1 does not say what you want to achieve, how you will know" in text(vague)
    assert Plan.objects.get().completed_at is None

    Concern.objects.update(goal="Every day.", knowing="The register.", contingency="We meet again.")
    put_one_task_on(borough, plan)
    stale = write(ade, address, version=9)
    assert stale.status_code == 302 and Plan.objects.get().completed_at is None
    assert write(ade, address, version=1).status_code == 302
    row = Plan.objects.get()
    assert row.review_on == timezone.localdate() + timedelta(days=42)
    assert "Reviewed next on" in text(ade.get(f"/cases/{family}/plan/"))
    assert ade.get(address).status_code == 302


def put_one_task_on(borough: Borough, plan: int) -> None:
    with acting_as(now(borough, "Ade")) as ade:
        found = Plan.objects.get(pk=plan)
        asked = Asked("Ring the school", "Ask.", due_on=ade.today + timedelta(days=7))
        task = set_task(found.case_id, to=To("user", ade.user_id), asked=asked, actor=ade)
        put_task_on(Concern.objects.get(plan=found).pk, task, actor=ade)


@pytest.mark.req("PLAN-03", "TASK-05")
def test_a_task_set_from_a_concern_stands_on_the_plan_the_case_and_its_own_page(
    borough: Borough, family: int, plan: int
) -> None:
    concern = concern_on(borough, plan)
    ade = browser(borough, "ade")
    chosen = text(ade.get(f"/cases/{family}/concerns/{concern}/tasks/add/"))
    assert "Dev Mistry" in chosen and "Marnie Marsh" in chosen and "Concern 1" in chosen
    member = Member.objects.filter(case=family).order_by("position")[0].pk
    to = f"/cases/{family}/concerns/{concern}/tasks/add/member-{member}/"
    assert "Nothing is sent to Marnie Marsh." in text(ade.get(to))
    empty = write(ade, to, title="Ring the hospital")
    assert empty.status_code == 422 and not ConcernTask.objects.exists()
    due = f"{timezone.localdate() + timedelta(days=7):%d-%m-%Y}"
    done = write(ade, to, title="Ring the hospital", description="Make an appointment.", due_on=due)
    assert done["Location"] == f"/cases/{family}/plan/#concern-{concern}"

    task = ConcernTask.objects.get().task_id
    for page in (f"/cases/{family}/plan/", f"/cases/{family}/concerns/{concern}/", f"/cases/{family}/tasks/"):
        assert "Ring the hospital" in text(ade.get(page))
    assert "For concern 1 of the plan" in text(ade.get(f"/cases/{family}/tasks/"))
    assert f"/cases/{family}/concerns/{concern}/" in ade.get(f"/tasks/{task}/").content.decode()


def test_a_concern_is_closed_with_why_stands_at_the_end_and_is_reopened(
    borough: Borough, family: int, plan: int
) -> None:
    concern = concern_on(borough, plan)
    ade, at = browser(borough, "ade"), f"/cases/{family}/concerns/{concern}/"
    refused = write(ade, f"{at}close/", version=1, achieved="no")
    assert refused.status_code == 422 and "Say why it is given up." in text(refused)
    assert write(ade, f"{at}close/", version=1, achieved="no", because="They moved it to later.").status_code == 302
    shown = text(ade.get(f"/cases/{family}/plan/"))
    assert "1 closed concern" in shown and "They moved it to later." in shown
    assert ade.get(f"{at}change/").status_code == 302
    assert write(ade, f"{at}change/", version=2, **INCOME, knowing_="x").status_code in (302, 403)
    assert write(ade, f"{at}reopen/", version=2, why="").status_code == 422
    assert write(ade, f"{at}reopen/", version=2, why="It is time now.").status_code == 302
    assert "It is time now." in text(ade.get(at))
    assert Event.objects.filter(kind="concern.reopened", case_id=family).exists()


def test_what_belongs_to_another_case_or_to_nobody_here_is_not_there(borough: Borough, family: int, plan: int) -> None:
    concern = concern_on(borough, plan)
    other = borough.case(name="Penrose CH99 3AE").pk
    ade, femi = browser(borough, "ade"), browser(borough, "femi")
    pages = [f"plans/{plan}/", f"plans/{plan}/change/", f"plans/{plan}/concerns/add/", f"concerns/{concern}/"]
    pages += [f"concerns/{concern}/{each}/" for each in ("change", "close", "tasks/add")]
    for page in pages:
        assert ade.get(f"/cases/{other}/{page}").status_code == 404
        assert femi.get(f"/cases/{family}/{page}").status_code == 404
        assert ade.get(f"/cases/{family}/{page}").status_code == 200
    assert femi.get(f"/cases/{family}/plan/").status_code == 404


def test_a_draft_begun_by_mistake_is_put_away_and_a_title_changed(borough: Borough, family: int, plan: int) -> None:
    ade, at = browser(borough, "ade"), f"/cases/{family}/plans/{plan}/"
    assert write(ade, f"{at}change/", title="", framework="", version=1).status_code == 422
    assert write(ade, f"{at}change/", title="Marsh CH99", framework="", version=1).status_code == 302
    assert "Made without criteria, outcomes and measures." in text(ade.get(f"/cases/{family}/plan/"))
    assert "Which criterion" not in text(ade.get(f"{at}concerns/add/"))
    assert write(ade, f"{at}put-away/", version=2).status_code == 302
    assert "No plan yet" in text(ade.get(f"/cases/{family}/plan/"))


def test_a_plan_that_has_ended_is_read_and_another_can_be_started(borough: Borough, family: int, plan: int) -> None:
    concern = concern_on(borough, plan, tasks=1)
    Plan.objects.update(ended_on=timezone.localdate())
    ade = browser(borough, "ade")
    shown = text(ade.get(f"/cases/{family}/plan/"))
    assert "Start another plan" in shown and "Add a concern" not in shown
    assert ade.get(f"/cases/{family}/concerns/{concern}/change/").status_code == 302
    assert write(ade, f"/cases/{family}/plan/start/", title="The next", framework="").status_code == 302
    assert f"/cases/{family}/plans/{plan}/" in ade.get(f"/cases/{family}/plan/").content.decode()
    assert "Fen and Nerys" in text(ade.get(f"/cases/{family}/plans/{plan}/"))


@pytest.mark.req("PLAN-01")
def test_the_plan_takes_the_same_few_queries_whatever_its_size(borough: Borough, family: int, plan: int) -> None:
    ade = browser(borough, "ade")
    first = concern_on(borough, plan, tasks=1)
    pages = [
        f"/cases/{family}/plan/",
        f"/cases/{family}/concerns/{first}/",
        f"/cases/{family}/concerns/{first}/change/",
    ]
    for page in pages:
        ade.get(page)
    few = [count(ade, page) for page in pages]
    members = [each.pk for each in Member.objects.filter(case=family)]
    for _ in range(5):
        told = NewConcern(**{**INCOME, "measures": ("M4B",)})  # type: ignore[arg-type]
        concern_on(borough, plan, replace(told, members=members), tasks=3)
    with acting_as(now(borough, "Ade")) as actor:
        close_concern(concern_on(borough, plan), achieved=True, version=1, actor=actor)
    assert [count(ade, page) for page in pages] == few
    assert few[0] <= 14


def count(client: Client, page: str) -> int:
    with statements() as found:
        assert client.get(page).status_code == 200
    return len(found)
