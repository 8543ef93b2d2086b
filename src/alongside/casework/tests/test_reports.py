"""Reports: what they must say, who sees them, on which cases they stand, and what they are found by."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from alongside.accounts.models import Partnership
from alongside.cases.models import Case, Circle
from alongside.casework.actions.report_parts import Contact, Parts, Vehicle
from alongside.casework.actions.report_sharing import let_into_report, let_out_of_report, link_case, unlink_case
from alongside.casework.actions.reports import Content, Gone, Readers, change_report, write_report
from alongside.casework.models import Report, ReportCase
from alongside.casework.queries import reports as queries
from alongside.casework.queries.reports import Narrowed
from alongside.casework.tests.test_report_rules import SHIPPED
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.models import Event
from alongside.people.gazetteer import gazetteer
from alongside.people.models import Person
from tests.borough import NOVEMBER, Borough

pytestmark = [pytest.mark.django_db]
OBSERVED = Content(
    "observations", "Observations North Dev Mistry", NOVEMBER, "north", "Both children were at home at eleven."
)


def holder(borough: Borough, name: str) -> int:
    """The principal of somebody of the cast, or of a team."""
    return (borough.people.get(name.lower()) or borough.teams[name]).principal_id


def written(borough: Borough, *cases: Case, by: str = "Ade", readers: tuple[str, ...] = (), **told: Any) -> int:
    """A report by somebody, for readers who have been let in whatever the family said of consent."""
    for case in cases:
        if not case.consent_set.exists():
            borough.consent(case)
    with acting_as(borough.actor(by)) as author:
        given = Readers([holder(borough, name) for name in readers], "They work with the family.")
        parts = Parts(**told) if told else None
        return write_report(OBSERVED, cases=[case.pk for case in cases], actor=author, parts=parts, readers=given)


def sees(borough: Borough, name: str, report: int) -> bool:
    """Whether a report is there for somebody, by its number and in their list."""
    with acting_as(borough.actor(name)) as actor:
        listed = report in [row.id for row in queries.reports(Narrowed(), actor=actor).rows]
        try:
            queries.report(report, actor=actor)
        except NotFound:
            assert not listed
            return False
    assert listed
    return True


@pytest.fixture
def case(borough: Borough) -> Case:
    """Ade's case, which Dev and the coordinating team see too."""
    made = borough.case()
    borough.share(made, "Dev")
    borough.share(made, "strengthening-families")
    return made


@pytest.mark.req("SHAR-05", "REP-02")
def test_a_report_is_seen_by_its_author_and_those_let_in_and_not_by_whoever_else_has_the_case(
    borough: Borough, case: Case
) -> None:
    report = written(borough, case, readers=("Bryony", "strengthening-families"))

    assert [sees(borough, name, report) for name in ("Ade", "Bryony", "Carys")] == [True, True, True]
    assert [sees(borough, name, report) for name in ("Dev", "Greta", "Hollis")] == [False, False, False]
    with acting_as(borough.actor("Bryony")) as bryony:
        page = queries.report(report, actor=bryony)
    assert (page.title, page.author, page.text) == (OBSERVED.title, "Ade Bankole", OBSERVED.text)
    assert (page.cases, page.others, page.seen_by) == ([], 1, 3)
    assert not page.lacks_coordinating


@pytest.mark.req("REP-01", "REP-02")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " \n "}, "text"), ({"title": " "}, "title"), ({"type": "gossip"}, "type"),
        ({"area": "atlantis"}, "area"),
        ({"text": "x" * 50_001}, "text"), ({"title": "x" * 301}, "title"), ({"text": "a\x00b"}, "text"),
        ({"review_on": NOVEMBER - timedelta(days=1)}, "review_on"),
    ],
)  # fmt: skip
def test_a_report_that_cannot_be_is_refused_beside_its_field_and_mended(
    borough: Borough, case: Case, wrong: dict[str, Any], field: str
) -> None:
    with acting_as(borough.actor("Ade")) as ade:
        with pytest.raises(Invalid) as refused:
            write_report(Content(**{**OBSERVED.__dict__, **wrong}), cases=[case.pk], actor=ade)
        assert list(refused.value.fields) == [field]
        assert Report.objects.count() == 0

        write_report(OBSERVED, cases=[case.pk], actor=ade)
        assert Report.objects.count() == 1


