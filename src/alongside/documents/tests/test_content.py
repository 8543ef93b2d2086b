"""What may be kept, by what is in it: each kind let in, each kind kept out, and nothing makes the look at it fail."""

import stat
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from alongside.documents.rules import kinds
from alongside.documents.rules.content import Bounds, Limits, Unfit, examine
from alongside.documents.rules.names import LONGEST_NAME, ending_of, file_name, offered_name, saved_as

pytestmark = pytest.mark.req("DOC-02")
SMALL = Limits(size=2**20, pixels=10_000, bounds=Bounds(entries=5, total=2**22, ratio=50, depth=1))
WORD = [("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]


def found(content: bytes, name: str = "file", limits: Limits = SMALL) -> str:
    return examine(BytesIO(content), name=name, size=len(content), limits=limits)


def refused(content: bytes, name: str = "file", limits: Limits = SMALL) -> str:
    with pytest.raises(Unfit) as unfit:
        found(content, name, limits)
    return str(unfit.value)


def zipped(files: list[tuple[str | ZipInfo, bytes]], how: int = ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", how) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def drawn(kind: str, wide: int = 20, high: int = 20) -> bytes:
    out = BytesIO()
    Image.new("RGB", (wide, high), "teal").save(out, kind)
    return out.getvalue()


def compound(*streams: str) -> bytes:
    names = b"".join(f"{each:\0<40}".encode("utf-16-le") for each in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + names + b"\0" * 500


LET_IN = [
    ("scan.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
    *((f"photo.{end}", drawn(kind), f"image/{mime}") for end, kind, mime in (
        ("jpg", "JPEG", "jpeg"), ("png", "PNG", "png"), ("gif", "GIF", "gif"), ("webp", "WEBP", "webp"),
        ("bmp", "BMP", "bmp"), ("tif", "TIFF", "tiff"),
    )),
    ("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 80, "image/heic"),
    ("photo.jpg", drawn("PNG"), "image/png"),
    ("letter.docx", zipped(WORD), kinds.WORDX),
    ("sums.xlsx", zipped([("[Content_Types].xml", b"<T/>"), ("xl/workbook.xml", b"<w/>")]), kinds.EXCELX),
    ("talk.pptx", zipped([("[Content_Types].xml", b"<T/>"), ("ppt/presentation.xml", b"<p/>")]), kinds.SLIDESX),
    ("letter.odt", zipped([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>")]),
     "application/vnd.oasis.opendocument.text"),
    ("letter.doc", compound("WordDocument"), kinds.WORD),
    ("letter.doc", b"{\\rtf1\\ansi Dear all}", "application/rtf"),
    ("sums.xls", compound("Workbook"), kinds.EXCEL),
    ("talk.ppt", compound("PowerPoint Document"), kinds.SLIDES),
    ("mail.msg", compound("__substg1.0_0037001F"), kinds.OUTLOOK),
    ("mail.eml", b"From: ade@calderholt.example\nSubject: Friday\n\nSee you.\n", kinds.MAIL),
    ("notes.txt", "Zoë said “no”.".encode("cp1252"), kinds.TEXT),
    ("notes.txt", "\ufeffZoë said “no”.".encode("utf-16-le"), kinds.TEXT),
    ("BM is how it begins.txt", b"BM is how it begins", kinds.TEXT),
    ("table.csv", b"a,b\r\n1,2\r\n", kinds.CSV),
    ("letters.zip", zipped([("a.txt", b"Dear all"), ("b.zip", zipped([("c.txt", b"x")]))]), kinds.ZIP),
    ("voice.m4a", b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42" + b"\0" * 80, "audio/mp4"),
    ("film.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 80, "video/mp4"),
    ("no ending", b"Dear all", kinds.TEXT),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "kind"), LET_IN, ids=[f"{name} {kind}" for name, _, kind in LET_IN])
def test_what_people_work_with_is_let_in_as_what_it_is(name: str, content: bytes, kind: str) -> None:
    assert found(content, name) == kind


def test_a_program_is_kept_out_whatever_it_is_called() -> None:
    for head in (b"MZ\x90\0", b"\x7fELF\2", b"#!/bin/sh\n", b"\xca\xfe\xba\xbe\0\0", b"\xcf\xfa\xed\xfe\7\0"):
        assert "is a program" in refused(head + b"\0" * 80, "letter.pdf")
    for ending in ("exe", "BAT", "js", "lnk", "docm"):
        assert "can start a program" in refused(b"Dear all", f"letter.pdf.{ending}")
    assert found(b"Dear all", "letter.pdf.txt") == kinds.TEXT


def test_what_carries_macros_or_a_password_is_kept_out() -> None:
    assert "macros" in refused(zipped([*WORD, ("word/vbaProject.bin", b"x")]), "letter.docx")
    assert "macros" in refused(compound("WordDocument", "_VBA_PROJECT"), "letter.doc")
    odt = [("mimetype", b"application/vnd.oasis.opendocument.text"), ("Basic/Standard/Module1.xml", b"x")]
    assert "macros" in refused(zipped(odt), "letter.odt")
    assert "password" in refused(compound("EncryptedPackage"), "letter.docx")
    locked = bytearray(zipped([("a.txt", b"Dear all")], ZIP_STORED))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    assert "password" in refused(bytes(locked), "letters.zip")
    assert found(zipped(WORD), "letter.docx") == kinds.WORDX


def test_an_archive_beyond_its_bounds_is_kept_out_before_it_is_unpacked() -> None:
    assert "more than 5 files" in refused(zipped([(f"{n}.txt", b"x") for n in range(6)]))
    assert "too large inside" in refused(zipped([("zeros.bin", b"\0" * 2**22)]))
    assert "too large inside" in refused(zipped([*WORD, ("word/media.xml", b" " * 2**22)]), "letter.docx")
    inner = zipped([("c.zip", zipped([("d.txt", b"x")]))])
    assert "archives within archives" in refused(zipped([("b.zip", inner)]))
    assert "program in the archive" in refused(zipped([("b.zip", zipped([("run.exe", b"x")]))]))
    assert "program in the archive" in refused(zipped([("readme", b"MZ" + b"\0" * 60)]))
    assert found(zipped([(f"{n}.txt", b"x") for n in range(5)])) == kinds.ZIP


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "c:\\windows\\x.txt"])
def test_an_archive_that_would_write_elsewhere_is_kept_out(name: str) -> None:
    entry = ZipInfo("placeholder")
    entry.filename = entry.orig_filename = name
    assert "outside its own folder" in refused(zipped([(entry, b"x")]))
    link = ZipInfo("link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert "outside its own folder" in refused(zipped([(link, b"/etc/passwd")]))


def test_a_picture_of_too_many_dots_is_kept_out_before_it_is_drawn() -> None:
    assert "million dots" in refused(drawn("PNG", 101, 101), "a.png", Limits(pixels=10_000))
    assert found(drawn("PNG", 100, 100), "a.png", Limits(pixels=10_000)) == "image/png"


def test_pages_of_the_web_drawings_with_scripts_and_packed_files_are_kept_out() -> None:
    for content in (
        b"<!doctype html><p>x",
        b" <script>1</script>",
        b'<svg xmlns="x" onload="1"/>',
        b'<?xml version="1.0"?><a/>',
    ):
        assert "Save it as a PDF" in refused(content, "page")
    for head in (b"\x1f\x8b\x08\0", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01\0"):
        assert "packed archive" in refused(head + b"\0" * 60, "files")
    assert "damaged" in refused(b"PK\x03\x04" + b"\0" * 60, "letters.zip")


HEADS = [b"", b"PK\x03\x04", b"%PDF-", drawn("PNG")[:16], drawn("JPEG")[:8], drawn("TIFF")[:8], compound("x")[:16],
         b"GIF89a", b"\xff\xfe"]  # fmt: skip


@given(st.binary(max_size=3000), st.sampled_from(HEADS), st.text(max_size=30))
def test_whatever_is_in_a_file_it_is_let_in_as_something_on_the_list_or_kept_out_with_a_sentence(
    content: bytes, head: bytes, name: str
) -> None:
    try:
        assert found(head + content, file_name(name)) in kinds.KINDS
    except Unfit as unfit:
        assert str(unfit).endswith(".")


@given(st.text(max_size=400))
def test_a_file_name_has_no_path_and_nothing_unseen_and_tidying_it_again_changes_nothing(said: str) -> None:
    name = file_name(said)
    assert name and len(name) <= LONGEST_NAME and not set(name) & set("/\\\0\r\n\u202e")
    assert file_name(name) == name
    saved = saved_as(name, "pdf")
    assert ending_of(saved) == "pdf" and not set(saved) & set('<>:"/\\|?*\r\n')


def test_the_offered_name_is_family_what_and_date() -> None:
    on = date(2016, 9, 21)
    assert offered_name("Young CH99 2ND", "Consent", on) == "Young Consent 2016-09-21"
    assert offered_name("Marsh / Quillan SY2 6ND", "Consent", on) == "Marsh Quillan Consent 2016-09-21"
    assert offered_name("", "Consent", on) == "Consent 2016-09-21"
