"""Assessments by HTTP: started, written and scored part by part, reviewed, laid over one another; few queries."""

import json
import re
import shutil
from datetime import timedelta
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from alongside.assessments.models import Answer, Assessment, Score
from alongside.assessments.tests.families import MANUAL, begin, done, head_of, keep, score
from alongside.cases.models import Case, Member
from alongside.events.models import Event
from alongside.packs.actions import release
from alongside.web.tests.test_case_changes import fields as as_written
from alongside.web.tests.test_case_pages import browser, now, statements, text, write
from tests.borough import PACKS, Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db
STAR = "tool=whole-family-webstar"


@pytest.fixture
def family(borough: Borough) -> int:
    """Ade's case, which Dev has too."""
    number = nominate(now(borough, "Ade"))
    borough.share(Case.objects.get(pk=number), "dev")
    return number


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d-%m-%Y}"


def started(client: Client, family: int, **told: object) -> int:
    """Start a Webstar as its page would. Returns its id."""
    address = f"/cases/{family}/assessments/add/?{STAR}"
    sent = {"took_place_on": day(0), "person": head_of(family).person_id} | told
    answer = write(client, address, **sent)
    assert answer.status_code == 302, text(answer)
    return int(re.findall(r"\d+", answer["Location"])[-1])


def fields(page: HttpResponse) -> dict[str, str]:
    """What the form on a page would send."""
    return {name: unescape(value) for name, value in as_written(page).items()}


def sent(client: Client, address: str, **told: object) -> HttpResponse:
    """Open a part and send its form with these fields changed."""
    return client.post(address, fields(client.get(address)) | {"do": "next"} | told)  # type: ignore[return-value,arg-type]


