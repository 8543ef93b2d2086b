"""Assessments: started, kept part by part by several people, agreed, completed, reviewed, put right, put away."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.assessments.actions.assessments import (
    NewAssessment,
    Said,
    agree,
    complete,
    correct_date,
    put_away,
    start,
)
from alongside.assessments.actions.keeping import keep_part
from alongside.assessments.models import Agreement, Assessment
from alongside.assessments.queries.assessments import (
    assessments_in_progress,
    assessments_of_case,
    assessments_of_person,
    speakers,
)
from alongside.assessments.queries.overlay import overlay_of
from alongside.assessments.rules.scores import Voice
from alongside.assessments.rules.tools import CHILD, PARENT, PRACTITIONER, Own, Part
from alongside.assessments.tests.families import AREAS, MANUAL, WEBSTAR, begin, done, head_of, keep, score, seen
from alongside.cases.models import Case, Member
from alongside.cases.queries import members
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.models import Event
from alongside.forms.actions import Posted
from alongside.forms.fields import seal
from alongside.packs.actions import release
from tests.borough import NOVEMBER, PACKS, Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db
LAST_MONTH = NOVEMBER - timedelta(days=30)


@pytest.fixture
def family(borough: Borough) -> int:
    """Ade's case, which Dev has too."""
    case = nominate(borough.actor("Ade"))
    borough.share(Case.objects.get(pk=case), "dev")
    return case


def wrong(case: int, borough: Borough, **more: object) -> dict[str, str]:
    """What is said beside the fields when an assessment cannot be started."""
    with pytest.raises(Invalid) as refused:
        begin(case, borough.actor("Ade"), **more)  # type: ignore[arg-type]
    return refused.value.fields


@pytest.mark.req("ASMT-01", "ASMT-04")
def test_a_webstar_is_started_scored_part_by_part_and_finished_by_another(borough: Borough, family: int) -> None:
    ade, dev = borough.actor("Ade"), borough.actor("Dev")
    number = begin(family, ade, LAST_MONTH)
    keep(number, ade, "housing", **{"q-past": "Two moves.", "q-present": "Damp.", "score-practitioner": "6"})
    with acting_as(ade):
        assert [each.id for each in assessments_in_progress(actor=ade)] == [number]

    score(number, dev)
    keep(number, dev, "conclusions", **{"q-conclusions": "Money first."})
    done(number, dev)

    page = seen(number, ade)
    assert page.took_place_on == LAST_MONTH and page.completed_by == "Dev Mistry" and not page.in_progress
    assert page.answers[Part("housing"), "past"].words == "Two moves."
    scores = [page.scores[area, Voice(PRACTITIONER)].score for area in AREAS]
    assert scores == list(MANUAL)
    bands = [page.tool.band_of(each).title for each in scores if each and page.tool.band_of(each)]  # type: ignore[union-attr]
    assert [each.split()[0] for each in bands] == [
        "Minor", "No", "Moderate", "Minor", "Complex", "Moderate", "Significant", "No", "Significant", "Moderate",
    ]  # fmt: skip
    with acting_as(ade):
        assert [each.id for each in assessments_of_case(family, actor=ade)] == [number]
        assert [each.id for each in assessments_of_person(head_of(family).person_id, actor=ade)] == [number]
        assert assessments_in_progress(actor=ade) == []
    kinds = list(Event.objects.filter(kind__startswith="assessment.").order_by("id").values_list("kind", flat=True))
    assert kinds[0] == "assessment.started" and kinds[-1] == "assessment.completed" and "assessment.agreed" in kinds


@pytest.mark.req("ASMT-04")
def test_it_is_dated_when_it_took_place_and_never_after_today(borough: Borough, family: int) -> None:
    fields = wrong(family, borough, on=NOVEMBER + timedelta(days=1))
    assert fields == {"took_place_on": "The assessment cannot take place after today. Enter the day it took place."}

    assert begin(family, borough.actor("Ade"), NOVEMBER)


