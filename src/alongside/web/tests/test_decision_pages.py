"""Deciding by HTTP: found, decided once, refused to others; faults beside their fields; few queries."""

import pytest

from alongside.cases.models import Case
from alongside.plans.models import Decision
from alongside.plans.tests.test_decisions import a_plan, assessment
from alongside.web.tests.test_case_pages import browser, now, statements, text, write
from tests.borough import Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(borough: Borough) -> int:
    """Ade's family, shared with his manager Bryony and with Dev."""
    number = nominate(now(borough, "Ade"))
    for whom in ("bryony", "dev"):
        borough.share(Case.objects.get(pk=number), whom)
    return number


@pytest.mark.req("PLAN-05")
def test_what_waits_is_found_decided_and_told(borough: Borough, family: int) -> None:
    made = assessment(family, now(borough, "Ade"), days=5)
    bryony, ade = browser(borough, "bryony"), browser(borough, "ade")
    waits = text(bryony.get("/decisions/"))
    assert "Assessment: Early Help Assessment" in waits and "2 days ago" in waits
    address = f"/cases/{family}/decide/assessment/{made}/"
    empty = write(bryony, address, words="Good work.")
    assert empty.status_code == 422 and "Choose whether you sign it off or ask for more." in text(empty)
    assert "Good work." in empty.content.decode()

    done = write(bryony, address, agreed="yes", words="Good work.")

    assert done.status_code == 302
    assert "Nothing waits for your decision" in text(bryony.get("/decisions/"))
    mine = text(ade.get("/decisions/mine/"))
    assert "Signed off by Bryony Tull" in mine and "Good work." in mine
    assert "Managers Decision" in text(ade.get(f"/cases/{family}/log/"))


@pytest.mark.req("PLAN-05")
def test_a_double_press_decides_once(borough: Borough, family: int) -> None:
    made = assessment(family, now(borough, "Ade"))
    bryony, address = browser(borough, "bryony"), f"/cases/{family}/decide/assessment/{made}/"

    for _ in range(2):
        write(bryony, address, once="9" * 32, agreed="no", words="And Wren?")

    assert Decision.objects.count() == 1
    assert "And Wren?" in text(bryony.get("/decisions/?show=asked")) or "Early Help Assessment" in text(
        bryony.get("/decisions/?show=asked")
    )


@pytest.mark.req("SHAR-06")
def test_others_read_how_it_stands_and_are_refused(borough: Borough, family: int) -> None:
    made = a_plan(family, now(borough, "Ade"))
    address = f"/cases/{family}/decide/plan/{made}/"
    dev = browser(borough, "dev")
    page = dev.get(address)
    assert page.status_code == 200 and "Only a manager of the owner’s or the author’s team" in text(page)
    assert write(dev, address, agreed="yes", words="Fine.").status_code == 403
    assert browser(borough, "esme").get(address).status_code == 404
    assert browser(borough, "bryony").get(f"/cases/{family}/decide/wish/{made}/").status_code == 404

    assert write(browser(borough, "bryony"), address, agreed="yes", words="Fine.").status_code == 302


@pytest.mark.parametrize("many", [2, 20])
def test_the_list_takes_few_queries_however_much_waits(borough: Borough, family: int, many: int) -> None:
    for days in range(many):
        assessment(family, now(borough, "Ade"), days=days)
    bryony = browser(borough, "bryony")
    bryony.get("/decisions/")

    with statements() as sent:
        assert bryony.get("/decisions/").status_code == 200

    assert len(sent) <= 8, "\n".join(sent)