@pytest.mark.req("ASMT-01", "ASMT-04")
def test_an_assessment_is_started_from_the_case_and_from_a_person(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    assert "No assessment yet" in text(ade.get(f"/cases/{family}/assessments/"))
    head = head_of(family)
    person = ade.get(f"/people/{head.person_id}/").content.decode()
    assert f'href="/cases/{family}/assessments/add/?person={head.person_id}"' in person
    choose = text(ade.get(f"/cases/{family}/assessments/add/?person={head.person_id}"))
    for tool in ("Whole Family Webstar", "Individual Webstar", "A scale of your own", "Early Help Assessment"):
        assert tool in choose
    address = f"/cases/{family}/assessments/add/?{STAR}"
    for on, why in ((day(1), "cannot take place after today"), ("", "Enter the day"), ("31-2-2026", "")):
        wrong = write(ade, address, took_place_on=on, person=head.person_id)
        assert wrong.status_code == 422 and why in text(wrong)
        assert f'value="{on}"' in wrong.content.decode()
    assert not Assessment.objects.exists()

    number = started(ade, family, took_place_on=day(-3))

    assert "in progress" in text(ade.get(f"/cases/{family}/assessments/"))
    assert "in progress" in text(ade.get(f"/people/{head.person_id}/"))
    for place in ("/workload/", "/home/"):
        assert f"/cases/{family}/assessments/{number}/" in ade.get(place).content.decode()
    again = ade.get(address)
    assert "One is in progress already" in text(again) and "Go on with it" in text(again)
    assert write(ade, address, took_place_on=day(0), person=head.person_id).status_code == 422


@pytest.mark.req("ASMT-01")
def test_somebody_who_is_not_the_head_is_warned_of_and_kept_once_ticked(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    other = Member.objects.filter(case_id=family, is_head=False)[0]
    address = f"/cases/{family}/assessments/add/?{STAR}"
    warned = write(ade, address, took_place_on=day(0), person=other.person_id)
    assert warned.status_code == 422 and "It stands on the head of the family" in text(warned)
    assert 'name="sure"' in warned.content.decode() and "I am sure" in text(warned)

    assert write(ade, address, took_place_on=day(0), person=other.person_id, sure="yes").status_code == 302


@pytest.mark.req("ASMT-01", "ASMT-04")
def test_it_is_written_and_scored_part_by_part_by_two_workers(borough: Borough, family: int) -> None:
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    number = started(ade, family)
    part = f"/cases/{family}/assessments/{number}/parts/housing/"
    led = sent(ade, part, **{"q-past": "Two moves.", "score-practitioner": "6"})
    assert led["Location"].endswith("/parts/parenting/")
    assert sent(dev, part, **{"q-present": "Damp.", "do": "later"})["Location"].endswith(f"/assessments/{number}/")

    words = dict(Answer.objects.values_list("question", "words"))
    assert words["past"] == "Two moves." and words["present"] == "Damp."
    page = ade.get(f"/cases/{family}/assessments/{number}/")
    assert "2 of 3 written and scored" in text(page) and "Moderate issues" in text(page)
    star = page.content.decode().split('<svg class="al-star__drawing"')[1].split("</svg>")[0]
    assert "Practitioner, " in star and "Housing 6" in star and "<circle" in star


@pytest.mark.req("ASMT-01", "SIGN-05")
def test_a_score_of_eleven_is_a_sentence_and_nothing_is_lost(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    number = started(ade, family)
    part = f"/cases/{family}/assessments/{number}/parts/housing/"
    for typed in ("11", "0", "lots", "5.5"):
        wrong = sent(ade, part, **{"q-past": "Two moves.", "score-practitioner": typed})
        assert wrong.status_code == 422
        assert f"A score is a whole number from 1 to 10. You gave {typed}." in text(wrong)
        assert "Two moves." in wrong.content.decode() and Answer.objects.get(question="past").words == "Two moves."
    assert not Score.objects.filter(score__isnull=False).exists()
    scores = f"/cases/{family}/assessments/{number}/scores/?as=practitioner"
    wrong = sent(ade, scores, **{"score-practitioner--school": "12", "score-practitioner--housing": "4"})
    assert wrong.status_code == 422 and "You gave 12." in text(wrong)
    assert Score.objects.get(score__isnull=False).area == "housing"

    assert sent(ade, part, **{"score-practitioner": "10"}).status_code == 302


@pytest.mark.req("ASMT-04", "PLAT-02")
def test_two_at_one_place_are_shown_both_versions(borough: Borough, family: int) -> None:
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    number = started(ade, family)
    part = f"/cases/{family}/assessments/{number}/parts/housing/"
    mine, theirs = fields(ade.get(part)), fields(dev.get(part))
    assert dev.post(part, theirs | {"q-past": "Three moves.", "score-practitioner": "4"}).status_code == 302
    both = ade.post(part, mine | {"q-past": "Two moves.", "q-future": "A garden.", "score-practitioner": "6"})
    assert both.status_code == 409
    shown = text(both)
    assert "Somebody else wrote here while you had it open." in shown
    assert "Three moves." in shown and "Two moves." in shown and "Housing, scored by Practitioner" in shown
    assert Answer.objects.get(question="past").words == "Three moves."
    assert Answer.objects.get(question="future").words == "A garden."

    assert ade.post(part, fields(both)).status_code == 302
    assert Answer.objects.get(question="past").words == "Two moves." and Score.objects.get().score == 6
    told = Event.objects.filter(kind="assessment.changed").latest("id").facts["changes"]
    assert {"what": "Housing, Past", "from": "Three moves.", "to": "Two moves."} in told


@pytest.mark.req("ASMT-04")
def test_a_field_is_kept_as_it_is_typed_and_a_score_brings_the_star(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    number = started(ade, family)
    was = fields(ade.get(f"/cases/{family}/assessments/{number}/parts/housing/"))["was"]
    address = f"/cases/{family}/assessments/{number}/keep/?part=housing"

    def keeping(field: str, value: str, who: Client = ade, at: str = address) -> HttpResponse:
        return who.post(at, {"field": field, field: value, "was": was})  # type: ignore[return-value]

    kept = keeping("q-past", "Two mo")
    assert re.fullmatch(r"\d\d:\d\d", kept.json()["kept"]) and "star" not in kept.json()
    was = kept.json()["was"]
    assert keeping("q-past", "Two moves.").status_code == 200
    scored = keeping("score-practitioner", "6")
    assert "al-star__mark--practitioner" in scored.json()["star"]
    assert keeping("score-practitioner", "11").status_code == 422
    assert keeping("q-nothing", "x").status_code == 422
    assert keeping("q-past", "x", at=address.replace("housing", "nowhere")).status_code == 404
    assert ade.post(address, {"field": "q-past", "q-past": "x"}).status_code == 400
    for stranger in ("hollis", "greta"):
        theirs = keeping("q-past", "Mine now.", browser(borough, stranger))
        absent = keeping("q-past", "Mine now.", browser(borough, stranger), address.replace(f"/{number}/", "/98765/"))
        assert theirs.status_code == absent.status_code == 404 and theirs.content == absent.content
    assert Answer.objects.get().words == "Two moves." and json.loads(was)["seals"]


@pytest.mark.req("ASMT-03")
def test_agreement_is_recorded_and_needed_to_complete(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    number = started(ade, family)
    here = f"/cases/{family}/assessments/{number}/"
    assert "Nothing is written or scored yet." in text(write(ade, f"{here}complete/"))
    sent(ade, f"{here}parts/housing/", **{"score-practitioner": "6"})
    refused = write(ade, f"{here}complete/")
    assert refused.status_code == 422 and "Record whether the practitioner agrees" in text(refused)
    head = head_of(family)
    for told, why in (
        ({"who": "me"}, "Choose yes or no."),
        ({"who": "me", "agrees": "no"}, "Say why not. It is shown with the scores."),
        ({"who": "colleague", "agrees": "yes"}, "Enter the colleague’s name"),
        ({"who": "colleague", "user": "Nobody Here", "agrees": "yes"}, "Nobody here is called that."),
        ({"who": "outside", "name": "Jo Fenn", "agrees": "yes"}, "Enter the organisation they work for."),
        ({"who": "me", "agrees": "yes", "member": head.pk, "parent_agrees": "no"}, "Say why not."),
    ):
        wrong = write(ade, f"{here}agreement/", **told)
        assert wrong.status_code == 422 and why in text(wrong), told
    told = {"who": "colleague", "user": "Dev Mistry", "agrees": "no", "reason": "It is a 4.", "member": head.pk,
            "parent_agrees": "yes"}  # fmt: skip
    assert write(ade, f"{here}agreement/", **told).status_code == 302
    assert write(ade, f"{here}complete/").status_code == 302

    page = text(ade.get(here))
    assert (
        "completed" in page and "Dev Mistry practitioner, Health Visiting Riverside does not agree It is a 4." in page
    )
    assert "Go on" not in text(ade.get(f"/cases/{family}/assessments/"))
    changed = sent(ade, f"{here}parts/housing/", **{"q-past": "Two moves."})
    assert changed.status_code == 302
    assert "Two moves." in text(ade.get(here)) and "History of this assessment" in text(ade.get(here))
    assert ade.get(f"{here}put-away/").status_code == 302 and Assessment.objects.get().put_away_at is None


@pytest.mark.req("ASMT-02", "PLAN-08")
def test_a_review_stands_beside_the_first_and_both_are_laid_over_one_another(borough: Borough, family: int) -> None:
    client, ade, dev = browser(borough, "ade"), now(borough, "Ade"), now(borough, "Dev")
    first = begin(family, ade, timezone.localdate() - timedelta(days=40))
    score(first, ade)
    keep(first, ade, "housing", **{"q-past": "Two moves.", "q-present": "Damp."})
    done(first, ade)
    address = f"/cases/{family}/assessments/add/?{STAR}"
    told = {"person": head_of(family).person_id, "based_on": first}
    early = write(client, address, took_place_on=day(-41), **told)
    assert early.status_code == 422 and "This review cannot be before the assessment it reviews" in text(early)
    assert write(client, address, took_place_on=day(0), person=told["person"]).status_code == 422  # new, or a review?
    review = started(client, family, based_on=first, took_place_on=day(-1))

    part = client.get(f"/cases/{family}/assessments/{review}/parts/housing/")
    assert "last time 6" in text(part) and "the same words stand below" in text(part)
    assert fields(part)["score-practitioner"] == "" and fields(part)["q-present"] == "Damp."
    score(review, dev, tuple(min(10, each + 2) for each in MANUAL))
    keep(review, dev, "housing", **{"q-present": "Dry."})
    done(review, dev)

    page = text(client.get(f"/cases/{family}/assessments/{review}/"))
    assert "up 2 , was 6" in page and "Dry." in page and "unchanged" in page and "39 days before" in page
    assert "recorded on" in page and "by Dev Mistry. Some of a change can come from that." in page
    laid = client.get(f"/cases/{family}/assessments/compared/?with={first}&with={review}")
    assert "39 days later" in text(laid) and "up 2" in text(laid) and "recorded by Dev Mistry" in text(laid)
    assert "See the change: Whole Family Webstar" in text(client.get(f"/cases/{family}/assessments/"))
    hostile = client.get(f"/cases/{family}/assessments/compared/?with=x&with=-1&with={'9' * 40}&voice=%00")
    assert hostile.status_code == 200
    assert client.get(f"/cases/{family}/assessments/compared/?with={first}&with=987654").status_code == 404


@pytest.mark.req("ASMT-04")
def test_the_date_is_put_right_and_both_versions_are_shown(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    number = started(ade, family)
    address = f"/cases/{family}/assessments/{number}/date/"
    opened = fields(ade.get(address))
    assert write(ade, address, **(opened | {"took_place_on": day(2), "once": uuid4().hex})).status_code == 422
    assert write(ade, address, **(opened | {"took_place_on": day(-2), "once": uuid4().hex})).status_code == 302
    stale = write(ade, address, **(opened | {"took_place_on": day(-5), "once": uuid4().hex}))
    assert stale.status_code == 409 and Assessment.objects.get().took_place_on == timezone.localdate() - timedelta(2)


@pytest.mark.req("ASMT-01")
def test_a_star_of_ones_own_and_sections_of_each_child(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    address = f"/cases/{family}/assessments/add/?tool=own-scale"
    assert "Triangle" in text(ade.get(address))
    told = {"took_place_on": day(0), "title": "Outcomes Star", "lowest": "1", "highest": "5"}
    wrong = write(ade, address, **told, areas="")
    assert wrong.status_code == 422 and "Name at least one area" in text(wrong)
    made = write(ade, address, **told, areas="First\r\nSecond\r\nThird")
    here = made["Location"]
    assert sent(ade, f"{here}scores/?as=practitioner", **{"score-practitioner--area-2": "5"}).status_code == 302
    assert "Outcomes Star" in text(ade.get(here)) and Score.objects.get(score__isnull=False).score == 5

    made = write(ade, f"/cases/{family}/assessments/add/?tool=early-help-assessment", took_place_on=day(0))
    page = ade.get(made["Location"]).content.decode()
    children = re.findall(rf'href="({made["Location"]}parts/voice/\d+/)"', page)
    assert len(children) == Member.objects.filter(case_id=family, person__birth_date__gt="2009-01-01").count() > 0
    asked = fields(ade.get(children[0]))
    question = next(name for name in asked if name.startswith("q-"))
    assert ade.post(children[0], asked | {question: "I did the stars."}).status_code == 302
    assert ade.get(f"{made['Location']}parts/voice/").status_code == 404
    assert ade.get(f"{made['Location']}parts/history/{children[0].split('/')[-2]}/").status_code == 404


def test_the_pages_take_few_queries_at_any_number(borough: Borough, family: int) -> None:
    client, ade = browser(borough, "ade"), now(borough, "Ade")
    numbers: list[int] = []
    asked: dict[str, list[int]] = {}
    for step in range(5):
        on = timezone.localdate() - timedelta(days=50 - step)
        numbers.append(begin(family, ade, on, based_on=numbers[-1] if numbers else None))
        score(numbers[-1], ade)
        score(numbers[-1], ade, MANUAL, f"parent-{head_of(family).pk}")
        for part in ("housing", "school", "parenting"):
            keep(numbers[-1], ade, part, **{f"q-{each}": f"{each} {step}" for each in ("past", "present", "future")})
        if step in (1, 4):
            here = f"/cases/{family}/assessments/{numbers[-1]}/"
            laid = "&".join(f"with={each}" for each in numbers)
            for name, address in (
                ("list", f"/cases/{family}/assessments/"), ("one", here), ("part", f"{here}parts/housing/"),
                ("scores", f"{here}scores/"), ("compared", f"/cases/{family}/assessments/compared/?{laid}"),
                ("person", f"/people/{head_of(family).person_id}/"),
            ):  # fmt: skip
                client.get(address)
                with statements() as found:
                    assert client.get(address).status_code == 200
                asked.setdefault(name, []).append(len(found))
        done(numbers[-1], ade)
    assert {name: counts[0] == counts[1] for name, counts in asked.items()} == dict.fromkeys(asked, True), asked
    most = {"list": 14, "one": 19, "part": 17, "scores": 17, "compared": 16, "person": 20}
    assert {name: counts[0] <= most[name] for name, counts in asked.items()} == dict.fromkeys(asked, True), asked


@pytest.mark.req("ASMT-01")
def test_a_day_that_is_none_is_said_beside_its_field_and_nothing_typed_is_lost(
    borough: Borough, family: int, tmp_path: Path
) -> None:
    packs = Path(shutil.copytree(PACKS, tmp_path / "packs"))
    file = packs / "early-help" / "tools" / "early-help-assessment.toml"
    asks = '[[section.question]]\nid = "moved-on"\nasks = "When did they move?"\nkind = "date"\n\n'
    file.write_text(file.read_text().replace("[[section.question]]", f"{asks}[[section.question]]", 1))
    release(packs / "calderholt")
    ade = browser(borough, "ade")
    number = begin(family, now(borough, "Ade"), tool="early-help-assessment", person=None)
    part = f"/cases/{family}/assessments/{number}/parts/history/"
    assert "For example, 5-9-2026" in text(ade.get(part))

    refused = sent(ade, part, **{"q-moved-on": "31-2-2026", "q-earlier-help": "None before."})

    assert refused.status_code == 422 and "February 2026 has 28 days" in text(refused)
    page = refused.content.decode()
    assert 'value="31-2-2026"' in page and 'href="#q-moved-on"' in page and "None before." in page
    assert not Answer.objects.filter(question="moved-on").exists()
    assert sent(ade, part, **{"q-moved-on": "28-2-2026"}).status_code == 302
    assert Answer.objects.get(question="moved-on").words == "28-2-2026"
