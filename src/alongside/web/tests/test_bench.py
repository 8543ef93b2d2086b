"""What `alongside bench` measures of the pathway is there to be measured: a busy family centre, and each page of it."""

from collections.abc import Mapping
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from alongside.cases.models import Case
from alongside.web.bench.busy import COORDINATOR, MANAGER, fill
from alongside.web.bench.pathway import Centre, pages
from alongside.web.bench.visitor import Answer, Visitor
from alongside.web.demonstration.crowd import filling
from alongside.web.tests.test_case_pages import browser, text
from tests.borough import Borough

pytestmark = pytest.mark.django_db


class Signed(Visitor):
    """Somebody signed in who asks the application itself, without a server."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def _ask(self, method: str, address: str, body: str | None, more: Mapping[str, str] | None = None) -> Answer:
        sent = (
            self._client.get(address)
            if body is None
            else self._client.post(address, body, "application/x-www-form-urlencoded")
        )
        return Answer(sent.status_code, sent.get("Location", ""), sent.content.decode(), 0, 0)


def test_the_pages_of_the_pathway_show_what_was_filled_in(brackenshore: Borough) -> None:
    today = date.today()  # noqa: DTZ011  # the crowd is of any day
    filling.fill(families=60, seed=2, partnership="brackenshore", pack=brackenshore.pack, today=today)
    with connection.cursor() as cursor:
        fill(cursor, contacts=90, waiting=8, events=500)
    orla, ulla = browser(brackenshore, "orla"), browser(brackenshore, "ulla")
    long = Case.objects.filter(owner__team=brackenshore.people["orla"].team).latest("pk").pk
    assert {MANAGER, COORDINATOR} == {brackenshore.people[who].email for who in ("orla", "ulla")}

    for each in pages(Centre(1, 2, 0, 0, long)):
        visitor = Signed(orla if each.who == 1 else ulla)
        assert each.do(visitor, 1).status in {200, 302}, each.name
    assert "8 of 8 waiting" in text(orla.get("/trays/family-centre/"))
    assert "Acknowledge the request" in text(orla.get("/clocks/?tray=family-centre")).split("Apply filters")[1]
    clocks = text(orla.get(f"/cases/{long}/clocks/"))
    assert "Running" in clocks and "Met (" in clocks, "the note had them worked out"
    assert "contacts received from" in text(ulla.get("/demand/"))
