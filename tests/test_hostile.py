"""Hostile input: whatever is typed or sent, the answer is a page that says what to do, and nothing is half done."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from alongside.cases.models import Case
from alongside.cases.queries import find
from alongside.casework.models import Log
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.forms.actions import start_draft
from alongside.forms.fields import field_names
from alongside.forms.queries import draft
from tests.borough import Borough
from tests.test_nomination import nominate, typed

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "hostile" / "strings"
OURS = [
    *(
        "",
        " ",
        "%",
        "_",
        "*",
        "\\",
        "'",
        '"',
        "''; DROP TABLE cases_case; --",
        "\x00",
        "a\x00b",
        "\r\n",
        "\u2028",
        "\ufeff",
    ),
    *(
        "\u202eabc",
        "שלום",
        "العربية",
        "ｆｕｌｌ",
        "👩\u200d👧",
        "é" * 500,
        "x" * 5000,
        "ö̲̅" * 100,
        "<script>alert(1)</script>",
    ),
    *(
        "{{ 7*7 }}",
        "${7*7}",
        "../../etc/passwd",
        "=cmd|' /C calc'!A0",
        "-1",
        "0",
        "999999999999999999999999",
        "NaN",
        "1e309",
    ),
    *(
        "null",
        "undefined",
        "True",
        "31-02-2016",
        "00-00-0000",
        "01-01-0001",
        "31-12-9999",
        "1/1/99999",
        "25:61",
        "٣",
        "²",
    ),
]


def theirs() -> list[str]:
    """The public lists, where they are."""
    if not SHARED.is_dir():
        pytest.skip("The public lists of naughty strings are not here; our own were tried.")
    found = list(json.loads((SHARED / "blns.json").read_text(encoding="utf-8")))
    for file in sorted(SHARED.glob("fuzzdb_*.txt")):
        found += file.read_text(encoding="utf-8", errors="replace").split("\n")
    return found


@pytest.fixture
def world(borough: Borough) -> tuple[Client, int, Borough]:
    """Ade at a browser, with the Marsh / Quillan family's case."""
    client = Client()
    client.post("/step-in/", {"user": str(borough.people["ade"].pk)})
    return client, nominate(borough.actor("Ade")), borough


def _threes(strings: list[str]) -> Iterator[tuple[str, str, str]]:
    padded = [*strings, *([""] * (-len(strings) % 3))]
    return zip(padded[::3], padded[1::3], padded[2::3], strict=True)


