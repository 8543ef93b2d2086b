"""Messages: who may be written to, who reads them, what is filled in, and what becomes of them with the case."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from alongside.accounts.models import Principal
from alongside.accounts.post import written
from alongside.cases.models import Case, Share
from alongside.casework.actions.messages import Written, ask_by_message, read, send
from alongside.casework.models import Message
from alongside.casework.queries.messages import about_case, inbox, sent, thread
from alongside.casework.queries.waiting import waiting as waits
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, NotFound
from alongside.events.models import Event
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("MSG-01")]
HELLO = Written("Mornings", "Jessa was **in** on both Mondays.")


def write(borough: Borough, by: str, to: str, written: Written = HELLO, **more: int) -> int:
    """Somebody of the cast writes to somebody, or to a team by its id in the pack."""
    whom = (borough.people.get(to.lower()) or borough.teams[to]).principal_id
    with acting_as(borough.actor(by)) as actor:
        return send(whom, written=written, actor=actor, **more)


def subjects(borough: Borough, name: str) -> list[str]:
    """The subjects in somebody's inbox, newest first."""
    with acting_as(borough.actor(name)) as actor:
        return [each.subject for each in inbox(actor=actor).rows]


def waiting(borough: Borough, name: str) -> int:
    with acting_as(borough.actor(name)) as actor:
        return waits(actor).messages


def test_a_message_to_a_user_is_read_by_the_two_and_nobody_else(borough: Borough, elsewhere: Borough) -> None:
    number = write(borough, "Ade", "Esme")

    assert subjects(borough, "Esme") == ["Mornings"]
    assert waiting(borough, "Esme") == 1
    with acting_as(borough.actor("Ade")) as ade:
        assert [each.recipient for each in sent(actor=ade).rows] == ["Esme Farrow"]
        assert inbox(actor=ade).rows == []
        assert thread(number, actor=ade).opened.text == "Jessa was **in** on both Mondays."
    for other in (borough.actor("Bryony"), borough.actor("Carys"), elsewhere.actor("Ines")):
        with acting_as(other), pytest.raises(NotFound):
            thread(number, actor=other)
        with acting_as(other):
            assert not Message.objects.exists()


def test_a_message_to_a_team_is_read_by_each_of_them_and_the_sender_sees_by_whom_and_when(borough: Borough) -> None:
    number = write(borough, "Esme", "family-support-north")
    assert waiting(borough, "Ade") == waiting(borough, "Bryony") == 1
    assert waiting(borough, "Carys") == 0

    with acting_as(borough.actor("Ade")) as ade:
        read(number, actor=ade)
        read(number, actor=ade.at(ade.now + timedelta(hours=1)))

    assert (waiting(borough, "Ade"), waiting(borough, "Bryony")) == (0, 1)
    with acting_as(borough.actor("Esme")) as esme:
        [reading] = thread(number, actor=esme).opened.reads
        assert (reading.name, reading.read_at) == ("Ade Bankole", ade.now)
        read(number, actor=esme)
        assert len(thread(number, actor=esme).opened.reads) == 1


def test_whoever_writes_to_their_own_team_has_nothing_to_read(borough: Borough) -> None:
    write(borough, "Ade", "family-support-north")

    assert waiting(borough, "Ade") == 0
    assert waiting(borough, "Bryony") == 1


def test_about_a_case_it_stands_in_its_record_and_is_seen_with_it(borough: Borough) -> None:
    case = borough.case()
    borough.share(case, "Dev")
    borough.share(case, "Carys")
    number = write(borough, "Ade", "Dev", case_id=case.pk)

    with acting_as(borough.actor("Carys")) as carys:
        assert [each.subject for each in about_case(case.pk, actor=carys).rows] == ["Mornings"]
        assert thread(number, actor=carys).about == case.pk
        assert waits(carys).messages == 0
        [event] = Event.objects.filter(case_id=case.pk, kind="message.sent")
        assert event.facts["message"] == number and "subject" not in event.facts
    with acting_as(borough.actor("Hollis")) as hollis:
        assert about_case(case.pk, actor=hollis).rows == []


@pytest.mark.req("MSG-03", "SHAR-06")
def test_whoever_it_is_for_must_be_allowed_to_see_the_case(borough: Borough) -> None:
    case = borough.case()

    with pytest.raises(Invalid, match="Dev Mistry cannot see this case") as refused:
        write(borough, "Ade", "Dev", case_id=case.pk)
    assert set(refused.value.fields) == {"to"}
    with pytest.raises(NotFound):
        write(borough, "Hollis", "Dev", case_id=case.pk)
    assert not Message.objects.exists()

    borough.share(case, "Dev")
    assert write(borough, "Ade", "Dev", case_id=case.pk)