@pytest.mark.req("ASMT-01")
def test_a_webstar_on_somebody_else_is_warned_of_and_offered_on_the_head(borough: Borough, family: int) -> None:
    head = head_of(family)
    other = Member.objects.filter(case_id=family).exclude(pk=head.pk)[0]
    fields = wrong(family, borough, person=other.person_id)
    assert fields["person"].startswith(f"It stands on the head of the family, {head.person.forename}")

    assert begin(family, borough.actor("Ade"), person=other.person_id, sure=True)


@pytest.mark.req("ASMT-01")
def test_one_is_in_progress_at_a_time_per_family_and_tool(borough: Borough, family: int) -> None:
    ade = borough.actor("Ade")
    first = begin(family, ade)
    assert "One is in progress already" in wrong(family, borough)["tool"]

    with acting_as(ade):
        put_away(first, actor=ade)
    with pytest.raises(NotFound):
        seen(first, ade)
    assert begin(family, ade)


@pytest.mark.req("ASMT-02")
def test_a_review_begins_with_the_words_and_without_the_scores(borough: Borough, family: int) -> None:
    ade = borough.actor("Ade")
    first = begin(family, ade, LAST_MONTH)
    keep(first, ade, "housing", **{"q-present": "Damp.", "score-practitioner": "3"})
    done(first, ade)
    fields = wrong(family, borough, on=LAST_MONTH - timedelta(days=1), based_on=first)
    assert fields["took_place_on"] == "This review cannot be before the assessment it reviews, of 18 October 2026."

    review = begin(family, ade, NOVEMBER, based_on=first)

    page = seen(review, ade)
    assert page.answers[Part("housing"), "present"].words == "Damp." and not page.scores
    assert page.before and page.before.scores["housing", Voice(PRACTITIONER)].score == 3
    assert page.dated_before and page.dated_before.on == LAST_MONTH
    keep(review, ade, "housing", **{"q-present": "Dry.", "score-practitioner": "6"})
    assert seen(first, ade).answers[Part("housing"), "present"].words == "Damp."
    assert wrong(family, borough, based_on=review)["based_on"]  # not completed yet


@pytest.mark.req("ASMT-01")
def test_a_score_off_the_scale_is_refused_and_the_rest_is_kept(borough: Borough, family: int) -> None:
    ade = borough.actor("Ade")
    number = begin(family, ade)
    for typed in ("11", "0", "seven", "-1", "3.5", "٣", "1" * 400):
        kept = keep(number, ade, "housing", **{"score-practitioner": typed, "q-past": f"Wrote {typed[:3]}."})
        assert kept.refused["score-practitioner"].startswith("A score is a whole number from 1 to 10. You gave")
        assert seen(number, ade).answers[Part("housing"), "past"].words == f"Wrote {typed[:3]}."
    assert not seen(number, ade).scores

    keep(number, ade, "housing", **{"score-practitioner": "10"})
    assert seen(number, ade).scores["housing", Voice(PRACTITIONER)].score == 10
    keep(number, ade, "housing", **{"score-practitioner": ""})
    assert seen(number, ade).scores["housing", Voice(PRACTITIONER)].score is None


@pytest.mark.req("PLAN-08")
def test_scores_of_practitioner_parent_and_each_child_are_kept_apart(borough: Borough, family: int) -> None:
    ade = borough.actor("Ade")
    number = begin(family, ade)
    with acting_as(ade):
        page = seen(number, ade)
        found = speakers(page.tool, members(family, actor=ade), borough.pack, page.scores)
    assert found[0].key == "practitioner"
    assert {each.voice.voice for each in found} == {PRACTITIONER, PARENT, CHILD}
    keep(number, ade, "school", **{f"score-{each.key}": str(at) for at, each in enumerate(found, 2)})

    scores = seen(number, ade).scores
    assert {voice: each.score for (_, voice), each in scores.items()} == {
        each.voice: at for at, each in enumerate(found, 2)
    }


