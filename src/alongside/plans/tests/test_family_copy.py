"""The family's copy: what is in it for whom, what never is, and what the family answers (PLAN-07)."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from alongside.assessments.actions.keeping import question_field
from alongside.assessments.tests.families import begin, done, keep, score
from alongside.cases.family import end_membership
from alongside.cases.models import Case, Member
from alongside.casework.actions.tasks import Asked, To, set_task
from alongside.casework.models import Log
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.events.models import Event
from alongside.people.models import Contact
from alongside.plans.actions.concerns import NewConcern, add_concern, change_concern
from alongside.plans.actions.family_answers import NewAnswer, record_answers
from alongside.plans.actions.family_copy import make_family_copy, print_copy
from alongside.plans.actions.plans import start_plan
from alongside.plans.actions.tasks import put_task_on
from alongside.plans.models import Concern, FamilyAnswer, Meeting, PlanUpdate, Said
from alongside.plans.queries.family_answers import answers_of
from alongside.plans.queries.family_copy import Material, copy_made, is_stale, material
from alongside.plans.rules.family_copy import Chosen, Relative, gives_away, known, why_leave_out
from tests.borough import Borough
from tests.pdf import Read
from tests.test_nomination import nominate

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLAN-07")]

SECRET = "Heronsgate"
"""A word that stands everywhere a copy must not take anything from."""


@pytest.fixture
def ade(borough: Borough) -> Actor:
    return borough.actor("Ade")


@pytest.fixture
def case(ade: Actor) -> int:
    return nominate(ade)


def family(case: int) -> dict[str, int]:
    """The members by their forenames: Marnie and Jay are grown up, Jessa is ten, Wren two."""
    return dict(Member.objects.filter(case=case).values_list("person__forename", "pk"))


def concern_of(plan: int, actor: Actor, better: str, **more: Any) -> int:
    with acting_as(actor):
        return add_concern(plan, concern=NewConcern(better, **more), actor=actor)


def task_on(case: int, concern: int, title: str, actor: Actor, to: To | None = None) -> int:
    with acting_as(actor):
        asked = Asked(title, f"{SECRET} told us", due_on=actor.today + timedelta(days=7))
        task = set_task(case, to=to or To("user", actor.user_id), asked=asked, actor=actor, confirmed=("soon", "named"))
        put_task_on(concern, task, actor=actor)
        return task


@pytest.fixture
def plan(case: int, ade: Actor) -> int:
    """A plan with a concern for the mornings of Jessa, one about Jay, one about everybody."""
    who = family(case)
    with acting_as(ade):
        plan = start_plan(case, actor=ade)
    mornings = concern_of(
        plan, ade, "Mornings without shouting", goal="Jessa is at school by nine.", knowing="The school tells us.",
        contingency="We ask the school nurse.", members=(who["Jessa"],),
    )  # fmt: skip
    concern_of(plan, ade, "Jay drinks less", members=(who["Jay"],))
    concern_of(plan, ade, "More money for the week")
    task_on(case, mornings, "Lay out clothes the night before", ade, To("member", who["Marnie"]))
    task_on(case, mornings, "Ask the school for the breakfast club", ade)
    return plan


def made_of(case: int, actor: Actor, member: int | None = None) -> Material:
    with acting_as(actor):
        return material(case, actor=actor, member_id=member)


def make(case: int, actor: Actor, chosen: Chosen) -> int:
    with acting_as(actor):
        plan = material(case, actor=actor).plan.id
        return make_family_copy(plan, case_id=case, chosen=chosen, actor=actor)


def shown(found: Material, chosen: Chosen, actor: Actor) -> str:
    with acting_as(actor):
        return Read(print_copy(found.told(chosen, on=actor.today), actor=actor).pdf).text


# --- for whom


def test_what_is_about_another_grown_up_is_not_offered(case: int, plan: int, ade: Actor) -> None:
    who, found = family(case), made_of(case, ade)
    by_number = {each.id: each.number for each in found.plan.concerns}
    offered = {
        name: sorted(by_number[each] for each in found.suggested(who[name]).concerns) for name in ("Marnie", "Jay")
    }
    assert offered == {"Marnie": [1, 3], "Jay": [1, 2, 3]}
    assert [by_number[each] for each in found.suggested(who["Wren"]).concerns] == [3]
    said = found.why_not(found.plan.concerns[1], found.relative(who["Marnie"]))
    assert said == "It is about Jay Quillan. Ask them before Marnie Marsh is given it."


def test_whoever_left_is_given_no_copy_and_what_is_about_them_is_not_offered(case: int, plan: int, ade: Actor) -> None:
    who = family(case)
    with acting_as(ade):
        end_membership(case, who["Jay"], version=1, left_on=ade.today, why="He moved out.", actor=ade)
    found = made_of(case, ade)
    with pytest.raises(NotFound):
        found.relative(who["Jay"])
    with pytest.raises(NotFound):
        make(case, ade, Chosen(who["Jay"], frozenset({found.plan.concerns[0].id})))
    said = found.why_not(found.plan.concerns[1], found.relative(who["Marnie"]))
    assert said.endswith("They are not on this case any more.")
    assert make(case, ade, found.suggested(who["Marnie"]))


@pytest.mark.parametrize(
    ("about", "whom", "leaves"),
    [
        ((), "mother", False), (("mother",), "mother", False), (("child",), "mother", False),
        (("father",), "mother", True), (("mother", "father"), "mother", False), (("father", "child"), "mother", True),
        (("mother",), "child", True), (("child",), "child", False), (("child",), "baby", True), ((), "child", False),
        (("unknown",), "mother", True), (("child",), "unknown", True), (("unknown",), "unknown", False),
    ],
)  # fmt: skip
def test_what_is_left_out_of_whose_copy(about: tuple[str, ...], whom: str, leaves: bool) -> None:
    people = [
        Relative(1, "mother", is_grown=True), Relative(2, "father", is_grown=True), Relative(3, "child", is_child=True),
        Relative(4, "baby", is_child=True), Relative(5, "unknown"),
    ]  # fmt: skip
    by_name, by_id = {each.name: each for each in people}, {each.id: each for each in people}
    why = why_leave_out([by_name[each].id for each in about], by_name[whom], by_id, given_up=False)
    assert bool(why) == leaves


# --- what never leaves


def test_no_address_no_number_and_no_mail_of_the_family_is_printed(case: int, plan: int, ade: Actor) -> None:
    """The address of a refuge must never print, wherever somebody wrote it."""
    who, found = family(case), made_of(case, ade)
    [concern] = Concern.objects.filter(plan=plan, number=1)
    residence = Member.objects.get(pk=who["Jay"]).person.residences.get()
    postcode = residence.place.postcode if residence.place else ""
    person = Member.objects.get(pk=who["Jay"]).person
    Contact.objects.create(partnership_id=ade.partnership_id, person=person, kind="mobile", value="01632 960 555")
    Contact.objects.create(partnership_id=ade.partnership_id, person=person, kind="email", value="jay@example.org")
    chosen = found.suggested(who["Marnie"])
    for words in (
        f"She is at {postcode.lower().replace(' ', '')} now",
        "Ring +44 (0)1632 960555",
        "Write to JAY@example.org",
    ):
        with acting_as(ade):
            version = Concern.objects.get(pk=concern.pk).version
            change_concern(concern.pk, concern=NewConcern("Mornings", knowing=words), version=version, actor=ade)
        with pytest.raises(Invalid) as refused:
            make(case, ade, chosen)
        [(field, said)] = refused.value.fields.items()
        assert field == f"concern-{concern.pk}"
        assert "how we will know" in said and "family" in said
        assert make(case, ade, Chosen(who["Marnie"], chosen.concerns - {concern.pk}))
    with acting_as(ade):
        version = Concern.objects.get(pk=concern.pk).version
        change_concern(
            concern.pk, concern=NewConcern("Mornings", knowing="The school says."), version=version, actor=ade
        )
    assert make(case, ade, chosen)


def test_an_address_is_known_however_it_is_written() -> None:
    where = known([("14 Heron Row, Marshwood", "CH99 2ND"), ("", "")], ["01632 960 011", "w@example.org", "999"])
    for words in ("ch992nd", "CH99-2ND", "14 heron row", "14, Heron\nRow", "tel 01632-960-011", "W@Example.org"):
        assert gives_away(words, where), words
    for words in ("", "the heron", "CH99", "1632 and 960", "999", "room 14"):
        assert not gives_away(words, where), words


def test_nothing_written_for_professionals_is_in_a_copy(case: int, plan: int, ade: Actor) -> None:
    who = family(case)
    everywhere: dict[str, Any] = {"partnership_id": ade.partnership_id}
    Case.objects.filter(pk=case).update(key_information=f"{SECRET} key")
    meeting = Meeting.objects.create(
        **everywhere, plan_id=plan, kind="partnership", title=f"{SECRET} title", held_on=ade.today, place=SECRET,
        notes=f"{SECRET} minutes", private=f"{SECRET} private", started_by_id=ade.user_id, started_at=ade.now,
        present=[{"kind": "outside", "id": None, "name": SECRET}],
    )  # fmt: skip
    [concern] = Concern.objects.filter(plan=plan, number=1)
    for kind in ("private", "decision", "point"):
        Said.objects.create(
            **everywhere, meeting=meeting, kind=kind, words=SECRET, concern=concern, by_id=ade.user_id, at=ade.now
        )
    for about in (None, concern):
        PlanUpdate.objects.create(
            **everywhere, plan_id=plan, concern=about, updated_on=ade.today, words=SECRET, by_id=ade.user_id, at=ade.now
        )
    Log.objects.create(
        **everywhere,
        case_id=case,
        type="log",
        contact_at=ade.now,
        what=SECRET,
        author_id=ade.user_id,
        written_at=ade.now,
    )
    with acting_as(ade):
        for member in ("Jay", "Jessa"):
            record_answers(plan, member_id=who[member], answers=[NewAnswer(False, SECRET, concern.pk)], actor=ade)
    found = made_of(case, ade, who["Marnie"])
    chosen = found.suggested(who["Marnie"])
    assert SECRET not in shown(found, chosen, ade)
    assert "Jay" not in shown(found, chosen, ade)
    left = found.left_out(chosen)
    assert {"Concern 2: Jay drinks less", "2 private notes of meetings", "The minutes of 1 meeting"} <= set(left)
    assert "2 updates written for professionals" in left
    assert not any(SECRET in each for each in left)


# --- what was made


def test_a_copy_is_recorded_with_for_whom_and_what_was_left_out_by_id_alone(case: int, plan: int, ade: Actor) -> None:
    who, found = family(case), made_of(case, ade)
    number = make(case, ade, found.suggested(who["Marnie"]))
    event = Event.objects.get(pk=number)
    left = Concern.objects.get(plan=plan, number=2).pk
    assert (event.kind, event.case_id, event.facts["member"]) == ("family-copy.made", case, who["Marnie"])
    assert event.facts["left_out"] == {"concerns": [left], "tasks": [], "voices": [], "areas": []}
    for words in ("Marnie", "Jay", "Mornings", "money", "clothes"):
        assert words not in str(event.facts)


def test_what_was_not_looked_at_is_never_in_a_copy(case: int, plan: int, ade: Actor) -> None:
    who, found = family(case), made_of(case, ade)
    number = make(case, ade, found.suggested(who["Marnie"]))
    with acting_as(ade):
        copy = copy_made(case, number)
        assert not is_stale(case, copy)
    late = concern_of(plan, ade, "A concern written afterwards")
    with acting_as(ade):
        assert is_stale(case, copy)
    after = made_of(case, ade)
    assert late not in copy.chosen.concerns
    assert "afterwards" not in str(after.told(copy.chosen, on=ade.today))
    again = make(case, ade, after.suggested(who["Marnie"]))
    with acting_as(ade):
        assert not is_stale(case, copy_made(case, again))


def test_a_copy_of_nothing_is_not_made(case: int, plan: int, ade: Actor) -> None:
    who, found = family(case), made_of(case, ade)
    for concerns in (frozenset[int](), frozenset({10**9})):
        with pytest.raises(Invalid) as refused:
            make(case, ade, Chosen(who["Marnie"], concerns))
        assert "Choose a concern at least" in refused.value.fields["concerns"]
    assert make(case, ade, Chosen(who["Marnie"], frozenset({found.plan.concerns[0].id})))


def test_whoever_has_not_the_case_makes_and_reads_no_copy(borough: Borough, case: int, plan: int, ade: Actor) -> None:
    number = make(case, ade, made_of(case, ade).suggested(family(case)["Marnie"]))
    dev = borough.actor("Dev")
    with acting_as(dev):
        with pytest.raises(NotFound):
            make_family_copy(plan, case_id=case, chosen=Chosen(1, frozenset({1})), actor=dev)
        with pytest.raises(NotFound):
            copy_made(case, number)
        with pytest.raises(NotFound):
            record_answers(plan, member_id=1, answers=[NewAnswer(True)], actor=dev)
        assert not answers_of(plan, actor=dev).whole
    borough.share(Case.objects.get(pk=case), "dev")
    with acting_as(borough.actor("Dev")):
        assert copy_made(case, number).chosen.member == family(case)["Marnie"]


# --- the star


@pytest.fixture
def starred(borough: Borough, case: int, plan: int) -> int:
    """The star of September and that of today: the worker's scores, Marnie's and Jessa's."""
    who = family(case)
    before = borough.actor("Ade", on=date(2026, 9, 15))
    now = borough.actor("Ade")
    for actor, scores in ((before, (8, 10, 6, 7, 2, 6, 3, 9, 3, 6)), (now, (8, 10, 6, 7, 5, 6, 3, 9, 2, 6))):
        number = begin(case, actor)
        score(number, actor, scores)
        score(number, actor, scores, key=f"parent-{who['Marnie']}")
        score(number, actor, (1,) * 10, key=f"child-{who['Jessa']}")
        keep(number, actor, part="school", **{question_field("past"): f"{SECRET} was said"})
        done(number, actor)
    return number


