"""Rules of reports: the title that is offered, and who may change one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.casework.rules.reports import may_change_report, offered_title

SHIPPED = (
    "Early Help Referral", "Webstar", "Whole Family Webstar", "Family Action Plan", "Early Help Plan", "Observations",
    "Letters Confidential", "Chronology", "Child in Need Plan", "Education Health and Care Plan",
    "Social Work Assessment", "Early Help Closure",
)  # fmt: skip


@pytest.mark.req("REP-01")
@pytest.mark.parametrize(
    ("team", "lead_worker", "offered"),
    [
        ("Family Support North", "Ade Bankole", "Observations Family Support North Ade Bankole"),
        ("Family Support North", "", "Observations Family Support North"),
        ("", "", "Observations"),
    ],
)
def test_an_observation_is_offered_with_team_and_lead_worker(team: str, lead_worker: str, offered: str) -> None:
    """S118."""
    assert (
        offered_title("Observations {team} {lead worker}", "Observations", team=team, lead_worker=lead_worker)
        == offered
    )


@pytest.mark.req("REP-01")
@pytest.mark.parametrize("title", SHIPPED)
def test_other_types_are_offered_by_their_exact_name(title: str) -> None:
    assert offered_title("", title, team="North", lead_worker="Ade") == title


@pytest.mark.req("SHAR-05")
@given(st.integers(1, 3), st.integers(1, 3) | st.none(), st.integers(1, 3), st.integers(1, 3), st.booleans())
def test_a_report_is_changed_by_its_author_their_team_and_the_coordinating_team_alone(
    user: int, team: int | None, author: int, of_team: int, coordinates: bool
) -> None:
    allowed = may_change_report(user, team, author_id=author, of_team=of_team, coordinates=coordinates)
    assert allowed == (user == author or team == of_team or coordinates)
