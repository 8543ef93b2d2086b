"""The consent page by HTTP: what stands, what may be shared, and what a withdrawal says before it is done."""

import pytest

from alongside.cases.models import Case, Consent, Share
from alongside.web.tests.test_case_changes import fields
from alongside.web.tests.test_case_pages import browser, file_the_consent, now, statements, text, write
from tests.borough import Borough
from tests.test_nomination import nominate

pytestmark = pytest.mark.django_db
SAID = {"given_by": "Marnie Marsh", "how": "by telephone", "on": "17-11-2020", "notes": "She rang."}


@pytest.fixture
def family(borough: Borough) -> int:
    """Ade's case; the family consented and its signed copy is to come."""
    return nominate(now(borough, "Ade"))


@pytest.mark.req("SHAR-03")
def test_the_share_pages_say_what_is_missing_and_where_to_put_it_right(borough: Borough, family: int) -> None:
    ade, dev = browser(borough, "ade"), borough.people["dev"].principal_id
    sentence = "its signed copy is not filed yet"
    choose, share = f"/cases/{family}/access/share/", f"/cases/{family}/access/share/{dev}/"

    for address in (choose, share, f"/cases/{family}/consent/"):
        assert sentence in text(ade.get(address)), address
    assert f"/cases/{family}/consent/" in ade.get(share).content.decode()
    assert 'name="why"' not in ade.get(share).content.decode()
    refused = write(ade, share, why="He visits with me.")
    assert refused.status_code == 403 and sentence in text(refused)

    file_the_consent(borough, family)
    assert sentence not in text(ade.get(choose))
    assert write(ade, share, why="He visits with me.").status_code == 302


@pytest.mark.req("SHAR-04")
def test_a_withdrawal_names_first_who_would_lose_access_and_then_ends_it(borough: Borough, family: int) -> None:
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    file_the_consent(borough, family)
    for whom in ("dev", "strengthening-families"):
        borough.share(Case.objects.get(pk=family), whom)
    address = f"/cases/{family}/consent/withdrawn/"
    page = text(ade.get(address))
    assert "1 person or team loses access the moment you record this." in page and "Dev Mistry" in page
    assert "The owner and the Strengthening Families Team keep the case." in page
    assert "Only the owner" in text(dev.get(address)) or "The owner and the coordinating team record" in text(
        dev.get(address)
    )
    assert write(dev, address, **SAID).status_code == 403

    nobody_said = ade.post(address, fields(ade.get(address)) | SAID | {"given_by": ""})
    assert nobody_said.status_code == 422 and "Say who of the family said so." in text(nobody_said)
    done = ade.post(address, fields(nobody_said) | SAID, follow=True)
    assert "The withdrawal is recorded" in text(done) and "The family withdrew its consent" in text(done)
    assert dev.get(f"/cases/{family}/").status_code == 403
    assert browser(borough, "carys").get(f"/cases/{family}/").status_code == 200
    history = text(ade.get(f"/cases/{family}/history/"))
    assert "recorded that the family withdrew its consent" in history
    assert "stopped sharing the case with Dev Mistry" in history


@pytest.mark.req("SHAR-04")
def test_consent_is_recorded_with_who_how_when_and_for_what_once(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    address = f"/cases/{family}/consent/given/"
    sent = fields(ade.get(address)) | SAID | {"statement": "received", "shared_with": "School, for mornings"}
    ade.post(address, sent)
    page = text(ade.post(address, sent, follow=True))
    for words in ("Marnie Marsh", "By telephone", "17 November 2020", "School, for mornings", "She rang."):
        assert words in page
    assert Consent.objects.filter(case=family).count() == 2


@pytest.mark.req("SHAR-03")
def test_another_basis_with_its_reason_opens_sharing(borough: Borough, family: int) -> None:
    ade = browser(borough, "ade")
    address = f"/cases/{family}/consent/another-basis/"
    sent = fields(ade.get(address)) | {"basis": "public task"}
    assert ade.post(address, sent | {"notes": ""}).status_code == 422
    page = text(ade.post(address, sent | {"notes": "Two schools must act together tonight."}, follow=True))
    assert "The case can be shared with whoever needs to see it." in page
    assert "Two schools must act together tonight." in page
    assert write(ade, f"/cases/{family}/access/share/{borough.people['dev'].principal_id}/", why="x").status_code == 302
    assert Share.objects.get(case=family, holder=borough.people["dev"].principal_id).basis.startswith("A task")


@pytest.mark.parametrize("more", [0, 20])
def test_the_consent_page_takes_twelve_statements_however_much_was_said(
    borough: Borough, family: int, more: int
) -> None:
    case = Case.objects.get(pk=family)
    for _ in range(more):
        borough.consent(case)
    ade = browser(borough, "ade")
    ade.get(f"/cases/{family}/consent/")
    with statements() as sent:
        ade.get(f"/cases/{family}/consent/")
    assert len(sent) <= 12, "\n".join(sent)
