"""Reports by HTTP: written without losing a word, changed by two at once, not there for whoever may not see them."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from alongside.accounts.models import Partnership
from alongside.cases.models import Case, Involvement
from alongside.casework.actions.report_parts import Contact, Parts
from alongside.casework.actions.reports import Content, Readers, write_report
from alongside.casework.models import Log, Report, ReportParty
from alongside.core.acting import acting_as
from alongside.events.models import Event
from alongside.people.gazetteer import gazetteer
from alongside.web.tests.test_case_changes import fields
from alongside.web.tests.test_case_pages import browser, now, statements, text
from tests.borough import Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db
BOTH_AT_HOME = "Both children were at home at eleven."


@pytest.fixture
def family(borough: Borough) -> int:
    """Ade's case, which Dev sees too; the family agreed."""
    number = nominate(now(borough, "Ade"))
    case = Case.objects.get(pk=number)
    borough.share(case, "dev")
    borough.consent(case)
    return number


def written(borough: Borough, case: int, *readers: str, **told: Any) -> int:
    """A report of Ade's on a case."""
    content = Content("letters-confidential", "Letters Confidential", timezone.localdate(), "north", BOTH_AT_HOME)
    with acting_as(now(borough, "Ade")) as ade:
        holders = [borough.people[name].principal_id for name in readers]
        return write_report(
            content, cases=[case], readers=Readers(holders, "They know her."), parts=Parts(**told), actor=ade
        )


def press(client: Client, page: HttpResponse, address: str, **typed: str) -> HttpResponse:
    """Type into the form of a page and press one of its buttons (`do`), or send it."""
    return client.post(address, {**fields(page), **typed})  # type: ignore[return-value]


# --- writing


@pytest.mark.req("REP-01", "REP-02", "SHAR-05", "SHAR-02")
def test_a_report_is_written_with_its_people_places_and_readers_without_javascript(
    borough: Borough, family: int
) -> None:
    ade, address = browser(borough, "ade"), f"/cases/{family}/reports/add/"
    team = borough.teams["strengthening-families"].principal_id
    kinds = text(ade.get(address))
    for name in ("Early Help Referral", "Whole Family Webstar", "Family Action Plan", "Early Help Plan", "Observations",
                 "Letters Confidential", "Chronology", "Child in Need Plan", "Education Health and Care Plan",
                 "Social Work Assessment", "Early Help Closure"):  # fmt: skip
        assert name in kinds
    page = ade.get(f"{address}?type=observations")
    offered = fields(page)
    assert offered["title"].startswith("Observations Family Support North")
    assert (offered["type"], offered["area"], offered[f"holder-{team}"]) == ("observations", "north", "yes")
    assert offered[f"case-{family}"] == "yes"

    page = press(
        ade, page, address, do="find-holder", text=BOTH_AT_HOME, **{"find-holder": "bryony", "caller-0-name": "Nell"}
    )
    assert page.status_code == 200 and "There is a problem" not in text(page)
    bryony = borough.people["bryony"].principal_id
    page = press(ade, page, address, do="add-caller", **{f"holder-{bryony}": "yes", "caller-0-organisation": "School"})
    page = press(ade, page, address, do="find-place", **{"find-place": "CH99 2ND", "caller-1-name": "A neighbour"})
    place = gazetteer().find("CH99 2ND")[0]
    assert place.in_a_line in text(page)
    page = press(ade, page, address, do="find-person", **{f"uprn-{place.uprn}": "yes", "find-person": "Jessa"})
    kept = fields(page)
    assert (kept["text"], kept["caller-0-name"], kept["caller-1-name"]) == (BOTH_AT_HOME, "Nell", "A neighbour")
    assert kept[f"holder-{bryony}"] == kept[f"uprn-{place.uprn}"] == "yes"
    assert Report.objects.count() == 0, "finding writes nothing"
    someone = re.search(r'name="(about-\d+)"', page.content.decode())
    assert someone

    done = press(ade, page, address, agency="yes", **{someone[1]: "yes", "vehicle-0-registration": "AB12 CDE"})

    assert done.status_code == 302
    shown = text(ade.get(done["Location"]))
    for said in (BOTH_AT_HOME, "Nell", "School", "A neighbour", "AB12 CDE", place.in_a_line, "3 people and teams"):
        assert said in shown, said
    assert "The coordinating team cannot see this report" not in shown
    assert Involvement.objects.get(case_id=family).organisation_id == borough.people["ade"].team.organisation_id
    again = press(ade, page, address, **{someone[1]: "yes"})
    assert again["Location"] == done["Location"] and Report.objects.count() == 1


