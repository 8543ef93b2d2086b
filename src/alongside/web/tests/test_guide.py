"""The user guide: read by whoever needs it, safe whatever stands in it, and with every link and picture in place."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from alongside.web import guide
from alongside.web.tests.signing import give_password, known, text
from tests.borough import Borough

pytestmark = pytest.mark.req("HOME-07")
HEADING = "# A page\n\n"


def body(markdown: str) -> str:
    return guide.read_page("a-page", HEADING + markdown).body


def test_a_page_is_its_heading_its_parts_and_its_text() -> None:
    page = guide.read_page("a-page", HEADING + "Some *words*.\n\n## 1. What to do: now\n\nThis.\n\n## And then\n")

    assert page.title == "A page"
    assert [(part.title, part.fragment) for part in page.parts] == [
        ("1. What to do: now", "1-what-to-do-now"),
        ("And then", "and-then"),
    ]
    assert "<h1" not in page.body
    assert '<p class="govuk-body">Some <em>words</em>.</p>' in page.body
    assert '<h2 id="1-what-to-do-now" class="govuk-heading-m al-guide__part">' in page.body


def test_a_page_without_its_heading_is_refused() -> None:
    with pytest.raises(ValueError, match=r"docs/guide/a-page.md must begin with its heading"):
        guide.read_page("a-page", "Some words.")
    assert guide.read_page("a-page", "# A page\n").title == "A page"


@pytest.mark.parametrize(
    "written",
    ["<script>alert(1)</script>", "Words <img src=x onerror=alert(1)>", "[here](javascript:alert(1))"],
)
def test_html_and_scripts_in_a_page_are_text(written: str) -> None:
    assert not re.search(r"<script|<img|href=\"javascript", body(written))
    assert re.search(r"<strong>|href=\"/guide/\"", body("**Words** and [here](README.md)"))


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("README.md", "/guide/"),
        ("nominate-a-family.md", "/guide/nominate-a-family/"),
        ("nominate-a-family.md#1-sign-in", "/guide/nominate-a-family/#1-sign-in"),
        ("#1-sign-in", "#1-sign-in"),
        ("https://calderholt.example/help.md", "https://calderholt.example/help.md"),
    ],
)
def test_a_link_leads_to_the_page_here(written: str, address: str) -> None:
    assert f'href="{address}" class="govuk-link"' in body(f"[there]({written})")


def test_a_picture_has_its_words_and_keeps_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wide, high = guide.size_of(guide.IMAGES / "home.png")

    shown = body("![Home](../images/home.png)")

    assert (wide, high) > (300, 300)
    assert re.search(r'src="/assets/guide/home\.png\?[0-9a-f]{12}"', shown)
    assert f'alt="Home" class="al-guide__picture" width="{wide}" height="{high}" loading="lazy"' in shown


def test_every_link_and_picture_of_the_guide_leads_somewhere(client: Client) -> None:
    pages = guide.pages()
    ids = {name: {part.fragment for part in page.parts} for name, page in pages.items()}

    assert {guide.FIRST, "nominate-a-family"} <= pages.keys()
    for name, page in pages.items():
        for link in re.findall(r'href="([^"]+)"', page.body):
            to = urlsplit(link)
            page_named = resolve(to.path).kwargs.get("page", guide.FIRST) if to.path else name
            assert page_named in pages and (not to.fragment or to.fragment in ids[page_named]), (name, link)
        for picture in re.findall(r"<img[^>]+>", page.body):
            words, source = re.search(r'alt="([^"]+)"', picture), re.search(r'src="([^"]+)"', picture)
            assert words and len(words[1]) > 20, picture
            assert source and client.get(source[1]).status_code == 200, picture


def test_every_picture_is_shown_somewhere_and_all_are_light() -> None:
    pictures = {path.name: path.stat().st_size for path in guide.IMAGES.glob("*.png")}
    shown = "".join(page.body for page in guide.pages().values()) + (guide.DOCS.parent / "README.md").read_text("utf-8")

    assert [name for name in pictures if name not in shown] == []
    assert max(pictures.values()) < 70_000
    assert sum(pictures.values()) < 2_000_000


def test_whoever_cannot_sign_in_reads_it_without_a_way_into_the_rest(client: Client, borough: Borough) -> None:
    page = text(client.get("/guide/nominate-a-family/"))
    assert "<h1" in page and "Nominate a family" in page
    assert 'href="/cases/"' not in page

    ade = known(borough.people["ade"])
    give_password(client, ade.email)
    without_a_second_factor = client.get("/guide/")
    assert without_a_second_factor.status_code == 200
    assert 'href="/cases/"' not in text(without_a_second_factor)

    inside = Client()
    inside.post("/step-in/", {"user": str(ade.pk)})
    assert 'href="/cases/"' in text(inside.get("/guide/"))


def test_what_is_no_page_is_not_found(client: Client, db: None) -> None:
    assert client.get("/guide/operators/").status_code == 404
    assert client.get("/guide/nominate-a-family/").status_code == 200


def test_home_and_the_foot_of_every_page_lead_to_it(client: Client, borough: Borough) -> None:
    assert 'href="/guide/"' in text(client.get("/sign-in/"))
    client.post("/step-in/", {"user": str(borough.people["ade"].pk)})
    assert 'al-functions__name" href="/guide/">User guide</a>' in text(client.get("/home/"))
