"""Changing a case by HTTP: in sight at once, once however often it is sent, and never over what somebody else wrote."""

import re
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.utils import timezone

from alongside.cases import actions
from alongside.cases.models import Case, Flag, Member, Share
from alongside.casework.models import Correction, Log
from alongside.core.acting import acting_as
from alongside.events.models import Event
from alongside.web.tests.test_case_pages import browser, file_the_consent, log, now, text, write
from tests.borough import Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db
LONG_AGO = "3-11-2020"


@pytest.fixture
def family(borough: Borough) -> int:
    """Ade's case, which the family agreed to share, and which Dev sees too."""
    number = nominate(now(borough, "Ade"))
    file_the_consent(borough, number)
    borough.share(Case.objects.get(pk=number), "dev")
    return number


def fields(page: HttpResponse) -> dict[str, str]:
    """What the form on a page would send if nothing were changed: text, hidden fields, what is checked or selected."""
    html = page.content.decode().split("<main", 1)[1]
    html = html[html.index('method="post"') :].split("</form>")[0]
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        at = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if at.get("type") not in ("radio", "checkbox") or " checked" in tag:
            sent[at["name"]] = at.get("value", "").replace("&#39;", "'")
    for name, value in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', html):
        sent[name] = value
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


# --- in place


@pytest.mark.req("CASE-08")
def test_key_information_is_changed_and_its_old_words_stand_in_the_history(borough: Borough, family: int) -> None:
    dev = browser(borough, "dev")
    address = f"/cases/{family}/key-information/"
    before = fields(dev.get(address))

    done = dev.post(address, before | {"key_information": "Nervous around strangers.\r\nRing first."}, follow=True)

    assert "The key information is changed." in text(done)
    assert "Nervous around strangers." in text(done)
    again = fields(dev.get(address))
    dev.post(address, again | {"key_information": "Ring first."})
    history = text(dev.get(f"/cases/{family}/history/"))
    assert "Dev Mistry changed the key information" in history
    assert "from Nervous around strangers. Ring first. to Ring first." in history


