"""Try another timescale by HTTP: for whom, what its address asks for, what cannot be, and few queries."""

from typing import Any

import pytest

from alongside.accounts.models import Membership
from alongside.clocks.actions.trying import count_trial
from alongside.clocks.models import Trial
from alongside.clocks.queries import trying
from alongside.clocks.tests.framework import works_by_the_framework
from alongside.web.tests.test_case_pages import browser, statements, text, write
from alongside.web.tests.test_clock_pages import happens
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("CLOK-05")]
AT = "/clocks/try/"


@pytest.fixture
def place(borough: Borough) -> Borough:
    works_by_the_framework(borough)
    Membership.objects.filter(user=borough.people["bryony"]).update(manages=True)
    return borough


def reviewed(place: Borough, name: str, took: int, *seen_by: str) -> int:
    """A family whose review was held so many days after its plan was completed."""
    case = place.case(name=name)
    for each in seen_by:
        place.share(case, each)
    happens(place, "plan.completed", case.pk, ago=took + 20, plan=case.pk)
    happens(place, "review.held", case.pk, ago=20, plan=case.pk, meeting=case.pk)
    return case.pk


def asked(number: object = 15, unit: str = "calendar_days", part: str = "maximum", **more: Any) -> dict[str, Any]:
    return {"timescale": "review", "part": part, "number": number, "unit": unit} | more


def test_who_would_have_been_late_stands_by_team_and_by_name(place: Borough) -> None:
    reviewed(place, "Tansy / Rook CH99 2ND", 30, "bryony")
    reviewed(place, "Hidden / Away CH99 2ND", 30)
    bryony = browser(place, "bryony")
    assert "In force for “" in text(bryony.get(AT, {"timescale": "review"}))

    page = text(bryony.get(AT, asked()))

    assert "15 calendar days instead of 42 calendar days" in page
    assert "Newly late" in page and "Tansy / Rook" in page and "Hidden" not in page
    assert "[review] within = { calendar_days = 15 }" in page
    assert "Nobody changes sides" in text(bryony.get(AT, asked(42)))
    assert "/clocks/try/" in bryony.get("/clocks/?whose=team&ahead=90").content.decode()
    assert "/clocks/try/" in browser(place, "carys").get("/clocks/").content.decode()
    assert "/clocks/try/" not in browser(place, "ade").get("/clocks/").content.decode()
    assert browser(place, "ade").get(AT, asked()).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"number": "10000", "unit": "calendar_months"}, "Write a whole number of calendar months from 1 to 120"),
        ({"number": "0", "unit": "calendar_weeks"}, "Write a whole number of calendar weeks from 1 to 600"),
        ({"number": "<b>soon"}, "Write a whole number of calendar days"),
        ({"number": ""}, "Write a whole number of calendar days"),
        ({"number": "\x00"}, "Write a whole number of calendar days"),
        ({"unit": "fortnights"}, "Choose one from the list"),
        ({"timescale": "nonsense"}, "Choose one from the list"),
        ({"part": ""}, "Choose the maximum or the expectation"),
    ],
)
def test_what_cannot_be_is_a_sentence_beside_its_field_and_nothing_is_lost(
    place: Borough, wrong: dict[str, str], sentence: str
) -> None:
    bryony = browser(place, "bryony")
    page = bryony.get(AT, asked() | wrong)

    assert page.status_code == 422 and sentence in text(page)
    if wrong.get("number") == "<b>soon":
        assert 'value="&lt;b&gt;soon"' in page.content.decode()
    assert bryony.get(AT, asked()).status_code == 200


def test_the_page_takes_as_many_statements_whatever_there_is(place: Borough) -> None:
    bryony = browser(place, "bryony")
    counts = []
    for many in (1, 30):
        for number in range(many):
            reviewed(place, f"Family {many} {number} CH99 2ND", 30, "bryony")
        bryony.get(AT, asked())
        with statements() as sent:
            assert "Newly late" in text(bryony.get(AT, asked()))
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12
    assert "Page 2" in bryony.get(AT, asked()).content.decode()
    assert bryony.get(AT, asked(page=2)).status_code == bryony.get(AT, asked(page=99)).status_code == 200


def test_where_one_sees_very_many_a_job_counts_and_the_page_looks_whether_it_is_done(
    place: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "MANY", 0)
    reviewed(place, "Tansy / Rook CH99 2ND", 30, "bryony")
    bryony = browser(place, "bryony")
    assert "Count the last year" in text(bryony.get(AT, asked()))
    assert not Trial.objects.exists(), "looking writes nothing"
    assert write(browser(place, "ade"), AT, **asked()).status_code == 403

    done = write(bryony, AT, **asked())

    assert done.status_code == 302 and "number=15" in done["Location"]
    waiting = bryony.get(AT, asked())
    assert 'http-equiv="refresh"' in waiting.content.decode() and "Counting" in text(waiting)
    count_trial(place.people["bryony"].pk)
    page = bryony.get(AT, asked())
    assert "Tansy / Rook" in text(page) and "Counted at" in text(page)
    assert "http-equiv" not in page.content.decode()
    assert "Count the last year" in text(bryony.get(AT, asked(16))), "another number was not counted"
