"""Packets by HTTP: faults beside their fields, sent once, read by whoever sees the family; few queries."""

from datetime import UTC, datetime

import pytest

from alongside.pathway.models import Packet
from alongside.pathway.tests.stepping import Way
from alongside.pathway.tests.test_packets import at_the_packet, everybody, planned
from alongside.web.tests.test_case_pages import browser, statements, text, write
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("PATH-12", "PATH-07")]
NOT = {
    f"c-{each}-{what}": words
    for each in ("mash-assessment", "weekly-cog", "cse")
    for what, words in (("not", "on"), ("why", "There is none."))
}


@pytest.fixture
def way(borough: Borough) -> Way:
    found = at_the_packet(borough)
    planned(borough, found.case)
    return found


def test_a_packet_is_put_together_with_its_faults_said_and_sent_once(borough: Borough, way: Way) -> None:
    nell, address = browser(borough, "nell"), f"/packets/make/{way.waiting.pk}/"
    page = nell.get(address)
    assert page.status_code == 200 and "Who travels together" in text(page)
    empty = write(nell, address, version=way.waiting.version, comments="Read this first.", **NOT)
    assert empty.status_code == 422 and "Enter the date of transfer." in text(empty)
    assert "Read this first." in empty.content.decode() and not Packet.objects.exists()

    people = [str(each) for each in everybody(way.case)]
    told = {"transfer_on": "30-11-2026", "comments": "Read this first.", "people": people, **NOT}
    version = way.waiting.version
    for _ in range(2):
        done = write(nell, address, once="7" * 32, version=version, **told)
        assert done.status_code == 302
    packet = Packet.objects.get()
    shown = text(nell.get(f"/cases/{way.case}/packets/{packet.pk}/"))
    assert "It left once and stands unchanged." in shown and "Read this first." in shown
    assert nell.post(f"/cases/{way.case}/packets/{packet.pk}/").status_code == 405


@pytest.mark.req("SHAR-06")
def test_the_wrong_role_reads_who_does_it_and_a_stranger_finds_nothing(borough: Borough, way: Way) -> None:
    address = f"/packets/make/{way.waiting.pk}/"

    assert "This step is done by" in text(browser(borough, "tamsin").get(address))
    assert browser(borough, "hollis").get(address).status_code == 404
    refused = write(browser(borough, "tamsin"), address, version=way.waiting.version, transfer_on="30-11-2026",
                    comments="Mine.", people=[], **NOT)  # fmt: skip
    assert refused.status_code in {403, 422} and not Packet.objects.exists()


def test_the_list_takes_the_same_few_queries_whatever_its_size(borough: Borough, way: Way) -> None:
    def made() -> None:
        Packet.objects.create(
            partnership=borough.partnership, case_id=way.case, transfer_on="2026-11-30", comments="As agreed.",
            digest="0" * 64, made_by=borough.people["nell"], made_at=datetime.now(UTC), state="rejected", reasons="No.",
        )  # fmt: skip

    nell = browser(borough, "nell")
    made()
    nell.get("/packets/")
    with statements() as one:
        nell.get("/packets/")
    for _ in range(30):
        made()
    with statements() as many:
        nell.get("/packets/")
    assert len(many) == len(one) <= 14, many
    assert "31 packets" in text(nell.get("/packets/")) and "Page 2" not in text(nell.get("/packets/?state=accepted"))
