"""Checking nominations and deciding about the programme by HTTP; few queries however much waits."""

import pytest

from alongside.cases.models import Case, Flag
from alongside.plans.tests.test_checking import complete_a_plan
from alongside.web.tests.test_case_pages import browser, now, statements, text, write
from tests.borough import Borough
from tests.test_nomination import nominate

pytestmark = [pytest.mark.django_db, pytest.mark.req("NOM-11")]


def nominated(borough: Borough) -> int:
    number = nominate(now(borough, "Ade"))
    borough.share(Case.objects.get(pk=number), "strengthening-families")
    return number


def test_a_nomination_is_checked_then_decided_about_and_its_owner_reads_it(borough: Borough) -> None:
    case, carys, ade = nominated(borough), browser(borough, "carys"), browser(borough, "ade")
    assert "Marsh / Quillan CH99 2ND" in text(carys.get("/cases/checks/"))
    assert "Check the nomination" in text(carys.get(f"/cases/{case}/"))
    empty = write(carys, f"/cases/{case}/check/", advice=" ")
    assert empty.status_code == 422 and "Say what you advise, or that all is well." in text(empty)

    assert write(carys, f"/cases/{case}/check/", advice="Ask the school too.").status_code == 302

    assert "No nomination waits for a check" in text(carys.get("/cases/checks/"))
    assert "Ask the school too." in text(ade.get(f"/cases/{case}/")) and "Ask the school too." in text(
        ade.get("/decisions/mine/")
    )
    assert write(carys, f"/cases/{case}/programme/", eligible="yes", why="Three met.").status_code == 403
    complete_a_plan(case, now(borough, "Ade"))
    assert "Marsh / Quillan CH99 2ND" in text(carys.get("/cases/checks/?show=programme"))

    assert write(carys, f"/cases/{case}/programme/", eligible="yes", why="Three met.").status_code == 302

    assert Flag.objects.filter(case=case, flag="supporting-families").exists()
    assert "Eligible for the programme" in text(ade.get("/decisions/mine/"))


@pytest.mark.parametrize("many", [1, 8])
def test_the_lists_take_few_queries_however_much_waits(borough: Borough, many: int) -> None:
    for _ in range(many):
        complete_a_plan(nominated(borough), now(borough, "Ade"))
    carys = browser(borough, "carys")
    for address in ("/cases/checks/", "/cases/checks/?show=programme"):
        carys.get(address)
        with statements() as sent:
            assert carys.get(address).status_code == 200
        assert len(sent) <= 6, "\n".join(sent)
