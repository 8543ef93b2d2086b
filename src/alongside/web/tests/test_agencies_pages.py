"""Agencies by HTTP: chosen from the registered ones, involved, put right and ended."""

import pytest

from alongside.accounts.models import Organisation
from alongside.cases.models import Involvement
from alongside.web.tests.test_case_changes import fields
from alongside.web.tests.test_case_pages import browser, statements, text, write
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("CASE-09")]


def test_an_agency_is_found_involved_changed_and_ended(borough: Borough) -> None:
    case = borough.case().pk
    ade = browser(borough, "ade")
    police = Organisation.objects.get(name="Calderholt Police").pk
    assert "No agency is involved now" in text(ade.get(f"/cases/{case}/agencies/"))
    everything = text(ade.get(f"/cases/{case}/agencies/add/?q=%25"))
    assert "No registered organisation is called “%”" in everything and "Moorside Homes" in everything

    address = f"/cases/{case}/agencies/add/{police}/"
    sent = fields(ade.get(address)) | {"service": "Neighbourhood policing", "contact": "PC Lowe", "email": "no"}
    wrong = ade.post(address, sent)
    assert wrong.status_code == 422 and "Write the e-mail address with an @" in text(wrong)
    page = text(ade.post(address, fields(wrong) | {"email": "lowe@police.example"}, follow=True))
    for words in ("Calderholt Police is involved.", "Agency involved", "PC Lowe", "lowe@police.example"):
        assert words in page

    row = Involvement.objects.get(case=case)
    here = f"/cases/{case}/agencies/{row.pk}/"
    assert "PC Marsh" in text(ade.post(here, fields(ade.get(here)) | {"contact": "PC Marsh"}, follow=True))
    end = f"{here}end/"
    ended = text(ade.post(end, fields(ade.get(end)) | {"reason": "The nights are quiet."}, follow=True))
    assert "Involved before" in ended and "The nights are quiet." in ended
    history = text(ade.get(f"/cases/{case}/history/"))
    assert "Ade Bankole involved Calderholt Police" in history
    assert "Ade Bankole ended the part of Calderholt Police" in history

    femi = browser(borough, "femi")
    assert femi.get(f"/cases/{case}/agencies/").status_code == 404
    assert write(femi, end, ends_on="17-11-2026", reason="x").status_code == 404


@pytest.mark.parametrize("more", [0, 30])
def test_the_agencies_take_twelve_statements_however_many_there_are(borough: Borough, more: int) -> None:
    case = borough.case()
    for number in range(more):
        agency = Organisation.objects.create(partnership=borough.partnership, name=f"S{number}", kind="charity")
        Involvement.objects.create(
            partnership=borough.partnership, case=case, organisation=agency, role="agency", starts_on=case.referral_on
        )
    ade = browser(borough, "ade")
    ade.get(f"/cases/{case.pk}/agencies/")
    with statements() as sent:
        ade.get(f"/cases/{case.pk}/agencies/")
    assert len(sent) <= 12, "\n".join(sent)
