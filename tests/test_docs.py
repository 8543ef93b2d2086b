"""The docs hold: each page says what the code says, each link leads somewhere, each id in a test is a requirement."""

import json
import re
import shutil
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from django.core.management import CommandError, call_command
from pydantic import ValidationError

from alongside.web import documentation
from alongside.web.documentation import glossary, markers, requirements
from tests.publiccode import PublicCode

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s#]+)(#[^)]*)?\)")
REQUIREMENTS = requirements.read_requirements(DOCS / requirements.SOURCE)


# --- requirements and their proofs


def read(tmp_path: Path, text: str) -> markers.Markers:
    file = tmp_path / "test_it.py"
    file.write_text(dedent(text), encoding="utf-8")
    return markers.read_markers(tmp_path, [file])


def proofs(tmp_path: Path, text: str) -> list[tuple[str, str]]:
    found = read(tmp_path, text)
    assert found.faults == []
    return [(proof.requirement, proof.name) for proof in found.proofs]


def test_a_marker_on_a_function_names_what_it_proves(tmp_path: Path) -> None:
    assert proofs(
        tmp_path,
        """
        @pytest.mark.req("CASE-01", "CASE-02")
        @pytest.mark.parametrize("day", [1, 2])
        def test_a_flag_ends(day): ...

        def test_nothing_of_note(): ...
        """,
    ) == [("CASE-01", "test_a_flag_ends"), ("CASE-02", "test_a_flag_ends")]


def test_a_marker_on_a_class_or_a_module_counts_for_every_test_in_it(tmp_path: Path) -> None:
    assert proofs(
        tmp_path,
        """
        from pytest import mark
        pytestmark = [mark.req("NOM-01"), mark.django_db]

        @mark.req("NOM-02")
        class TestSearch:
            pytestmark = mark.req("NOM-03")
            def test_by_name(self): ...

        async def test_alone(): ...
        """,
    ) == [
        ("NOM-01", "TestSearch::test_by_name"),
        ("NOM-02", "TestSearch::test_by_name"),
        ("NOM-03", "TestSearch::test_by_name"),
        ("NOM-01", "test_alone"),
    ]


def test_a_marker_on_a_parameter_or_by_a_name_counts(tmp_path: Path) -> None:
    assert proofs(
        tmp_path,
        """
        kept = pytest.mark.req("NOM-09")

        @kept
        @pytest.mark.parametrize("a", [pytest.param(1, marks=pytest.mark.req("HOME-05"))])
        def test_back(a): ...
        """,
    ) == [("NOM-09", "test_back"), ("HOME-05", "test_back")]


def test_a_marker_that_proves_nothing_is_a_fault(tmp_path: Path) -> None:
    text = '\n@pytest.mark.req("NOM-01")\ndef {name}(): ...\n'

    assert read(tmp_path, text.format(name="search")).faults == [
        "test_it.py:2: this marker stands on no test, so it proves nothing."
    ]
    assert read(tmp_path, text.format(name="test_search")).faults == []


def test_an_id_that_is_computed_is_a_fault(tmp_path: Path) -> None:
    text = "\n@pytest.mark.req({id})\ndef test_search(): ...\n"

    assert read(tmp_path, text.format(id="ID")).faults == [
        "test_it.py:2: a requirement is named by its id in quotes, nothing else."
    ]
    assert read(tmp_path, text.format(id='"NOM-01"')).faults == []


def test_an_id_that_is_no_requirement_is_a_fault(tmp_path: Path) -> None:
    text = '\n@pytest.mark.req("{id}")\ndef test_search(): ...\n'

    assert requirements.faults_of(REQUIREMENTS, read(tmp_path, text.format(id="NOM-99"))) == [
        "test_it.py:3: test_search names NOM-99, which docs/requirements.yaml does not have."
    ]
    assert requirements.faults_of(REQUIREMENTS, read(tmp_path, text.format(id="NOM-01"))) == []