@pytest.mark.req("REP-02", "SHAR-06")
def test_a_report_stands_on_cases_that_its_author_sees(borough: Borough, case: Case) -> None:
    hidden = borough.case(owner="Hollis", name="Other CH99 9ZZ")
    with acting_as(borough.actor("Ade")) as ade:
        for cases in ([], [hidden.pk], [case.pk, hidden.pk], [987654321]):
            with pytest.raises(Invalid) as refused:
                write_report(OBSERVED, cases=cases, actor=ade)
            assert list(refused.value.fields) == ["cases"]
        write_report(OBSERVED, cases=[case.pk, case.pk], actor=ade)
        assert ReportCase.objects.count() == 1


@pytest.mark.req("REP-02", "SHAR-05")
def test_one_report_on_two_cases_still_needs_its_own_access_and_leaves_one_without_the_other(
    borough: Borough, case: Case
) -> None:
    """S120."""
    second = borough.case(owner="Ade", name="Second CH99 1AA")
    borough.share(second, "Hollis")
    report = written(borough, case)
    with acting_as(borough.actor("Ade")) as ade:
        link_case(report, second.pk, actor=ade)
        link_case(report, second.pk, actor=ade)
        assert [row.id for row in queries.reports_of_case(second.pk, actor=ade).rows] == [report]
    assert not sees(borough, "Hollis", report)

    with acting_as(borough.actor("Ade")) as ade:
        unlink_case(report, case.pk, actor=ade)
        unlink_case(report, case.pk, actor=ade)
        assert queries.reports_of_case(case.pk, actor=ade).rows == []
        assert [row.id for row in queries.reports_of_case(second.pk, actor=ade).rows] == [report]
        with pytest.raises(Refused, match="one case at least"):
            unlink_case(report, second.pk, actor=ade)
        link_case(report, case.pk, actor=ade)
        unlink_case(report, second.pk, actor=ade)
        assert [row.id for row in queries.reports_of_case(case.pk, actor=ade).rows] == [report]


@pytest.mark.req("SHAR-05", "SHAR-04")
def test_who_is_excluded_from_a_linked_case_is_excluded_from_the_report_whoever_let_them_in(
    borough: Borough, case: Case
) -> None:
    second = borough.case(owner="Ade", name="Second CH99 1AA")
    report = written(borough, case, readers=("Dev", "tenancy-support"))
    assert sees(borough, "Dev", report) and sees(borough, "Greta", report)

    Case.objects.filter(pk=second.pk).update(excluded=[holder(borough, "Dev")])
    assert sees(borough, "Dev", report)
    with acting_as(borough.actor("Ade")) as ade:
        link_case(report, second.pk, actor=ade)
    assert not sees(borough, "Dev", report)
    assert sees(borough, "Greta", report)

    Case.objects.filter(pk=case.pk).update(excluded=[holder(borough, "tenancy-support")])
    assert not sees(borough, "Greta", report)
    with acting_as(borough.actor("Ade")) as ade:
        unlink_case(report, second.pk, actor=ade)
    assert sees(borough, "Dev", report)
    assert Circle.objects.get().excluded == [holder(borough, "tenancy-support")]


@pytest.mark.req("SHAR-05")
def test_the_author_lets_others_in_and_out_and_says_why(borough: Borough, case: Case) -> None:
    report = written(borough, case)
    dev = holder(borough, "Dev")
    with acting_as(borough.actor("Ade")) as ade:
        with pytest.raises(Invalid) as refused:
            let_into_report(report, dev, why=" ", actor=ade)
        assert list(refused.value.fields) == ["why"]
        let_into_report(report, dev, why="He weighs the baby.", actor=ade)
    assert sees(borough, "Dev", report)

    with acting_as(borough.actor("Dev")) as reader:
        for act in (lambda: let_into_report(report, holder(borough, "Femi"), why="x", actor=reader),
                    lambda: let_out_of_report(report, holder(borough, "Ade"), actor=reader),
                    lambda: change_report(report, version=1, changes={"title": "Mine"}, actor=reader),
                    lambda: unlink_case(report, case.pk, actor=reader)):  # fmt: skip
            with pytest.raises(Refused):
                act()
        let_out_of_report(report, dev, actor=reader)
    assert not sees(borough, "Dev", report)
    with acting_as(borough.actor("Ade")) as ade, pytest.raises(Refused, match="always sees it"):
        let_out_of_report(report, ade.own, actor=ade)


