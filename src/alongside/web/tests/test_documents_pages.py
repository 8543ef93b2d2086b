"""The pages of documents by HTTP: listing, adding several with one refused, reading, downloading, what they cost."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alongside.cases.circles import make_circle
from alongside.cases.models import Case
from alongside.core.acting import acting_as
from alongside.documents.actions import keep
from alongside.documents.models import Document, DocumentVersion
from alongside.documents.tests.test_documents import PDF, file, png
from alongside.events.models import Event
from tests.borough import Borough

from .test_case_pages import browser, now, statements, text, write

pytestmark = pytest.mark.django_db
PROGRAM = b"MZ" + b"\0" * 80


def upload(name: str = "scan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def case(borough: Borough) -> Case:
    return borough.case(name="Young CH99 2ND")


def add(client: Client, case: Case, **fields: object):  # type: ignore[no-untyped-def]
    typed = {"type": "", "day": "21-09-2016", "name": "", "description": "", **fields}
    return write(client, f"/cases/{case.pk}/documents/add/", **typed)


@pytest.mark.req("DOC-01")
def test_a_scan_of_the_consent_is_offered_the_name_family_what_date(borough: Borough, case: Case) -> None:
    """Scenario S112."""
    ade = browser(borough, "ade")
    answer = add(ade, case, files=[upload("IMG_0001.pdf")], type="consent")

    assert answer.status_code == 302
    page = text(ade.get(f"/cases/{case.pk}/documents/"))
    assert "1 document is added." in page and "Young Consent 2016-09-21" in page and "Consent PDF, 68 bytes" in page
    borough.share(case, "Dev")
    assert "Young Consent 2016-09-21" in text(browser(borough, "dev").get(f"/cases/{case.pk}/documents/"))


@pytest.mark.req("DOC-01", "DOC-02")
def test_of_several_files_the_refused_one_says_why_and_the_others_are_kept(borough: Borough, case: Case) -> None:
    ade = browser(borough, "ade")
    answer = add(ade, case, files=[upload("a.pdf"), upload("b.pdf", PROGRAM), upload("c.png", png())], type="letter")

    assert answer.status_code == 422
    page = text(answer)
    assert "b.pdf was not kept. This is a program" in page
    kept = re.findall(r'name="files-kept" value="(\d+)"', answer.content.decode())
    assert len(kept) == 2
    assert Event.objects.filter(kind="document.not-kept").count() == 1
    assert not Document.objects.filter(case=case).exists()

    answer = add(ade, case, **{"files-kept": kept, "type": "letter", "day": "1-2-2026"})
    assert answer.status_code == 302
    names = set(Document.objects.filter(case=case).values_list("name", "type"))
    assert names == {("Young Letter 2026-02-01", "letter"), ("Young Letter 2026-02-01 (2)", "letter")}


@pytest.mark.req("DOC-01")
def test_a_fault_elsewhere_in_the_form_loses_no_file_and_two_presses_add_once(borough: Borough, case: Case) -> None:
    ade = browser(borough, "ade")
    answer = add(ade, case, files=[upload()], day="31-02-2020")
    assert answer.status_code == 422
    [kept] = re.findall(r'name="files-kept" value="(\d+)"', answer.content.decode())

    sent = {"once": uuid4().hex, "day": "1-2-2026", "files-kept": kept, f"name-{kept}": "Mine", f"type-{kept}": "plan"}
    for _ in range(2):
        assert ade.post(f"/cases/{case.pk}/documents/add/", sent).status_code == 302
    assert list(Document.objects.values_list("name", "type", "case", "waits_for")) == [("Mine", "plan", case.pk, None)]
    assert Event.objects.filter(kind="document.added").count() == 1


@pytest.mark.req("DOC-01", "DOC-02")
def test_a_file_sent_as_soon_as_it_is_chosen_is_answered_with_what_became_of_it(borough: Borough, case: Case) -> None:
    ade, dev = browser(borough, "ade"), browser(borough, "dev")
    good = ade.post("/documents/upload/", {"file": upload("plan.pdf")})
    bad = ade.post("/documents/upload/", {"file": upload("plan.pdf", PROGRAM)})
    none = ade.post("/documents/upload/", {})

    assert good.status_code == 200 and (good.json()["name"], good.json()["kind"]) == ("plan.pdf", "PDF")
    assert bad.status_code == 422 and "This is a program" in bad.json()["sentence"]
    assert none.status_code == 422
    number = good.json()["id"]
    assert dev.post(f"/documents/{number}/discard/").status_code == 204
    assert Document.objects.get(pk=number).hidden_at is None, "it is not theirs to take back"
    assert ade.post(f"/documents/{number}/discard/").status_code == 204
    assert Document.objects.get(pk=number).hidden_at is not None
    assert add(ade, case, **{"files-kept": str(number)}).status_code == 422


@pytest.mark.req("DOC-02")
def test_whoever_is_not_signed_in_uploads_nothing(db: None, settings: object) -> None:
    answer = Client().post("/documents/upload/", {"file": upload()})
    assert answer.status_code == 302 and "/step-in/" in answer["Location"]
    passing = settings.PASSING_DIR  # type: ignore[attr-defined]
    assert not passing.exists() or not list(passing.iterdir())


@pytest.mark.req("DOC-01", "DOC-02")
def test_a_download_is_the_same_bytes_saved_and_never_opened(borough: Borough, case: Case) -> None:
    """Scenario S164."""
    ade = browser(borough, "ade")
    add(ade, case, files=[upload("C:\\Users\\lauren\\Desktop\\Test document.pdf")], name='He said "no": <b>')
    number = Document.objects.get().pk
    answer = ade.get(f"/documents/{number}/1/file/")

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="He said no b.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store" and answer["Content-Length"] == str(len(PDF))
    page = ade.get(f"/documents/{number}/").content.decode()
    assert "Users" not in page and "Test document.pdf" in page and "&lt;b&gt;" in page
    kinds = Event.objects.filter(facts__document=number).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["document.added", "document.downloaded", "document.looked-at"]


@pytest.mark.req("DOC-01")
@pytest.mark.parametrize(
    ("name", "content"), [("photo.png", png(40, 30)), ("broken.png", b"\x89PNG\r\n\x1a\n" + b"\1" * 50)]
)
def test_a_picture_is_drawn_anew_and_a_broken_one_says_so(
    borough: Borough, case: Case, name: str, content: bytes
) -> None:
    with acting_as(now(borough, "Ade")) as actor:
        number = keep(file(name, content), actor=actor, case=case.pk)
    answer = browser(borough, "ade").get(f"/documents/{number}/1/read/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert ("data:image/png;base64," in page) == (name == "photo.png")
    assert ("It cannot be shown here" in page) == (name == "broken.png")


@pytest.mark.req("DOC-02")
def test_what_waits_for_the_scanner_says_so_and_cannot_be_opened(borough: Borough, case: Case) -> None:
    with acting_as(now(borough, "Ade")) as actor:
        number = keep(file(), actor=actor, case=case.pk)
    DocumentVersion.objects.update(verdict="waiting", verdict_why="The virus scanner does not answer.")
    ade = browser(borough, "ade")

    assert "Waits to be scanned" in text(ade.get(f"/cases/{case.pk}/documents/"))
    page = ade.get(f"/documents/{number}/")
    assert "waits to be scanned for viruses" in text(page) and b"/1/file/" not in page.content
    assert ade.get(f"/documents/{number}/1/file/").status_code == 403
    assert b"base64" not in ade.get(f"/documents/{number}/1/read/").content

    assert write(ade, f"/documents/{number}/scan/").status_code == 302  # no scanner is set here: our checks are enough
    assert ade.get(f"/documents/{number}/1/file/").status_code == 200


@pytest.mark.req("DOC-01", "SHAR-07")
def test_a_document_is_changed_versioned_deleted_and_brought_back_on_its_pages(borough: Borough, case: Case) -> None:
    with acting_as(now(borough, "Ade")) as actor:
        number = keep(file(), actor=actor, case=case.pk, name="Plan")
    ade, at = browser(borough, "ade"), f"/documents/{number}/"

    assert write(ade, f"{at}change/", version=1, name="Plan of May", type="plan", description="").status_code == 302
    assert write(ade, f"{at}newer/", version=2, file=upload("newer.pdf", PROGRAM)).status_code == 422
    assert write(ade, f"{at}newer/", version=2, file=upload("newer.pdf", PDF + b"\n%")).status_code == 302
    page = text(ade.get(at))
    assert "Plan of May" in page and "Version 2" in page and "newer.pdf" in page
    older = {"name": "Mine", "initial-name": "Plan", "type": "plan", "initial-type": "plan"}
    stale = write(ade, f"{at}change/", version=1, **older)
    assert stale.status_code == 409 and "Plan of May" in text(stale)

    assert write(ade, f"{at}delete/", why="").status_code == 422
    assert write(ade, f"{at}delete/", why="Twice.").status_code == 302
    assert "Plan of May" not in text(ade.get(f"/cases/{case.pk}/documents/"))
    assert "Twice." in text(ade.get(f"/cases/{case.pk}/documents/?show=deleted"))
    assert "Deleted by Ade Bankole" in text(ade.get(at)) and ade.get(f"{at}2/file/").status_code == 404
    assert write(ade, f"{at}restore/").status_code == 302
    assert ade.get(f"{at}2/file/").status_code == 200


@pytest.mark.req("SHAR-05", "DOC-01")
def test_the_address_of_a_document_of_a_report_tells_an_outsider_nothing_and_is_noted(borough: Borough) -> None:
    """Scenario S121."""
    with acting_as(now(borough, "Ade")) as ade:
        number = keep(file(), actor=ade, circle=make_circle([], actor=ade), name="Sealed letter", facts={"report": 1})
    greta = browser(borough, "greta")
    pages = [greta.get(f"/documents/{each}/") for each in (number, 987654321)]
    each_time = re.compile(rb'nonce="[^"]*|name="csrfmiddlewaretoken" value="[^"]*')

    assert [page.status_code for page in pages] == [404, 404]
    assert len({each_time.sub(b"", page.content) for page in pages}) == 1
    assert [greta.get(f"/documents/{number}/1/{what}/").status_code for what in ("file", "read")] == [404, 404]
    noted = Event.objects.filter(kind="document.turned-away", user_id=borough.people["greta"].pk)
    assert noted.count() == 4 and noted.filter(facts__document=number).count() == 3
    assert browser(borough, "ade").get(f"/documents/{number}/1/file/").status_code == 200


@pytest.mark.req("HOME-03")
def test_downloads_are_searched_by_everybody_and_kept_by_the_coordinating_team(borough: Borough) -> None:
    carys, greta = browser(borough, "carys"), browser(borough, "greta")
    assert "Nothing to download yet" in text(greta.get("/downloads/"))
    assert greta.get("/downloads/add/").status_code == 403
    assert write(greta, "/downloads/add/", file=upload(), name="Mine").status_code == 403
    assert write(carys, "/downloads/add/", file=upload(), name="", description="For the first visit").status_code == 302
    number = Document.objects.get(in_library=True).pk

    page = text(greta.get("/downloads/"))
    assert "scan" in page and "PDF, 68 bytes" in page and "Carys" in page and "Add a document" not in page
    assert "scan" in text(greta.get("/downloads/?q=first+visit"))
    assert "Nothing found" in text(greta.get("/downloads/?q=zzyzx"))
    assert greta.get(f"/documents/{number}/1/file/").status_code == 200
    assert greta.get(f"/documents/{number}/change/").status_code == 404
    assert write(greta, f"/documents/{number}/delete/", why="x").status_code == 403
    assert write(carys, f"/documents/{number}/delete/", why="Older.").status_code == 302
    assert "scan" not in text(greta.get("/downloads/"))


@pytest.mark.req("DOC-01")
def test_the_list_of_documents_takes_as_many_statements_however_many_there_are(borough: Borough, case: Case) -> None:
    ade = browser(borough, "ade")
    with acting_as(now(borough, "Ade")) as actor:
        first = keep(file(), actor=actor, case=case.pk)
    _more(first, 219)
    ade.get(f"/cases/{case.pk}/documents/")

    with statements() as sent:
        page = text(ade.get(f"/cases/{case.pk}/documents/?page=2"))
    assert "220 documents, newest first" in page
    assert len(sent) <= 9, "\n".join(sent)
    with statements() as sent:
        ade.get(f"/documents/{first}/")
    assert len(sent) <= 11, "\n".join(sent)
    with statements() as sent:
        ade.get("/downloads/")
    assert len(sent) <= 6, "\n".join(sent)


def _more(first: int, count: int) -> None:
    """As many again as the first, behind the actions."""
    document, version = Document.objects.get(pk=first), DocumentVersion.objects.get(document_id=first)
    for number in range(count):
        document.pk, document.name = None, f"Letter {number}"
        document.save(force_insert=True)
        version.pk, version.document_id = None, document.pk
        version.save(force_insert=True)
