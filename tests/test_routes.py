"""The census of addresses: every one, for every kind of person, with the answer it gives. A new address needs a row."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from alongside.accounts.models import User
from alongside.cases.models import Case, Share
from alongside.casework.models import Log
from alongside.core.acting import acting_as
from alongside.forms.queries import draft
from alongside.web.bench.visitor import hidden_fields
from tests.borough import Borough
from tests.routes import POSTS, ROUTES
from tests.world import ELSEWHERE, NOBODY, OWNER, SHARED, STRANGER, world_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("SHAR-06")]

EVERYBODY = (NOBODY, OWNER, SHARED, STRANGER, ELSEWHERE)


@pytest.fixture
def world(borough: Borough, elsewhere: Borough) -> dict[str, Any]:
    """One family's case of Ade's, shared with Carys' team, with one of everything on it; Esme asks for access."""
    return world_of(borough, elsewhere)


def visitor(who: str, world: Mapping[str, Any]) -> Client:
    """Somebody at a browser, having stepped in as the demonstration lets one."""
    client = Client()
    if who == NOBODY:
        return client
    user: User = world["ines"] if who == ELSEWHERE else world["borough"].people[world["people"][who]]
    client.post("/step-in/", {"user": str(user.pk)})
    return client


_EACH_TIME = re.compile(rb'(nonce="|name="csrfmiddlewaretoken" value="|name="once" value=")[^"]*|"X-CSRFToken": "[^"]*')


def said(answer: Any) -> bytes:
    """A page without what is new in every answer: the nonce, the token against forgery, the idempotency key."""
    return _EACH_TIME.sub(b"", answer.content)


def names() -> set[str]:
    return {
        pattern.name or str(pattern.pattern)
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLPattern)
    }


def test_every_address_has_its_row_and_no_row_is_left_over() -> None:
    assert all(isinstance(pattern, URLPattern) for pattern in get_resolver().url_patterns)
    assert names() == set(ROUTES)


def test_every_address_answers_everybody_as_its_row_says(world: dict[str, Any]) -> None:
    clients = {who: visitor(who, world) for who in EVERYBODY}
    wrong = []
    for name, row in ROUTES.items():
        address = reverse(name, args=[world[arg] for arg in row.args])
        for who in EVERYBODY:
            status = clients[who].get(address).status_code
            if status != getattr(row, who):
                wrong.append(f"{name} ({address}): {who} got {status}, not {getattr(row, who)}")
    assert wrong == []


@pytest.mark.parametrize("who", [STRANGER, ELSEWHERE])
def test_a_post_to_what_is_not_theirs_changes_nothing_and_looks_like_nothing_there(
    world: dict[str, Any], who: str
) -> None:
    client = visitor(who, world)
    before = (Share.objects.count(), Log.objects.count(), sorted(Case.objects.values_list("version", "name")))
    typed_in = {"once": str(uuid4()), "version": "1", "why": "x", "what": "x", "answer": "granted", "on": "01-11-2026"}
    for name, args in POSTS.items():
        address = reverse(name, args=[world[arg] for arg in args])
        absent = address.replace(f"/{world['case']}/", "/987654321/") if "case" in args else ""
        answer = client.post(address, {**typed_in, "once": str(uuid4())})
        assert answer.status_code == 404, (name, answer.status_code)
        if absent:
            assert said(client.post(absent, typed_in)) == said(answer), name
    assert before == (Share.objects.count(), Log.objects.count(), sorted(Case.objects.values_list("version", "name")))


@pytest.mark.parametrize("who", [STRANGER, ELSEWHERE])
def test_nobody_keeps_a_field_in_somebody_elses_draft(world: dict[str, Any], who: str) -> None:
    owner, other = visitor(OWNER, world), visitor(who, world)
    page = owner.get(reverse("draft_section", args=[world["draft"], "assessment"])).content.decode()
    told = {"field": "reason", "reason": "Mine now.", "was": hidden_fields(page)["was"]}

    def keep(client: Client, draft_id: object) -> tuple[int, bytes]:
        answer = client.post(reverse("draft_keep", args=[draft_id]) + "?section=assessment", told)
        return answer.status_code, answer.content

    assert keep(other, world["draft"]) == keep(other, uuid4()), "not theirs and not there look the same"
    assert keep(other, world["draft"])[0] == 409
    assert kept_reason(world) != "Mine now."

    assert keep(owner, world["draft"])[0] == 200
    assert kept_reason(world) == "Mine now."


def kept_reason(world: dict[str, Any]) -> object:
    with acting_as(world["borough"].actor("Ade")) as ade:
        return draft(world["draft"], actor=ade).typed.fields["reason"]


@pytest.mark.req("SHAR-12")
def test_another_partnerships_case_and_no_case_at_all_are_the_same_page(world: dict[str, Any]) -> None:
    client = visitor(ELSEWHERE, world)
    pages = [client.get(f"/cases/{number}/") for number in (world["case"], 987654321)]
    assert [page.status_code for page in pages] == [404, 404]
    assert said(pages[0]) == said(pages[1])


@pytest.mark.req("SHAR-12", "NOM-02")
def test_a_stranger_is_told_whom_to_ask_and_nothing_of_the_family(world: dict[str, Any]) -> None:
    client = visitor(STRANGER, world)
    for address in (f"/cases/{world['case']}/", "/cases/?q=Quillan"):
        shown = client.get(address).content.decode()
        assert "Ade Bankole" in shown
        for word in ("Marnie", "Jessa", "Wren", "2ND", "Tanner", "books", "attendance"):
            assert word not in shown, (address, word)
