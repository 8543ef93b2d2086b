"""Notes: of types with headings, of each child whether seen, restricted, corrected by what is added, deleted, kept."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.cases.models import Case, Member
from alongside.casework.actions import note_drafts as drafts
from alongside.casework.actions.logs import Contact, Note, bring_back_log, correct_log, delete_log, write_note
from alongside.casework.models import Correction, Log, LogMember, NoteDraft
from alongside.casework.queries.children import child_seen
from alongside.casework.queries.logs import Wanted, authors, log, logs
from alongside.casework.queries.note_drafts import note_draft, note_drafts
from alongside.casework.rules.logs import ChildSeen
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.models import Event
from alongside.forms.actions import Posted
from tests.borough import NOVEMBER, Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db
VISIT = {
    "purpose": "Wren's bedtimes.", "who-was-there": "Marnie, Wren", "details": "We read together.",
    "actions": "Ring the clinic.", "analysis": "Calmer than last time.", "views-of-the-child": "Wren likes the book.",
}  # fmt: skip
VOICE = {"direct-work": "We drew her week.", "own-words": "Mondays are loud."}


@pytest.fixture
def family(borough: Borough) -> int:
    """Ade's case, which Dev and the coordinating team of Carys have too."""
    case = nominate(borough.actor("Ade"))
    for whom in ("dev", "strengthening-families"):
        borough.share(Case.objects.get(pk=case), whom)
    return case


def member(case: int, forename: str) -> int:
    return Member.objects.get(case_id=case, person__forename=forename).pk


def note(borough: Borough, at: datetime | None = None, what: str = "", **more: Any) -> Note:
    when = at or datetime.combine(NOVEMBER, time(10), UTC)
    return Note(Contact(when, "At home", "Marnie", what), **more)


def written(borough: Borough, case: int, by: str = "Ade", on: date = NOVEMBER, **more: Any) -> int:
    """Somebody writes a note; a plain one unless told otherwise."""
    more = more or {"what": "Seen at the gate."}
    actor = borough.actor(by, on=on)
    with acting_as(actor):
        return write_note(note(borough, **more), case_id=case, actor=actor)


def seen(case: int, *, but: str = "", **told: Any) -> list[ChildSeen]:
    """Both children said of in the same way; `but` one of them."""
    children = Member.objects.filter(case_id=case, person__forename__in=["Jessa", "Wren"])
    said = {"seen": True, "seen_alone": False, "spoken_to": True} | told
    return [
        ChildSeen(each.pk, seen=False, why_not="At her nan's.")
        if each.person.forename == but
        else ChildSeen(each.pk, **said)
        for each in children
    ]


# --- types and headings


@pytest.mark.req("REC-05")
@pytest.mark.parametrize("heading", VISIT)
def test_a_visit_without_one_of_its_headings_is_refused_and_with_it_written(
    borough: Borough, family: int, heading: str
) -> None:
    told = {name: words for name, words in VISIT.items() if name != heading}
    with pytest.raises(Invalid) as refused:
        written(borough, family, type="visit", headings=told, children=seen(family))
    assert list(refused.value.fields) == [f"h-{heading}"]

    number = written(borough, family, type="visit", headings=VISIT, children=seen(family))

    with acting_as(borough.actor("Dev")) as dev:
        entry = log(family, number, actor=dev)
    assert [each.words for each in entry.headings] == list(VISIT.values())
    assert entry.headings[0].title == "Purpose of the visit"
    assert Log.objects.get(pk=number).release_id == borough.pack.release_id


@pytest.mark.req("REC-05")
def test_there_is_no_note_of_a_type_that_the_pack_has_not(borough: Borough, family: int) -> None:
    with pytest.raises(Invalid) as refused:
        written(borough, family, type="horoscope", what="x")
    assert list(refused.value.fields) == ["type"]
    assert written(borough, family, type="supervision", headings={"discussed": "Wren.", "actions": "Ade rings."})


@pytest.mark.req("REC-09")
def test_one_note_is_about_several_members_and_found_under_each(borough: Borough, family: int) -> None:
    marnie, wren, jessa = (member(family, name) for name in ("Marnie", "Wren", "Jessa"))
    number = written(borough, family, what="Supper together.", members=[marnie, wren])
    with acting_as(borough.actor("Dev")) as dev:
        found = {who: logs(family, actor=dev, wanted=Wanted(member=who)).entries for who in (marnie, wren, jessa)}
    assert [each.id for each in found[marnie]] == [each.id for each in found[wren]] == [number]
    assert [each.name for each in found[wren][0].members] == ["Marnie Marsh", "Wren Marsh"]
    assert found[jessa] == []