@pytest.mark.req("ASMT-04")
def test_two_at_once_keep_both_on_different_places_and_are_shown_both_on_one(borough: Borough, family: int) -> None:
    ade, dev = borough.actor("Ade"), borough.actor("Dev")
    number = begin(family, ade)
    nothing = seal("")

    def type_in(who: str, page: str, question: str, words: str, was: str = nothing) -> object:
        actor = {"ade": ade, "dev": dev}[who]
        with acting_as(actor):
            posted = {f"q-{question}": Posted([words], was)}
            return keep_part(number, Part("housing"), posted, page=page, actor=actor)

    assert not type_in("ade", "a", "past", "Two moves.").conflicts  # type: ignore[attr-defined]
    assert not type_in("dev", "d", "present", "Damp.").conflicts  # type: ignore[attr-defined]
    assert not type_in("ade", "a", "past", "Two moves in a year.").conflicts  # type: ignore[attr-defined]
    both = type_in("dev", "d", "past", "One move.").conflicts["q-past"]  # type: ignore[attr-defined]
    assert (both.mine, both.theirs) == ("One move.", "Two moves in a year.")
    assert seen(number, ade).answers[Part("housing"), "past"].words == "Two moves in a year."

    assert not type_in("dev", "d", "past", "One move.", seal("Two moves in a year.")).conflicts  # type: ignore[attr-defined]
    page = seen(number, ade)
    assert page.answers[Part("housing"), "past"].words == "One move."
    assert page.answers[Part("housing"), "present"].words == "Damp."
    [told] = [each for each in Event.objects.filter(kind="assessment.changed") if "changes" in each.facts]
    assert told.facts["changes"] == [{"what": "Housing, Past", "from": "Two moves in a year.", "to": "One move."}]


@pytest.mark.req("ASMT-03")
def test_the_practitioner_agrees_or_says_why_not_and_a_parent_may(borough: Borough, family: int) -> None:
    ade = borough.actor("Ade")
    number = begin(family, ade)
    score(number, ade)
    with acting_as(ade), pytest.raises(Invalid) as refused:
        complete(number, actor=ade)
    assert refused.value.fields["missing"] == "Record whether the practitioner agrees with the scores."

    def said(whose: str, agrees: bool | None, **more: object) -> dict[str, str]:
        with acting_as(ade):
            try:
                agree(number, Said(whose, agrees, **more), actor=ade)  # type: ignore[arg-type]
            except Invalid as wrong:
                return wrong.fields
        return {}

    assert said(PRACTITIONER, None, user=ade.user_id) == {"agrees": "Choose yes or no."}
    assert said(PRACTITIONER, False, user=ade.user_id, reason=" ") == {
        "reason": "Say why not. It is shown with the scores."
    }
    assert set(said(PRACTITIONER, True, name="Jo Fenn")) == {"organisation", "telephone", "email"}
    assert set(said(PRACTITIONER, True, user=2**40)) == {"user"}
    assert said(PARENT, True) == {"member": "Choose which parent or carer."}
    assert not Agreement.objects.exists()
    typed = {"name": "Jo Fenn", "organisation": "School", "telephone": "01632 960000", "email": "jo@school.example"}
    assert said(PRACTITIONER, True, **typed) == {}
    assert said(PARENT, False, member=head_of(family).pk, reason="School is a 5.") == {}
    with acting_as(ade):
        complete(number, actor=ade)

    first, second = seen(number, ade).agreements
    assert (first.name, first.agrees, first.detail) == (
        "Jo Fenn", True, "School, 01632 960000, jo@school.example",
    )  # fmt: skip
    assert (second.whose, second.agrees, second.reason) == (PARENT, False, "School is a 5.")


@pytest.mark.req("ASMT-04")
def test_a_part_changed_after_completion_is_recorded_with_what_it_said_before(borough: Borough, family: int) -> None:
    ade = borough.actor("Ade")
    number = begin(family, ade)
    keep(number, ade, "housing", **{"q-past": "Two moves.", "score-practitioner": "3"})
    done(number, ade)
    keep(number, ade, "housing", **{"q-past": "Three moves.", "score-practitioner": "4"})

    told = Event.objects.filter(kind="assessment.changed").latest("id")
    assert told.facts["changes"] == [
        {"what": "Housing, Past", "from": "Two moves.", "to": "Three moves."},
        {"what": "Housing, score of the practitioner", "from": "3", "to": "4"},
    ]
    with acting_as(ade), pytest.raises(Refused, match="part of the record"):
        put_away(number, actor=ade)


