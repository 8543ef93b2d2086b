"""The pages of notifications, the user directory and my gallery by HTTP, and the statements they take."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from alongside.accounts.actions import NewUser, add_user
from alongside.accounts.models import User
from alongside.cases.models import Case, Keyworker, Member
from alongside.casework.models import Log, LogMember, NotifyMe
from alongside.core.acting import acting_as
from alongside.events.actions import record
from alongside.people.models import Person
from alongside.web.tests.test_case_pages import browser, log, now, statements, text, write
from tests.borough import Borough

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(borough: Borough) -> Case:
    """Ade's case, shared with Dev."""
    made = borough.case()
    borough.share(made, "Dev")
    return made


# --- notifications


@pytest.mark.req("MSG-02")
def test_what_is_chosen_for_a_case_is_told_and_leads_to_it(borough: Borough, case: Case) -> None:
    dev = browser(borough, "dev")
    assert "You have not chosen what to be told of" in text(dev.get("/notifications/"))
    assert "You have not chosen anything for this case yet" in text(dev.get(f"/cases/{case.pk}/notify/"))

    answer = write(dev, f"/cases/{case.pk}/notify/", kinds=["log-added", "status"])
    assert answer.status_code == 302
    assert "You chose for this case" in text(dev.get(f"/cases/{case.pk}/notify/"))
    assert "Nothing new on your cases" in text(dev.get("/notifications/"))
    number = log(case.pk, now(borough, "Ade"), "Seen at the gate.")

    page = dev.get("/notifications/")
    assert "Notifications 1 new" in text(page)
    assert f'href="/cases/{case.pk}/log/{number}/"' in page.content.decode()
    assert "Seen at the gate" not in page.content.decode()
    [up_to] = re.findall(r'name="up_to" value="(\d+)"', page.content.decode())
    log(case.pk, now(borough, "Ade"), "And at home.")
    write(dev, "/notifications/", up_to=up_to)
    assert "Notifications 1 new" in text(dev.get("/notifications/")), "what came meanwhile stays new"
    assert "You have not chosen" in text(browser(borough, "ade").get("/notifications/"))


@pytest.mark.req("MSG-02")
def test_for_all_my_cases_at_once_and_back_again_for_one(borough: Borough, case: Case) -> None:
    ade, address = browser(borough, "ade"), f"/cases/{case.pk}/notify/"
    write(ade, "/notifications/choices/", kinds=["log-added"], by_mail="yes")
    assert "goes by what you chose for all" in text(ade.get(address))

    write(ade, address, kinds=["status"])
    assert "You chose for this case" in text(ade.get(address))
    assert "Case status updated" in text(ade.get("/notifications/choices/")).split("Chosen for a single case")[1]
    write(ade, address, as_for_all="yes")
    assert "goes by what you chose for all" in text(ade.get(address))
    assert 'id="by_mail" name="by_mail" type="checkbox" value="yes" aria-describedby="by_mail-hint" checked' in (
        ade.get("/notifications/choices/").content.decode()
    )
    write(ade, "/notifications/choices/", kinds=["log-added"])
    assert 'aria-describedby="by_mail-hint" checked' not in ade.get("/notifications/choices/").content.decode()
    assert ade.post("/notifications/choices/", {"kinds": "everything"}).status_code == 422


@pytest.mark.req("MSG-02")
def test_about_a_person_wherever_one_sees_them(borough: Borough, case: Case) -> None:
    person = joined(borough, case, "Jessa")
    dev = browser(borough, "dev")
    assert f'href="/people/{person.pk}/notify/"' in dev.get(f"/people/{person.pk}/").content.decode()
    write(dev, f"/people/{person.pk}/notify/", kinds=["log-added"])
    log(case.pk, now(borough, "Ade"), "Seen at the gate.")

    assert "Notifications 1 new" in text(dev.get("/notifications/"))
    assert browser(borough, "hollis").get(f"/people/{person.pk}/notify/").status_code == 404
    assert write(browser(borough, "hollis"), f"/people/{person.pk}/notify/", kinds=["status"]).status_code == 404
    assert NotifyMe.objects.count() == 1


