"""Whom a criterion's question can be about: the adults or the children of the family, on the day of the assessment."""

from datetime import date

from alongside.packs.schema import Choice, Whom

COMING_OF_AGE = 18


def may_be(who: Whom, *, on: date, born: date | None, band: Choice | None) -> bool:
    """True where somebody born then, or said to be of that age band, may be one of those whom a question is about.

    Adults are 18 or over on the day, children under 18 or not yet born; somebody of unknown age may be either
    (E-CINS 2.2.4: ages are those on the assessment date).
    """
    if who == "everybody":
        return True
    if born is not None:
        return (who == "adults") is (_years(born, on) >= COMING_OF_AGE)
    if band is None or (band.from_age is None and not band.unborn):
        return True
    if who == "adults":
        return not band.unborn and (band.to_age is None or band.to_age >= COMING_OF_AGE)
    return band.unborn or (band.from_age or 0) < COMING_OF_AGE


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