@pytest.mark.req("REC-09")
def test_a_note_names_no_member_of_another_family(borough: Borough, family: int) -> None:
    other = nominate(borough.actor("Bryony"))
    with pytest.raises(Invalid) as refused:
        written(borough, family, what="Supper.", members=[member(other, "Marnie")])
    assert "members" in refused.value.fields
    assert written(borough, family, what="Supper.", members=[member(family, "Marnie")])


# --- each child at a visit


@pytest.mark.req("REC-10")
@pytest.mark.parametrize(
    ("told", "mended"),
    [
        ({"seen": True}, {"seen": True, "seen_alone": True, "spoken_to": False}),
        ({"seen": True, "seen_alone": True}, {"seen": True, "seen_alone": True, "spoken_to": True}),
        ({"seen": False}, {"seen": False, "why_not": "Asleep."}),
        ({"own_words": "No."}, {"seen": True, "seen_alone": False, "spoken_to": True, "own_words": "No."}),
        (
            {"seen": True, "seen_alone": False, "observed": True},
            {"seen": True, "seen_alone": False, "observed": True, "own_words": "Reached for the book."},
        ),
    ],
)
def test_what_is_said_of_a_child_is_whole(
    borough: Borough, family: int, told: dict[str, Any], mended: dict[str, Any]
) -> None:
    wren = member(family, "Wren")
    with pytest.raises(Invalid) as refused:
        written(borough, family, type="visit", headings=VISIT, children=[ChildSeen(wren, **told)])
    assert list(refused.value.fields) == [f"c-{wren}"]

    number = written(borough, family, type="visit", headings=VISIT, children=[ChildSeen(wren, **mended)])

    row = LogMember.objects.values(*mended).get(log_id=number, member_id=wren)
    assert row == mended


@pytest.mark.req("REC-10")
def test_each_child_shows_the_days_since_seen_alone_and_heard(borough: Borough, family: int) -> None:
    wren, jessa = member(family, "Wren"), member(family, "Jessa")

    def lines(on: date = NOVEMBER, who: str = "Dev") -> dict[int, list[int | None]]:
        with acting_as(borough.actor(who, on=on)) as actor:
            found = child_seen([family], actor=actor)
        return {number: [days for _, days in each.lines] for number, each in found.items()}

    assert lines() == {jessa: [None, None, None], wren: [None, None, None]}, "adults are not asked about"

    long_ago = datetime.combine(NOVEMBER - timedelta(days=20), time(10), UTC)
    written(borough, family, at=long_ago, type="visit", headings=VISIT, children=seen(family, seen_alone=True))
    latest = datetime.combine(NOVEMBER - timedelta(days=6), time(10), UTC)
    written(borough, family, at=latest, type="visit", headings=VISIT,
            children=seen(family, but="Jessa", own_words="I like the red one."))  # fmt: skip
    assert lines() == {jessa: [20, 20, None], wren: [6, 20, None]}, "own words of another type do not count (S039)"

    written(borough, family, at=latest, type="child-voice", headings=VOICE,
            children=[ChildSeen(jessa, seen=True, seen_alone=True, spoken_to=True)])  # fmt: skip
    assert lines() == {jessa: [6, 6, 6], wren: [6, 20, None]}
    assert lines(on=NOVEMBER + timedelta(days=1))[jessa] == [7, 7, 7]


@pytest.mark.req("REC-10")
@pytest.mark.parametrize("cases", [1, 12])
def test_the_days_since_take_one_statement_however_many_cases(
    borough: Borough, django_assert_num_queries: Any, cases: int
) -> None:
    ade = borough.actor("Ade")
    families = [nominate(ade) for _ in range(cases)]
    with acting_as(ade):
        child_seen(families, actor=ade)
        with django_assert_num_queries(1):
            assert len(child_seen(families, actor=ade)) == 2 * cases


# --- restricted to a group