@pytest.mark.req("REP-02", "SHAR-02")
def test_a_report_that_cannot_be_is_shown_again_as_typed_and_mended(borough: Borough, family: int) -> None:
    ade, address = browser(borough, "ade"), f"/cases/{family}/reports/add/"
    team = borough.teams["strengthening-families"].principal_id
    page = ade.get(f"{address}?type=chronology")

    refused = press(
        ade, page, address, text="  ", title="What happened", report_on="31-2-2026",
        **{"caller-0-organisation": "School", "witness-0-name": "x" * 301, f"holder-{team}": ""},
    )  # fmt: skip
    assert refused.status_code == 422
    assert "a report cannot be left blank" in text(refused)
    kept = fields(refused)
    assert (kept["title"], kept["report_on"], kept["caller-0-organisation"]) == ("What happened", "31-2-2026", "School")
    assert f"holder-{team}" not in kept
    refused = press(ade, refused, address, text=BOTH_AT_HOME, report_on="1-11-2026")
    assert refused.status_code == 422
    assert "Write who it was" in text(refused) and "Use 300 characters or fewer" in text(refused)

    done = press(ade, refused, address, **{"caller-0-name": "Nell", "witness-0-name": "A neighbour"})
    assert done.status_code == 302
    shown = ade.get(done["Location"])
    assert "The coordinating team cannot see this report" in text(shown)
    assert "Let them see it" in text(ade.get(done["Location"] + "access/"))


@pytest.mark.req("REP-02")
def test_a_report_begun_without_a_case_finds_its_cases_and_needs_one(borough: Borough, family: int) -> None:
    ade, address = browser(borough, "ade"), "/reports/add/"
    page = ade.get(f"{address}?type=chronology")
    refused = press(ade, page, address, text=BOTH_AT_HOME, area="north")
    assert refused.status_code == 422 and "Choose the case it is about" in text(refused)
    found = press(ade, refused, address, do="find-case", **{"find-case": "quillan"})
    assert f"Case {family}" in text(found)

    done = press(ade, found, address, **{f"case-{family}": "yes"})

    assert done.status_code == 302
    assert "Chronology" in text(ade.get(f"/cases/{family}/reports/"))


@pytest.mark.req("SHAR-05", "SHAR-12")
def test_where_titles_are_shown_the_page_warns_and_whoever_has_the_case_may_ask_its_author(
    borough: Borough, family: int
) -> None:
    report = written(borough, family)
    ade, dev, address = browser(borough, "ade"), browser(borough, "dev"), f"/cases/{family}/reports/"
    assert "Put nothing into the title" not in text(ade.get(f"{address}add/?type=chronology"))
    assert "Letters Confidential" not in text(dev.get(address))

    Partnership.objects.filter(pk=borough.partnership.pk).update(report_titles="visible")

    assert "Put nothing into the title" in text(ade.get(f"{address}add/?type=chronology"))
    shown = dev.get(address)
    assert "Letters Confidential" in text(shown) and "Ask Ade Bankole for access" in text(shown)
    assert f"/messages/write/{borough.people['ade'].principal_id}/" in shown.content.decode()
    assert BOTH_AT_HOME not in text(shown) and f"/reports/{report}/" not in shown.content.decode()
    assert dev.get(f"/reports/{report}/").status_code == 404


@pytest.mark.req("SHAR-05", "INS-05")
def test_who_asks_for_a_report_that_is_not_theirs_is_told_it_is_not_there_and_that_is_written_down(
    borough: Borough, family: int
) -> None:
    """S121."""
    report = written(borough, family)
    dev = browser(borough, "dev")
    answers = [dev.get(f"/reports/{number}/") for number in (report, 987654)]
    assert [answer.status_code for answer in answers] == [404, 404]
    refused = Event.objects.filter(kind="report.refused", user_id=borough.people["dev"].pk).order_by("id")
    assert [event.facts["number"] for event in refused] == [report, 987654]


# --- reading and changing


