"""Every hostile file gets the verdict that its index says, through the page people upload by; and hostile names."""

import csv
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from alongside.core.acting import acting_as
from alongside.documents.models import DocumentVersion
from alongside.documents.preview import picture
from alongside.documents.rules.names import saved_as
from alongside.documents.store import opened
from alongside.web.tests.test_case_pages import browser
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("DOC-02")]
MAKER = Path(__file__).resolve().parents[2] / "shared" / "data" / "hostile" / "make_uploads.py"

KEPT, REFUSED, EITHER = {"kept"}, {"refused"}, {"kept", "refused"}
VERDICTS: Mapping[str, set[str]] = {
    "accept": KEPT,
    "reject or quarantine": REFUSED,
    "reject by content type": REFUSED,
    "refuse by policy or warn": REFUSED,
    "entity expansion refused": REFUSED,
    "clear error: file is empty": REFUSED,
    "never inflate past the limit": REFUSED,
    "no decode, or decode with a pixel limit": REFUSED,
    "store only, or reject; never parse unbounded": REFUSED,
    "no file outside the target folder": REFUSED,
    "symlink not followed": REFUSED,
    "bounded": REFUSED,
}
"""What each expectation of the index means for a file that is only kept. Whatever else it says is about reading a table
or serving a file: those may be kept, and are then served as test_documents_pages says."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile files, made by their own program."""
    if not MAKER.exists():
        pytest.skip("The program that makes the hostile files is not here; the rules are tested without it as well.")
    folder = tmp_path_factory.mktemp("hostile")
    subprocess.run([sys.executable, str(MAKER), str(folder)], check=True, capture_output=True)
    return folder


def test_every_hostile_file_gets_the_verdict_its_index_says(hostile: Path, borough: Borough, settings: object) -> None:
    with (hostile / "index.csv").open(encoding="utf-8") as index:
        rows = list(csv.DictReader(index))
    ade, wrong = browser(borough, "ade"), []
    for row in rows:
        content = (hostile / row["file"]).read_bytes()
        sent = SimpleUploadedFile(row["file"], content, content_type=row["claimed_type"])
        answer = ade.post("/documents/upload/", {"file": sent})
        verdict = {200: "kept", 422: "refused"}.get(answer.status_code, f"answered {answer.status_code}")
        if verdict not in VERDICTS.get(row["expected"], EITHER) or (
            verdict == "refused" and not answer.json()["sentence"]
        ):
            wrong.append(f"{row['file']}: {verdict}, and not {row['expected']}")
        if verdict == "kept":
            wrong += _as_it_was(answer.json()["id"], content, borough)

    assert wrong == []
    assert len(rows) == 43
    folder = settings.DOCUMENTS_DIR  # type: ignore[attr-defined]
    assert not list(folder.rglob("*pwned*")) and not Path("/tmp/ehcms_pwned.txt").exists()


def _as_it_was(number: int, content: bytes, borough: Borough) -> list[str]:
    """What is kept reads back the same, and drawing it neither fails nor hangs."""
    with acting_as(borough.actor("Ade")):
        version = DocumentVersion.objects.get(document_id=number)
    with opened(version.stored_as) as kept:
        same = kept.read() == content
        picture(kept, content_type=version.content_type)
    return [] if same else [f"{version.file_name} was changed"]


def test_hostile_names_are_kept_without_a_path_and_shown_as_text(hostile: Path, borough: Borough) -> None:
    lines = (hostile / "filenames.txt").read_text(encoding="utf-8").split("\n")
    names = [line.encode("ascii").decode("unicode_escape") for line in lines]
    case, ade = borough.case(), browser(borough, "ade")
    assert len(names) > 20
    for name in names:
        if name.endswith("exe") or name == "":
            continue
        _uploaded(ade, case.pk, name)
    page = ade.get(f"/cases/{case.pk}/documents/").content.decode()
    assert "<img src=x" not in page and "\u202e" not in page


def _uploaded(ade, case: int, name: str) -> None:  # type: ignore[no-untyped-def]
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    ending = name.rpartition(".")[2].lower()
    content = pdf if ending == "pdf" else b"Dear all," if ending in {"txt", "ini"} else pdf
    sent = SimpleUploadedFile("x", content)
    sent._name = name  # the browser's own words: Django would tidy them before they are sent
    answer = ade.post("/documents/upload/", {"file": sent})
    assert answer.status_code in {200, 422}, name
    if answer.status_code == 422:
        assert "something else" in answer.json()["sentence"], name
        return
    told = answer.json()
    assert not set(told["name"]) & set("/\\\r\n\0\u202e") and told["name"].strip(". ") == told["name"], name
    assert len(told["name"]) <= 200
    kept = {"files-kept": str(told["id"]), f"name-{told['id']}": told["name"], "once": "0" * 31 + "1", "day": ""}
    ade.post(f"/cases/{case}/documents/add/", {**kept, "once": f"{told['id']:032x}"})
    answer = ade.get(f"/documents/{told['id']}/1/file/")
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment; filename"), name
    assert "\r" not in answer["Content-Disposition"] and "\n" not in answer["Content-Disposition"]
    ade.get(f"/documents/{told['id']}/")


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("Young Consent 2016-09-21", "Young Consent 2016-09-21.pdf"), ("CON", "Document CON.pdf"),
        ("-rf", "Document -rf.pdf"),
        ('a:b*c?"d"', "a b c d.pdf"), ("../../etc/passwd", "etc passwd.pdf"), ("scan.pdf", "scan.pdf"),
        ("v1.2", "v1.2.pdf"),
    ],
)  # fmt: skip
def test_a_copy_is_saved_under_a_name_that_every_machine_can_hold(name: str, saved: str) -> None:
    assert saved_as(name, "pdf") == saved