@pytest.mark.req("MSG-02")
@pytest.mark.parametrize("more", [0, 40])
def test_notifications_take_as_many_statements_however_many_there_are(borough: Borough, case: Case, more: int) -> None:
    dev = browser(borough, "dev")
    write(dev, f"/cases/{case.pk}/notify/", kinds=["log-added"])
    with acting_as(now(borough, "Ade")) as ade:
        for number in range(3 + more):
            record("log.added", actor=ade, case=case.pk, facts={"log": number})
    dev.get("/notifications/")

    for address, most in (("/notifications/", 11), ("/notifications/choices/", 9), (f"/cases/{case.pk}/notify/", 11)):
        with statements() as said:
            answer = dev.get(address)
        assert answer.status_code == 200
        assert len(said) <= most, f"{address}\n" + "\n".join(said)
    page = dev.get("/notifications/")
    assert ("Older notifications" in text(page)) == bool(more)
    if more:
        [older] = re.findall(r'href="([^"]+)">Older', page.content.decode())
        assert "Newest first" in text(dev.get(older))


# --- the directory


@pytest.mark.req("ORG-03")
@pytest.mark.parametrize(
    ("typed", "found"),
    [("adisa", ["Femi Adisa"]), ("north", ["Ade Bankole", "Bryony Tull"]), ("health visitor", ["Dev Mistry"]),
     ("moorside homes", ["Greta Lund"]), ("%", []), ("_", []), ("A_e", []), ("family BANK", ["Ade Bankole"]),
     ("ines caddow", []), ("ines", ["Nell Finch"])],  # Ines works elsewhere; Nell's job is busINESs support
)  # fmt: skip
def test_a_colleague_is_found_by_name_job_team_and_organisation(
    borough: Borough, elsewhere: Borough, typed: str, found: list[str]
) -> None:
    page = browser(borough, "ade").get("/directory/", {"q": typed})

    assert re.findall(r"al-people__name\">([^<]+?) <", page.content.decode()) == found
    assert ("Nobody found for" in text(page)) == (not found)


@pytest.mark.req("ORG-03")
def test_the_directory_is_narrowed_paged_and_leads_to_a_message(borough: Borough) -> None:
    for number in range(30):
        add_user(
            NewUser(f"Worker {number:02}", f"worker{number}@calderholt.example", "Youth worker"),
            team=borough.teams["tenancy-support"],
        )
    ade, team = browser(borough, "ade"), borough.teams["tenancy-support"]
    User.objects.filter(name="Worker 03").update(
        away_from=date(2020, 1, 1), away_message="On leave.", stand_in=borough.people["greta"]
    )
    User.objects.filter(name="Worker 04").update(is_active=False)

    first = text(ade.get(f"/directory/?team={team.pk}"))
    assert "Greta Lund" in first and "Esme Farrow" not in first
    assert "Worker 03 out of office" in first and "On leave. Greta Lund stands in." in first
    assert "Worker 04" not in first and "Worker 29" not in first
    assert "Worker 29" in text(ade.get(f"/directory/?team={team.pk}&page=2"))
    assert "past the end" in text(ade.get("/directory/?page=50"))
    assert "Everybody who works here" in text(ade.get("/directory/?team=x&organisation=99999"))
    esme = borough.people["esme"].principal_id
    found = ade.get("/directory/", {"q": "esme"}).content.decode()
    assert f'href="/messages/write/{esme}/"' in found
    with statements() as said:
        ade.get("/directory/")
    assert len(said) <= 9, "\n".join(said)


# --- my gallery


def joined(borough: Borough, case: Case, forename: str, **more: object) -> Person:
    """Somebody new on a case."""
    person = Person.objects.create(
        partnership=borough.partnership, forename=forename, surname="Quillan", birth_date=date(2016, 9, 3),
        created_at=case.created_at, created_by=case.owner, audience=[case.owner.principal_id],
    )  # fmt: skip
    Member.objects.create(
        partnership=borough.partnership, case=case, person=person, position=Member.objects.count(), group="family",
        relationship="Daughter", joined_on=case.referral_on, **more,
    )  # fmt: skip
    return person


