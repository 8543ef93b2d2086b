"""The packs that come with Alongside: what the guidance shows is all there, and practice is data."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from alongside.packs.bindings import BINDINGS
from alongside.packs.census import GROUPS
from alongside.packs.form_schema import Form, Question
from alongside.packs.loader import load, load_all
from alongside.packs.schema import Pack

PACKS = Path(__file__).resolve().parents[4] / "packs"


@pytest.fixture(scope="module")
def calderholt() -> Pack:
    return load(PACKS / "calderholt")


@pytest.fixture(scope="module")
def penwether() -> Pack:
    return load(PACKS / "penwether")


def questions(form: Form) -> Iterator[Question]:
    for section in form.section:
        yield from section.question


@pytest.mark.req("PLAT-01")
def test_every_pack_that_comes_with_us_is_right() -> None:
    packs = {pack.id: pack for pack in load_all(PACKS)}

    assert list(packs) == [
        "brackenshore", "calderholt", "childrens-centre", "early-help", "family-solutions", "integrated-early-support",
        "penwether", "sandmere", "step-up-step-down", "strengthening-families", "thornhaven",
    ]  # fmt: skip
    assert [name for name, pack in packs.items() if not pack.only_to_extend] == [
        "brackenshore", "calderholt", "penwether", "sandmere", "thornhaven",
    ]  # fmt: skip


@pytest.mark.req("NOM-03")
def test_a_case_can_be_opened_with_more_than_one_form(calderholt: Pack) -> None:
    assert [form.id for form in calderholt.forms_that_open_a_case] == ["needs-assessment", "nomination"]


@pytest.mark.req("NOM-04", "NOM-05", "NOM-06", "NOM-07", "NOM-08")
def test_the_nomination_has_every_section_of_the_guidance_in_its_order(calderholt: Pack) -> None:
    sections = calderholt.form("nomination").section

    assert [section.id for section in sections] == [
        "application", "nomination", "family", "assessment", "criteria", "consent", "lead-worker", "services",
        "additional",
    ]  # fmt: skip
    assert [section.id for section in sections if section.optional] == ["lead-worker", "services", "additional"]
    assert [section.id for section in sections if section.repeats] == ["family"]


@pytest.mark.req("NOM-04", "NOM-05", "NOM-06", "NOM-08", "PEOP-02")
def test_what_the_guidance_marks_with_an_asterisk_is_required(calderholt: Pack) -> None:
    required = {question.id for question in questions(calderholt.form("nomination")) if question.required}

    assert required == {
        "area", "referral-date", "case-name", "referrer", "nominator",
        "title", "forename", "surname", "relationship", "same-address", "address", "person-area", "gender", "age",
        "ethnicity", "assessment-date", "risk", "statement", "lead-worker", "support-plan",
    }  # fmt: skip


@pytest.mark.req("PEOP-02")
def test_the_nomination_can_fill_every_part_of_the_record(calderholt: Pack) -> None:
    filled = {question.fills for question in questions(calderholt.form("nomination")) if question.fills}

    by_site = {f"case.{name}" for name in ("type", "reference", "reason", "opened_on", "due_on", "team")}
    assert filled == set(BINDINGS) - {"case.key_information"} - by_site


@pytest.mark.req("NOM-06")
def test_the_assessment_date_never_changes_once_saved(calderholt: Pack) -> None:
    [once] = [question.id for question in questions(calderholt.form("nomination")) if question.once]
    assert once == "assessment-date"


@pytest.mark.req("PEOP-02")
def test_age_bands_are_those_of_the_guidance_and_leave_no_age_out(calderholt: Pack) -> None:
    bands = calderholt.choice_list("age-bands")

    assert bands.labels == (
        "Unknown", "Unborn", "0 - 5", "6 - 17", "18 - 21", "22 - 25", "26 - 35", "36 - 45", "46 - 55", "56 - 65",
        "Over 65",
    )  # fmt: skip
    for age in range(120):
        within = [
            band.label
            for band in bands.choices
            if band.from_age is not None and band.from_age <= age <= (band.to_age if band.to_age is not None else 200)
        ]
        assert len(within) == 1, f"{age} is in {within}"


@pytest.mark.req("PEOP-02")
def test_ethnicities_are_those_of_the_guidance_each_with_its_census_group(calderholt: Pack) -> None:
    groups = {choice.label: GROUPS[choice.census] for choice in calderholt.choice_list("ethnicities").choices}

    assert len(groups) == 19
    assert groups["White - British"] == "English, Welsh, Scottish, Northern Irish or British"
    assert groups["Gypsy or Traveller"] == "Gypsy or Irish Traveller"
    assert groups["Chinese/Other Ethnic - Chinese"] == "Chinese"
    assert groups["Chinese/Other Ethnic - Other"] == groups["Arab"] == "Arab, or any other ethnic group"
    assert groups["Prefer not to say"] == "Refused"
    assert groups["Unknown"] == "Not yet obtained"


@pytest.mark.req("NOM-07")
def test_there_are_seven_criteria_each_with_questions(calderholt: Pack) -> None:
    assert [criterion.title for criterion in calderholt.criteria] == [
        "Crime/ASB", "Domestic Abuse", "Health", "Education", "Worklessness", "Financial exclusion",
        "Child who needs help",
    ]  # fmt: skip
    assert all(criterion.source for criterion in calderholt.criteria)
    assert {question.who for question in calderholt.criterion("education").question} == {"children"}


@pytest.mark.req("NOM-08")
def test_each_consent_statement_says_whether_the_family_agreed(calderholt: Pack) -> None:
    assert [(each.statement, each.given) for each in calderholt.consent_statements] == [
        ("Family Consent Received", True),
        ("No Consent Given", False),
    ]


@pytest.mark.req("CASE-02", "CASE-04", "CASE-10", "CASE-16")
def test_the_values_of_a_case_are_those_of_the_guidance(calderholt: Pack) -> None:
    assert [(status.title, status.closes) for status in calderholt.statuses] == [
        ("Open", False),
        ("Archived – resolved", True),
        ("Archived – unresolved", True),
    ]
    assert (calderholt.default_status.id, calderholt.default_priority.id) == ("open", "low")
    assert [level.title for level in calderholt.intensities] == ["Intensive", "Less Intensive"]
    assert {group.id for group in calderholt.member_groups} == {
        "perpetrator",
        "victim",
        "vulnerable",
        "family",
        "other",
    }
    flag = calderholt.flag("early-help")
    assert (len(flag.starts), len(flag.ends)) == (2, 2)


@pytest.mark.req("ORG-04")
def test_one_team_of_each_partnership_coordinates(calderholt: Pack, penwether: Pack) -> None:
    def coordinating(pack: Pack) -> list[str]:
        return [team.title for each in pack.organisations for team in each.team if team.coordinates]

    assert coordinating(calderholt) == ["Strengthening Families Team"]
    assert coordinating(penwether) == ["Families Together Hub"]
    assert len(calderholt.areas) == 5


@pytest.mark.req("PLAT-01", "SHAR-12")
def test_two_partnerships_work_differently_by_what_their_packs_say(calderholt: Pack, penwether: Pack) -> None:
    assert (calderholt.discovery.cases, penwether.discovery.cases) == ("pointer", "nothing")
    assert load(PACKS / "strengthening-families").discovery.cases == "listed"
    assert penwether.words.nomination == "request for help"
    assert [criterion.id for criterion in penwether.criteria] == [
        "crime-asb", "domestic-abuse", "health", "education", "worklessness", "housing", "child-who-needs-help",
    ]  # fmt: skip
    asked = {question.id: question.asks for question in questions(penwether.form("nomination"))}
    assert asked["relationship"] == "Relationship to the main carer"
    assert "heard-of-us" in asked
    assert "pnc-id" not in asked
    assert penwether.version != calderholt.version


@pytest.mark.req("CASE-13", "REC-05", "DOC-01")
def test_a_childrens_centre_has_the_lists_of_its_guide_exactly() -> None:
    pack = load(PACKS / "sandmere")

    assert [each.title for each in pack.case_types] == [
        "Parenting support issues", "Practical parenting", "Domestic violence", "Housing", "Speech and language",
        "Special needs – child", "Special needs – parent/carer", "Mental health", "Financial issues",
        "Eating support", "Sleep support", "Isolated parent",
    ]  # fmt: skip
    assert [each.title for each in pack.action_types] == [
        "CAF Closed", "CAF Opened", "CAF Review", "Core Group", "Feedback from parent", "Home visit",
        "Individual Education Plan (IEP) meeting", "Meeting in centre", "Meeting with Health Visitors",
        "Meeting with professionals", "Meeting with Safer Families", "Meeting with school / childcare",
        "Meeting with Social Care", "Meeting with Welfare Rights", "Referred to Social Care",
    ]  # fmt: skip
    assert [each.title for each in pack.document_types] == [
        "Application forms", "CAF", "CAF Review", "Case documents", "Evidence documents", "Feedback forms",
        "Letters from Children's Centre", "Letters from professionals", "Medical information", "Outcomes Star",
        "Receipts", "Referral forms", "Social Care documents",
    ]  # fmt: skip
    assert [each.title for each in pack.involvements] == [
        "Associated service", "Responsible provider", "Referring provider",
    ]  # fmt: skip
    assert [(each.title, each.closes) for each in pack.statuses] == [("Open", False), ("Closed", True)]
    assert (pack.casework.by_sites, pack.casework.closes, pack.casework.due_after_weeks) == (True, "by date", 6)
    required = {question.id for question in questions(pack.form("new-case")) if question.required}
    assert {"name", "reference", "type", "opened", "site"} <= required


@pytest.mark.req("PLAT-01")
def test_what_can_be_answered_to_a_question(calderholt: Pack) -> None:
    asked = {question.id: question for question in questions(calderholt.form("nomination"))}

    assert calderholt.options(asked["area"])[0] == ("north", "Calderholt North")
    assert calderholt.options(asked["statement"]) == (
        ("received", "Family Consent Received"),
        ("not-given", "No Consent Given"),
    )
    assert calderholt.options(asked["referrer"]) == (("Me", "Me"), ("Someone Else", "Someone Else"))
    assert ("Unknown", "Unknown") in calderholt.options(asked["ethnicity"])
    assert calderholt.options(asked["forename"]) == ()


@pytest.mark.req("PLAT-01")
def test_a_pack_never_changes(calderholt: Pack) -> None:
    with pytest.raises(ValueError, match="frozen"):
        calderholt.title = "Other"  # type: ignore[misc]  # that is the point
    assert hash(calderholt.form("nomination")) == hash(load(PACKS / "calderholt").form("nomination"))


@pytest.mark.req("REC-05")
def test_a_visit_and_the_voice_of_the_child_have_the_headings_of_the_framework(calderholt: Pack) -> None:
    visit, voice = calderholt.note_type("visit"), calderholt.note_type("child-voice")

    assert [heading.title for heading in visit.heading if heading.required] == [
        "Purpose of the visit", "Who was there", "Details of the visit", "Actions", "Analysis",
        "Views of the child or young person",
    ]  # fmt: skip
    assert visit.asks_of_children and not visit.child_voice
    assert (voice.title, voice.child_voice) == ("Direct work/Voice of the child", True)
    titles = [kind.title for kind in calderholt.note_types]
    assert {"Managers Decision", "Supervision"} < set(titles)


@pytest.mark.req("REC-05")
def test_the_note_types_of_stepping_up_and_down_have_their_exact_names(calderholt: Pack, penwether: Pack) -> None:
    own = {kind.title for kind in load(PACKS / "strengthening-families").note_types}

    assert [kind.title for kind in calderholt.note_types if kind.title not in own] == [
        "CSC Accepted", "CSC Rejected", "Weekly COG discussion", "Management decision", "CIN Meeting",
        "CIN Meeting allocation", "CIN Step-down", "Single Assessment Visit", "Single assessment visit allocation",
        "Single Assessment visit – COG Accepted", "SA Step Down",
    ]  # fmt: skip
    assert not {kind.title for kind in penwether.note_types} - own