@pytest.mark.req("REC-05", "SHAR-06")
def test_a_restricted_note_is_not_there_for_anybody_else(borough: Borough, family: int) -> None:
    carys = borough.teams["strengthening-families"].principal_id
    wren = member(family, "Wren")
    before = Event.objects.count()
    number = written(borough, family, type="visit", headings=VISIT, children=seen(family), readers=[carys])
    assert Event.objects.count() == before + 1

    for who in ("Ade", "Carys"):
        with acting_as(borough.actor(who)) as actor:
            assert [each.id for each in logs(family, actor=actor).entries] == [number]
            assert child_seen([family], actor=actor)[wren].seen_on == NOVEMBER
            assert Event.objects.filter(kind="log.added").count() == 1
    with acting_as(borough.actor("Dev")) as dev:
        assert logs(family, actor=dev).total == 0
        assert logs(family, actor=dev, wanted=Wanted(words="bedtimes")).entries == []
        assert authors(family, actor=dev) == []
        assert child_seen([family], actor=dev)[wren].seen_on is None
        assert not Event.objects.filter(kind="log.added").exists()
        assert not LogMember.objects.exists()
        with pytest.raises(NotFound):
            log(family, number, actor=dev)
        with pytest.raises(NotFound):
            delete_log(family, number, why="Not mine.", actor=dev)


@pytest.mark.req("REC-05")
def test_a_note_is_restricted_to_somebody(borough: Borough, family: int) -> None:
    with pytest.raises(Invalid) as refused:
        written(borough, family, what="Between us.", readers=[])
    assert list(refused.value.fields) == ["readers"]
    assert written(borough, family, what="Between us.", readers=[borough.people["dev"].principal_id])


# --- corrected and deleted


@pytest.mark.req("REC-01", "REC-04", "REC-11")
def test_what_a_note_says_never_changes_and_what_is_right_stands_beside_it(borough: Borough, family: int) -> None:
    number = written(borough, family, what="Wren weighs 11 kilos.")
    ade, dev = borough.actor("Ade"), borough.actor("Dev")
    with acting_as(dev), pytest.raises(Refused):
        correct_log(family, number, version=1, words="12 kilos.", actor=dev)
    with acting_as(ade):
        correct_log(family, number, version=1, words="12 kilos.", actor=ade)
    with acting_as(ade), pytest.raises(Stale) as stale:
        correct_log(family, number, version=1, words="13 kilos.", actor=ade)
    assert stale.value.theirs["words"] == "12 kilos."
    with acting_as(ade):
        correct_log(family, number, version=stale.value.version, words="13 kilos.", actor=ade)
        entry = log(family, number, actor=ade)
    assert entry.what == "Wren weighs 11 kilos."
    assert [each.words for each in entry.corrections] == ["12 kilos.", "13 kilos."]
    assert Event.objects.filter(kind="log.corrected", facts__log=number).count() == 2


@pytest.mark.req("REC-04")
@pytest.mark.parametrize("column", ["what", "contact_at", '"where"', "who", "headings", "written_at", "author_id"])
def test_the_application_cannot_write_over_a_note(borough: Borough, family: int, column: str) -> None:
    number = written(borough, family)
    with acting_as(borough.actor("Ade")), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(f"UPDATE casework_log SET {column} = {column} WHERE id = %s", [number])
        cursor.execute("UPDATE casework_log SET version = version WHERE id = %s", [number])
        assert cursor.rowcount == 1


@pytest.mark.req("REC-01")
def test_a_time_told_wrongly_is_corrected_and_hides_no_lateness(borough: Borough, family: int) -> None:
    """S113 and S040: both times are kept, and a correction to a later day leaves the note as late as it was."""
    told = datetime(2026, 5, 26, 10, tzinfo=UTC)
    actor = borough.actor("Ade", on=date(2026, 6, 28), at=time(10))
    with acting_as(actor):
        number = write_note(note(borough, at=told, what="A visit."), case_id=family, actor=actor)
        assert log(family, number, actor=actor).late == 33
        right = datetime(2026, 6, 28, 8, tzinfo=UTC)
        correct_log(family, number, version=1, words="It was this morning.", contact_at=right, actor=actor)
        entry = log(family, number, actor=actor)
    assert (entry.happened_at, entry.contact_at, entry.late) == (right, told, 33)
    assert entry.day == date(2026, 6, 28)