def test_an_id_stands_once(tmp_path: Path) -> None:
    file = tmp_path / "requirements.yaml"
    file.write_text('a:\n  X-1: {from: "E", ask: "One."}\nb:\n  X-1: {from: "E", ask: "Another."}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="X-1 stands there twice"):
        requirements.read_requirements(file)

    file.write_text('a:\n  X-1: {from: "E", ask: "One."}\nb:\n  X-2: {from: "E", ask: "Two."}\n', encoding="utf-8")
    assert [each.id for each in requirements.read_requirements(file)] == ["X-1", "X-2"]


def test_every_id_in_a_test_is_a_requirement() -> None:
    found = markers.read_markers(ROOT, markers.test_files(ROOT))

    assert requirements.faults_of(REQUIREMENTS, found) == []


def test_the_command_writes_the_page_and_checks_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(DOCS, tmp_path / "docs")
    monkeypatch.setattr(documentation, "DOCS", tmp_path / "docs")
    monkeypatch.setattr(documentation, "README", Path(shutil.copy(ROOT / "README.md", tmp_path)))
    for page, says, instead in (
        (tmp_path / "docs" / requirements.PAGE, "not yet", "proved"),
        (tmp_path / "README.md", "**Together**", "All"),
    ):
        call_command("docs")
        whole = page.read_text(encoding="utf-8")
        page.write_text(whole.replace(says, instead, 1), encoding="utf-8")

        with pytest.raises(CommandError, match=f"{page.name} is out of date"):
            call_command("docs", "--check")
        call_command("docs")
        assert page.read_text(encoding="utf-8") == whole
        call_command("docs", "--check")


def test_the_readme_keeps_a_place_for_its_table() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    with pytest.raises(ValueError, match=r"README\.md must have a line <!-- state -->"):
        requirements.with_state(readme.replace("<!-- /state -->", ""), REQUIREMENTS, [])
    assert f"| **Together** | **0** | **{len(REQUIREMENTS)}** |" in requirements.with_state(readme, REQUIREMENTS, [])


def test_the_page_is_up_to_date() -> None:
    call_command("docs", "--check")


# --- the glossary


def test_the_glossary_and_the_code_say_the_same() -> None:
    assert glossary.faults_of(glossary.read_glossary(DOCS / glossary.PAGE), documentation.SOURCE) == []


ROW = "| **case** | Work with one family, under one number. | `cases.models.Case` |\n"


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (ROW + ROW, "case stands there twice"),
        ("| **case** | Work | `cases.models.Case` |\n", "case needs one sentence"),
        ("| **case** | Work with one family, under one number. | cases |\n", "case needs its name in code"),
        ("| **case** | Work with one family, under one number. | `cases.models.File` |\n", "gives the name"),
        ("", "cases.models.Case is in the code and has no word here"),
    ],
)
def test_a_glossary_that_is_wrong_is_told_so(rows: str, fault: str, tmp_path: Path) -> None:
    assert any(fault in said for said in _glossary_faults(tmp_path, rows))
    assert not any("case" in said.lower().split() for said in _glossary_faults(tmp_path, ROW))
    assert not any("cases.models.Case " in said for said in _glossary_faults(tmp_path, ROW))


def _glossary_faults(tmp_path: Path, rows: str) -> list[str]:
    file = tmp_path / "glossary.md"
    file.write_text(rows, encoding="utf-8")
    return glossary.faults_of(glossary.read_glossary(file), documentation.SOURCE)


@pytest.mark.parametrize(
    ("file", "code", "wrong"),
    [
        ("case_manager.py", "", "case_manager says manager"),
        ("people.py", "class PersonHandler: ...", "PersonHandler says handler"),
        ("people.py", "def find(client): ...", "client says client"),
        ("people.py", "def customer_of(case): ...", "customer_of says customer"),
        ("people.py", "class ReferralForm: ...", "ReferralForm says referral form"),
        ("people.py", "def look(self):\n    self.client_name = 1", "client_name says client"),
    ],
)
def test_a_word_that_stands_for_another_is_found(file: str, code: str, wrong: str, tmp_path: Path) -> None:
    package = tmp_path / "alongside"
    package.mkdir()
    (package / file).write_text(code, encoding="utf-8")
    words = glossary.Glossary((), glossary.read_glossary(DOCS / glossary.PAGE).instead)

    assert [wrong in said for said in glossary.faults_of(words, tmp_path) if "no word here" not in said] == [True]
    (package / file).unlink()
    (package / "people.py").write_text("class Person: ...\ndef context_manager(member): ...\n", encoding="utf-8")
    assert [said for said in glossary.faults_of(words, tmp_path) if "no word here" not in said] == []


# --- every page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_within_the_docs_leads_somewhere(page: Path) -> None:
    links = [match.group(1) for match in LINK.finditer(page.read_text(encoding="utf-8"))]

    assert [link for link in links if ":" not in link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", sorted((DOCS / "adr").glob("*.md")), ids=lambda page: page.stem)
def test_a_decision_says_why_and_what_follows(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert re.match(rf"# {int(page.stem[:4])}\. \S", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Status", "Context", "Decision", "Consequences"]


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(page.stem[:4]) for page in sorted((DOCS / "adr").glob("*.md"))]

    assert numbers == list(range(1, len(numbers) + 1))


def test_every_dependency_is_accounted_for() -> None:
    page = (DOCS / "dependencies.md").read_text(encoding="utf-8").lower()
    wanted = set(json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"])
    for file in ROOT.glob("requirements*.in"):
        lines = file.read_text(encoding="utf-8").splitlines()
        wanted |= {match.group(0) for line in lines if (match := re.match(r"[A-Za-z0-9][\w.-]*", line))}

    rows = set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE))
    assert rows == {name.lower() for name in wanted}


def test_the_readme_says_just_what_is_needed() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    about = text.split("\n\n")[1].replace("\n", " ")
    assert len(re.findall(r"\.(?= |$)", about)) == 5
    assert re.findall(r"^\./alongside \w+", text, re.MULTILINE) == ["./alongside run", "./alongside test"]
    assert len(re.findall(r"!\[[^\]]+\]\(docs/images/[\w-]+\.png\)", text)) == 2


# --- publiccode.yml


def published() -> dict[str, object]:
    read: dict[str, object] = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    return read


def test_publiccode_keeps_to_the_standard() -> None:
    about = PublicCode.model_validate(published())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert about.softwareVersion == project["version"]
    assert about.legal.license == project["license"]["text"] == (ROOT / "LICENSE").read_text(encoding="utf-8")[:3]
    assert all((ROOT / image).is_file() for each in about.description.values() for image in each.screenshots)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [("softwareType", "web"), ("platforms", []), ("url", "alongside"), ("releaseDate", "soon"), ("colour", "blue")],
)
def test_a_publiccode_that_is_wrong_is_refused(key: str, wrong: object) -> None:
    with pytest.raises(ValidationError, match=key):
        PublicCode.model_validate(published() | {key: wrong})
    PublicCode.model_validate(published())