@pytest.mark.req("SHAR-05", "SHAR-08")
def test_until_the_family_agreed_a_report_too_is_for_who_has_the_case_and_the_coordinating_team(
    borough: Borough, case: Case
) -> None:
    femi, dev, team = (holder(borough, name) for name in ("Femi", "Dev", "strengthening-families"))
    with acting_as(borough.actor("Ade")) as ade:
        with pytest.raises(Invalid, match="consent") as refused:
            write_report(OBSERVED, cases=[case.pk], readers=Readers([dev, femi]), actor=ade)
        assert list(refused.value.fields) == ["holders"]
        report = write_report(OBSERVED, cases=[case.pk], readers=Readers([dev, team]), actor=ade)
        with pytest.raises(Invalid):
            let_into_report(report, femi, why="He was there.", actor=ade)
    borough.consent(case)
    with acting_as(borough.actor("Ade")) as ade:
        let_into_report(report, femi, why="He was there.", actor=ade)
    assert sees(borough, "Femi", report)


@pytest.mark.req("REP-02")
def test_a_change_keeps_what_it_said_and_two_at_once_are_told(borough: Borough, case: Case) -> None:
    report = written(borough, case, readers=("Bryony",))
    with acting_as(borough.actor("Bryony")) as bryony:
        change_report(report, version=1, changes={"text": "Both were out."}, actor=bryony)
    with acting_as(borough.actor("Ade")) as ade:
        with pytest.raises(Stale) as stale:
            change_report(report, version=1, changes={"text": "Neither."}, actor=ade)
        assert stale.value.theirs["text"] == "Both were out."
        change_report(report, version=1, add=Parts(vehicles=[Vehicle("AB12 CDE", "red Fiesta")]), actor=ade)
        change_report(report, version=3, changes={"review_on": date(2026, 12, 1)}, actor=ade)
        change_report(report, version=4, changes={"review_on": date(2026, 12, 1)}, actor=ade)
        lines = [line for line in queries.report_history(report, actor=ade) if line.happened.kind == "report.changed"]
    assert [(line.who, *((c.what, c.before, c.after) for c in line.happened.changes)) for line in lines] == [
        ("Ade Bankole", ("Review date", "", "2026-12-01")),
        ("Ade Bankole", ("Vehicle", "", "AB12 CDE, red Fiesta")),
        ("Bryony Tull", ("Text", OBSERVED.text, "Both were out.")),
    ]


@pytest.mark.req("REP-02", "REP-04")
def test_who_and_what_is_named_is_added_and_taken_out_one_by_one(borough: Borough, case: Case) -> None:
    marnie = person(borough, case)
    report = written(
        borough, case, callers=[Contact("Nell Ockley", "Harbour Primary School", "01632 960001")],
        witnesses=[Contact("a neighbour")], vehicles=[Vehicle("AB12 CDE", "red Fiesta")], places=["the bus shelter"],
        addresses=[uprn()], persons=[marnie],
    )  # fmt: skip
    with acting_as(borough.actor("Ade")) as ade:
        page = queries.report(report, actor=ade)
        assert [(each.name, each.detail) for each in page.callers] == [
            ("Nell Ockley", "Harbour Primary School, 01632 960001")
        ]
        assert [each.name for each in page.witnesses] == ["a neighbour"]
        assert [(each.name, each.person_id) for each in page.people] == [("Marnie Marsh", marnie)]
        assert len(page.places) == 2
        change_report(
            report, version=page.version, remove=Gone([page.callers[0].id], [page.vehicles[0].id], [page.places[0].id]),
            add=Parts(persons=[marnie], witnesses=[Contact("Constable Adisa")]), actor=ade,
        )  # fmt: skip
        page = queries.report(report, actor=ade)
        assert (page.callers, page.vehicles, len(page.places), len(page.people)) == ([], [], 1, 1)
        assert [each.name for each in page.witnesses] == ["a neighbour", "Constable Adisa"]
        for wrong, field in (
            (Parts(callers=[Contact("", "School")]), "caller-0-name"),
            (Parts(witnesses=[Contact("x" * 301)]), "witness-0-name"),
            (Parts(vehicles=[Vehicle("a\x00")]), "vehicle-0-registration"), (Parts(persons=[987654]), "persons"),
            (Parts(addresses=["1"]), "addresses"), (Parts(places=["x" * 301]), "place-0-words"),
        ):  # fmt: skip
            with pytest.raises(Invalid) as refused:
                change_report(report, version=page.version, add=wrong, actor=ade)
            assert list(refused.value.fields) == [field]


