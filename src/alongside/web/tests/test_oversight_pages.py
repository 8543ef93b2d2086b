"""Oversight and supervision by HTTP: each line leads to the doing, faults beside their fields, few queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.casework.models import Log
from alongside.pathway.models import Supervision, WorkItem
from alongside.web.tests.test_case_pages import browser, statements, text, write
from alongside.web.tests.test_panel_pages import waiting
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("CLOK-03")]


@pytest.fixture
def case(brackenshore: Borough) -> int:
    """Nadir's family, shared with his manager Orla."""
    found = brackenshore.case("Nadir")
    brackenshore.share(found, "orla")
    return found.pk


def test_a_line_of_the_list_leads_to_the_doing_in_one_step(brackenshore: Borough, case: int) -> None:
    orla, nadir = browser(brackenshore, "orla"), brackenshore.people["nadir"].pk

    page = text(orla.get("/oversight/"))

    assert "Hold supervision" in page and "Nadir Osei" in page
    assert f'href="/supervision/of/{nadir}/record/"' in orla.get("/oversight/").content.decode()
    assert orla.get(f"/supervision/of/{nadir}/record/").status_code == 200
    for show in ("open&by=3", "intensive", "months", "late", "nothing", "open&by=4"):
        assert orla.get(f"/oversight/?show={show}").status_code == 200
    assert "past the end" in text(orla.get("/oversight/?page=9"))
    assert "You manage no team" in text(browser(brackenshore, "nadir").get("/oversight/"))


@pytest.mark.req("PATH-12", "CLOK-06")
def test_the_closure_of_a_case_leads_to_the_step_at_which_it_waits(brackenshore: Borough) -> None:
    item = waiting(brackenshore, "closure", "sign-off", "managers", "managers")
    orla, at = browser(brackenshore, "orla"), f"/cases/{item.journey.case_id}/closure/"
    assert orla.get(at)["Location"] == f"/items/{item.pk}/"
    assert "Sign off the closure" in text(orla.get(f"/items/{item.pk}/"))
    assert browser(brackenshore, "maren").get(at).status_code == 404
    WorkItem.objects.filter(pk=item.pk).update(done_at=timezone.now())
    assert orla.get(at)["Location"] == f"/cases/{item.journey.case_id}/processes/"


def test_supervision_is_recorded_once_and_read_by_the_two_of_them(brackenshore: Borough, case: int) -> None:
    orla, nadir = browser(brackenshore, "orla"), brackenshore.people["nadir"].pk
    address, today = f"/supervision/of/{nadir}/record/", timezone.localdate()
    told = {"held_on": f"{today:%d-%m-%Y}", "held_time": "00:00", f"said-{case}": "The mornings."}
    wrong = write(orla, address, **told)
    assert wrong.status_code == 422
    assert "Say what you talked about." in text(wrong) and "The mornings." in wrong.content.decode()
    wrong = write(orla, address, **told, notes="Caseload and leave.")
    assert "Write the decision too" in text(wrong)

    told |= {"notes": "Caseload and leave.", f"case-{case}": "Go on for six weeks."}
    for _ in range(2):
        done = write(orla, address, once="8" * 32, **told)

    row = Supervision.objects.get()
    assert done.status_code == 302 and done["Location"] == f"/supervision/{row.pk}/"
    worker = browser(brackenshore, "nadir")
    page = text(worker.get(done["Location"]))
    assert "Caseload and leave." in page and "the Managers Decision" in page
    assert "Go on for six weeks." in text(worker.get(f"/cases/{case}/log/"))
    assert Log.objects.filter(type="managers-decision").count() == 1
    for other in ("rosalind", "ulla", "maren"):
        client = browser(brackenshore, other)
        for hidden in (done["Location"], f"/supervision/of/{nadir}/", address):
            assert client.get(hidden).status_code == 404
    assert worker.get(f"{done['Location']}change/").status_code == 404
    changed = write(orla, f"{done['Location']}change/", version=1, notes="Caseload, leave and training.", agreed="")
    assert changed.status_code == 302
    assert "Caseload, leave and training." in text(worker.get("/supervision/")) or "training" in text(
        worker.get(done["Location"])
    )


@pytest.mark.parametrize("many", [1, 12])
def test_the_pages_take_few_queries_however_much_there_is(brackenshore: Borough, many: int) -> None:
    for days in range(many):
        found = brackenshore.case("Nadir", f"Family {days}")
        brackenshore.share(found, "orla")
        at = timezone.now() - timedelta(days=days + 1)
        Supervision.objects.create(
            partnership=brackenshore.partnership, worker=brackenshore.people["nadir"], held_at=at, notes="x",
            supervisor=brackenshore.people["orla"], recorded_at=at,
            audience=[brackenshore.people[name].principal_id for name in ("nadir", "orla")],
        )  # fmt: skip
    orla, nadir = browser(brackenshore, "orla"), brackenshore.people["nadir"].pk
    for address, most in (
        ("/oversight/", 16), ("/supervision/", 10), (f"/supervision/of/{nadir}/", 10),
        (f"/supervision/of/{nadir}/record/", 12),
    ):  # fmt: skip
        orla.get(address)
        with statements() as sent:
            assert orla.get(address).status_code == 200
        assert len(sent) <= most, "\n".join(sent)