@pytest.mark.req("ASMT-04")
def test_a_date_is_put_right_with_history(borough: Borough, family: int) -> None:
    ade = borough.actor("Ade")
    first = begin(family, ade, LAST_MONTH)
    score(first, ade)
    done(first, ade)
    review = begin(family, ade, NOVEMBER - timedelta(days=3), based_on=first)

    def put_right(number: int, on: date) -> None:
        with acting_as(ade):
            version = Assessment.objects.values_list("version", flat=True).get(pk=number)
            correct_date(number, took_place_on=on, version=version, actor=ade)

    for number, on in ((first, NOVEMBER), (review, LAST_MONTH - timedelta(days=1)), (review, date(2027, 1, 1))):
        with pytest.raises(Invalid) as refused:
            put_right(number, on)
        assert set(refused.value.fields) == {"took_place_on"}
    with acting_as(ade), pytest.raises(Stale):
        correct_date(first, took_place_on=LAST_MONTH, version=77, actor=ade)

    put_right(first, LAST_MONTH - timedelta(days=1))
    told = Event.objects.filter(kind="assessment.changed").latest("id")
    assert told.facts["changes"] == [
        {"what": "Date of the assessment", "from": "18 October 2026", "to": "17 October 2026"}
    ]


@pytest.mark.req("ASMT-01")
def test_scores_of_a_licensed_star_are_kept_with_areas_of_ones_own(borough: Borough, family: int) -> None:
    ade = borough.actor("Ade")
    with acting_as(ade):
        with pytest.raises(Invalid) as refused:
            start(family, NewAssessment("own-scale", NOVEMBER, own=Own("", 1, 30, ["A", "a"])), actor=ade)
        assert set(refused.value.fields) == {"title", "highest", "areas"}
        own = Own("Outcomes Star", 1, 5, ["First area", "Second area", "Third area"])
        number = start(family, NewAssessment("own-scale", NOVEMBER, own=own), actor=ade)
    assert keep(number, ade, "area-2", **{"score-practitioner": "6"}).refused
    keep(number, ade, "area-2", **{"score-practitioner": "5"})
    page = seen(number, ade)
    assert page.title == "Outcomes Star" and [each.title for each in page.tool.area] == list(own.areas)
    assert page.scores["area-2", Voice(PRACTITIONER)].score == 5


@pytest.mark.req("ASMT-02", "PLAN-08")
def test_dates_are_laid_over_one_another_in_the_same_queries_however_many(borough: Borough, family: int) -> None:
    ade, dev = borough.actor("Ade"), borough.actor("Dev")
    parent = head_of(family)
    numbers: list[int] = []
    for step in range(5):
        actor = dev if step == 4 else ade
        on = NOVEMBER - timedelta(days=10 * (5 - step))
        number = begin(family, actor, on, based_on=numbers[-1] if numbers else None)
        score(number, actor, tuple(min(10, each + step) for each in MANUAL))
        if step == 0:
            keep(number, actor, "school", **{f"score-parent-{parent.pk}": "5"})
        done(number, actor)
        numbers.append(number)
    with acting_as(ade):
        with CaptureQueriesContext(connection) as two:
            overlay_of(numbers[:2], actor=ade)
        with CaptureQueriesContext(connection) as five:
            found = overlay_of(list(reversed(numbers)), actor=ade)
        assert len(two) == len(five) == 2
    assert [each for each, _ in found.laid.dates] == numbers and found.laid.days_between == [10, 10, 10, 10]
    practitioner, carer = found.laid.voices
    assert practitioner.rows[0].scores == [8, 9, 10, 10, 10]
    assert [row.change for row in practitioner.rows] == [2, 0, 4, 3, 4, 4, 4, 1, 4, 4]
    assert practitioner.means[0] == 6.0
    assert [row.change for row in carer.rows] == [None] * 10
    assert found.laid.said[0].startswith("Who scored is not the same: on 28 September 2026 Practitioner and ")
    assert found.laid.said[-1] == (
        "Practitioner: the scores were recorded on 28 October 2026 by Ade Bankole, on 7 November 2026 by Dev Mistry. "
        "Some of a change can come from that."
    )