@pytest.mark.req("REP-03", "SHAR-05")
def test_notes_and_actions_of_a_report_follow_it_and_there_are_no_tasks_in_it(borough: Borough, family: int) -> None:
    report = written(borough, family, "bryony")
    bryony, dev = browser(borough, "bryony"), browser(borough, "dev")
    address = f"/reports/{report}/"
    page = bryony.get(f"{address}notes/add/")
    assert press(bryony, page, f"{address}notes/add/", what="Rang Dr Quince.").status_code == 302
    page = bryony.get(f"{address}actions/add/")
    told = {"name": "Write to Dr Quince", "type": "other"}
    assert press(bryony, page, f"{address}actions/add/", **told).status_code == 302

    shown = text(bryony.get(address))
    assert "Rang Dr Quince." in shown and "Write to Dr Quince" in shown
    assert "Add a task" not in shown
    log = Log.objects.get(report_id=report)
    for at in (address, f"{address}notes/add/", f"/cases/{family}/log/{log.pk}/", f"{address}actions/add/"):
        assert dev.get(at).status_code == 404, at
    for at in ("log/", "actions/", "chronology/", "history/", ""):
        assert "Quince" not in text(dev.get(f"/cases/{family}/{at}")), at


@pytest.mark.req("REP-02")
def test_two_who_change_a_report_at_once_are_each_shown_both(borough: Borough, family: int) -> None:
    report = written(borough, family, "bryony")
    ade, bryony, address = browser(borough, "ade"), browser(borough, "bryony"), f"/reports/{report}/change/"
    hers, his = ade.get(address), bryony.get(address)
    assert press(bryony, his, address, text="Both were out.").status_code == 302

    both = press(ade, hers, address, text="Neither was at home.", **{"caller-0-name": "Nell"})

    assert both.status_code == 409
    assert "Both were out." in text(both) and "Neither was at home." in text(both)
    assert Report.objects.get().text == "Both were out."
    assert press(ade, both, address).status_code == 302
    assert Report.objects.get().text == "Neither was at home."
    assert ReportParty.objects.get().name == "Nell"
    history = text(ade.get(f"/reports/{report}/history/"))
    assert "Bryony Tull changed a report" in history and BOTH_AT_HOME in history
    assert "opened a report" in text(ade.get(f"/reports/{report}/history/?show=looks"))


@pytest.mark.req("REP-02")
def test_who_changes_different_things_at_once_both_do(borough: Borough, family: int) -> None:
    report = written(borough, family, "bryony", callers=[Contact("Nell", "School")])
    ade, bryony, address = browser(borough, "ade"), browser(borough, "bryony"), f"/reports/{report}/change/"
    hers, his = ade.get(address), bryony.get(address)
    assert (
        press(bryony, his, address, **{"witness-0-name": "A neighbour", "caller-0-organisation": "Nursery"}).status_code
        == 302
    )
    assert press(ade, hers, address, **{"vehicle-0-registration": "AB12 CDE"}).status_code == 302
    assert press(ade, ade.get(address), address, title="Seen from the window").status_code == 302
    shown = text(ade.get(f"/reports/{report}/"))
    for said in ("A neighbour", "Nursery", "AB12 CDE", "Seen from the window"):
        assert said in shown
    page = ade.get(address)
    assert press(ade, page, address, **{"caller-0-name": "", "caller-0-organisation": ""}).status_code == 302
    assert "Nursery" not in text(ade.get(f"/reports/{report}/"))


@pytest.mark.req("REP-02", "SHAR-05")
def test_somebody_is_let_in_for_a_time_and_out_again_and_gives_up_their_own(borough: Borough, family: int) -> None:
    report = written(borough, family)
    ade, dev, holder = browser(borough, "ade"), browser(borough, "dev"), borough.people["dev"].principal_id
    address = f"/reports/{report}/access/{holder}/"
    assert "Dev Mistry" in text(ade.get(f"/reports/{report}/access/add/?q=dev"))
    page = ade.get(address)
    refused = press(ade, page, address, why=" ", ends_on="1-1-2020")
    assert refused.status_code == 422 and "Say why" in text(refused)
    refused = press(ade, refused, address, why="He weighs the baby.")
    assert refused.status_code == 422 and "must be after today" in text(refused)
    ends_on = f"{timezone.localdate() + timedelta(days=9):%d-%m-%Y}"
    assert press(ade, refused, address, ends_on=ends_on).status_code == 302
    assert dev.get(f"/reports/{report}/").status_code == 200
    assert "Only Ade Bankole" in text(dev.get(f"/reports/{report}/change/"))

    assert "Give up" in text(dev.get(f"/reports/{report}/access/"))
    page = dev.get(f"{address}stop/")
    assert press(dev, page, f"{address}stop/").status_code == 302
    assert dev.get(f"/reports/{report}/").status_code == 404
    shown = text(ade.get(f"/reports/{report}/access/"))
    assert "Who could see it before (1)" in shown


