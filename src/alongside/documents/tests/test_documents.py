"""Documents of a case: kept, filed, changed, hidden, brought back, read; recorded, seen with what they belong to."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from alongside.cases.circles import make_circle
from alongside.cases.models import Case, Consent
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.documents import actions, queries, store
from alongside.documents.actions import Told, attach_waiting, keep
from alongside.documents.models import Document, DocumentVersion
from alongside.events.models import Event
from tests.borough import Borough

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def file(name: str = "scan.pdf", content: bytes = PDF) -> ContentFile:  # type: ignore[type-arg]
    """A file as somebody chooses it."""
    return ContentFile(content, name)


def png(wide: int = 8, high: int = 8) -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (wide, high), "teal").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def case(borough: Borough) -> Case:
    return borough.case(name="Young CH99 2ND")


@pytest.fixture
def ade(borough: Borough) -> Actor:
    return borough.actor("Ade")


def kinds(actor: Actor, document: int) -> list[str]:
    with acting_as(actor):
        return list(Event.objects.filter(facts__document=document).order_by("id").values_list("kind", flat=True))


@pytest.mark.req("DOC-01")
def test_a_scan_is_kept_under_its_name_and_read_back_as_it_was(case: Case, ade: Actor) -> None:
    with acting_as(ade):
        number = keep(
            file("C:\\Users\\ade\\Desktop\\scan 14.pdf"), actor=ade, case=case.pk, type="consent",
            name="Young Consent 2016-09-21", description=" Signed by Marnie. ",
        )  # fmt: skip
        [card] = queries.documents_of_case(case.pk, actor=ade).rows
        opened = actions.open_document(number, actor=ade)
        read = opened.content.read()
        opened.content.close()

    assert (card.id, card.name, card.type, card.description) == (
        number, "Young Consent 2016-09-21", "consent", "Signed by Marnie.",
    )  # fmt: skip
    assert (card.file_name, card.content_type, card.size, card.kind) == (
        "scan 14.pdf",
        "application/pdf",
        len(PDF),
        "PDF",
    )
    assert (card.verdict, card.added_by, card.number) == ("clean", "Ade Bankole", 1)
    assert read == PDF
    assert kinds(ade, number) == ["document.added", "document.downloaded"]


@pytest.mark.req("DOC-02")
def test_what_is_stored_is_encrypted_and_named_by_a_digest_that_needs_the_key(
    case: Case, ade: Actor, settings: object
) -> None:
    with acting_as(ade):
        keep(file(content=PDF + b"a family's secret"), actor=ade, case=case.pk)
        [name] = DocumentVersion.objects.values_list("stored_as", flat=True)
    sealed = (settings.DOCUMENTS_DIR / name).read_bytes()  # type: ignore[attr-defined]

    assert sealed.startswith(b"age-encryption.org/v1") and b"secret" not in sealed
    assert name.startswith(f"{ade.partnership_id}/") and len(name.rpartition("/")[2]) == 62
    sealed = bytearray(sealed)
    sealed[-1] ^= 1
    (settings.DOCUMENTS_DIR / name).write_bytes(sealed)  # type: ignore[attr-defined]
    with pytest.raises(store.Lost):
        store.opened(name)


@pytest.mark.req("DOC-02")
def test_the_same_content_is_stored_once_and_another_file_under_its_name_is_found_out(
    case: Case, ade: Actor, settings: object
) -> None:
    with acting_as(ade):
        keep(file("a.pdf", PDF + b"\n% one"), actor=ade, case=case.pk)
        keep(file("b.pdf", PDF + b"\n% one"), actor=ade, case=case.pk)
        keep(file("c.pdf", PDF + b"\n% another"), actor=ade, case=case.pk)
        first, same, other = DocumentVersion.objects.order_by("id").values_list("stored_as", flat=True)
    assert first == same != other

    place = settings.DOCUMENTS_DIR  # type: ignore[attr-defined]
    (place / first).write_bytes((place / other).read_bytes())
    with pytest.raises(store.Lost, match="something else"):
        store.opened(first)


@pytest.mark.req("DOC-02", "DOC-01")
def test_documents_stay_readable_when_the_key_is_changed(case: Case, ade: Actor, settings: object, tmp_path) -> None:  # type: ignore[no-untyped-def]
    with acting_as(ade):
        old = keep(file("a.pdf"), actor=ade, case=case.pk)
        before = settings.DOCUMENT_KEYS.read_text()  # type: ignore[attr-defined]
        newer = tmp_path / "keys"
        store.make_keys(newer)
        newer.write_text(newer.read_text() + before)
        settings.DOCUMENT_KEYS = newer  # type: ignore[attr-defined]
        new = keep(file("a.pdf"), actor=ade, case=case.pk)
        names = set(DocumentVersion.objects.values_list("stored_as", flat=True))
        for number in (old, new):
            with actions.open_document(number, actor=ade).content as content:
                assert content.read() == PDF

    assert len(names) == 2


@pytest.mark.req("DOC-01", "SHAR-06")
def test_nobody_without_the_case_sees_keeps_or_reads_its_documents(borough: Borough, case: Case, ade: Actor) -> None:
    with acting_as(ade):
        number = keep(file(), actor=ade, case=case.pk)
    dev = borough.actor("Dev")
    with acting_as(dev):
        for attempt in (
            lambda: keep(file(), actor=dev, case=case.pk),
            lambda: actions.open_document(number, actor=dev),
            lambda: queries.document(number, actor=dev),
            lambda: actions.change_document(number, version=1, told=Told("", "Mine", ""), actor=dev),
            lambda: actions.add_version(number, file(), version=1, actor=dev),
            lambda: actions.delete_document(number, why="x", actor=dev),
        ):
            with pytest.raises(NotFound):
                attempt()
        assert queries.documents_of_case(case.pk, actor=dev).rows == []
        assert queries.documents_by_id([number], actor=dev) == []

    borough.share(case, "Dev")
    dev = borough.actor("Dev")
    with acting_as(dev):
        assert actions.open_document(number, actor=dev).content.read() == PDF


@pytest.mark.req("SHAR-05", "DOC-01")
def test_a_document_of_a_restricted_report_is_there_for_its_circle_alone(borough: Borough, ade: Actor) -> None:
    greta = borough.actor("Greta")
    with acting_as(ade):
        circle = make_circle([borough.people["dev"].principal_id], actor=ade)
        number = keep(file(), actor=ade, circle=circle, facts={"report": 7})
    dev = borough.actor("Dev")
    with acting_as(dev):
        assert [card.id for card in queries.documents_of_circle(circle, actor=dev)] == [number]
    assert kinds(dev, number) == ["document.added"]
    with acting_as(greta):
        assert queries.documents_of_circle(circle, actor=greta) == []
        with pytest.raises(NotFound):
            actions.open_document(number, actor=greta)
        with pytest.raises(NotFound):
            keep(file(), actor=greta, circle=circle)
    assert kinds(greta, number) == []


@pytest.mark.req("DOC-01")
def test_a_file_that_waits_for_a_form_is_its_uploaders_alone_until_the_form_is_sent(
    borough: Borough, case: Case, ade: Actor
) -> None:
    borough.share(case, "Dev")
    dev = borough.actor("Dev")
    with acting_as(ade):
        first, second = (keep(file(name), actor=ade, waits_for_me=True) for name in ("a.pdf", "b.pdf"))
        gone = keep(file("c.pdf"), actor=ade, waits_for_me=True)
        actions.discard_waiting(gone, actor=ade)
        assert queries.documents_of_case(case.pk, actor=ade).rows == []
    with acting_as(dev):
        assert queries.documents_by_id([first], actor=dev) == []
        with pytest.raises(Invalid):
            attach_waiting([first], actor=dev, case=case.pk)
    with acting_as(ade):
        with pytest.raises(Invalid):
            attach_waiting([first, gone], actor=ade, case=case.pk)
        told = {second: Told("letter", "Letter of the school", "")}
        for _ in range(2):
            assert attach_waiting([first, second], actor=ade, case=case.pk, told=told) == [first, second]
    with acting_as(dev):
        shown = {card.id: (card.name, card.type) for card in queries.documents_of_case(case.pk, actor=dev).rows}
    assert shown == {first: ("a", ""), second: ("Letter of the school", "letter")}
    assert kinds(ade, second) == ["document.added"]


@pytest.mark.req("DOC-02")
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.pdf", b"", "is empty"),
        ("letter.pdf", b"MZ\x90\0" + b"\0" * 60, "is a program"),
        ("letter.exe", b"Dear all,", "can start a program"),
        ("letter.pdf", b"Dear all, we met today.", "something else"),
        ("page.html", b"<!doctype html><script>1</script>", "web page"),
        ("noise.bin", b"\x00\x01\x02" * 100, "cannot tell what this file is"),
    ],
)
def test_a_file_that_may_not_be_kept_says_why_and_a_right_one_is_then_kept(
    case: Case, ade: Actor, name: str, content: bytes, says: str
) -> None:
    with acting_as(ade):
        with pytest.raises(Invalid) as refused:
            keep(file(name, content), actor=ade, case=case.pk)
        assert says in refused.value.fields["file"]
        assert not Document.objects.exists()

        keep(file("letter.pdf"), actor=ade, case=case.pk)
        assert Document.objects.count() == 1


@pytest.mark.req("DOC-02")
def test_a_file_larger_than_is_kept_is_refused_by_its_size(case: Case, ade: Actor, settings: object) -> None:
    settings.LARGEST_DOCUMENT = 1 << 20  # type: ignore[attr-defined]
    with acting_as(ade):
        with pytest.raises(Invalid) as refused:
            keep(file(content=PDF + b" " * (1 << 20)), actor=ade, case=case.pk)
        assert "larger than 1 MB" in refused.value.fields["file"]
        keep(file(content=PDF + b" " * 1000), actor=ade, case=case.pk)


@pytest.mark.req("DOC-01")
def test_a_newer_version_takes_the_place_and_the_older_one_stays(borough: Borough, case: Case, ade: Actor) -> None:
    newer = PDF + b"\n% corrected"
    with acting_as(ade):
        number = keep(file("plan.pdf"), actor=ade, case=case.pk)
        with pytest.raises(Stale):
            actions.add_version(number, file(content=newer), version=7, actor=ade)
        assert actions.add_version(number, file("plan 2.pdf", newer), version=1, actor=ade) == 2
        assert [(line.number, line.file_name) for line in queries.versions(number, actor=ade)] == [
            (2, "plan 2.pdf"), (1, "plan.pdf"),
        ]  # fmt: skip
        for wanted, content in ((None, newer), (1, PDF), (2, newer)):
            assert actions.open_document(number, number=wanted, actor=ade).content.read() == content
        with pytest.raises(NotFound):
            actions.open_document(number, number=3, actor=ade)


@pytest.mark.req("DOC-01", "INS-05")
def test_what_a_document_is_called_changes_with_its_history_kept(case: Case, ade: Actor) -> None:
    with acting_as(ade):
        number = keep(file(), actor=ade, case=case.pk, type="letter", name="Letter")
        for wrong, field in (
            (Told("", " ", ""), "name"),
            (Told("no-such", "x", ""), "type"),
            (Told("", "a\x00", ""), "name"),
        ):
            with pytest.raises(Invalid) as refused:
                actions.change_document(number, version=1, told=wrong, actor=ade)
            assert set(refused.value.fields) == {field}
        actions.change_document(number, version=1, told=Told("plan", "Plan", ""), actor=ade)
        with pytest.raises(Stale) as stale:
            actions.change_document(number, version=1, told=Told("plan", "Another", ""), actor=ade)
        event = Event.objects.get(kind="document.changed")

    assert stale.value.theirs == {"type": "plan", "name": "Plan", "description": ""}
    assert event.facts["changes"] == [
        {"what": "Name", "from": "Letter", "to": "Plan"}, {"what": "Type", "from": "Letter", "to": "Plan"},
    ]  # fmt: skip


@pytest.mark.req("DOC-01")
def test_deleting_hides_keeps_and_records_and_can_be_undone(borough: Borough, case: Case, ade: Actor) -> None:
    borough.share(case, "Dev")
    borough.share(case, "strengthening-families")
    dev, carys = borough.actor("Dev"), borough.actor("Carys")
    with acting_as(ade):
        number = keep(file(), actor=ade, case=case.pk)
    with acting_as(dev), pytest.raises(Refused, match="whoever added"):
        actions.delete_document(number, why="Not mine", actor=dev)
    with acting_as(ade):
        with pytest.raises(Invalid):
            actions.delete_document(number, why=" ", actor=ade)
        actions.delete_document(number, why="The wrong family.", actor=ade)
        assert queries.documents_of_case(case.pk, actor=ade).rows == []
        [hidden] = queries.documents_of_case(case.pk, actor=ade, deleted=True).rows
        assert (hidden.hidden_by, hidden.hidden_why) == ("Ade Bankole", "The wrong family.")
        with pytest.raises(NotFound):
            actions.open_document(number, actor=ade)
    with acting_as(dev), pytest.raises(Refused):
        actions.restore_document(number, actor=dev)
    with acting_as(carys):
        actions.restore_document(number, actor=carys)
    with acting_as(dev):
        assert actions.open_document(number, actor=dev).content.read() == PDF
    assert kinds(ade, number) == ["document.added", "document.deleted", "document.restored", "document.downloaded"]


@pytest.mark.req("SHAR-03", "SHAR-04")
def test_filing_the_signed_copy_says_so_on_the_consent(borough: Borough, case: Case, ade: Actor) -> None:
    consent = Consent.objects.create(
        partnership=borough.partnership, case=case, statement="received", given=True, signed_copy_to_come=True,
        recorded_by=case.owner, recorded_at=ade.now,
    )  # fmt: skip
    with acting_as(ade):
        keep(file(), actor=ade, case=case.pk, type="letter")
        assert Consent.objects.get().signed_copy_at is None
        number = keep(file(), actor=ade, case=case.pk, type="consent")
        assert Consent.objects.get().signed_copy_at == ade.now
        assert Document.objects.get(pk=number).consent_id == consent.pk


@pytest.mark.req("HOME-03")
def test_the_coordinating_team_keeps_the_library_and_everybody_reads_it(borough: Borough, elsewhere: Borough) -> None:
    carys, greta, ines = borough.actor("Carys"), borough.actor("Greta"), elsewhere.actor("Ines")
    with acting_as(greta), pytest.raises(Refused):
        keep(file(), actor=greta, library=True)
    with acting_as(carys):
        number = keep(file(), actor=carys, library=True, name="Consent form, blank")
        keep(file(), actor=carys, library=True, name="Guidance on visits")
    with acting_as(greta):
        page = queries.library(actor=greta)
        assert [card.name for card in page.rows] == ["Consent form, blank", "Guidance on visits"]
        assert [card.name for card in queries.library(actor=greta, words="visits").rows] == ["Guidance on visits"]
        assert actions.open_document(number, actor=greta).content.read() == PDF
        with pytest.raises(Refused):
            actions.delete_document(number, why="x", actor=greta)
    with acting_as(ines):
        assert queries.library(actor=ines).rows == []
    with acting_as(carys):
        actions.delete_document(number, why="An older form.", actor=carys)
        assert [card.name for card in queries.library(actor=carys).rows] == ["Guidance on visits"]


@pytest.mark.req("DOC-01")
def test_the_list_of_a_case_filters_by_type_searches_names_and_pages(case: Case, ade: Actor) -> None:
    with acting_as(ade):
        for number in range(30):
            keep(file(), actor=ade, case=case.pk, type="letter" if number % 3 else "plan", name=f"Letter {number} 100%")
        first, second = (queries.documents_of_case(case.pk, actor=ade, page=page) for page in (1, 2))
        plans = queries.documents_of_case(case.pk, actor=ade, type="plan")
        named = queries.documents_of_case(case.pk, actor=ade, words="29 letter")
        wild = queries.documents_of_case(case.pk, actor=ade, words="_")

    assert (first.total, first.pages, len(first.rows), len(second.rows)) == (30, 2, 25, 5)
    assert first.rows[0].name == "Letter 29 100%"
    assert plans.total == 10
    assert [card.name for card in named.rows] == ["Letter 29 100%"]
    assert wild.rows == []