def test_the_star_is_told_in_words_with_the_change_and_nobody_elses_scores(starred: int, case: int, ade: Actor) -> None:
    who, found = family(case), made_of(case, ade)
    chosen = found.suggested(who["Marnie"])
    told = found.told(chosen, on=ade.today)
    assert [each.heading for each in told.voices] == ["What Marnie Marsh said", "What your worker thinks"]
    [money] = [each for each in told.voices[0].scores if each.area == "Money and employment"]
    assert (money.now, money.before, money.change) == ("5", "2", "Up by 3")
    assert money.means == "The family is making changes."
    [school] = [each for each in told.voices[0].scores if each.area.startswith("Children attending")]
    assert school.change == "Down by 1"
    assert told.voices[0].days == ["On Tuesday 17 November 2026", "Last time, on Tuesday 15 September 2026"]
    assert "Jessa Quillan" not in str(told.voices)
    assert "The scores of Jessa Quillan" in found.left_out(chosen)
    assert SECRET not in str(told)
    hers = found.told(made_of(case, ade).suggested(who["Jessa"]), on=ade.today)
    assert [each.heading for each in hers.voices] == ["What Jessa Quillan said", "What your worker thinks"]


def test_the_pdf_is_read_in_order_with_its_headings_its_table_and_words_for_the_star(
    starred: int, case: int, ade: Actor
) -> None:
    found = made_of(case, ade)
    chosen = found.suggested(family(case)["Marnie"])
    with acting_as(ade):
        read = Read(print_copy(found.told(chosen, on=ade.today), actor=ade).pdf)
    assert read.root["/Lang"] == "en-GB"
    assert read.root["/MarkInfo"]["/Marked"]
    assert read.root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.reader.metadata and read.reader.metadata.title == "Our plan"
    assert b"pdfuaid" in read.root["/Metadata"].get_data()
    levels = [int(tag.type[1]) for tag in read.tags if tag.type in {"H1", "H2", "H3", "H4"}]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    in_order = (
        "Our plan", "For Marnie Marsh", "1. Mornings without shouting", "What we want to happen",
        "Jessa is at school by nine.", "What we will do", "Lay out clothes", "Marnie Marsh will do this by Tuesday 24",
        "How we will know it is better", "The school tells us.", "What we will do if it does not work", "Do you agree?",
        "3. More money for the week", "How things are", "What Marnie Marsh said", "Part of life",
        "Money and employment", "Up by 3", "What your worker thinks", "talk to Ade Bankole",
    )  # fmt: skip
    places = [read.text.find(each) for each in in_order]
    assert -1 not in places and places == sorted(places)
    figures = [tag for tag in read.tags if tag.type == "Figure"]
    assert len(figures) == 2 and all("Money and employment 5" in each.alt for each in figures)
    assert [tag.type for tag in read.tags].count("Table") == 2
    assert {tag.text for tag in read.tags if tag.type == "TH"} >= {"Part of life", "Now", "Last time", "Change"}