@pytest.mark.req("REP-02")
def test_a_report_is_linked_to_a_second_case_and_taken_off_the_first(borough: Borough, family: int) -> None:
    report = written(borough, family)
    second = borough.case(name="Ockley CH99 1AA")
    ade, address = browser(borough, "ade"), f"/reports/{report}/cases/"
    assert "one case at least" in text(ade.get(f"{address}{family}/"))
    page = ade.get(f"{address}add/?q=ockley")
    key = uuid4().hex
    assert ade.post(f"{address}add/", {"once": key, "case": second.pk}).status_code == 302
    assert "Ockley CH99 1AA" in text(page)
    assert press(ade, ade.get(f"{address}{family}/"), f"{address}{family}/").status_code == 302
    assert "Letters Confidential" not in text(ade.get(f"/cases/{family}/reports/"))
    assert "Letters Confidential" in text(ade.get(f"/cases/{second.pk}/reports/"))


# --- lists


@pytest.mark.req("REP-04")
def test_reports_are_found_by_words_that_stand_in_no_address(borough: Borough, family: int) -> None:
    written(borough, family, callers=[Contact("Nell Ockley")])
    ade = browser(borough, "ade")
    led = ade.post("/reports/", {"look": "yes", "q": "ockley"})
    assert led.status_code == 302 and "ockley" not in led["Location"]
    assert "Letters Confidential" in text(ade.get(led["Location"]))
    assert "No report found for “zzyzx”" in text(ade.get("/reports/?q=zzyzx"))
    looked = Event.objects.filter(kind="report.looked-for").order_by("id")
    assert [event.facts["words"] for event in looked] == ["ockley", "zzyzx"]


@pytest.mark.parametrize("query", [
    "section=gossip&mine=maybe&show=x&page=-1&since=31-2-2020&until=%00", "page=99999999999999999999",
    "q=%00%25_", "s=x",
])  # fmt: skip
def test_hostile_addresses_are_answered(borough: Borough, family: int, query: str) -> None:
    written(borough, family)
    assert browser(borough, "ade").get(f"/reports/?{query}").status_code == 200


HOSTILE: list[Mapping[str, str]] = [
    {"do": "find-person", "find-person": "\x00"}, {"do": "add-caller", "caller-99-name": "x"}, {"do": "nothing"},
    {"about-99999999999999999": "yes"}, {"holder-99999999999999999999": "yes"}, {"uprn-'": "yes"}, {"case-0": "yes"},
    {"holder-987654321": "yes"}, {"type": "\x00"}, {"version": "x"}, {"caller-0-name": "a\x00b"}, {"text": "\x00"},
    {"report_on": "99999999999999999999"}, {"review_on": "1-1-1900"},
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_forms_are_refused_and_shown_again(borough: Borough, family: int, typed: Mapping[str, str]) -> None:
    ade, address = browser(borough, "ade"), f"/cases/{family}/reports/add/"
    page = ade.get(f"{address}?type=chronology")
    answer = press(ade, page, address, **{"text": BOTH_AT_HOME, **typed})
    assert answer.status_code in (200, 302, 422)
    report = written(borough, family)
    changing = ade.get(f"/reports/{report}/change/")
    assert press(ade, changing, f"/reports/{report}/change/", **typed).status_code in (200, 302, 422)


@pytest.mark.req("REP-04")
@pytest.mark.parametrize("more", [0, 30])
def test_pages_of_reports_take_the_same_statements_however_many_there_are(
    borough: Borough, family: int, more: int
) -> None:
    report = written(borough, family, callers=[Contact("Nell Ockley")])
    for _ in range(more):
        written(borough, family, callers=[Contact("Nell Ockley")])
    ade = browser(borough, "ade")
    budgets = {
        "/reports/": 8, "/reports/?q=ockley": 9, f"/cases/{family}/reports/": 11, f"/reports/{report}/": 20,
        f"/reports/{report}/access/": 16, f"/reports/{report}/history/": 17, f"/reports/{report}/change/": 22,
        f"/cases/{family}/reports/add/?type=chronology": 14,
    }  # fmt: skip
    ade.get("/reports/")
    for address, budget in budgets.items():
        with statements() as sent:
            assert ade.get(address).status_code == 200
        assert len(sent) <= budget, f"{address} took {len(sent)}:\n" + "\n".join(sent)