@pytest.mark.req("CASE-08")
def test_words_too_long_are_refused_beside_the_field_and_kept(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    address = f"/cases/{family}/key-information/"
    before = fields(ade.get(address))

    refused = ade.post(address, before | {"key_information": "x" * 5000})
    assert refused.status_code == 422
    assert "Use 4000 characters or fewer. You have 5000." in text(refused)
    assert "x" * 5000 in refused.content.decode()
    nulled = ade.post(address, before | {"key_information": "Ring\x00 first"})
    assert nulled.status_code == 422 and "Take out the characters that cannot be shown" in text(nulled)

    assert ade.post(address, fields(refused) | {"key_information": "x" * 4000}).status_code == 302


@pytest.mark.req("CASE-04", "CASE-10")
def test_details_are_edited_in_place_and_the_status_is_the_owners_alone(borough: Borough, family: int) -> None:
    dev, ade = browser(borough, "dev"), browser(borough, "ade")
    details, status = f"/cases/{family}/details/", f"/cases/{family}/status/"

    changed = fields(dev.get(details)) | {"intensity": "intensive", "area": "market", "referral_on": LONG_AGO}
    assert dev.post(details, changed).status_code == 302
    case = Case.objects.get(pk=family)
    assert (case.intensity, case.area, f"{case.referral_on}") == ("intensive", "market", "2020-11-03")

    assert "Only the owner can change status and priority" in text(dev.get(status))
    given = fields(ade.get(status)) | {"status": "archived-unresolved", "why": "The family moved away."}
    assert write(dev, status, **{k: v for k, v in given.items() if k != "once"}).status_code == 403
    assert Case.objects.get(pk=family).status == "open"

    no_reason = ade.post(status, given | {"why": " "})
    assert no_reason.status_code == 422 and "Say why work with the family has ended." in text(no_reason)
    assert Case.objects.get(pk=family).status == "open"
    assert ade.post(status, given).status_code == 302
    assert Case.objects.get(pk=family).status == "archived-unresolved"


@pytest.mark.parametrize("typed", ["31-2-2024", "tomorrow", "1-1-2199", "", "\x00"])
def test_an_impossible_referral_date_is_refused_with_a_sentence_and_mended(
    borough: Borough, family: int, typed: str
) -> None:
    ade = browser(borough, "ade")
    address = f"/cases/{family}/details/"
    before = fields(ade.get(address))

    refused = ade.post(address, before | {"referral_on": typed})
    assert refused.status_code == 422
    assert "There is a problem" in text(refused)
    assert 'href="#id_referral_on"' in refused.content.decode()

    assert ade.post(address, fields(refused) | {"referral_on": LONG_AGO}).status_code == 302


@pytest.mark.req("CASE-02")
def test_a_flag_starts_ends_and_starts_again_and_the_first_period_is_kept(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    start = f"/cases/{family}/flags/early-help/start/"

    unsaid = write(ade, start, starts_on=LONG_AGO)
    assert unsaid.status_code == 422 and "Choose why it starts" in text(unsaid)
    assert write(ade, start, starts_on=LONG_AGO, start_reason="need-identified").status_code == 302

    [flag] = Flag.objects.filter(case_id=family)
    change = f"/cases/{family}/flags/{flag.pk}/"
    before = fields(ade.get(change))
    early = ade.post(change, before | {"ends_on": "1-1-2019", "end_reason": "no-longer-needed"})
    assert early.status_code == 422 and "cannot be before the start date" in text(early)
    ended = before | {"ends_on": "1-2-2021", "end_reason": "no-longer-needed"}
    assert ade.post(change, ended).status_code == 302

    assert write(ade, start, starts_on="5-9-2022", start_reason="stepped-down").status_code == 302
    page = text(ade.get(f"/cases/{family}/"))
    assert "3 November 2020 to 1 February 2021" in page
    assert "since 5 September 2022" in page

    for wrong, said in (({"ends_on": "", "end_reason": ""}, "The next period started on 5 September 2022"),
                        ({"ends_on": "6-9-2022"}, "End this one on or before that day.")):  # fmt: skip
        overlapping = ade.post(change, fields(ade.get(change)) | wrong)
        assert overlapping.status_code == 422 and said in text(overlapping)
    assert ade.post(change, fields(ade.get(change)) | {"ends_on": "5-9-2022"}).status_code == 302


@pytest.mark.req("CASE-16")
def test_a_member_is_put_in_another_group(borough: Borough, family: int) -> None:
    dev = browser(borough, "dev")
    jessa = Member.objects.get(case_id=family, person__forename="Jessa")
    address = f"/cases/{family}/members/{jessa.pk}/group/"

    refused = dev.post(address, fields(dev.get(address)) | {"group": "hero"})
    assert refused.status_code == 422 and "Choose one from the list" in text(refused)
    assert dev.post(address, fields(dev.get(address)) | {"group": "vulnerable"}).status_code == 302

    page = text(dev.get(f"/cases/{family}/members/"))
    assert page.index("Vulnerable 1 JQ Jessa Quillan") > 0
    assert "Group: from Family to Vulnerable" in text(dev.get(f"/cases/{family}/history/"))


@pytest.mark.req("CASE-01")
def test_the_assessment_date_is_corrected_with_a_reason(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    address = f"/cases/{family}/assessment-date/"
    before = fields(ade.get(address))

    silent = ade.post(address, before | {"assessed_on": LONG_AGO})
    assert silent.status_code == 422 and "Say why the date was wrong." in text(silent)
    assert ade.post(address, fields(silent) | {"why": "The paper form says so."}).status_code == 302

    history = text(ade.get(f"/cases/{family}/history/"))
    assert "corrected the assessment date" in history and "The paper form says so." in history
    assert "3 November 2020" in history


# --- twice, and two at once


@pytest.mark.req("CASE-08", "REC-01", "SHAR-01")
def test_a_form_sent_twice_writes_once(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    today = timezone.localdate()
    dev, hollis = borough.people["dev"].principal_id, borough.people["hollis"].principal_id
    for address, sent, rows in (
        (f"/cases/{family}/log/add/", {"day": f"{today:%d-%m-%Y}", "time": "00:00", "what": "Rang."}, Log),
        (f"/cases/{family}/access/share/{hollis}/", {"why": "To help."}, Share),
        (f"/cases/{family}/flags/early-help/start/", {"starts_on": LONG_AGO, "start_reason": "need-identified"}, Flag),
    ):
        had, key = rows.objects.count(), uuid4().hex  # type: ignore[attr-defined]
        first = ade.post(address, {"once": key, **sent})
        second = ade.post(address, {"once": key, **sent})
        assert first.status_code == second.status_code == 302
        assert first["Location"] == second["Location"]
        assert rows.objects.count() == had + 1, address  # type: ignore[attr-defined]
    assert dev != hollis


def test_a_form_without_its_key_is_refused_and_with_it_taken(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    address = f"/cases/{family}/key-information/"
    sent = fields(ade.get(address)) | {"key_information": "Ring first."}

    for key in ("", "x", "\x00"):
        assert ade.post(address, sent | {"once": key}).status_code == 422
    assert Case.objects.get(pk=family).key_information == ""

    assert ade.post(address, sent).status_code == 302


@pytest.mark.req("CASE-08")
def test_a_stale_edit_is_told_so_shown_both_versions_and_can_be_settled(borough: Borough, family: int) -> None:
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    address = f"/cases/{family}/key-information/"
    mine, theirs = fields(ade.get(address)), fields(dev.get(address))
    dev.post(address, theirs | {"key_information": "Two dogs."})

    both = ade.post(address, mine | {"key_information": "Ring first."})

    assert both.status_code == 409
    page = text(both)
    assert "Somebody changed this case while you had it open." in page
    assert "What stands there now Two dogs." in page and "What you wrote Ring first." in page
    assert Case.objects.get(pk=family).key_information == "Two dogs."
    assert Event.objects.filter(kind="case.key-information-changed", case_id=family).count() == 1

    settled = fields(both)
    assert settled["key_information"] == "Ring first."
    assert ade.post(address, settled).status_code == 302
    assert Case.objects.get(pk=family).key_information == "Ring first."


@pytest.mark.req("CASE-04")
def test_two_who_change_different_things_of_a_case_are_not_in_each_others_way(borough: Borough, family: int) -> None:
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    address = f"/cases/{family}/details/"
    mine, theirs = fields(ade.get(address)), fields(dev.get(address))
    dev.post(address, theirs | {"area": "market"})

    assert ade.post(address, mine | {"intensity": "intensive"}).status_code == 302

    case = Case.objects.get(pk=family)
    assert (case.area, case.intensity) == ("market", "intensive")


# --- the log


@pytest.mark.req("REC-01")
def test_a_log_is_added_in_one_step_and_defaults_to_now(borough: Borough, family: int) -> None:
    dev = browser(borough, "dev")
    address = f"/cases/{family}/log/add/"
    offered = fields(dev.get(address))
    assert offered["day"] == f"{timezone.localdate():%d-%m-%Y}"
    assert re.fullmatch(r"\d\d:\d\d", offered["time"])

    empty = dev.post(address, offered | {"where": "Riverside clinic"})
    assert empty.status_code == 422 and "Say what happened." in text(empty)
    assert "Riverside clinic" in empty.content.decode()
    told = {"who": "Wren", "what": "Two-year review.\r\n\r\nGrowing well."}
    done = dev.post(address, fields(empty) | told, follow=True)

    page = text(done)
    assert "The note is saved." in page
    assert "Riverside clinic" in page and "With Wren" in page and "Growing well." in page
    assert "by Dev Mistry, Health Visiting Riverside" in page


@pytest.mark.req("REC-01")
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"day": "30-2-2024"}, "has 29 days"),
        ({"time": "25:00"}, "Write the time as hours and minutes"),
        ({"time": "half past"}, "Write the time as hours and minutes"),
        ({"day": "1-1-2040"}, "cannot be after now"),
        ({"what": "x" * 20_001}, "Use 20,000 characters or fewer"),
        ({"where": "Home\x00"}, "Take out the characters"),
    ],
)
def test_a_log_that_cannot_be_right_says_so_beside_the_field_and_is_taken_once_mended(
    borough: Borough, family: int, sent: dict[str, str], said: str
) -> None:
    ade = browser(borough, "ade")
    address = f"/cases/{family}/log/add/"
    right = {"day": LONG_AGO, "time": "9.30", "where": "Home", "who": "", "what": "Rang the bell."}

    refused = write(ade, address, **(right | sent))
    assert refused.status_code == 422
    assert said in text(refused)
    assert not Log.objects.filter(case_id=family).exists()

    assert write(ade, address, **right).status_code == 302
    [entry] = Log.objects.filter(case_id=family)
    assert f"{entry.contact_at:%d %B %Y %H:%M}" == "03 November 2020 09:30"


@pytest.mark.req("REC-01", "REC-04")
def test_a_corrected_note_keeps_what_it_said(borough: Borough, family: int) -> None:
    number = log(family, now(borough, "Dev"), "Wren weighs 11 kilos.")
    dev, hollis = browser(borough, "dev"), browser(borough, "hollis")
    borough.share(Case.objects.get(pk=family), "hollis")
    address = f"/cases/{family}/log/{number}/correct/"
    sent = fields(dev.get(address)) | {"words": "Wren weighs 12 kilos."}

    assert write(hollis, address, **{k: v for k, v in sent.items() if k != "once"}).status_code == 403
    done = dev.post(address, sent, follow=True)

    page = text(done)
    assert "Wren weighs 11 kilos." in page, "what it said stands"
    assert "Corrected by Dev Mistry on" in page and "Wren weighs 12 kilos." in page
    whole = text(dev.get(f"/cases/{family}/log/"))
    assert whole.index("Wren weighs 11 kilos.") < whole.index("Wren weighs 12 kilos.")
    assert "corrected a note" in text(dev.get(f"/cases/{family}/history/"))


@pytest.mark.req("REC-01", "REC-11")
def test_a_note_corrected_by_two_shows_both_and_the_second_chooses(borough: Borough, family: int) -> None:
    number = log(family, now(borough, "Dev"), "Wren weighs 11 kilos.")
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    address = f"/cases/{family}/log/{number}/correct/"
    mine, theirs = fields(ade.get(address)), fields(dev.get(address))
    dev.post(address, theirs | {"words": "Wren weighs 12 kilos."})

    both = ade.post(address, mine | {"words": "Wren weighs 13 kilos."})

    assert both.status_code == 409
    assert "What stands there now Wren weighs 12 kilos. What you wrote Wren weighs 13 kilos." in text(both)
    assert Correction.objects.filter(log_id=number).count() == 1
    settled = fields(both)
    assert settled["words"] == "Wren weighs 13 kilos."
    assert ade.post(address, settled).status_code == 302
    said = Correction.objects.filter(log_id=number).order_by("id").values_list("words", flat=True)
    assert [*said] == ["Wren weighs 12 kilos.", "Wren weighs 13 kilos."]
    assert Log.objects.get(pk=number).what == "Wren weighs 11 kilos."


@pytest.mark.req("REC-01")
def test_the_log_is_filtered_by_time_and_paged(borough: Borough, family: int) -> None:
    dev = now(borough, "Dev")
    for days in (0, 3, 20, 200):
        log(family, dev, f"Contact {days} days ago.", days=days)
    ade = browser(borough, "ade")

    def shown(query: str) -> set[int]:
        page = text(ade.get(f"/cases/{family}/log/?{query}"))
        return {int(days) for days in re.findall(r"Contact (\d+) days ago", page)}

    assert shown("") == {0, 3, 20, 200}
    assert shown("time=week") == {0, 3}
    assert shown("time=month") == {0, 3, 20}
    since, until = (timezone.localdate() - timezone.timedelta(days=days) for days in (21, 3))
    assert shown(f"since={since:%d-%m-%Y}&until={until:%d-%m-%Y}") == {3, 20}
    wrong = ade.get(f"/cases/{family}/log/?since=soon")
    assert "This is not a date" in text(wrong)

    for number in range(20):
        log(family, dev, f"Call {number}.")
    first = text(ade.get(f"/cases/{family}/log/"))
    assert "200 days ago" not in first
    assert "200 days ago" in text(ade.get(f"/cases/{family}/log/?page=2"))


@pytest.mark.req("REC-01", "SIGN-05")
def test_a_log_sent_after_the_session_ended_is_shown_and_not_lost(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    address = f"/cases/{family}/log/add/"
    sent = fields(ade.get(address)) | {"what": "Marnie cried & laughed."}
    ade.cookies.pop("sessionid")

    page = ade.post(address, sent, headers={"Accept": "text/html"})

    assert page.status_code == 403
    assert "You were signed out before this was saved" in text(page)
    assert "Marnie cried &amp; laughed." in page.content.decode()
    assert not Log.objects.filter(case_id=family).exists()
    again = browser(borough, "ade")
    assert again.post(address, sent).status_code == 302
    assert Log.objects.filter(case_id=family, what="Marnie cried & laughed.").exists()


@pytest.mark.req("CASE-01")
def test_the_history_is_paged_by_what_comes_before(borough: Borough, family: int) -> None:
    ade = now(borough, "Ade")
    for number in range(60):
        with acting_as(ade):
            version = Case.objects.get(pk=family).version
            actions.change_key_information(family, version=version, words=f"Words {number}.", actor=ade)
    client = browser(borough, "ade")

    first = client.get(f"/cases/{family}/history/")
    assert "Words 59." in text(first) and "Words 1. to Words 2." not in text(first)
    older = re.search(r'href="(/cases/\d+/history/\?before=\d+)"', first.content.decode())
    assert older is not None
    assert "to Words 2." in text(client.get(older[1]))
