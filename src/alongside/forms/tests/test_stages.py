"""Whom a criterion's question can be about."""

from datetime import date

import pytest

from alongside.forms.stages import may_be
from alongside.packs.schema import Choice

ASSESSED = date(2026, 7, 28)
UNKNOWN, UNBORN = Choice(label="Unknown"), Choice(label="Unborn", unborn=True)
SCHOOL, GROWN = Choice(label="6 - 17", from_age=6, to_age=17), Choice(label="Over 65", from_age=66)


@pytest.mark.req("NOM-06", "NOM-07")
@pytest.mark.parametrize(
    ("born", "band", "adult", "child"),
    [
        (date(2008, 7, 28), None, True, False),  # eighteen on the day
        (date(2008, 7, 29), None, False, True),
        (date(2026, 12, 1), None, False, True),
        (None, SCHOOL, False, True),
        (None, GROWN, True, False),
        (None, UNBORN, False, True),
        (None, UNKNOWN, True, True),
        (None, None, True, True),
    ],
)
def test_ages_are_those_on_the_day_of_the_assessment(
    born: date | None, band: Choice | None, adult: bool, child: bool
) -> None:
    assert may_be("adults", on=ASSESSED, born=born, band=band) is adult
    assert may_be("children", on=ASSESSED, born=born, band=band) is child
    assert may_be("everybody", on=ASSESSED, born=born, band=band)