@pytest.mark.req("SHAR-06")
def test_a_team_must_have_the_case_itself_today_though_one_of_it_may_have_it(borough: Borough) -> None:
    case, team = borough.case(), borough.teams["health-visiting-riverside"]
    borough.share(case, "Dev")
    with pytest.raises(Invalid, match="cannot see this case"):
        write(borough, "Ade", "health-visiting-riverside", case_id=case.pk)

    share = borough.share(case, "health-visiting-riverside")
    today = borough.actor("Ade").today
    period = Principal.objects.create(
        partnership=borough.partnership, kind="period", target_id=team.principal_id, starts_on=today,
        ends_on=today + timedelta(days=1),
    )  # fmt: skip
    assert write(borough, "Ade", "health-visiting-riverside", case_id=case.pk)

    Share.objects.filter(pk=share.pk).update(stopped_at=case.created_at)
    Share.objects.create(
        partnership=borough.partnership, case=case, principal=period, holder=team.principal, why="for today",
        starts_on=period.starts_on, ends_on=period.ends_on, shared_by=case.owner, shared_at=case.created_at,
    )  # fmt: skip
    assert write(borough, "Ade", "health-visiting-riverside", case_id=case.pk)
    Principal.objects.filter(pk=period.pk).update(starts_on=today - timedelta(days=2), ends_on=today)
    with pytest.raises(Invalid, match="cannot see this case"):
        write(borough, "Ade", "health-visiting-riverside", case_id=case.pk)


@pytest.mark.req("SHAR-06")
def test_whoever_loses_the_case_or_is_excluded_loses_its_messages_too(borough: Borough) -> None:
    case = borough.case()
    share = borough.share(case, "family-support-south")
    write(borough, "Ade", "family-support-south", case_id=case.pk)
    assert (subjects(borough, "Hollis"), waiting(borough, "Hollis")) == (["Mornings"], 1)

    hollis = borough.people["hollis"].principal_id
    Case.objects.filter(pk=case.pk).update(excluded=[hollis])
    assert (subjects(borough, "Hollis"), waiting(borough, "Hollis")) == ([], 0)
    Case.objects.filter(pk=case.pk).update(excluded=[])
    assert subjects(borough, "Hollis") == ["Mornings"]

    Share.objects.filter(pk=share.pk).update(stopped_at=case.created_at)
    assert (subjects(borough, "Hollis"), waiting(borough, "Hollis")) == ([], 0)


def test_an_answer_stands_with_what_it_answers_and_goes_to_whoever_wrote_it(borough: Borough) -> None:
    first = write(borough, "Esme", "family-support-north")
    with acting_as(borough.actor("Ade")) as ade:
        to = thread(first, actor=ade).answered_to(ade)
        second = send(to, written=Written("Re: Mornings", "Thank you."), actor=ade, answers=first)
    assert to == borough.people["esme"].principal_id

    with acting_as(borough.actor("Esme")) as esme:
        third = send(ade.own, written=Written("Re: Mornings", "Gladly."), actor=esme, answers=second)
        assert [each.head.id for each in thread(second, actor=esme).said] == [first, second, third]
        assert thread(first, actor=esme).answered_to(esme) == borough.teams["family-support-north"].principal_id
    with acting_as(borough.actor("Bryony")) as bryony:
        assert [each.head.id for each in thread(first, actor=bryony).said] == [first]
        with pytest.raises(NotFound):
            send(ade.own, written=HELLO, actor=bryony, answers=second)


def test_an_answer_is_about_the_same_case_or_none(borough: Borough) -> None:
    case = borough.case()
    borough.share(case, "Dev")
    first = write(borough, "Ade", "Dev", case_id=case.pk)

    with pytest.raises(NotFound):
        write(borough, "Dev", "Ade", answers=first)
    assert write(borough, "Dev", "Ade", answers=first, case_id=case.pk)


