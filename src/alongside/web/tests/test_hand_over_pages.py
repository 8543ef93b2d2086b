"""Hand-over and reopening by HTTP: one step for all, the brief read and confirmed, faults beside their fields."""

import pytest

from alongside.cases.models import Case
from alongside.pathway.models import HandOver
from alongside.pathway.tests.test_handing_over import family
from alongside.web.tests.test_case_pages import browser, statements, text, write
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("PATH-16")]


def test_all_of_somebodys_families_go_to_another_in_one_step(brackenshore: Borough) -> None:
    one, two = family(brackenshore), family(brackenshore, "Tarn / Bell CH99 1AA")
    orla, nadir = browser(brackenshore, "orla"), brackenshore.people["nadir"].pk
    address, rosalind = f"/hand-over/{nadir}/", brackenshore.people["rosalind"].pk
    page = text(orla.get(address))
    assert "Rosalind Tey: 0 of 10" in page and "2 families" in page
    wrong = write(orla, address, to_all=rosalind, access="today")
    assert wrong.status_code == 422 and "Say why the families get another worker" in text(wrong)
    assert write(orla, address, why="Leave.", access="today").status_code == 422
    assert write(orla, address, to_all="999999", why="Leave.", access="today").status_code == 422

    told = {"to_all": rosalind, f"case-{two.pk}": "stays", "why": "Parental leave.", "access": "today"}
    for _ in range(2):
        assert write(orla, address, once="7" * 32, **told).status_code == 302

    one.refresh_from_db(), two.refresh_from_db()
    assert (one.owner_id, two.owner_id) == (rosalind, nadir)
    handed = HandOver.objects.get()
    taker, brief = browser(brackenshore, "rosalind"), f"/cases/{one.pk}/hand-over/{handed.pk}/"
    assert "Handed over to you" in text(taker.get("/hand-over/"))
    page = text(taker.get(brief))
    assert "Ring before you come: two dogs." in page and "Parental leave." in page and "I have read this" in page
    assert write(taker, brief).status_code == 302
    assert "I have read this" not in text(taker.get(brief)) and "Read " in text(orla.get(brief))
    for name in ("nadir", "quentin"):
        assert browser(brackenshore, name).get(brief).status_code == 404
        assert browser(brackenshore, name).get(address).status_code == 404


def test_the_brief_of_a_case_is_read_by_whoever_has_it(brackenshore: Borough) -> None:
    case = family(brackenshore)

    page = text(browser(brackenshore, "nadir").get(f"/cases/{case.pk}/brief/"))

    assert "We want calm mornings." in page and "Go on until Easter." in page
    assert browser(brackenshore, "quentin").get(f"/cases/{case.pk}/brief/").status_code == 404


@pytest.mark.req("PATH-06")
def test_a_closed_case_is_reopened_with_a_reason(brackenshore: Borough) -> None:
    case = family(brackenshore)
    Case.objects.filter(pk=case.pk).update(status="archived-resolved", closed_on=case.created_at.date())
    nadir, address = browser(brackenshore, "nadir"), f"/cases/{case.pk}/reopen/"
    assert "Work with the family has ended" in text(nadir.get(f"/cases/{case.pk}/"))
    wrong = write(nadir, address, version=case.version, why=" ")
    assert wrong.status_code == 422

    assert write(nadir, address, version=case.version, why="They asked again.").status_code == 302

    assert "They asked again." in text(nadir.get(f"/cases/{case.pk}/history/"))
    assert write(nadir, address, version=case.version + 1, why="Again.").status_code == 403


@pytest.mark.parametrize("many", [1, 8])
def test_the_pages_take_few_queries_however_many_families(brackenshore: Borough, many: int) -> None:
    for each in range(many):
        case = family(brackenshore, f"Family {each}")
    orla, nadir = browser(brackenshore, "orla"), brackenshore.people["nadir"].pk
    for address, most in (("/hand-over/", 10), (f"/hand-over/{nadir}/", 14), (f"/cases/{case.pk}/brief/", 14)):
        orla.get(address)
        with statements() as sent:
            assert orla.get(address).status_code == 200
        assert len(sent) <= most, "\n".join(sent)