def noted(borough: Borough, case: Case, days: int, *about: Person, hidden: bool = False) -> None:
    """A note of some days ago, about the family or about somebody."""
    at = datetime.now(UTC) - timedelta(days=days)
    row = Log.objects.create(
        partnership=borough.partnership, case=case, contact_at=at, written_at=at, what="Seen.", author=case.owner,
        **({"hidden_at": at, "hidden_by": case.owner} if hidden else {}),
    )  # fmt: skip
    for person in about:
        LogMember.objects.create(
            partnership=borough.partnership, log=row, member=Member.objects.get(person=person, case=case)
        )


@pytest.mark.req("HOME-04")
def test_the_people_i_work_with_the_longest_without_contact_first(borough: Borough, case: Case) -> None:
    jessa, wren, jay = (joined(borough, case, name) for name in ("Jessa", "Wren", "Jay"))
    noted(borough, case, 30)
    noted(borough, case, 9, wren)
    noted(borough, case, 2, jessa)
    noted(borough, case, 1, jay, hidden=True)
    other = borough.case("Hollis", "Fenwick CH99 3AA")
    callum = joined(borough, other, "Callum")
    Case.objects.filter(pk=case.pk).update(priority="high")
    ade = browser(borough, "ade")

    page = text(ade.get("/gallery/"))
    assert "3 people on the open cases" in page
    assert page.index("Jay Quillan") < page.index("Wren Quillan") < page.index("Jessa Quillan")
    assert [f"Last contact {words}" in page for words in ("4 weeks ago", "9 days ago", "2 days ago")] == [True] * 3
    assert "High priority" in page and "10 years · Daughter" in page and "Callum" not in page
    assert "Nobody here yet" in text(browser(borough, "dev").get("/gallery/"))

    borough.share(other, "Ade")
    assert "Callum" not in text(ade.get("/gallery/")), "seen, but not worked with"
    Keyworker.objects.create(
        partnership=borough.partnership, case=other, user=borough.people["ade"], starts_on=date(2020, 1, 1)
    )
    page = text(ade.get("/gallery/"))
    assert page.index("Callum Quillan") < page.index("Jay Quillan")
    assert "Last contact None yet" in page
    Case.objects.filter(pk=other.pk).update(status="archived-resolved")
    assert "Callum" not in text(ade.get("/gallery/"))
    Member.objects.filter(person=wren).update(left_on=case.referral_on)
    assert "Wren" not in text(ade.get("/gallery/"))
    assert callum.pk


@pytest.mark.req("HOME-04")
def test_somebody_on_two_of_my_cases_stands_there_once(borough: Borough, case: Case) -> None:
    jessa = joined(borough, case, "Jessa")
    second = borough.case(name="Quillan CH99 9ZZ")
    Member.objects.create(
        partnership=borough.partnership, case=second, person=jessa, position=9, group="family",
        joined_on=case.referral_on,
    )  # fmt: skip

    page = text(browser(borough, "ade").get("/gallery/"))

    assert "1 person on the open cases" in page
    assert "Quillan CH99 9ZZ" in page and "CH99 2ND" not in page


@pytest.mark.req("HOME-04")
@pytest.mark.parametrize("more", [0, 40])
def test_the_gallery_takes_as_many_statements_however_many_they_are(borough: Borough, case: Case, more: int) -> None:
    for number in range(3 + more):
        joined(borough, case, f"Child{number}")
    ade = browser(borough, "ade")
    ade.get("/gallery/")

    with statements() as said:
        page = ade.get("/gallery/")

    assert len(said) <= 7, "\n".join(said)
    assert text(page).count("Last contact") == min(3 + more, 24)
    if more:
        assert text(ade.get("/gallery/?page=2")).count("Last contact") == 19
        assert "past the end" in text(ade.get("/gallery/?page=9"))
