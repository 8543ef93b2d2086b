"""What is needed for a family, by HTTP: each missing thing once with its step, the rest below; few queries."""

import pytest

from alongside.cases.models import Case
from alongside.web.tests.test_case_pages import browser, now, statements, text
from tests.borough import Borough
from tests.test_nomination import TREGARTH, nominate

pytestmark = pytest.mark.django_db


@pytest.mark.req("ASMT-05", "ASMT-07")
def test_what_is_missing_stands_first_with_why_and_one_step(borough: Borough) -> None:
    family = nominate(now(borough, "Ade"))
    ade = browser(borough, "ade")

    answer = ade.get(f"/cases/{family}/needed/")

    page = text(answer)
    assert "4 things are missing" in page
    assert "Early Help Assessment There is none yet." in page and "Practice framework, 4.3 and 4.5" in page
    assert "CSE screening: Jessa Quillan There is none yet." in page
    assert "Wren Marsh has not been heard at the assessment stage." in page
    assert f'href="/cases/{family}/log/add/?type=child-voice"' in answer.content.decode()
    assert "Not over 10. It will be needed from" in page
    overview = text(ade.get(f"/cases/{family}/"))
    assert "What is needed" in overview and "See why, and what to do" in overview


@pytest.mark.req("SHAR-06")
def test_to_a_stranger_it_is_not_there(borough: Borough) -> None:
    family = nominate(now(borough, "Ade"))
    assert browser(borough, "dev").get(f"/cases/{family}/needed/").status_code == 404

    borough.share(Case.objects.get(pk=family), "dev")

    assert browser(borough, "dev").get(f"/cases/{family}/needed/").status_code == 200


def test_it_takes_as_many_queries_for_a_large_family_as_for_a_small_one(borough: Borough) -> None:
    ade = browser(borough, "ade")
    sent = []
    for told in ({}, {"family": TREGARTH}):
        family = nominate(now(borough, "Ade"), **told)
        ade.get(f"/cases/{family}/needed/")
        with statements() as found:
            ade.get(f"/cases/{family}/needed/")
        sent.append(found)

    assert len(sent[0]) == len(sent[1]) <= 9, "\n".join(sent[1])
