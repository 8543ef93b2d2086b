"""Drafts in PostgreSQL, as the application's role: kept field by field, merged from two windows, nobody else's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.accounts.actions import NewUser, add_organisation, add_team, add_user, open_partnership
from alongside.accounts.models import User
from alongside.accounts.queries import actor_for
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Stale
from alongside.forms import actions, queries
from alongside.forms.actions import Kept, Posted
from alongside.forms.fields import seal
from alongside.forms.models import Draft
from alongside.forms.tests.example import CHECKS, PACK
from alongside.forms.tests.test_judging import DETAILS, JAY, MARNIE
from alongside.forms.typed import Typed, Where

NOW = datetime(2026, 7, 28, 13, 5, tzinfo=UTC)
FORM = Where("details")
INFORMATION = Where("information")
HEAD = Where("members", "marnie")
_RELEASE = "INSERT INTO packs_release (pack, version, in_force_from, content) VALUES ('calderholt', %s, %s, %s)"


@dataclass(frozen=True)
class Cast:
    """Ade and his colleague Bryony of Calderholt, Ines of Penwether."""

    ade: Actor
    bryony: Actor
    ines: Actor


def _cast() -> Cast:
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, [PACK.version, PACK.in_force, PACK.model_dump_json(by_alias=True)])
    users: dict[str, User] = {}
    for slug, names in {"calderholt": ("Ade", "Bryony"), "penwether": ("Ines",)}.items():
        partnership = open_partnership(slug=slug, name=slug.capitalize(), pack="calderholt")
        council = add_organisation(partnership=partnership, name="Council", kind="council")
        team = add_team(organisation=council, name="Family Support")
        for name in names:
            users[name] = add_user(NewUser(name, f"{name.lower()}@{slug}.example"), team=team)
    return Cast(*(actor_for(users[name], NOW) for name in ("Ade", "Bryony", "Ines")))


@pytest.fixture
def cast(db: None) -> Cast:
    return _cast()


@pytest.fixture
def draft_id(cast: Cast) -> Iterator[UUID]:
    with acting_as(cast.ade):
        yield actions.start_draft("nomination", draft_id=uuid4(), actor=cast.ade)


def read(draft_id: UUID, actor: Actor) -> queries.DraftRead:
    return queries.draft(draft_id, actor=actor)


def keep(draft_id: UUID, name: str, text: str, actor: Actor, *, was: str | None = None, page: str = "p1") -> Kept:
    where = FORM if name in DETAILS or name.startswith("nominator") else INFORMATION
    return actions.keep_field(draft_id, where, name, Posted([text], was), page=page, actor=actor)


@pytest.mark.req("NOM-09")
def test_a_half_done_nomination_is_found_again_with_every_field(draft_id: UUID, cast: Cast) -> None:
    kept = keep(draft_id, "case-name", "Marsh CH99 2ND", cast.ade)
    later = cast.ade.at(NOW + timedelta(days=2))

    [listed] = queries.my_drafts(later)
    assert (listed.id, listed.form_title, listed.title) == (draft_id, "Nomination", "Marsh CH99 2ND")
    assert listed.progress == "1 of 4, Nomination details"
    assert kept.at == listed.saved_at == NOW
    assert read(draft_id, later).typed.fields == {"referral-date": "28-07-2026", "case-name": "Marsh CH99 2ND"}


def test_a_wrong_answer_is_kept_as_typed_and_judged_apart(draft_id: UUID, cast: Cast) -> None:
    keep(draft_id, "referral-date", "31-02-2016", cast.ade)
    found = read(draft_id, cast.ade)
    faults = {fault.field: fault.sentence for fault in queries.judged(found, actor=cast.ade, checks=CHECKS).faults}
    assert found.typed.fields["referral-date"] == "31-02-2016"
    assert "29 days" in faults["referral-date"]


def test_started_twice_it_is_started_once(draft_id: UUID, cast: Cast) -> None:
    keep(draft_id, "case-name", "Marsh", cast.ade)
    actions.start_draft("nomination", draft_id=draft_id, actor=cast.ade)
    assert read(draft_id, cast.ade).typed.fields["case-name"] == "Marsh"
    assert len(queries.my_drafts(cast.ade)) == 1


@pytest.mark.req("SHAR-01")
def test_a_draft_is_nobody_elses(draft_id: UUID, cast: Cast) -> None:
    for other in (cast.bryony, cast.ines):
        with acting_as(other):
            assert Draft.objects.count() == 0
            assert queries.my_drafts(other) == []
            for attempt in (
                lambda actor: read(draft_id, actor),
                lambda actor: keep(draft_id, "case-name", "Mine", actor),
                lambda actor: actions.add_entry(draft_id, HEAD, actor=actor),
                lambda actor: actions.start_draft("nomination", draft_id=draft_id, actor=actor),
                lambda actor: actions.discard(draft_id, actor=actor),
                lambda actor: actions.mark_submitted(draft_id, became=1, actor=actor),
            ):
                with pytest.raises(NotFound):
                    attempt(other)
    assert keep(draft_id, "case-name", "Marsh", cast.ade).conflicts == {}


@pytest.mark.req("NOM-09")
def test_two_windows_merge_field_by_field(draft_id: UUID, cast: Cast) -> None:
    blank = seal("")
    keep(draft_id, "story", "From the car", cast.ade, was=blank, page="phone")

    whole_step = {"story": Posted([""], blank), "rooms": Posted(["3"], blank)}
    kept = actions.keep_step(draft_id, INFORMATION, whole_step, page="desk", actor=cast.ade)

    assert kept.conflicts == {}
    fields = read(draft_id, cast.ade).typed.fields
    assert (fields["story"], fields["rooms"]) == ("From the car", "3")
    assert kept.seals["story"] == seal("From the car")


@pytest.mark.req("NOM-09")
def test_a_field_changed_in_both_windows_shows_both_and_then_takes_the_one_chosen(draft_id: UUID, cast: Cast) -> None:
    blank = seal("")
    keep(draft_id, "story", "From the car", cast.ade, was=blank, page="phone")
    both = actions.keep_step(
        draft_id,
        INFORMATION,
        {"story": Posted(["At the desk"], blank), "rooms": Posted(["3"], blank)},
        page="desk",
        actor=cast.ade,
    )

    conflict = both.conflicts["story"]
    assert (conflict.mine, conflict.theirs, conflict.at) == ("At the desk", "From the car", NOW)
    assert read(draft_id, cast.ade).typed.fields["story"] == "From the car"
    assert read(draft_id, cast.ade).typed.fields["rooms"] == "3"

    chosen = keep(draft_id, "story", "At the desk", cast.ade, was=both.seals["story"], page="desk")
    assert chosen.conflicts == {}
    assert read(draft_id, cast.ade).typed.fields["story"] == "At the desk"


def test_a_page_whose_answer_was_lost_is_not_in_conflict_with_itself(draft_id: UUID, cast: Cast) -> None:
    keep(draft_id, "story", "A", cast.ade, was=seal(""), page="phone")
    again = keep(draft_id, "story", "A b", cast.ade, was=seal(""), page="phone")
    assert again.conflicts == {}
    assert read(draft_id, cast.ade).typed.fields["story"] == "A b"


def test_kept_twice_it_is_kept_once(draft_id: UUID, cast: Cast) -> None:
    first = keep(draft_id, "story", "A", cast.ade, was=seal(""))
    second = keep(draft_id, "story", "A", cast.ade, was=seal(""), page="another")
    assert second.conflicts == {}
    assert second.seals == first.seals


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_of_saves_gives_the_same_draft(draft_id: UUID, cast: Cast, data: st.DataObject) -> None:
    texts = st.text(alphabet=st.characters(exclude_categories=()), max_size=8)
    fields = data.draw(st.dictionaries(st.sampled_from(["story", "rooms", "case-name"]), texts, min_size=1))
    order = data.draw(st.permutations(list(fields)))
    others = data.draw(st.permutations(list(fields)))
    for name in (*order, *others):
        keep(draft_id, name, fields[name], cast.ade)
    once = read(draft_id, cast.ade).typed
    for name in reversed(order):
        keep(draft_id, name, fields[name], cast.ade)
    assert read(draft_id, cast.ade).typed == once
    for name in fields:
        keep(draft_id, name, "", cast.ade)


@pytest.mark.req("NOM-05")
def test_members_are_added_changed_and_removed(draft_id: UUID, cast: Cast) -> None:
    jay = Where("members", "jayjay")
    for where, answers in ((HEAD, MARNIE), (jay, JAY), (HEAD, {})):
        actions.add_entry(draft_id, where, actor=cast.ade)
        posted = {name: Posted([text]) for name, text in answers.items()}
        actions.keep_step(draft_id, where, posted, page="p1", actor=cast.ade)
    assert [entry.id for entry in read(draft_id, cast.ade).typed.entries["members"]] == ["marnie", "jayjay"]
    assert queries.my_drafts(cast.ade)[0].title == "Marnie Marsh"

    for _ in range(2):
        actions.remove_entry(draft_id, HEAD, actor=cast.ade)
    assert [entry.id for entry in read(draft_id, cast.ade).typed.entries["members"]] == ["jayjay"]
    with pytest.raises(NotFound, match="removed in another window"):
        actions.keep_field(draft_id, HEAD, "forename", Posted(["M"]), page="p1", actor=cast.ade)
    assert actions.keep_field(draft_id, jay, "forename", Posted(["J"]), page="p1", actor=cast.ade).refused == {}


def test_what_the_form_does_not_have_is_refused(draft_id: UUID, cast: Cast) -> None:
    for where, name in ((FORM, "forename"), (FORM, "audience"), (Where("members"), "forename"), (FORM, "area.detail")):
        with pytest.raises(Invalid, match="Load it again"):
            actions.keep_field(draft_id, where, name, Posted(["x"]), page="p1", actor=cast.ade)
    for where in (Where("nowhere"), Where("details", "marnie")):
        with pytest.raises(NotFound):
            actions.keep_field(draft_id, where, "area", Posted(["x"]), page="p1", actor=cast.ade)
    with pytest.raises(NotFound):
        actions.add_entry(draft_id, Where("members", "../../etc"), actor=cast.ade)
    with pytest.raises(NotFound):
        actions.start_draft("scrap-metal", draft_id=uuid4(), actor=cast.ade)
    assert keep(draft_id, "area", "north", cast.ade).refused == {}


def test_a_draft_holds_a_great_deal_and_then_says_so(draft_id: UUID, cast: Cast) -> None:
    over = keep(draft_id, "story", "x" * 100_001, cast.ade)
    assert "too long to be kept" in over.refused["story"]
    assert keep(draft_id, "story", "x" * 100_000, cast.ade).refused == {}

    actions.add_entry(draft_id, HEAD, actor=cast.ade)
    large = "\N{SNOWMAN}" * 100_000
    with pytest.raises(Invalid, match="holds as much as a form can"):
        for name in ("forename", "surname", "born", "nhs", "surname.source", "address.line1", "address.line2"):
            actions.keep_field(draft_id, HEAD, name, Posted([large]), page="p1", actor=cast.ade)
    assert actions.keep_field(draft_id, HEAD, "forename", Posted(["M"]), page="p1", actor=cast.ade).refused == {}


@pytest.mark.req("NOM-06", "NOM-10")
def test_a_date_that_stands_is_not_changed_when_the_form_is_opened_again(cast: Cast) -> None:
    before = Typed({**DETAILS, "assessed": "05-09-2016"}).with_entry(HEAD).with_fields(HEAD, MARNIE)
    with acting_as(cast.ade):
        again = actions.start_draft("nomination", draft_id=uuid4(), actor=cast.ade, typed=before, about=12)
        assert "cannot be changed" in keep(again, "assessed", "06-09-2016", cast.ade).refused["assessed"]
        assert keep(again, "assessed", "05-09-2016", cast.ade).refused == {}
        with pytest.raises(Invalid, match="so it stays"):
            actions.remove_entry(again, HEAD, actor=cast.ade)
        assert keep(again, "story", "More is known", cast.ade).refused == {}
        submission = queries.submission(again, actor=cast.ade, checks=CHECKS)
    assert (submission.about, submission.answers["story"]) == (12, "More is known")


def test_submitted_it_is_empty_and_leads_to_what_it_became(draft_id: UUID, cast: Cast) -> None:
    with pytest.raises(Invalid) as missing:
        queries.submission(draft_id, actor=cast.ade, checks=CHECKS)
    assert missing.value.fields["members:"] == "Add head of the family"
    for where, answers in ((FORM, DETAILS), (HEAD, MARNIE)):
        if where.entry:
            actions.add_entry(draft_id, where, actor=cast.ade)
        posted = {name: Posted([text]) for name, text in answers.items()}
        actions.keep_step(draft_id, where, posted, page="p1", actor=cast.ade)
    assert queries.submission(draft_id, actor=cast.ade, checks=CHECKS).filled["case.area"] == "north"

    actions.mark_submitted(draft_id, became=31, actor=cast.ade)

    assert queries.my_drafts(cast.ade) == []
    found = read(draft_id, cast.ade)
    assert (found.became, found.typed) == (31, Typed())
    with pytest.raises(Stale, match="submitted already"):
        actions.mark_submitted(draft_id, became=32, actor=cast.ade)
    with pytest.raises(Stale, match="submitted already"):
        keep(draft_id, "story", "late", cast.ade)


def test_thrown_away_it_is_gone_and_holds_nothing(draft_id: UUID, cast: Cast) -> None:
    keep(draft_id, "story", "A secret", cast.ade)
    for _ in range(2):
        actions.discard(draft_id, actor=cast.ade)
    assert queries.my_drafts(cast.ade) == []
    assert Draft.objects.get(pk=draft_id).answers == {}
    with pytest.raises(NotFound):
        read(draft_id, cast.ade)


def test_a_draft_is_held_while_it_is_changed_so_that_two_windows_at_once_lose_nothing(
    draft_id: UUID, cast: Cast
) -> None:
    with CaptureQueriesContext(connection) as captured:
        keep(draft_id, "story", "A", cast.ade)
    statements = [query["sql"] for query in captured]
    assert statements[0].endswith('FOR UPDATE OF "forms_draft"')
    assert len(statements) == 2
