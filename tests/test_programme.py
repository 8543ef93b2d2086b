"""The programme flag: set by the coordinating team alone, suggested by anybody, and what keeps a case open."""

import pytest

from alongside.cases.actions import Period, change_details, change_flag, start_flag
from alongside.cases.models import Case, Flag
from alongside.cases.programme import suggest_flag, suggestions
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, Refused
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("CASE-03")]
PROGRAMME = "supporting-families"


@pytest.fixture
def case(borough: Borough) -> Case:
    """Ade's case, which the coordinating team has."""
    found = borough.case()
    borough.share(found, "strengthening-families")
    return found


def test_the_coordinating_team_alone_starts_it_and_anybody_suggests_it_with_a_reason(
    borough: Borough, case: Case
) -> None:
    ade, carys = borough.actor("Ade"), borough.actor("Carys")
    with acting_as(ade):
        period = Period(ade.today, "criteria-met")
        with pytest.raises(Refused, match="Only the Strengthening Families Team sets the Supporting Families flag"):
            start_flag(case.pk, flag=PROGRAMME, period=period, actor=ade)
        with pytest.raises(Invalid):
            suggest_flag(case.pk, flag=PROGRAMME, why=" ", actor=ade)
        suggest_flag(case.pk, flag=PROGRAMME, why="They meet four criteria.", actor=ade)
        assert suggestions(actor=ade) == []
    with acting_as(carys):
        [suggested] = suggestions(actor=carys)
        assert (suggested.case_id, suggested.by, suggested.why) == (case.pk, "Ade Bankole", "They meet four criteria.")
        start_flag(case.pk, flag=PROGRAMME, period=period, actor=carys)
        assert suggestions(actor=carys) == []
        flag = Flag.objects.get(case=case)
    with acting_as(ade), pytest.raises(Refused, match="Only the Strengthening"):
        change_flag(
            case.pk, flag.pk, version=1, period=Period(ade.today, "criteria-met", ade.today, "sustained"), actor=ade
        )


def test_a_case_in_the_programme_stays_open_until_the_flag_ended_with_its_reason(borough: Borough, case: Case) -> None:
    ade, carys = borough.actor("Ade"), borough.actor("Carys")
    with acting_as(carys):
        start_flag(case.pk, flag=PROGRAMME, period=Period(carys.today, "criteria-met"), actor=carys)
        flag = Flag.objects.get(case=case)

    def archive(why: str = "The outcomes were achieved.") -> None:
        with acting_as(ade):
            change_details(case.pk, version=1, changes={"status": "archived-resolved"}, why=why, actor=ade)

    with pytest.raises(Refused, match="the case stays open"):
        archive()
    with acting_as(carys):
        ended = Period(carys.today, "criteria-met", carys.today, "sustained")
        change_flag(case.pk, flag.pk, version=1, period=ended, actor=carys)
    with pytest.raises(Invalid) as wrong:
        archive(why="")
    assert list(wrong.value.fields) == ["why"]
    archive()
    assert Case.objects.get(pk=case.pk).status == "archived-resolved"