@pytest.mark.req("REC-04", "INS-05")
def test_a_deleted_note_leaves_its_trace_and_its_words_are_for_the_owner_and_the_team(
    borough: Borough, family: int
) -> None:
    """S151 and S163: hidden, not destroyed; who, when and why; recoverable by the team."""
    number = written(borough, family, by="Dev", what="On the wrong family.")
    dev, ade, carys, hollis = (borough.actor(name) for name in ("Dev", "Ade", "Carys", "Hollis"))
    with acting_as(dev), pytest.raises(Invalid):
        delete_log(family, number, why=" ", actor=dev)
    with acting_as(hollis), pytest.raises(NotFound):
        delete_log(family, number, why="x", actor=hollis)
    with acting_as(dev):
        delete_log(family, number, why="Meant for another family.", actor=dev)
        [trace] = logs(family, actor=dev).entries
        assert (trace.hidden_by, trace.hidden_why) == ("Dev Mistry", "Meant for another family.")
        assert trace.what == log(family, number, actor=dev).what == ""
        assert logs(family, actor=dev, wanted=Wanted(words="wrong")).entries == []
        with pytest.raises(Refused):
            bring_back_log(family, number, actor=dev)
    for actor in (ade, carys):
        with acting_as(actor):
            assert log(family, number, actor=actor).what == "On the wrong family."
    with acting_as(carys):
        bring_back_log(family, number, actor=carys)
        assert logs(family, actor=carys).entries[0].what == "On the wrong family."
    kinds = Event.objects.filter(facts__log=number).order_by("id").values_list("kind", flat=True)
    assert [*kinds] == ["log.added", "log.deleted", "log.brought-back"]


@pytest.mark.req("REC-10")
def test_a_deleted_visit_counts_for_no_child(borough: Borough, family: int) -> None:
    number = written(borough, family, type="visit", headings=VISIT, children=seen(family))
    with acting_as(borough.actor("Ade")) as ade:
        assert {each.seen_on for each in child_seen([family], actor=ade).values()} == {NOVEMBER}
        delete_log(family, number, why="Never took place.", actor=ade)
        assert {each.seen_on for each in child_seen([family], actor=ade).values()} == {None}


# --- kept as it is typed


def posted(*values: str, was: str = "") -> Posted:
    return Posted(values, was)


@pytest.mark.req("REC-11", "REC-12")
def test_a_draft_keeps_each_field_is_its_authors_alone_and_becomes_one_note(borough: Borough, family: int) -> None:
    ade, carys = borough.actor("Ade"), borough.actor("Carys")
    number = uuid4()

    def keep(actor: Actor, page: str = "one", was: str = "", **fields: str) -> drafts.Kept:
        with acting_as(actor):
            given = {name: posted(value, was=was) for name, value in fields.items()}
            return drafts.keep_note(number, family, given, type="log", page=page, actor=actor)

    kept = keep(ade, what="Marnie rang.")
    assert not kept.conflicts
    with acting_as(ade):
        [begun] = note_drafts(actor=ade)
        assert (begun.case_name, begun.id) == ("Marsh / Quillan CH99 2ND", number)
        typed = note_draft(number, family, actor=ade)
        assert typed and typed.typed["what"] == "Marnie rang."
    with acting_as(carys):
        assert note_drafts(actor=carys) == [] and note_draft(number, family, actor=carys) is None
        assert not NoteDraft.objects.exists()
    with pytest.raises(NotFound):
        keep(carys, what="Mine.")

    conflict = keep(ade, page="two", what="Jay rang.")
    assert conflict.conflicts["what"].theirs == "Marnie rang."
    assert not keep(ade, page="two", was=conflict.seals["what"], what="Jay rang.").conflicts, "chosen, mine stands"
    assert not keep(ade, page="two", what="Jay rang twice.").conflicts, "a page is never in its own way"

    told = note(borough, what="Jay rang twice.")
    with acting_as(ade):
        first = write_note(told, case_id=family, actor=ade, draft_id=number)
        assert write_note(told, case_id=family, actor=ade, draft_id=number) == first
        assert note_drafts(actor=ade) == []
    assert Log.objects.count() == 1
    assert keep(ade, page="two", what="Jay rang twice.").became == first
    with pytest.raises(Stale):
        keep(ade, page="two", what="Something else.")


