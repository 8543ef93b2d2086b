"""Audits by HTTP: drawn, judged, kept for later, changed by two; results and their figures; few queries."""

import re

import pytest

from alongside.assessments.models import Assessment
from alongside.cases.models import Case
from alongside.reporting.models import Audited, AuditSample
from alongside.web.pages.tables import as_csv
from alongside.web.tests.test_case_pages import browser, now, statements, text, write
from tests.borough import Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db
POINTS = ("history", "development", "recording", "partners", "voice", "next-steps")


@pytest.fixture
def made(borough: Borough) -> Assessment:
    """Ade's completed assessment, on a case that the coordinating team has."""
    return assessed(borough)


def assessed(borough: Borough) -> Assessment:
    ade = now(borough, "Ade")
    case = Case.objects.get(pk=nominate(ade))
    borough.share(case, "strengthening-families")
    return Assessment.objects.create(
        partnership=borough.partnership, case=case, tool="early-help-assessment", took_place_on=ade.today,
        started_by_id=ade.user_id, started_at=ade.now, completed_by_id=ade.user_id, completed_at=ade.now,
    )  # fmt: skip


def day(borough: Borough) -> str:
    return f"{now(borough, 'Ade').today:%d-%m-%Y}"


def every(found: str = "yes", **instead: str) -> dict[str, str]:
    told = {f"found-{each}": found for each in POINTS} | {f"comment-{each}": "So." for each in POINTS}
    return told | {name.replace("_", "-"): each for name, each in instead.items()}


@pytest.mark.req("ASMT-05", "INS-03")
def test_a_sample_is_drawn_judged_and_counted(borough: Borough, made: Assessment) -> None:
    carys = browser(borough, "carys")
    assert "No sample has been drawn yet" in text(carys.get("/audits/"))
    wrong = write(
        carys, "/audits/draw/", audit="early-help-assessments", first_on="32-1-2026", last_on=day(borough), size="two"
    )
    assert wrong.status_code == 422 and "Enter a whole number, such as 10." in text(wrong)
    assert 'value="32-1-2026"' in wrong.content.decode()

    drawn = write(carys, "/audits/draw/", audit="early-help-assessments", first_on=day(borough), last_on=day(borough))

    assert re.fullmatch(r"/audits/\d+/", drawn["Location"]), text(drawn)
    sample = text(carys.get(drawn["Location"]))
    assert "1 of 1 assessment completed" in sample and "Waiting" in sample
    assert "Drawn again, it draws the same." in text(carys.get(drawn["Location"] + "?again=yes"))
    row = Audited.objects.get()
    address = f"/cases/{made.case_id}/audits/{row.pk}/"
    page = text(carys.get(address))
    assert "The timescale is 28 days." in page and "Voice of the child" in page
    unfinished = write(carys, address, version=1, do="done", **every(found_voice=""))
    assert unfinished.status_code == 422 and "Judge “Voice of the child” before you complete the audit." in text(
        unfinished
    )
    kept = write(carys, address, version=1, do="later", **every(found_voice=""))
    assert kept["Location"] == address
    assert "Begun" in text(carys.get(drawn["Location"]))

    done = write(carys, address, version=2, do="done", **every(found_voice="no", comment_voice="=HYPERLINK"))

    assert done["Location"] == drawn["Location"]
    results = text(carys.get("/audits/results/"))
    assert "1 assessment judged" in results and "Voice of the child 0 0 1 0%" in results
    figures = carys.get("/audits/results.csv").content.decode()
    assert "Family Support North" in figures and "Voice of the child,0,0,1" in figures


@pytest.mark.req("SHAR-06")
def test_audits_are_for_the_coordinating_team_and_managers(borough: Borough, made: Assessment) -> None:
    carys = browser(borough, "carys")
    write(carys, "/audits/draw/", audit="early-help-assessments", first_on=day(borough), last_on=day(borough))
    number, row = AuditSample.objects.get().pk, Audited.objects.get().pk
    for name, status in (("ade", 403), ("dev", 403), ("bryony", 200), ("carys", 200)):
        client = browser(borough, name)
        for address in ("/audits/", f"/audits/{number}/", "/audits/results/", "/audits/results.csv"):
            assert client.get(address).status_code == status, (name, address)
    assert browser(borough, "ade").get(f"/cases/{made.case_id}/audits/{row}/").status_code == 403
    assert browser(borough, "bryony").get(f"/cases/{made.case_id}/audits/{row}/").status_code == 404
    assert browser(borough, "bryony").get("/audits/draw/").status_code == 403
    other = nominate(now(borough, "Carys"))
    assert carys.get(f"/cases/{other}/audits/{row}/").status_code == 404
    assert carys.get(f"/cases/{made.case_id}/audits/{row}/").status_code == 200


@pytest.mark.req("INS-03")
def test_two_who_judge_at_once_are_both_kept(borough: Borough, made: Assessment) -> None:
    carys = browser(borough, "carys")
    write(carys, "/audits/draw/", audit="early-help-assessments", first_on=day(borough), last_on=day(borough))
    address = f"/cases/{made.case_id}/audits/{Audited.objects.get().pk}/"
    write(carys, address, version=1, do="later", **{"found-voice": "no", "comment-voice": "Not heard."})

    clash = write(carys, address, version=1, do="later", **{"found-voice": "yes", "comment-voice": "Heard."})

    assert clash.status_code == 409 and "Not heard." in text(clash) and "Heard." in text(clash)
    again = write(carys, address, version=2, do="later", **{"found-voice": "yes", "comment-voice": "Heard."})
    assert again.status_code == 302 and Audited.objects.get().points["voice"]["found"] == "yes"


@pytest.mark.parametrize(
    "query", ["?first=30-2-2026", "?first=1-1-2026&last=1-1-2025", "?audit=wish", "?first=%00&last=x"]
)
def test_days_that_cannot_be_right_are_said(borough: Borough, query: str) -> None:
    assert browser(borough, "carys").get(f"/audits/results/{query}").status_code in {200, 422}


@pytest.mark.parametrize("many", [1, 6])
def test_the_pages_take_few_queries_however_much_was_drawn(borough: Borough, many: int) -> None:
    for _ in range(many):
        assessed(borough)
    carys = browser(borough, "carys")
    drawn = write(carys, "/audits/draw/", audit="early-help-assessments", first_on=day(borough), last_on=day(borough))
    row = Audited.objects.select_related("assessment").first()
    assert row is not None
    judged = f"/cases/{row.assessment.case_id}/audits/{row.pk}/"
    for address, most in ((drawn["Location"], 8), ("/audits/", 7), ("/audits/results/", 7), (judged, 10)):
        carys.get(address)
        with statements() as sent:
            assert carys.get(address).status_code == 200
        assert len(sent) <= most, f"{address}\n" + "\n".join(sent)


def test_no_cell_is_taken_for_a_formula() -> None:
    answer = as_csv("x", [["=1+1", "plain", "@here", "-2", "a,b"]]).content.decode()

    assert answer == "\ufeff'=1+1,plain,'@here,'-2,\"a,b\"\r\n"
