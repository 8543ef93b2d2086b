"""Notifications: told of what one chose and may see, of nobody's own doings, of nothing else; and the daily e-mail."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from alongside.accounts.post import written
from alongside.cases.actions import change_details, change_key_information
from alongside.cases.circles import make_circle
from alongside.cases.involvements import involve
from alongside.cases.models import Case, Keyworker, Share
from alongside.cases.related import link
from alongside.casework.actions.logs import Contact, add_log
from alongside.casework.actions.notifications import choose, choose_as_for_all, choose_mail, mail_digest, mark_read
from alongside.casework.models import Noticed
from alongside.casework.queries.notifications import choice, newest, notices, post, unread
from alongside.casework.rules.notifications import IDS, NOTIFICATIONS, chosen, sources, titles
from alongside.casework.tasks import mail_digests
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.events.actions import record
from alongside.events.kinds import KINDS
from alongside.people.models import Person
from tests.borough import Borough

pytestmark = pytest.mark.req("MSG-02")


def at(borough: Borough, name: str) -> Actor:
    """Somebody of the cast now, when events are recorded."""
    return borough.actor(name).at(datetime.now(UTC))


def log(borough: Borough, by: str, case: Case, what: str = "Seen at the gate.") -> None:
    with acting_as(at(borough, by)) as actor:
        add_log(case.pk, contact=Contact(actor.now, "School", "Jessa", what), actor=actor)


def choosing(borough: Borough, name: str, *kinds: str, **where: int) -> None:
    with acting_as(at(borough, name)) as actor:
        choose(kinds, actor=actor, **where)


def told(borough: Borough, name: str) -> list[str]:
    """What somebody is told of, newest first; the count says the same."""
    with acting_as(at(borough, name)) as actor:
        rows = notices(actor=actor).rows
        assert unread(actor=actor) == sum(row.new for row in rows)
    return [row.event for row in rows]


@pytest.fixture
def case(borough: Borough) -> Case:
    """Ade's case, shared with Dev and with Carys' team."""
    made = borough.case()
    borough.share(made, "Dev")
    borough.share(made, "strengthening-families")
    return made


def member(borough: Borough, case: Case) -> Person:
    """Jessa, on the case."""
    person = Person.objects.create(
        partnership=borough.partnership, forename="Jessa", surname="Quillan", birth_date=date(2016, 9, 3),
        created_at=case.created_at, created_by=case.owner, audience=[case.owner.principal_id],
    )  # fmt: skip
    case.member_set.create(
        partnership=borough.partnership, person=person, position=1, group="family", joined_on=case.referral_on
    )
    return person


# --- the kinds


def test_there_are_twelve_by_the_words_of_the_seed() -> None:
    assert [each.title for each in NOTIFICATIONS] == [
        "Action added", "Agency added", "Log added", "Case added", "Profile added", "Report added", "Document uploaded",
        "Additional info updated", "Lead agency added/updated", "Owner updated", "Case relates to added/updated",
        "Case status updated",
    ]  # fmt: skip


def test_each_of_the_twelve_tells_of_an_event_there_is() -> None:
    silent = [each.title for each in NOTIFICATIONS if not any(source.event in KINDS for source in each.sources)]
    unknown = {source.event for _, source in sources()} - set(KINDS)

    assert silent == []
    assert unknown == set(), "These kinds of event are not declared in events/kinds.py."
    assert not any(KINDS[source.event].look for _, source in sources())


@given(st.lists(st.sampled_from([*IDS, "nothing"])))
def test_what_is_chosen_keeps_the_order_of_the_list(kinds: list[str]) -> None:
    found = chosen(kinds)
    assert set(found) == set(kinds) - {"nothing"}
    assert list(found) == sorted(found, key=IDS.index)
    assert len(titles(kinds)) == len(found)


# --- who is told of what


@pytest.mark.django_db
def test_only_who_chose_it_is_told_and_nobody_of_what_they_did(borough: Borough, case: Case) -> None:
    choosing(borough, "Dev", "log-added", case_id=case.pk)
    choosing(borough, "Carys", "document-uploaded", case_id=case.pk)
    log(borough, "Ade", case)
    log(borough, "Dev", case)

    assert told(borough, "Dev") == ["log.added"]
    assert told(borough, "Carys") == told(borough, "Ade") == []
    with acting_as(at(borough, "Ade")) as ade:
        record("document.added", actor=ade, case=case.pk, facts={"name": "School report"})
    assert told(borough, "Dev") == ["log.added"]
    assert told(borough, "Carys") == ["document.added"]


@pytest.mark.django_db
def test_what_happened_before_it_was_chosen_is_not_told(borough: Borough, case: Case) -> None:
    log(borough, "Ade", case)
    choosing(borough, "Dev", "log-added", case_id=case.pk)
    assert told(borough, "Dev") == []

    log(borough, "Ade", case)
    choosing(borough, "Dev", "log-added", "status", case_id=case.pk)
    assert told(borough, "Dev") == ["log.added"]

    choosing(borough, "Dev", case_id=case.pk)
    log(borough, "Ade", case)
    assert told(borough, "Dev") == []
    choosing(borough, "Dev", "log-added", case_id=case.pk)
    assert told(borough, "Dev") == [], "what happened while nothing was chosen is not told"
    log(borough, "Ade", case)
    assert told(borough, "Dev") == ["log.added"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", IDS)
def test_every_kind_is_told(borough: Borough, case: Case, kind: str) -> None:
    person = member(borough, case)
    choosing(borough, "Dev", kind, case_id=case.pk)
    choosing(borough, "Dev", kind, person_id=person.pk)
    choosing(borough, "Dev", kind)
    of_kind = [source for each, source in sources() if each == kind]

    dev = borough.people["dev"].principal_id
    for source in of_kind:
        with acting_as(at(borough, "Ade")) as ade:
            facts: dict[str, Any] = {**source.holds, **({"principal": dev} if source.of == "mine" else {})}
            record(
                source.event, actor=ade, case=case.pk, person=person.pk if source.of == "person" else None, facts=facts
            )

    assert told(borough, "Dev") == [source.event for source in reversed(of_kind)]


@pytest.mark.django_db
def test_what_colleagues_really_do_is_told(borough: Borough, case: Case) -> None:
    choosing(borough, "Dev", *IDS, case_id=case.pk)
    harbour, other = borough.teams["pastoral"].organisation_id, borough.case(name="Bell CH99 6HB")
    with acting_as(at(borough, "Ade")) as ade:
        involve(case.pk, harbour, "lead-agency", actor=ade)
        link(case.pk, other.pk, why="Cousins", actor=ade)
        ended = {"status": "archived-resolved", "priority": "high"}
        change_details(case.pk, version=1, changes=ended, why="They manage well.", actor=ade)
        change_key_information(case.pk, version=2, words="Ring first.", actor=ade)
    with acting_as(at(borough, "Dev")) as dev:
        assert [row.kind for row in reversed(notices(actor=dev).rows)] == [
            "Agency added", "Case relates to added/updated", "Case status updated", "Additional info updated",
        ]  # fmt: skip

    choosing(borough, "Dev", "lead-agency", case_id=case.pk)
    with acting_as(at(borough, "Dev")) as dev:
        assert [row.kind for row in notices(actor=dev).rows] == ["Lead agency added/updated"]


@pytest.mark.django_db
def test_a_change_of_something_else_is_not_told(borough: Borough, case: Case) -> None:
    choosing(borough, "Dev", "status", "lead-agency", "owner", case_id=case.pk)
    with acting_as(at(borough, "Ade")) as ade:
        record("case.changed", actor=ade, case=case.pk, facts={"changes": [{"what": "Area", "from": "a", "to": "b"}]})
        record("agency.involved", actor=ade, case=case.pk, facts={"agency": "Harbour", "as": "agency"})
    assert told(borough, "Dev") == []

    with acting_as(at(borough, "Ade")) as ade:
        both = [{"what": "Priority", "from": "a", "to": "b"}, {"what": "Status", "from": "a", "to": "b"}]
        record("case.changed", actor=ade, case=case.pk, facts={"changes": both})
    assert told(borough, "Dev") == ["case.changed"]


@pytest.mark.django_db
def test_all_my_cases_are_those_i_own_lead_or_am_keyworker_on(borough: Borough) -> None:
    owned, led, worked, seen = (borough.case(owner, f"Family {owner}") for owner in ("Dev", "Ade", "Carys", "Bryony"))
    for each in (led, worked, seen):
        borough.share(each, "Dev")
    for each in (owned, led, worked, seen):
        borough.share(each, "Esme")
    dev = borough.people["dev"]
    Case.objects.filter(pk=led.pk).update(lead_worker=dev)
    Keyworker.objects.create(partnership=borough.partnership, case=worked, user=dev, starts_on=worked.referral_on)
    choosing(borough, "Dev", "log-added")

    for each in (owned, led, worked, seen):
        log(borough, "Esme", each)

    with acting_as(at(borough, "Dev")) as actor:
        assert {row.case_id for row in notices(actor=actor).rows} == {owned.pk, led.pk, worked.pk}


@pytest.mark.django_db
def test_what_is_chosen_for_a_case_stands_in_the_place_of_what_is_chosen_for_all(borough: Borough, case: Case) -> None:
    choosing(borough, "Ade", "log-added")
    choosing(borough, "Ade", "status", case_id=case.pk)
    log(borough, "Dev", case)
    assert told(borough, "Ade") == []

    with acting_as(at(borough, "Ade")) as ade:
        choose_as_for_all(case.pk, actor=ade)
        assert not choice(actor=ade, case_id=case.pk).own
        assert choice(actor=ade).kinds == ("log-added",)
    assert told(borough, "Ade") == ["log.added"]


@pytest.mark.django_db
def test_a_case_shared_with_me_is_told_to_me_and_one_shared_with_somebody_else_is_not(
    borough: Borough, case: Case
) -> None:
    choosing(borough, "Esme", "case-added")
    choosing(borough, "Dev", "case-added")
    with acting_as(at(borough, "Ade")) as ade:
        for name in ("esme", "femi"):
            principal = borough.people[name].principal_id
            record("case.shared", actor=ade, case=case.pk, facts={"with": name, "principal": principal})
    assert told(borough, "Esme") == [], "she does not see the case"

    borough.share(case, "Esme")
    Share.objects.update(shared_at=datetime.now(UTC))
    with acting_as(at(borough, "Esme")) as esme:
        assert [row.facts["with"] for row in notices(actor=esme).rows] == ["esme"]
    assert told(borough, "Dev") == []


# --- never what the receiver may not see


@pytest.mark.django_db
@pytest.mark.req("SHAR-06")
def test_access_that_has_ended_takes_its_notifications_with_it(borough: Borough, case: Case) -> None:
    share = borough.share(case, "Esme")
    choosing(borough, "Esme", "log-added", case_id=case.pk)
    log(borough, "Ade", case)
    assert told(borough, "Esme") == ["log.added"]

    Share.objects.filter(pk=share.pk).update(stopped_at=datetime.now(UTC))
    assert told(borough, "Esme") == []
    with acting_as(at(borough, "Esme")) as esme:
        assert newest(actor=esme) == 0
        assert not mail_digest(actor=esme)

    borough.share(case, "Esme")
    Case.objects.filter(pk=case.pk).update(excluded=[borough.people["esme"].principal_id])
    assert told(borough, "Esme") == []
    Case.objects.filter(pk=case.pk).update(excluded=[])
    assert told(borough, "Esme") == ["log.added"]


@pytest.mark.django_db
@pytest.mark.req("SHAR-06")
@pytest.mark.parametrize(("kind", "event"), [("log-added", "log.added"), ("report-added", "report.added")])
def test_what_is_restricted_is_told_to_those_in_its_circle_alone(
    borough: Borough, case: Case, kind: str, event: str
) -> None:
    for name in ("Dev", "Carys"):
        choosing(borough, name, kind, case_id=case.pk)
    with acting_as(at(borough, "Ade")) as ade:
        circle = make_circle([borough.people["carys"].principal_id], actor=ade)
        record(event, actor=ade, case=case.pk, circle=circle, facts={"report": 7})

    assert told(borough, "Carys") == [event]
    assert told(borough, "Dev") == []

    with acting_as(at(borough, "Ade")) as ade:
        record(event, actor=ade, case=case.pk)
    assert told(borough, "Dev") == [event]


@pytest.mark.django_db
@pytest.mark.req("SHAR-06")
def test_nobody_chooses_for_what_they_do_not_see(borough: Borough, elsewhere: Borough, case: Case) -> None:
    for other in (at(borough, "Hollis"), at(elsewhere, "Ines")):
        with acting_as(other):
            for act in (
                lambda: choose(["log-added"], actor=other, case_id=case.pk),  # noqa: B023  # called at once
                lambda: choose_as_for_all(case.pk, actor=other),  # noqa: B023
                lambda: choose(["log-added"], actor=other, person_id=987654),  # noqa: B023
            ):
                with pytest.raises(NotFound):
                    act()
    with acting_as(at(borough, "Dev")) as dev:
        with pytest.raises(Invalid, match="Choose from the list"):
            choose(["everything"], actor=dev, case_id=case.pk)
        choose(["log-added"], actor=dev, case_id=case.pk)
        assert choice(actor=dev, case_id=case.pk).kinds == ("log-added",)


@pytest.mark.django_db
def test_somebody_on_the_case_brings_it_along(borough: Borough, case: Case) -> None:
    person = member(borough, case)
    choosing(borough, "Dev", "log-added", "additional-info", person_id=person.pk)
    log(borough, "Ade", case)
    with acting_as(at(borough, "Ade")) as ade:
        record("person.moved", actor=ade, person=person.pk)
    assert told(borough, "Dev") == ["person.moved", "log.added"]

    choosing(borough, "Dev", "log-added", case_id=case.pk)
    log(borough, "Ade", case)
    assert told(borough, "Dev") == ["log.added", "person.moved", "log.added"], "told once, though chosen twice"


# --- reading


@pytest.mark.django_db
def test_marking_as_read_stops_where_the_page_did(borough: Borough, case: Case) -> None:
    choosing(borough, "Dev", "log-added", case_id=case.pk)
    log(borough, "Ade", case)
    with acting_as(at(borough, "Dev")) as dev:
        shown = notices(actor=dev).rows[0].id
    log(borough, "Ade", case)

    with acting_as(at(borough, "Dev")) as dev:
        mark_read(shown, actor=dev)
        assert [row.new for row in notices(actor=dev).rows] == [True, False]
        assert unread(actor=dev) == 1
        mark_read(2**62, actor=dev)
        assert unread(actor=dev) == 0
        mark_read(shown, actor=dev)
        assert unread(actor=dev) == 0
    log(borough, "Ade", case)
    assert [told(borough, "Dev"), len(told(borough, "Dev"))] == [["log.added"] * 3, 3]
    with acting_as(at(borough, "Dev")) as dev:
        assert unread(actor=dev) == 1


@pytest.mark.django_db
def test_the_list_goes_on_page_by_page(borough: Borough, case: Case) -> None:
    choosing(borough, "Dev", "log-added", case_id=case.pk)
    with acting_as(at(borough, "Ade")) as ade:
        for number in range(30):
            record("log.added", actor=ade, case=case.pk, facts={"log": number})

    with acting_as(at(borough, "Dev")) as dev:
        first = notices(actor=dev)
        second = notices(actor=dev, before=first.rows[-1].id)
    assert [len(first.rows), first.more, len(second.rows), second.more] == [25, True, 5, False]
    assert [row.facts["log"] for row in (*first.rows, *second.rows)] == list(reversed(range(30)))


# --- the daily e-mail


def letters() -> Sequence[dict[str, Any]]:
    """What is handed to the worker to be sent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'alongside.accounts.post.send' ORDER BY id"
        )
        return [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_the_daily_email_says_how_many_once_a_day_and_only_where_something_is_new(
    borough: Borough, case: Case, settings: Settings
) -> None:
    settings.EMAIL_HOST = "mail.example"
    choosing(borough, "Dev", "log-added", case_id=case.pk)
    mail_digests(timestamp=0)
    assert letters() == []

    log(borough, "Ade", case)
    log(borough, "Ade", case)
    mail_digests(timestamp=0)
    mail_digests(timestamp=0)
    dev = borough.people["dev"].pk
    assert letters() == [{"user_id": dev, "what": "digest", "address": "/notifications/", "count": 2}]

    with acting_as(at(borough, "Dev")) as actor:
        tomorrow = actor.at(actor.now + timedelta(days=1))
    with acting_as(tomorrow):
        assert not mail_digest(actor=tomorrow), "told of already"
    log(borough, "Ade", case)
    assert not mail_digest_of(at(borough, "Dev")), "one a day"
    assert mail_digest_of(tomorrow)
    assert letters()[-1]["count"] == 3


def mail_digest_of(actor: Actor) -> bool:
    with acting_as(actor):
        return mail_digest(actor=actor)


@pytest.mark.django_db
def test_who_does_not_want_the_email_gets_none(borough: Borough, case: Case, settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example"
    choosing(borough, "Dev", "log-added", case_id=case.pk)
    with acting_as(at(borough, "Dev")) as dev:
        choose_mail(False, actor=dev)
        assert not post(actor=dev).by_mail
    log(borough, "Ade", case)
    mail_digests(timestamp=0)
    assert letters() == []

    with acting_as(dev):
        choose_mail(True, actor=dev)
    mail_digests(timestamp=0)
    assert len(letters()) == 1
    assert Noticed.objects.get().mailed_on == dev.today


@pytest.mark.django_db
def test_where_one_cannot_be_told_everybody_else_still_is(borough: Borough, case: Case, settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example"
    for name in ("Dev", "Carys"):
        choosing(borough, name, "log-added", case_id=case.pk)
    log(borough, "Ade", case)
    Noticed.objects.create(user=borough.people["carys"], partnership=borough.partnership)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        carys = borough.people["carys"].pk
        cursor.execute(
            f"ALTER TABLE casework_noticed ADD CONSTRAINT broken CHECK (mailed_to = 0 OR user_id <> {carys})"
        )

    with pytest.raises(ExceptionGroup):
        mail_digests(timestamp=0)

    assert [letter["user_id"] for letter in letters()] == [borough.people["dev"].pk]


@pytest.mark.django_db
@pytest.mark.req("CLOK-06")
def test_the_daily_email_reminds_of_each_clock_once_and_names_nobody(
    borough: Borough, case: Case, settings: Settings
) -> None:
    settings.EMAIL_HOST = "mail.example"
    ade = at(borough, "Ade")
    with acting_as(ade):
        for number in range(2):
            facts, when = {"request": number}, ade.now - timedelta(days=13)
            record("intervention.asked", actor=ade, case=case.pk, facts=facts, happened_at=when)
    assert mail_digest_of(ade)
    told = {"user_id": ade.user_id, "what": "digest", "address": "/notifications/", "count": 0, "clocks": 2}
    assert letters() == [told]
    assert not mail_digest_of(ade.at(ade.now + timedelta(days=1))), "told of already"
    with acting_as(ade):
        record("intervention.asked", actor=ade, case=case.pk, facts={"request": 3},
               happened_at=ade.now - timedelta(days=12))  # fmt: skip
    assert mail_digest_of(ade.at(ade.now + timedelta(days=2)))
    assert [each["clocks"] for each in letters()] == [2, 1]
    body = written(borough.people["ade"], what="digest", address="/notifications/", count=0, clocks=1).body
    assert "Times that run out in the next days, or are overdue, that no e-mail told you of yet: 1." in body
    assert not any(word in body for word in ("Marsh", "case", "intervention", "Ade"))
