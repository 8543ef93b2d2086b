"""What a note makes: a visit at which every child was seen, contact with the family; and its clocks move with it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.cases.models import Case, Member
from alongside.casework.actions.logs import Contact, Note, bring_back_log, correct_log, delete_log, write_note
from alongside.casework.models import Log
from alongside.casework.queries.logs import log, logs
from alongside.casework.rules.logs import ChildSeen, seen_and_heard
from alongside.clocks.models import Clock
from alongside.clocks.tests.framework import works_by_the_framework
from alongside.core.acting import acting_as
from alongside.events.actions import record
from alongside.events.models import Event
from tests.borough import Borough
from tests.test_nomination import nominate

VISIT = dict.fromkeys(
    ("purpose", "who-was-there", "details", "actions", "analysis", "views-of-the-child"), "As they told it."
)

Written = Callable[..., int]


def day(on: int, hour: int = 10) -> datetime:
    """A moment of November 2026."""
    return datetime(2026, 11, on, hour, tzinfo=UTC)


@pytest.fixture
def family(borough: Borough) -> int:
    """Ade's family with two children, in a place that works by the framework; reached on Monday 16 November."""
    case = nominate(borough.actor("Ade"))
    works_by_the_framework(borough)
    ade = borough.actor("Ade", on=date(2026, 11, 16))
    with acting_as(ade):
        record("family.contacted", actor=ade, case=case, facts={"reached": True}, happened_at=day(16))
    return case


@pytest.fixture
def written(borough: Borough, family: int) -> Written:
    """Ade writes a note of a contact in November, on the day itself unless told otherwise."""

    def write(on: int, *, later: int = 0, **more: Any) -> int:
        ade = borough.actor("Ade", on=date(2026, 11, on + later))
        with acting_as(ade):
            contact = Contact(day(on), "At home", "Marnie", more.pop("what", ""))
            return write_note(Note(contact, **more), case_id=family, actor=ade)

    return write


def children(case: int, **told: Any) -> list[ChildSeen]:
    """The same said of both children."""
    found = Member.objects.filter(case_id=case, person__forename__in=["Jessa", "Wren"])
    return [ChildSeen(each.pk, **({"seen": True, "seen_alone": False, "spoken_to": True} | told)) for each in found]


def first_visit(case: int) -> str:
    """How the clock of the first visit is kept."""
    return Clock.objects.get(case_id=case, timescale="first-visit").state


@pytest.mark.django_db
@pytest.mark.req("CLOK-01")
def test_a_visit_counts_only_where_every_child_was_seen_and_spoken_to(family: int, written: Written) -> None:
    """S020: mother seen, child asleep leaves it open; an infant who was observed was spoken to."""
    assert first_visit(family) == "open"
    one = children(family)[:1]
    written(18, type="visit", headings=VISIT, children=one)
    assert first_visit(family) == "open", "the other child was not seen"
    written(19, type="visit", headings=VISIT, children=children(family, spoken_to=False))
    assert first_visit(family) == "open", "both were asleep"
    observed = children(family, spoken_to=None, observed=True, own_words="Smiled at the book.")
    written(20, type="visit", headings=VISIT, children=observed)
    assert first_visit(family) == "met"


@pytest.mark.django_db
@pytest.mark.req("CLOK-01")
def test_an_attempt_that_reached_nobody_is_no_contact_and_no_visit(family: int, written: Written) -> None:
    """S016: a failed call is recorded as an attempt and satisfies nothing."""
    number = written(18, type="telephone-call", what="Rang at ten.", reached=False)
    told = Event.objects.get(kind="family.contacted", facts__log=number)
    assert told.facts["reached"] is False
    written(18, type="visit", headings=VISIT, reached=False)
    assert not Event.objects.filter(kind="visit.made").exists()
    number = written(19, type="telephone-call", what="Rang at ten.")
    assert Event.objects.get(kind="family.contacted", facts__log=number).facts["reached"] is True
    assert Log.objects.get(pk=number).reached is True


@pytest.mark.django_db
@pytest.mark.req("CLOK-03")
def test_a_note_put_right_deleted_and_brought_back_moves_its_clocks(
    borough: Borough, family: int, written: Written
) -> None:
    number = written(24, type="visit", headings=VISIT, children=children(family))
    assert first_visit(family) == "met late"
    ade = borough.actor("Ade", on=date(2026, 11, 25))
    with acting_as(ade):
        correct_log(family, number, version=1, words="It was Friday.", contact_at=day(20), actor=ade)
    assert first_visit(family) == "met"
    with acting_as(ade):
        delete_log(family, number, why="Another family's.", actor=ade)
    assert first_visit(family) == "open"
    with acting_as(ade):
        bring_back_log(family, number, actor=ade)
    assert (first_visit(family), Clock.objects.get(timescale="first-visit").stopped_at) == ("met", day(20))


@pytest.mark.django_db
@pytest.mark.req("CLOK-01", "CLOK-03")
def test_a_restricted_visit_makes_nothing_that_others_could_read(
    borough: Borough, family: int, written: Written
) -> None:
    borough.share(Case.objects.get(pk=family), "Dev")
    dev = borough.people["dev"].principal_id
    written(18, type="visit", headings=VISIT, children=children(family), readers=[dev])
    assert first_visit(family) == "open", "whoever sees the clock would learn of the visit"
    with acting_as(borough.actor("Bryony")):
        assert not Event.objects.filter(kind="visit.made").exists()
    written(19, type="visit", headings=VISIT, children=children(family))
    assert first_visit(family) == "met"


@pytest.mark.django_db
@pytest.mark.req("REC-06")
def test_a_note_is_due_by_the_next_working_day_and_says_how_late_it_is(
    borough: Borough, family: int, written: Written
) -> None:
    """S040: of Friday 20 November, written on Tuesday: due on Monday, one day late. Both times are kept."""
    late, in_time = (
        written(20, later=4, type="telephone-call", what="Rang at ten."),
        written(20, later=3, type="telephone-call", what="Rang at ten."),
    )
    ade = borough.actor("Ade", on=date(2026, 11, 25))
    with acting_as(ade):
        found = {each.id: each for each in logs(family, actor=ade).entries}
        assert (found[late].late, found[late].overdue) == (4, 1)
        assert (found[in_time].late, found[in_time].overdue) == (0, 0)
        correct_log(family, late, version=1, words="It was Monday.", contact_at=day(23), actor=ade)
        assert log(family, late, actor=ade).overdue == 1, "no correction hides any lateness"


@pytest.mark.req("CLOK-01")
@given(
    family=st.sets(st.integers(1, 4)),
    said=st.lists(
        st.builds(ChildSeen, st.integers(1, 6), st.booleans(), st.booleans(), st.sampled_from([None, True, False]),
                  st.booleans()),
        unique_by=lambda child: child.member,
    ),
)  # fmt: skip
def test_every_child_means_every_child_of_the_family(family: set[int], said: list[ChildSeen]) -> None:
    seen, heard = seen_and_heard(family, said)
    of = {each.member: each for each in said}
    assert seen == (not [child for child in family if not (child in of and of[child].seen)])
    assert heard == (not [c for c in family if not (c in of and (of[c].spoken_to or of[c].observed))])