@pytest.mark.req("MSG-03")
def test_words_are_filled_in_and_one_that_is_not_known_is_refused_beside_its_field(borough: Borough) -> None:
    case = borough.case()
    borough.share(case, "strengthening-families")
    told = Written("Case {case}", "Dear {first name}, {reason} {sender}", "She missed {two} days.")

    with pytest.raises(Invalid) as refused:
        write(borough, "Ade", "Carys", Written("Case {case}", "Dear {nickname},\n\n{reason}"))
    assert set(refused.value.fields) == {"subject", "text", "reason"}
    assert refused.value.fields["text"].startswith("Nothing is known to fill in for {nickname}.")
    assert "{case}" in refused.value.fields["subject"], "a message about no case has no case to name"

    number = write(borough, "Ade", "Carys", told, case_id=case.pk)
    with acting_as(borough.actor("Carys")) as carys:
        opened = thread(number, actor=carys).opened
    assert opened.head.subject == f"Case {case.pk}"
    assert opened.text == "Dear Carys, She missed {two} days. Ade Bankole"
    team = write(borough, "Ade", "strengthening-families", told, case_id=case.pk)
    with acting_as(carys):
        assert thread(team, actor=carys).opened.text.startswith("Dear colleagues,")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Written(" ", "Yes."), "subject"),
        (Written("s" * 301, "Yes."), "subject"),
        (Written("Yes", "\n "), "text"),
        (Written("Yes", "x" * 20_001), "text"),
        (Written("Yes", "a\x00b"), "text"),
        (Written("a\x00b", "Yes."), "subject"),
    ],
)
def test_what_cannot_be_sent_is_said_beside_its_field(borough: Borough, wrong: Written, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        write(borough, "Ade", "Esme", wrong)
    assert list(refused.value.fields) == [field]

    assert write(borough, "Ade", "Esme", Written("Yes", "Yes."))


def test_a_message_goes_to_a_user_who_works_here_or_a_team_and_to_nobody_else(
    borough: Borough, elsewhere: Borough
) -> None:
    area = Principal.objects.filter(partnership=borough.partnership, kind="area").first()
    assert area is not None
    borough.people["greta"].is_active = False
    borough.people["greta"].save()
    nobody = [elsewhere.people["ines"].principal_id, area.pk, 987654, borough.people["ade"].principal_id,
              borough.people["greta"].principal_id]  # fmt: skip
    with acting_as(borough.actor("Ade")) as ade:
        for to in nobody:
            with pytest.raises(Invalid):
                send(to, written=HELLO, actor=ade)
        assert not Message.objects.exists()
        assert send(borough.people["esme"].principal_id, written=HELLO, actor=ade)


@pytest.mark.req("MSG-03", "SHAR-12")
def test_asking_for_a_case_by_message_names_its_number_and_nothing_of_the_family(
    borough: Borough, elsewhere: Borough
) -> None:
    case = borough.case()
    asks = Written("Access to case {case}", "Dear {first name}, {reason} {sender}", "Jessa is in my year group.")
    with acting_as(borough.actor("Esme")) as esme:
        number = ask_by_message(case.pk, written=asks, actor=esme)
    with acting_as(borough.actor("Ade")) as ade:
        opened = thread(number, actor=ade).opened
    assert (opened.head.case_id, opened.head.case_name) == (None, "")
    assert opened.head.subject == f"Access to case {case.pk}"
    assert opened.text == "Dear Ade, Jessa is in my year group. Esme Farrow"

    with acting_as(elsewhere.actor("Ines")) as ines, pytest.raises(NotFound):
        ask_by_message(case.pk, written=asks, actor=ines)
    with acting_as(esme), pytest.raises(NotFound):
        ask_by_message(987654321, written=asks, actor=esme)


def letters() -> list[dict[str, object]]:
    """What is handed to the worker to be sent by e-mail."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'alongside.accounts.post.send' ORDER BY id"
        )
        return [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()]


def test_an_email_goes_only_where_it_is_asked_for_and_says_nothing_of_the_message(
    borough: Borough, settings: Settings
) -> None:
    settings.EMAIL_HOST = "mail.example"
    write(borough, "Ade", "Esme")
    assert letters() == []

    number = write(borough, "Esme", "family-support-north", by_mail=True)
    users = sorted(borough.people[name].pk for name in ("ade", "bryony"))
    assert letters() == [{"user_id": user, "what": "message", "address": f"/messages/{number}/"} for user in users]
    settings.SITE_ADDRESS = "https://alongside.example"
    letter = written(borough.people["ade"], what="message", address=f"/messages/{number}/")
    said = f"{letter.subject} {letter.body}"
    assert not any(word in said for word in ("Mornings", "Jessa", "Monday", "Esme", "Farrow"))
    assert f"https://alongside.example/messages/{number}/" in said