@pytest.mark.req("SHAR-06")
def test_what_is_of_another_family_or_not_mine_is_not_there(borough: Borough, family: int, elsewhere: Borough) -> None:
    ade = borough.actor("Ade")
    number = begin(family, ade)
    score(number, ade)
    for stranger in (borough.actor("Hollis"), elsewhere.actor("Ines")):
        with pytest.raises(NotFound):
            seen(number, stranger)
        with pytest.raises(NotFound):
            keep(number, stranger, "housing", **{"score-practitioner": "3"})
        with acting_as(stranger), pytest.raises(NotFound):
            overlay_of([number], actor=stranger)
        with acting_as(stranger):
            assert assessments_of_case(family, actor=stranger) == []
    other = borough.case(name="Penrose CH99 3AE")
    borough.share(other, "dev")
    outsider = Member.objects.create(
        partnership=other.partnership, case=other, person=head_of(family).person, position=1, is_head=True,
        group="family", joined_on=NOVEMBER,
    )  # fmt: skip
    with pytest.raises(Invalid):
        keep(number, ade, "housing", **{f"score-parent-{outsider.pk}": "3"})
    with pytest.raises(Invalid):
        keep(number, ade, "housing", **{"q-nothing": "x"})
    with pytest.raises(NotFound):
        keep(number, ade, "nothing", **{"q-past": "x"})
    keep(number, borough.actor("Dev"), "housing", **{f"score-parent-{head_of(family).pk}": "3"})
    assert seen(number, ade).scores["housing", Voice(PARENT, head_of(family).pk)].score == 3
    assert seen(number, ade).tool.id == WEBSTAR


PLACES = (
    ("housing", "q-past", "Two moves."), ("housing", "score-practitioner", "6"), ("school", "q-present", "Late."),
    ("school", "score-practitioner", "3"), ("conclusions", "q-conclusions", "Go on."), ("housing", "q-future", "Dry."),
)  # fmt: skip


@pytest.mark.req("ASMT-04")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(PLACES), st.lists(st.booleans(), min_size=6, max_size=6))
def test_any_order_of_partial_saves_by_anybody_gives_the_same_assessment(
    borough: Borough, family: int, order: list[tuple[str, str, str]], hands: list[bool]
) -> None:
    people = borough.actor("Ade"), borough.actor("Dev")
    mark = transaction.savepoint()
    number = begin(family, people[0])
    for (part, field, value), hand in zip(order, hands, strict=True):
        kept = keep(number, people[hand], part, page=f"p{hand}", **{field: value})
        assert not kept.conflicts and not kept.refused
    page = seen(number, people[0])
    transaction.savepoint_rollback(mark)

    assert {(part.id, f"q-{asked}", each.words) for (part, asked), each in page.answers.items()} | {
        (area, f"score-{voice.voice}", str(each.score)) for (area, voice), each in page.scores.items()
    } == set(PLACES)


@pytest.mark.req("ASMT-01")
def test_what_is_no_day_is_refused_where_a_day_is_asked_for_and_the_rest_is_kept(
    borough: Borough, family: int, tmp_path: Path
) -> None:
    packs = Path(shutil.copytree(PACKS, tmp_path / "packs"))
    file = packs / "early-help" / "tools" / "early-help-assessment.toml"
    asks = '[[section.question]]\nid = "moved-on"\nasks = "When did they move?"\nkind = "date"\n\n'
    told = file.read_text().replace("[[section.question]]", f"{asks}[[section.question]]", 1)
    file.write_text(told)
    release(packs / "calderholt")
    ade = borough.actor("Ade")
    number = begin(family, ade, tool="early-help-assessment", person=None)

    for typed in ("soon", "31-2-2026", "5-2026", "٣", "1" * 400, "5-9-1026"):
        kept = keep(number, ade, "history", **{"q-moved-on": typed, "q-earlier-help": f"Wrote {typed[:3]}."})
        assert kept.refused["q-moved-on"].endswith(".") and not kept.conflicts
        assert seen(number, ade).answers[Part("history"), "earlier-help"].words == f"Wrote {typed[:3]}."
    assert (Part("history"), "moved-on") not in seen(number, ade).answers

    for typed in ("5-9-2024", "", "5 Sep 2024"):
        assert not keep(number, ade, "history", **{"q-moved-on": typed}).refused
        assert seen(number, ade).answers[Part("history"), "moved-on"].words == typed