def test_large_print_is_18_point_everywhere(starred: int, case: int, ade: Actor) -> None:
    found = made_of(case, ade)
    chosen = found.suggested(family(case)["Marnie"])
    for large, least in ((False, 10), (True, 18)):
        told = found.told(Chosen(**{**vars(chosen), "large": large}), on=ade.today)
        with acting_as(ade):
            read = Read(print_copy(told, actor=ade).pdf)
        assert min(read.sizes) >= least
        assert read.text.count("Money and employment") >= 2


# --- what the family answers


def test_answers_stand_by_whom_and_when_and_a_correction_beside_them(case: int, plan: int, ade: Actor) -> None:
    who = family(case)
    [first, _, third] = Concern.objects.filter(plan=plan).order_by("number").values_list("pk", flat=True)
    with acting_as(ade):
        told = [NewAnswer(True, "", first), NewAnswer(False, "It is not about money.", third), NewAnswer(None)]
        assert record_answers(plan, member_id=who["Marnie"], answers=told, actor=ade) == 2
        assert record_answers(
            plan, member_id=who["Jessa"], answers=[NewAnswer(None, "I want my own room", first)], actor=ade
        )
        assert record_answers(plan, member_id=who["Marnie"], answers=told, actor=ade) == 0
        again = [NewAnswer(False, "Not any more", first)]
        assert record_answers(plan, member_id=who["Marnie"], answers=again, actor=ade) == 1
        found = answers_of(plan, actor=ade)
    [marnie] = [each for each in found.of_concern(first) if each.member_name == "Marnie Marsh"]
    assert (marnie.agrees, marnie.own_words, marnie.recorded_by) == (False, "Not any more", "Ade Bankole")
    assert [(each.agrees, each.own_words) for each in marnie.earlier] == [(True, "")]
    assert {each.member_name for each in found.of_concern(first)} == {"Marnie Marsh", "Jessa Quillan"}
    assert found.disagreeing == 2
    assert FamilyAnswer.objects.count() == 4
    event = Event.objects.filter(kind="family.answered").latest("id")
    assert event.facts["changes"] == [{"what": "Answer to a concern", "from": "Agrees", "to": "Does not agree"}]
    assert "any more" not in str(event.facts)