def _throw_at_logs_and_searches(client: Client, case: int, ade: Actor, strings: list[str]) -> None:
    for where, who, what in _threes(strings):
        told = {"day": "16-11-2026", "time": "10:00", "where": where, "who": who, "what": what}
        answer = client.post(f"/cases/{case}/log/add/", {**told, "once": str(uuid4())})
        assert answer.status_code in {302, 422}, (where, who, what, answer.status_code)
        if answer.status_code == 302:
            log = Log.objects.order_by("-id")[0]
            assert log.what == what.replace("\r\n", "\n").strip()
    pages = itertools.cycle(("/cases/", f"/cases/{case}/log/", f"/cases/{case}/access/share/", "/workload/"))
    for address, string in zip(pages, strings[:: max(1, len(strings) // 200)], strict=False):
        asked = dict.fromkeys(("q", "page", "since", "until", "time", "area", "status", "before"), string)
        answer = client.get(address, asked)
        assert answer.status_code in {200, 400, 404, 422}, (address, string, answer.status_code)
    with acting_as(ade):
        for string in strings:
            find(string, page=1, actor=ade)
    assert client.get(f"/cases/{case}/log/").status_code == 200


@pytest.mark.req("REC-01", "PEOP-01")
def test_our_hostile_strings_through_logs_and_searches(world: tuple[Client, int, Borough]) -> None:
    client, case, borough = world
    _throw_at_logs_and_searches(client, case, borough.actor("Ade"), OURS)


@pytest.mark.req("REC-01", "PEOP-01")
def test_the_public_hostile_strings_through_logs_and_searches(world: tuple[Client, int, Borough]) -> None:
    client, case, borough = world
    _throw_at_logs_and_searches(client, case, borough.actor("Ade"), theirs())


CASE_FORMS: dict[str, tuple[str, ...]] = {
    "key-information/": ("key_information",),
    "name/": ("name",),
    "status/": ("status", "priority"),
    "details/": ("area", "intensity", "application_status", "referral_on"),
    "assessment-date/": ("assessed_on", "why"),
    "flags/early-help/start/": ("starts_on", "start_reason", "ends_on", "end_reason"),
}


@pytest.mark.req("CASE-04", "CASE-08")
@pytest.mark.parametrize("address", CASE_FORMS)
def test_hostile_strings_through_every_small_form_of_a_case(world: tuple[Client, int, Borough], address: str) -> None:
    client, case, _ = world
    for string in OURS:
        told = dict.fromkeys(CASE_FORMS[address], string)
        sent = {**told, "version": string, "once": str(uuid4())}
        answer = client.post(f"/cases/{case}/{address}", sent)
        assert answer.status_code in {302, 403, 409, 422}, (address, string, answer.status_code)
    assert Case.objects.filter(pk=case).exists()
    assert client.get(f"/cases/{case}/").status_code == 200


@pytest.mark.req("NOM-02", "SHAR-01")
def test_hostile_reasons_and_numbers(world: tuple[Client, int, Borough]) -> None:
    client, case, borough = world
    dev = borough.people["dev"].principal_id
    stranger = Client()
    stranger.post("/step-in/", {"user": str(borough.people["dev"].pk)})
    for string in OURS:
        told = {"why": string, "reason": string, "starts_on": string, "ends_on": string, "once": str(uuid4())}
        assert client.post(f"/cases/{case}/access/share/{dev}/", told).status_code in {302, 422}, string
        assert stranger.post(f"/cases/{case}/", told).status_code in {302, 403, 422}, string
    for number in ("0", "-1", "99999999999999999999999999", "1e3", "%00", "1%20", "٣", "1.0", "x"):
        assert client.get(f"/cases/{number}/").status_code == 404, number
        assert client.get(f"/requests/{number}/").status_code == 404, number
        assert client.get(f"/drafts/{number}/").status_code == 404, number


@pytest.mark.req("NOM-04", "NOM-05", "NOM-09")
@pytest.mark.parametrize("source", ["ours", "theirs"])
def test_hostile_strings_through_every_field_of_the_nomination(world: tuple[Client, int, Borough], source: str) -> None:
    client, _, borough = world
    ade = borough.actor("Ade")
    with acting_as(ade):
        number = start_draft("nomination", draft_id=uuid4(), typed=typed(ade), actor=ade)
    strings = OURS if source == "ours" else theirs()
    form = borough.pack.form("nomination")
    sections = [(section.id, names(borough, section)) for section in form.section]
    for turn in range(max(2, len(strings) // 40)):
        for section, fields in sections:
            told = {name: strings[(turn * 41 + n) % len(strings)] for n, name in enumerate(fields)}
            address = f"/drafts/{number}/{section}/" + (f"{entry(ade)}/" if section == "family" else "")
            answer = client.post(address, {**told, "once": str(uuid4())})
            assert answer.status_code in {302, 409, 422}, (address, told, answer.status_code)
        assert client.get(f"/drafts/{number}/check/").status_code in {200, 422}
    answer = client.post(f"/drafts/{number}/submit/", {"once": str(uuid4())})
    assert answer.status_code in {302, 422}
    _finish_it(client, number, borough)


def names(borough: Borough, section: Any) -> list[str]:
    return [name for question in section.question for name in field_names(question, borough.pack)]


def entry(actor: Any) -> str:
    return typed(actor).entries["family"][0].id


def _finish_it(client: Client, number: UUID, borough: Borough) -> None:
    """What cannot be right was kept and said; put right, it goes through."""
    ade = borough.actor("Ade")
    right = typed(ade)
    form = borough.pack.form("nomination")
    for section in form.section:
        fields = right.entries["family"][0].fields if section.repeats else right.fields
        told = {name: fields.get(name, "") for name in names(borough, section)}
        address = f"/drafts/{number}/{section.id}/" + (f"{entry(ade)}/" if section.repeats else "")
        client.post(address, {**told, "once": str(uuid4())})
    with acting_as(ade):
        assert draft(number, actor=ade).typed.fields["case-name"] == right.fields["case-name"]
    answer = client.post(f"/drafts/{number}/submit/", {"once": str(uuid4())})
    assert answer.status_code == 302, answer.content.decode()
    assert Case.objects.filter(name=right.fields["case-name"]).count() == 2


@pytest.mark.req("REC-12")
def test_what_no_page_of_ours_sends_is_answered_with_a_page(world: tuple[Client, int, Borough]) -> None:
    client, case, _ = world
    for once in ("", "x", "\x00", "0" * 500):
        assert client.post(f"/cases/{case}/log/add/", {"what": "x", "once": once}).status_code in {403, 422}
    assert client.post(f"/cases/{case}/log/add/", b"\xff\xfe\x00", content_type="text/plain").status_code in {403, 422}
    assert (
        client.post(
            f"/cases/{case}/log/add/", data=b"--x\r\n", content_type="multipart/form-data; boundary=x"
        ).status_code
        < 500
    )
    assert client.put(f"/cases/{case}/").status_code == 405
    assert client.delete(f"/cases/{case}/").status_code == 405
    assert client.get("/cases/?" + "&".join(f"q{n}=1" for n in range(3000))).status_code in {200, 400}
    many = {"once": str(uuid4()), **{f"f{n}": "1" for n in range(3000)}}
    assert client.post(f"/cases/{case}/log/add/", many).status_code in {400, 422}