def uprn() -> str:
    """An address of the invented town."""
    return gazetteer().find("CH99 2ND")[0].uprn


def person(borough: Borough, case: Case) -> int:
    """Marnie Marsh, a member of the case."""
    marnie = Person.objects.create(
        partnership=borough.partnership, forename="Marnie", surname="Marsh", birth_date=date(1992, 5, 11),
        audience=case.audience, created_at=case.created_at, created_by=case.owner,
    )  # fmt: skip
    case.member_set.create(
        partnership=borough.partnership, person=marnie, position=1, is_head=True, group="family", joined_on=NOVEMBER
    )
    return marnie.pk


@pytest.mark.req("REP-04", "SHAR-05")
@pytest.mark.parametrize(
    "typed",
    ["ockley", "nell", "Ockly", "ock", "Harbour", "01632 960001", "01632960001", "AB12 CDE", "ab12cde", "fiesta",
     "CH99 2ND", "ch992nd", "shelter", "neighbour", "Marnie", "fiesta ockley"],
)  # fmt: skip
def test_a_report_is_found_by_caller_witness_vehicle_person_and_place_by_its_circle_alone(
    borough: Borough, case: Case, typed: str
) -> None:
    report = written(
        borough, case, callers=[Contact("Nell Ockley", "Harbour Primary School", "01632 960001")],
        witnesses=[Contact("a neighbour")], vehicles=[Vehicle("AB12 CDE", "red Fiesta")], places=["the bus shelter"],
        addresses=[uprn()], persons=[person(borough, case)],
    )  # fmt: skip
    written(borough, case, callers=[Contact("Somebody Else")])

    def found(name: str) -> list[int]:
        with acting_as(borough.actor(name)) as actor:
            return [row.id for row in queries.reports(Narrowed(words=typed), actor=actor).rows]

    assert found("Ade") == [report]
    assert found("Dev") == []


@pytest.mark.req("REP-04")
@pytest.mark.parametrize("typed", ["%", "x", "' OR 1=1 --", "zzyzx", "fiesta zzyzx", "\\", "{}", "*", "=", "~"])
def test_hostile_words_find_nothing(borough: Borough, case: Case, typed: str) -> None:
    written(borough, case, vehicles=[Vehicle("AB12 CDE", "red Fiesta")])
    with acting_as(borough.actor("Ade")) as ade:
        assert queries.reports(Narrowed(words=typed), actor=ade).rows == []


@pytest.mark.req("REP-04", "SHAR-05")
def test_what_was_taken_out_is_not_found_any_more(borough: Borough, case: Case) -> None:
    report = written(borough, case, vehicles=[Vehicle("AB12 CDE")])
    with acting_as(borough.actor("Ade")) as ade:
        [vehicle] = queries.report(report, actor=ade).vehicles
        change_report(report, version=1, remove=Gone(vehicles=[vehicle.id]), actor=ade)
        assert queries.reports(Narrowed(words="ab12cde"), actor=ade).rows == []


@pytest.mark.req("REP-04", "SHAR-05")
def test_a_person_and_a_place_show_the_reports_about_them_to_the_circle_alone(borough: Borough, case: Case) -> None:
    marnie = person(borough, case)
    report = written(borough, case, addresses=[uprn()], persons=[marnie])
    with connection.cursor() as cursor:
        cursor.execute("SELECT place_id FROM casework_report_place")
        [place] = cursor.fetchone()

    def about(name: str) -> tuple[list[int], list[int]]:
        with acting_as(borough.actor(name)) as actor:
            person_reports = queries.reports_about_person(marnie, actor=actor)
            place_reports = queries.reports_about_place(place, actor=actor)
            return [row.id for row in person_reports], [row.id for row in place_reports]

    assert about("Ade") == ([report], [report])
    assert about("Dev") == ([], [])