def test_an_answer_says_something_about_this_plan(borough: Borough, case: int, plan: int, ade: Actor) -> None:
    who = family(case)
    other = nominate(ade, name="Elsewhere")
    with acting_as(ade):
        elsewhere = add_concern(start_plan(other, actor=ade), concern=NewConcern("Sleep"), actor=ade)

        def answer(*told: NewAnswer, member: int = who["Marnie"]) -> int:
            return record_answers(plan, member_id=member, answers=told, actor=ade)

        for told in ((), (NewAnswer(None, "  "),)):
            with pytest.raises(Invalid):
                answer(*told)
        with pytest.raises(Invalid) as refused:
            answer(NewAnswer(True), member=family(other)["Marnie"])
        assert refused.value.fields["member"]
        for wrong in (NewAnswer(True, "", elsewhere), NewAnswer(True, area="school")):
            with pytest.raises(NotFound):
                answer(wrong)
        with pytest.raises(Invalid) as refused:
            answer(
                NewAnswer(True, "x" * 10_001), NewAnswer(None, "a\x00b", Concern.objects.get(plan=plan, number=1).pk)
            )
        assert len(refused.value.fields) == 2
        assert answer(NewAnswer(True, "Yes")) == 1


def test_their_own_words_stand_in_their_next_copy_and_in_nobody_elses(case: int, plan: int, ade: Actor) -> None:
    who = family(case)
    first = Concern.objects.get(plan=plan, number=1).pk
    with acting_as(ade):
        record_answers(plan, member_id=who["Marnie"], answers=[NewAnswer(True, "We lay it out.", first)], actor=ade)
    found = made_of(case, ade)
    assert "Marnie Marsh agrees." in str(found.told(found.suggested(who["Marnie"]), on=ade.today))
    assert "We lay it out." not in str(found.told(found.suggested(who["Jay"]), on=ade.today))