@pytest.mark.req("REC-05")
def test_changing_the_type_of_a_draft_loses_no_word(borough: Borough, family: int) -> None:
    ade, number = borough.actor("Ade"), uuid4()
    visit, plain, decision = (borough.pack.note_type(name) for name in ("visit", "log", "managers-decision"))
    with acting_as(ade):
        given = {"h-purpose": posted("Bedtimes."), "h-actions": posted("Ring.")}
        drafts.keep_note(number, family, given, type="visit", page="", actor=ade)
        drafts.change_type(number, before=visit, after=decision, actor=ade)
        now = note_draft(number, family, actor=ade)
        assert now and now.type == "managers-decision"
        assert now.typed["what"] == "Purpose of the visit: Bedtimes."
        assert now.typed["h-actions"] == "Ring.", "both types have this heading"
        drafts.change_type(number, before=decision, after=plain, actor=ade)
        now = note_draft(number, family, actor=ade)
    assert now and now.typed["what"] == ("Purpose of the visit: Bedtimes.\n\nActions, by whom and by when: Ring.")


@pytest.mark.req("REC-11")
def test_a_draft_thrown_away_holds_nothing_and_becomes_nothing(borough: Borough, family: int) -> None:
    ade, dev, number = borough.actor("Ade"), borough.actor("Dev"), uuid4()
    with acting_as(ade):
        drafts.keep_note(number, family, {"what": posted("x")}, type="log", page="", actor=ade)
    with acting_as(dev), pytest.raises(NotFound):
        drafts.put_away(number, actor=dev)
    with acting_as(ade):
        drafts.put_away(number, actor=ade)
        with pytest.raises(Stale):
            write_note(note(borough, what="x"), case_id=family, actor=ade, draft_id=number)
        assert write_note(note(borough, what="x"), case_id=family, actor=ade)
    assert NoteDraft.objects.get(pk=number).typed == {}


# --- reading


@pytest.mark.req("REC-01")
def test_the_log_is_narrowed_by_time_type_author_and_words(borough: Borough, family: int) -> None:
    first = written(borough, family, what="A 100% quiet evening with the dog.")
    second = written(borough, family, by="Dev", type="telephone-call", what="Marnie rang about 1000 things.")
    old = datetime.combine(NOVEMBER - timedelta(days=40), time(10), UTC)
    third = written(borough, family, at=old, what="Long ago, a dog.")
    with acting_as(borough.actor("Ade")) as ade:
        dev = borough.people["dev"].pk

        def found(**wanted: Any) -> list[int]:
            return [each.id for each in logs(family, actor=ade, wanted=Wanted(**wanted)).entries]

        assert found() == [second, first, third]
        assert found(words="dog") == [first, third]
        assert found(words="DOG evening") == [first]
        assert found(words="100%") == [first], "no wildcard"
        assert found(type="telephone-call") == found(author=dev) == [second]
        assert found(since=NOVEMBER) == [second, first] and found(until=NOVEMBER - timedelta(days=1)) == [third]
        correct_log(family, third, version=1, words="It was a goat.", actor=ade)
        assert found(words="goat") == [third]
    assert Correction.objects.count() == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.tuples(st.text(min_size=1, max_size=40), st.none() | st.integers(0, 4000)), max_size=4))
@pytest.mark.req("REC-04", "INS-05")
def test_however_often_a_note_is_corrected_every_earlier_word_stays(
    borough: Borough, family: int, said: list[tuple[str, int | None]]
) -> None:
    """And the history alone tells them in their order."""
    with transaction.atomic():
        ade = borough.actor("Ade")
        number = written(borough, family, what="First words.")
        kept: list[str] = []
        for version, (words, hours) in enumerate(said, 1):
            at = ade.now - timedelta(hours=hours) if hours is not None else None
            with acting_as(ade):
                if not words.strip() or "\x00" in words:
                    with pytest.raises(Invalid):
                        correct_log(family, number, version=version, words=words, contact_at=at, actor=ade)
                    break
                correct_log(family, number, version=version, words=words, contact_at=at, actor=ade)
            kept.append(words.strip())
            with acting_as(ade):
                entry = log(family, number, actor=ade)
            assert entry.what == "First words."
            assert [each.words for each in entry.corrections] == kept
            assert entry.contact_at == datetime.combine(NOVEMBER, time(10), UTC)
        events = Event.objects.filter(kind="log.corrected", facts__log=number).order_by("id")
        assert [each.facts["changes"][0]["to"] for each in events] == kept
        transaction.set_rollback(True)
