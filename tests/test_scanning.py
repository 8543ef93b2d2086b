"""The virus scanner: what it finds is not kept, what it cannot look at waits, and is scanned when it answers again."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, Refused
from alongside.documents import actions, queries, scanning
from alongside.documents.actions import keep
from alongside.documents.checks import check_scanner
from alongside.documents.models import Document, DocumentVersion
from alongside.documents.tasks import rescan_waiting
from alongside.documents.tests.test_documents import file
from tests.borough import Borough
from tests.scanner import MARKED, clamd

pytestmark = [pytest.mark.django_db, pytest.mark.req("DOC-02")]


@pytest.fixture
def nobody_answers(settings: object, tmp_path: Path) -> None:
    settings.SCANNER = f"unix:{tmp_path}/nobody.sock"  # type: ignore[attr-defined]


def zipped(content: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("letter.txt", content)
    return out.getvalue()


def test_what_the_scanner_finds_is_not_kept_and_says_so(borough: Borough, settings: object, tmp_path: Path) -> None:
    case, ade = borough.case(), borough.actor("Ade")
    with clamd(tmp_path) as settings.SCANNER, acting_as(ade):  # type: ignore[attr-defined]
        assert scanning.answers()
        for name, content in (("letter.txt", MARKED), ("letters.zip", zipped(MARKED))):
            with pytest.raises(Invalid) as refused:
                keep(file(name, content), actor=ade, case=case.pk)
            assert "found something harmful in it (Local.Marked" in refused.value.fields["file"]
        assert not Document.objects.exists()

        number = keep(file("letter.txt", MARKED[:-3]), actor=ade, case=case.pk)
        assert DocumentVersion.objects.get(document_id=number).scanned_at == ade.now
        with actions.open_document(number, actor=ade).content as content_:
            assert content_.read() == MARKED[:-3]


def test_what_it_cannot_look_at_waits_and_is_scanned_as_its_uploader_when_it_answers_again(
    borough: Borough, settings: object, tmp_path: Path, nobody_answers: None
) -> None:
    case, ade = borough.case(), borough.actor("Ade")
    with acting_as(ade):
        good, bad = (keep(file("letter.txt", each), actor=ade, case=case.pk) for each in (b"Dear all,", MARKED))
        with pytest.raises(Refused, match="does not answer"):
            actions.open_document(good, actor=ade)
    rescan_waiting(0)
    assert set(DocumentVersion.objects.values_list("verdict", flat=True)) == {"waiting"}

    with clamd(tmp_path) as settings.SCANNER:  # type: ignore[attr-defined]
        rescan_waiting(0)
    with acting_as(ade):
        assert actions.open_document(good, actor=ade).content.read() == b"Dear all,"
        held = queries.document(bad, actor=ade)
        assert held.verdict == "refused" and "Local.Marked" in held.verdict_why
        with pytest.raises(Refused, match="harmful"):
            actions.open_document(bad, actor=ade)


def test_a_file_whose_uploader_lost_the_case_is_scanned_when_somebody_else_asks(
    borough: Borough, settings: object, nobody_answers: None
) -> None:
    case = borough.case()
    share = borough.share(case, "Dev")
    dev, ade = borough.actor("Dev"), borough.actor("Ade")
    with acting_as(dev):
        number = keep(file(), actor=dev, case=case.pk)
    share.stopped_at, share.stopped_by = dev.now, case.owner
    share.save()
    settings.SCANNER = "none"  # type: ignore[attr-defined]

    rescan_waiting(0)
    version = DocumentVersion.objects.get(document_id=number)
    assert version.verdict == "waiting"
    with acting_as(ade):
        assert actions.rescan(version.pk, actor=ade) == "clean"


def test_a_server_in_production_warns_without_a_scanner_and_refuses_one_it_cannot_understand(settings: object) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    assert [fault.id for fault in check_scanner()] == ["alongside.W021"]
    settings.SCANNER = "clamd"  # type: ignore[attr-defined]
    assert [fault.id for fault in check_scanner()] == ["alongside.E022"]
    settings.SCANNER = "tcp:localhost:3310"  # type: ignore[attr-defined]
    assert check_scanner() == []
