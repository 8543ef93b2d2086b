"""Audits: a lot that can be drawn again, judged on every point, read by the author; results that are the counts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.accounts.models import Membership
from alongside.assessments.models import Assessment
from alongside.cases.models import Case
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.models import Event
from alongside.packs.tool_schema import Audit, AuditPoint
from alongside.reporting.actions.audits import Drawing, draw_sample, judge, to_draw_from
from alongside.reporting.models import Audited, AuditSample
from alongside.reporting.queries.audits import audit, audits_of, day_after, draws_again, results, sample, samples
from alongside.reporting.rules.audits import (
    Count,
    Judged,
    Tally,
    by_the_dates,
    drawn,
    is_in_time,
    still_to_judge,
    tally,
)
from tests.borough import NOVEMBER, Borough

POINTS = Audit(
    id="a", title="A", point=(AuditPoint(id="time", title="In time", within_days=28), AuditPoint(id="voice", title="V"))
)

# --- the rules


@pytest.mark.req("INS-03")
@given(numbers=st.sets(st.integers(1, 10_000), max_size=60), lot=st.text(max_size=20), size=st.integers(0, 70))
def test_a_lot_draws_the_same_whatever_the_order_and_more_of_it_holds_less(
    numbers: set[int], lot: str, size: int
) -> None:
    once = drawn(sorted(numbers), lot, size)

    assert once == drawn(sorted(numbers, reverse=True), lot, size)
    assert len(once) == min(size, len(numbers)) and set(once) <= numbers and len(set(once)) == len(once)
    assert drawn(numbers, lot, size + 1)[:size] == once


@pytest.mark.req("ASMT-05")
def test_four_calendar_weeks_are_twenty_eight_days() -> None:
    taken = date(2026, 11, 30)  # S023

    assert [is_in_time(taken, date(2026, 12, on), 28) for on in (28, 29)] == [True, False]
    assert by_the_dates(POINTS, taken, date(2026, 12, 29)) == {"time": "no"}
    assert [point.id for point in still_to_judge(POINTS, {})] == ["voice"]
    assert still_to_judge(POINTS, {"voice": Judged("no", "Nothing")}) == []


@given(st.lists(st.builds(Count, st.sampled_from("ab"), st.just(NOVEMBER), st.sampled_from("xy"),
                          st.sampled_from(["yes", "partly", "no"]), st.integers(1, 50))))  # fmt: skip
def test_the_parts_of_the_results_add_up_to_all_of_them(counts: list[Count]) -> None:
    everything = tally(counts)

    assert everything.all == sum(each.many for each in counts)
    assert sum((tally(c for c in counts if c.team == team) for team in "ab"), Tally()) == everything
    assert sum((tally(c for c in counts if c.point == point) for point in "xy"), Tally()) == everything
    assert 0 <= everything.share <= 100


# --- on cases

TOOL = "early-help-assessment"


def completed(borough: Borough, by: str = "Ade", days: int = 5, tool: str = TOOL, shared: bool = True) -> int:
    """An assessment completed some days ago on a case of its own, shared with the coordinating team or not."""
    actor = borough.actor(by)
    case = borough.case(by, f"Family{Case.objects.count()} CH99 2ND")
    if shared:
        borough.share(case, "strengthening-families")
    at = actor.now - timedelta(days=days)
    Case.objects.filter(pk=case.pk).update(created_at=at - timedelta(days=20))
    made = Assessment.objects.create(
        partnership=borough.partnership, case=case, tool=tool, took_place_on=at.date(), started_by_id=actor.user_id,
        started_at=at, completed_by_id=actor.user_id, completed_at=at,
    )  # fmt: skip
    return made.pk


WEEKS = Drawing("early-help-assessments", NOVEMBER - timedelta(days=28), NOVEMBER)


def draw(actor: Actor, wanted: Drawing = WEEKS, lot: str = "") -> int:
    with acting_as(actor):
        return draw_sample(wanted, actor=actor, lot=lot)


def every_point(found: Any = "yes", **instead: Judged) -> dict[str, Judged]:
    names = ("history", "development", "recording", "partners", "voice", "next-steps")
    return {name: Judged(found, "Seen." if found == "yes" else "Missing.") for name in names} | {
        name.replace("_", "-"): each for name, each in instead.items()
    }


def found_of(actor: Actor, audited: int, points: dict[str, Judged], *, done: bool = True, version: int = 1) -> None:
    with acting_as(actor):
        judge(audited, points, comment="", version=version, done=done, actor=actor)


@pytest.mark.django_db
@pytest.mark.req("INS-03", "ASMT-05")
def test_a_sample_is_drawn_by_a_recorded_lot_and_again(borough: Borough) -> None:
    made = [completed(borough, days=days) for days in (1, 3, 9, 27)]
    for other in (completed(borough, days=29), completed(borough, tool="whole-family-webstar")):
        made.append(other)  # too old, and not of this audit
    hidden = completed(borough, shared=False)
    carys = borough.actor("Carys")

    number = draw(carys, replace(WEEKS, size=2))

    row = AuditSample.objects.get(pk=number)
    assert (row.size, row.found, row.ends_on) == (2, 4, NOVEMBER + timedelta(days=1))
    chosen = set(Audited.objects.filter(sample=row).values_list("assessment_id", flat=True))
    assert chosen == set(drawn(made[:4], row.lot, 2)) and hidden not in chosen
    assert Event.objects.get(kind="audit.drawn").facts["lot"] == row.lot
    with acting_as(carys):
        page = sample(number, actor=carys)
        kept = to_draw_from("early-help-assessments", page.sample.first_on, day_after(page.sample.last_on), actor=carys)
        assert draws_again(page, kept)
        assert [each.id for each in samples(actor=carys)[0]] == [number]
    again = draw(carys, replace(WEEKS, size=2), row.lot)
    assert chosen == set(Audited.objects.filter(sample=again).values_list("assessment_id", flat=True))


@pytest.mark.django_db
@pytest.mark.req("ASMT-05")
def test_with_no_number_every_one_is_drawn_and_none_is_skipped(borough: Borough) -> None:
    made = {completed(borough, days=days) for days in range(6)}

    number = draw(borough.actor("Carys"))

    assert set(Audited.objects.filter(sample=number).values_list("assessment_id", flat=True)) == made  # S025


@pytest.mark.django_db
@pytest.mark.req("INS-03", "SHAR-06")
@pytest.mark.parametrize("name", ["Ade", "Bryony", "Dev"])
def test_the_coordinating_team_alone_draws(borough: Borough, name: str) -> None:
    completed(borough)
    with pytest.raises(Refused, match="draws and judges audits"):
        draw(borough.actor(name))

    assert draw(borough.actor("Carys"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (replace(WEEKS, last_on=WEEKS.first_on - timedelta(days=1)), "last_on"),
        (replace(WEEKS, first_on=NOVEMBER + timedelta(days=1), last_on=NOVEMBER + timedelta(days=9)), "first_on"),
        (replace(WEEKS, size=0), "size"),
        (replace(WEEKS, size=501), "size"),
        (replace(WEEKS, audit="wishes"), "audit"),
        (replace(WEEKS, last_on=WEEKS.first_on), "first_on"),
    ],
)
def test_what_cannot_be_drawn_is_said_beside_its_field(borough: Borough, wanted: Drawing, field: str) -> None:
    completed(borough)
    with pytest.raises(Invalid) as refused:
        draw(borough.actor("Carys"), wanted)
    assert set(refused.value.fields) == {field}

    assert draw(borough.actor("Carys"))


@pytest.mark.django_db
@pytest.mark.req("ASMT-05", "INS-03")
def test_every_point_is_judged_and_a_failed_one_stands_with_the_assessment_for_its_author(borough: Borough) -> None:
    made, carys = completed(borough), borough.actor("Carys")
    [audited] = Audited.objects.filter(sample=draw(carys)).values_list("pk", flat=True)
    with pytest.raises(Invalid) as refused:
        found_of(carys, audited, every_point(voice=Judged()))
    assert set(refused.value.fields) == {"found-voice"}
    with pytest.raises(Invalid) as refused:
        found_of(carys, audited, every_point(voice=Judged("no", " ")))
    assert set(refused.value.fields) == {"comment-voice"}

    found_of(carys, audited, every_point(voice=Judged("no", "Wren cannot be heard.")))

    row = Audited.objects.get(pk=audited)
    assert (row.in_time, row.points["timescale"]["found"], row.audited_by_id) == (True, "yes", carys.user_id)
    assert len(row.points) == 7  # S025: all of them
    event = Event.objects.get(kind="audit.done")
    assert {"what": "Voice of the child", "from": "", "to": "no"} in event.facts["changes"]
    assert "Wren" not in str(event.facts)
    with acting_as(borough.actor("Ade")) as ade:
        [page] = audits_of(made, actor=ade)
    assert [(each.id, each.judged.comment) for each in page.failed] == [("voice", "Wren cannot be heard.")]


@pytest.mark.django_db
@pytest.mark.req("ASMT-05")
def test_an_assessment_that_took_too_long_is_said_by_the_dates_alone(borough: Borough) -> None:
    made, carys = completed(borough), borough.actor("Carys")
    Case.objects.filter(pk=Assessment.objects.get(pk=made).case_id).update(created_at=carys.now - timedelta(days=40))
    [audited] = Audited.objects.filter(sample=draw(carys)).values_list("pk", flat=True)

    found_of(carys, audited, every_point() | {"timescale": Judged("yes", "")})

    with acting_as(carys):
        page = audit(Assessment.objects.get(pk=made).case_id, audited, actor=carys)
    assert page.days == 35 and [each.id for each in page.failed] == ["timescale"]
    assert Audited.objects.get(pk=audited).in_time is False


@pytest.mark.django_db
def test_it_is_kept_for_later_and_never_over_what_another_found(borough: Borough) -> None:
    made, carys = completed(borough), borough.actor("Carys")
    [audited] = Audited.objects.filter(sample=draw(carys)).values_list("pk", flat=True)
    found_of(carys, audited, {"voice": Judged("partly", "")}, done=False)
    row = Audited.objects.get(pk=audited)
    assert (row.audited_at, row.version, row.points["voice"]["found"]) == (None, 2, "partly")
    assert not Event.objects.filter(kind="audit.done").exists()
    with acting_as(borough.actor("Ade")) as ade:
        assert audits_of(made, actor=ade) == []  # only once it is completed

    with pytest.raises(Stale) as stale:
        found_of(carys, audited, every_point())
    assert stale.value.theirs["found-voice"] == "partly"
    found_of(carys, audited, every_point(), version=2)
    assert Audited.objects.get(pk=audited).audited_at is not None


@pytest.mark.django_db
@pytest.mark.req("SHAR-06")
def test_nobody_judges_their_own_and_nobody_outside_judges_or_reads(borough: Borough) -> None:
    made, carys = completed(borough, "Carys"), borough.actor("Carys")
    number = draw(carys)
    [audited] = Audited.objects.filter(sample=number).values_list("pk", flat=True)
    with pytest.raises(Refused, match="You completed this assessment"):
        found_of(carys, audited, every_point())
    for name, refusal in (("Dev", NotFound), ("Ade", NotFound)):
        with pytest.raises(refusal):
            found_of(borough.actor(name), audited, every_point())
    with acting_as(borough.actor("Dev")) as dev:
        assert sample(number, actor=dev).rows == [] and audits_of(made, actor=dev) == []
    Membership.objects.create(user=borough.people["dev"], team=borough.teams["strengthening-families"])

    found_of(borough.actor("Dev"), audited, every_point())


@pytest.mark.django_db
@pytest.mark.req("SHAR-06")
def test_a_colleague_on_the_case_does_not_read_how_it_was_judged(borough: Borough) -> None:
    made, carys = completed(borough), borough.actor("Carys")
    case = Assessment.objects.get(pk=made).case
    for whom in ("dev", "bryony"):
        borough.share(case, whom)
    [audited] = Audited.objects.filter(sample=draw(carys)).values_list("pk", flat=True)
    found_of(carys, audited, every_point())

    with acting_as(borough.actor("Dev")) as dev:
        assert audits_of(made, actor=dev) == []
    with acting_as(borough.actor("Bryony")) as bryony:
        assert len(audits_of(made, actor=bryony)) == 1


@pytest.mark.django_db
@pytest.mark.req("INS-03")
def test_results_stand_by_point_by_team_and_over_the_months(borough: Borough) -> None:
    carys = borough.actor("Carys")
    made = {
        completed(borough, "Ade", 2): "yes",
        completed(borough, "Ade", 20): "no",
        completed(borough, "Hollis", 3): "no",
    }
    for row in Audited.objects.filter(sample=draw(carys)):
        found_of(carys, row.pk, every_point(voice=Judged(made[row.assessment_id], "Said.")))

    with acting_as(carys):
        found = results("early-help-assessments", date(2026, 1, 1), NOVEMBER, actor=carys)

    assert found.assessments == 3
    points = {line.title: line.tally for line in found.by_point}
    assert points["Voice of the child"] == Tally(1, 0, 2) and points["Voice of the child"].share == 33
    assert points["Completed within timescale"] == Tally(3, 0, 0)
    assert [(line.title, line.assessments, line.tally.yes) for line in found.by_team] == [
        ("Family Support North", 2, 13), ("Family Support South", 1, 6),
    ]  # fmt: skip
    assert [(month, line.assessments) for month, line in found.by_month] == [
        (date(2026, 10, 1), 1), (date(2026, 11, 1), 2),
    ]  # fmt: skip
    assert found.of("Family Support North", "voice") == Tally(1, 0, 1)
    with acting_as(borough.actor("Dev")) as dev:
        assert results("early-help-assessments", date(2026, 1, 1), NOVEMBER, actor=dev).assessments == 0
