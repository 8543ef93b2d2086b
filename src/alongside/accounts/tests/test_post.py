"""E-mail: says that something waits and where to sign in, and holds no word of what it is."""

import json
import re
from typing import get_args

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from alongside.accounts.models import User
from alongside.accounts.post import NothingMore, What, send, tell, written
from alongside.core.acting import acting_as
from tests.borough import Borough

pytestmark = pytest.mark.req("TASK-02")


def jobs() -> list[dict[str, object]]:
    """What is handed to the worker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'alongside.accounts.post.send' ORDER BY id"
        )
        return [json.loads(row[0]) for row in cursor.fetchall()]


@pytest.fixture
def mail(settings: Settings) -> None:
    """A mail server is set."""
    settings.EMAIL_HOST, settings.SITE_ADDRESS = "mail.example", "https://alongside.example"


@pytest.mark.django_db
def test_an_email_is_handed_to_the_worker_with_the_transaction_and_not_without_it(borough: Borough, mail: None) -> None:
    ade, dev = borough.actor("Ade"), borough.people["dev"].pk
    with pytest.raises(ZeroDivisionError), acting_as(ade):
        tell([dev], what="task", address="/tasks/12/")
        assert len(jobs()) == 1
        raise ZeroDivisionError
    assert jobs() == []

    with acting_as(ade), transaction.atomic():
        tell([dev, dev], what="task", address="/tasks/12/")

    [job] = jobs()
    assert job.items() >= {"user_id": dev, "what": "task", "address": "/tasks/12/"}.items()


@pytest.mark.django_db
def test_where_no_mail_server_is_set_nothing_is_kept_to_be_sent(borough: Borough, settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    tell([borough.people["dev"].pk], what="message")
    assert jobs() == []

    settings.EMAIL_HOST = "mail.example"
    tell([borough.people["dev"].pk], what="message")
    assert len(jobs()) == 1


@pytest.mark.django_db
def test_the_worker_sends_to_who_still_works_here(borough: Borough, mail: None, mailoutbox: list) -> None:  # type: ignore[type-arg]
    dev = borough.people["dev"]
    User.objects.filter(pk=dev.pk).update(is_active=False)
    send(user_id=dev.pk, what="task", address="/tasks/12/")
    assert mailoutbox == []

    User.objects.filter(pk=dev.pk).update(is_active=True)
    send(user_id=dev.pk, what="task", address="/tasks/12/")
    [sent] = mailoutbox
    assert sent.to == [dev.email]
    assert "https://alongside.example/tasks/12/" in sent.body


@given(
    what=st.sampled_from(get_args(What)),
    number=st.integers(1, 10**9),
    name=st.text(st.characters(categories=["L"]), min_size=2),
)
def test_an_email_is_the_same_words_for_everybody_save_the_number_in_its_address(
    what: What, number: int, name: str
) -> None:
    """Nothing of the task or of the people can be in it, for nothing of them is asked for."""
    mine, other = User(name=name, email="a@b.example"), User(name="Somebody", email="c@d.example")
    one, two = (written(user, what=what, address=f"/tasks/{number}/") for user in (mine, other))

    assert one.subject == two.subject and one.body == two.body
    assert not re.search(r"\d", one.subject)
    assert one.body.replace(f"/tasks/{number}/", "") == written(other, what=what, address="").body


@pytest.mark.parametrize(
    "address",
    ["/cases/77220/", "/people/7/", "https://elsewhere.example/", "//elsewhere.example/", "/tasks/?q=Marsh", "tasks/"],
)
def test_an_address_that_could_tell_something_is_refused(address: str, mail: None) -> None:
    with pytest.raises(NothingMore):
        tell([], what="task", address=address)

    tell([], what="task", address="/tasks/12/")


def test_only_what_is_known_can_be_told(mail: None) -> None:
    with pytest.raises(NothingMore):
        tell([], what="Jessa missed school")  # type: ignore[arg-type]

    tell([], what="digest")