@pytest.mark.req("SHAR-05", "SHAR-12")
def test_the_title_is_there_for_whoever_has_the_case_only_where_the_partnership_shows_titles(
    borough: Borough, case: Case
) -> None:
    """S111."""
    report = written(borough, case)

    def titles(name: str) -> list[int]:
        with acting_as(borough.actor(name)) as actor:
            return [each.id for each in queries.titles_of_case(case.pk, actor=actor)]

    assert titles("Dev") == []
    Partnership.objects.filter(pk=borough.partnership.pk).update(report_titles="visible")
    assert titles("Dev") == [report]
    assert titles("Ade") == [], "it is theirs to open"
    assert titles("Femi") == [], "without the case, nothing"
    Case.objects.filter(pk=case.pk).update(excluded=[holder(borough, "Dev")])
    assert titles("Dev") == []
    assert not sees(borough, "Dev", report)


@pytest.mark.req("SHAR-05", "INS-05")
def test_what_happened_to_a_report_is_read_by_its_circle_alone(borough: Borough, case: Case) -> None:
    report = written(borough, case, readers=("Bryony",))
    with acting_as(borough.actor("Ade")) as ade:
        change_report(report, version=1, changes={"title": "Another"}, actor=ade)

    def kinds(name: str) -> list[str]:
        with acting_as(borough.actor(name)):
            return list(Event.objects.filter(kind__startswith="report.").order_by("id").values_list("kind", flat=True))

    assert kinds("Ade") == ["report.added", "report.changed"]
    assert kinds("Bryony") == ["report.added", "report.changed"], "without the case, what is the report's"
    assert kinds("Dev") == kinds("Carys") == []


@pytest.mark.req("HOME-06")
def test_reports_of_closed_and_archived_cases_stand_in_the_archive(borough: Borough, case: Case) -> None:
    open_case = borough.case(name="Open CH99 1AA")
    report = written(borough, case, vehicles=[Vehicle("AB12 CDE")])
    written(borough, open_case)
    closes = [status.id for status in borough.pack.statuses if status.closes]

    def archived(words: str = "") -> list[int]:
        with acting_as(borough.actor("Ade")) as ade:
            found = queries.of_archived_cases(closes=closes, words=words, actor=ade)
            return [row.id for row in found.rows]

    assert archived() == []
    Case.objects.filter(pk=case.pk).update(status=closes[0])
    assert archived() == archived("ab12cde") == [report]
    assert archived("zzyzx") == []


@pytest.mark.req("REP-01")
def test_lists_are_narrowed_by_type_day_author_case_and_review(borough: Borough, case: Case) -> None:
    other = borough.case(name="Other CH99 1AA")
    first = written(borough, case)
    second = written(borough, other, by="Ade")
    with acting_as(borough.actor("Ade")) as ade:
        change_report(second, version=1, actor=ade, changes={
            "type": "chronology", "report_on": date(2026, 1, 5), "review_on": date(2026, 12, 1)})  # fmt: skip

        def listed(**narrowed: Any) -> list[int]:
            return [row.id for row in queries.reports(Narrowed(**narrowed), actor=ade).rows]

        assert listed() == [first, second]
        assert listed(type="chronology") == listed(until=date(2026, 1, 5)) == listed(case_id=other.pk) == [second]
        assert listed(since=NOVEMBER) == listed(case_id=case.pk) == [first]
        assert listed(review_by=date(2026, 12, 1)) == [second] and listed(review_by=date(2026, 11, 30)) == []
        assert listed(author_id=ade.user_id) == [first, second] and listed(author_id=borough.people["greta"].pk) == []
        page = queries.reports(Narrowed(), actor=ade, page=2, size=1)
        assert ([row.id for row in page.rows], page.more) == ([second], False)


@pytest.mark.req("REP-01")
def test_the_types_of_report_are_those_of_the_guide_by_their_exact_names(borough: Borough) -> None:
    """S118; "Shropshire Webstar" is the county's own, so the pack says Webstar."""
    assert [each.title for each in borough.pack.report_types] == list(SHIPPED)
