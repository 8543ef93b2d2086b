"""The operators' page and the code name the same settings."""

import re

import pytest

from tests.site import ROOT

pytestmark = pytest.mark.req("PLAT-03")
SETTING = r"(?:ALONGSIDE_[A-Z0-9_]+|(?:APP_)?DATABASE_URL)"


def test_every_setting_stands_on_the_operators_page_and_no_other() -> None:
    page = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    listed = set(re.findall(rf"^\| `({SETTING})`", page, re.M))
    sources = [file for file in (ROOT / "src").rglob("*.py") if "tests" not in file.parts]
    text = "\n".join(file.read_text(encoding="utf-8") for file in sources)
    read = set(re.findall(rf'(?:env\.\w+\(|environ\.get\(|PROGRAMS = )"({SETTING})"', text))
    assert "ALONGSIDE_SECRET_KEY" in read
    assert listed == read
