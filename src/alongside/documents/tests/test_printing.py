"""Printing: words are never code, letters that cannot be printed are said, what takes too long is ended."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.documents import printing
from alongside.documents.printing import NotPrinted, printed
from tests.pdf import Read

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
PAGE = Path(__file__).with_name("page_of_words.typ")
HOSTILE = (
    "#eval(\"1+1\") #read(\"/etc/passwd\") #import \"@preview/x:1.0.0\"", "$x^2$ and *stars* and _lines_",
    "= Heading", "- item", "@ref <label> `code` ~ \\ #panic(\"x\")", "// comment /* and */ more", "\"; #let told = (:)",
    "{{ 7*7 }} {% x %} %n ${HOME}", "<script>alert(1)</script>", "\\u{202e}", "O’Neill & Sons £5 – “quoted”…",
)  # fmt: skip


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A page of words."""
    path = tmp_path / "page.typ"
    path.write_text(PAGE.read_text())
    return path


def words(pdf: bytes) -> str:
    return "".join(Read(pdf).text.split()).replace("\u200b", "")


@pytest.mark.req("PLAN-07")
def test_words_that_look_like_code_are_printed_as_they_were_written(template: Path) -> None:
    read = words(printed(template, {"words": HOSTILE}, at=NOON).pdf)
    for each in HOSTILE:
        assert "".join(each.split()) in read


@pytest.mark.req("PLAN-07")
def test_letters_of_many_languages_are_printed(template: Path) -> None:
    told = ["Zażółć gęślą jaźń, Łódź", "Ελλάδα", "Привет", "Nguyễn Thị Ánh", "İstanbul, Şahin", "Ț ț Ș ș"]
    done = printed(template, {"words": told}, at=NOON)
    assert not done.missing
    read = words(done.pdf)
    assert [each for each in told if _once("".join(each.split())) not in _once(read)] == []
    arabic = printed(template, {"words": ["مرحبا بكم"]}, at=NOON)
    assert not arabic.missing


def _once(text: str) -> str:
    """A letter put together of two glyphs is read twice by the library."""
    return re.sub(r"(.)\1+", r"\1", text)


@pytest.mark.req("PLAN-07")
def test_a_letter_that_no_typeface_has_is_a_square_and_the_page_says_so(template: Path) -> None:
    unknown = "\U0010fffd"
    done = printed(template, {"words": [f"Marnie {unknown} Marsh"]}, at=NOON)
    assert done.missing == [unknown]
    assert "Marnie□Marsh" in words(done.pdf)
    assert "Somelettersaremissing." in words(done.pdf)
    assert "missing" not in words(printed(template, {"words": ["Marnie Marsh"]}, at=NOON).pdf)


@pytest.mark.req("PLAN-07")
def test_characters_that_cannot_be_seen_are_taken_out(template: Path) -> None:
    done = printed(template, {"words": ["Wr\x00en\x07 is\u202e fine\ud800\r\nnow"]}, at=NOON)
    assert "Wrenisfinenow" in words(done.pdf)


@pytest.mark.req("PLAN-07")
def test_a_word_of_ten_thousand_letters_stays_on_the_paper(template: Path) -> None:
    done = printed(template, {"words": ["x" * 10_000]}, at=NOON)
    assert words(done.pdf).count("x") == 10_000
    edge = float(Read(done.pdf).reader.pages[0].mediabox.width)
    assert _rightmost(done.pdf) < edge


def _rightmost(pdf: bytes) -> float:
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    return max(page.get_charbox(at)[2] for at in range(page.count_chars()))


@settings(max_examples=12, deadline=None)
@given(st.text(max_size=300))
def test_whatever_is_written_there_is_a_page(text: str) -> None:
    assert printed(PAGE, {"words": [text]}, at=NOON).pdf.startswith(b"%PDF-")


@pytest.mark.req("PLAN-07")
def test_a_template_reads_nothing_outside_its_folder(template: Path) -> None:
    secret = template.parent.parent / "secret.txt"
    secret.write_text("told to nobody")
    template.write_text('#set document(title: "A page")\n#heading(level: 1, read("../secret.txt"))')
    with pytest.raises(NotPrinted):
        printed(template, {}, at=NOON)
    (template.parent / "said.txt").write_text("told to all")
    template.write_text('#set document(title: "A page")\n#heading(level: 1, read("said.txt"))')
    assert "toldtoall" in words(printed(template, {}, at=NOON).pdf)


@pytest.mark.req("PLAN-07")
def test_a_picture_without_words_is_not_printed(template: Path) -> None:
    head = '#set document(title: "A page")\n#heading(level: 1, "A")\n'
    drawn = head + '#figure(alt: "A square", rect(width: 1cm, height: 1cm))'
    template.write_text(f"{head}$x$")
    with pytest.raises(NotPrinted):
        printed(template, {}, at=NOON)
    template.write_text(drawn)
    [figure] = [tag for tag in Read(printed(template, {}, at=NOON).pdf).tags if tag.type == "Figure"]
    assert figure.alt == "A square"


@pytest.mark.req("PLAN-07")
def test_what_takes_too_long_is_ended_and_the_next_page_is_printed(
    template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "_PATIENCE", 1)
    kept = template.read_text()
    template.write_text(
        '#set document(title: "A page")\n#for a in range(10000) { for b in range(10000) { let c = calc.pow(a, 2) } }'
    )
    started = time.monotonic()
    for _ in range(printing.AT_ONCE + 1):
        with pytest.raises(NotPrinted):
            printed(template, {"words": []}, at=NOON)
    assert time.monotonic() - started < 10
    template.write_text(kept)
    assert printed(template, {"words": ["Wren"]}, at=NOON).pdf


@pytest.mark.req("PLAN-07")
def test_the_same_page_printed_at_the_same_moment_is_the_same_file(template: Path) -> None:
    assert len({printed(template, {"words": ["Wren"]}, at=NOON).pdf for _ in range(2)}) == 1
