"""Documents in a real browser: several at once with progress, on a phone, without scripts, on a lost connection."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.test_case import marsh
from tests.browser.walk import heading, step_in
from tests.conftest import CheckAccess
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.req("DOC-01")]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def a(name: str, content: bytes = PDF) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def photograph() -> bytes:
    out = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return out.getvalue()


def adding(page: Page, site: Site) -> None:
    step_in(page, "Ade Bankole")
    page.goto(f"/cases/{marsh(site)}/documents/")
    page.get_by_role("link", name="Add documents").click()
    heading(page, "Add documents")


@pytest.mark.req("DOC-02")
def test_several_files_are_sent_at_once_each_with_what_became_of_it(page: Page, site: Site, tmp_path: Path) -> None:
    adding(page, site)
    page.get_by_label("Type of document").select_option(label="Minutes of a meeting")
    page.get_by_label("Date of the document").fill("3-11-2026")
    page.get_by_label("Files", exact=True).set_input_files(
        [
            a("minutes.pdf", PDF + b" " * 3_000_000),
            a("photo.jpg", photograph()),
            a("tool.pdf", b"MZ" + b"\0" * 90),
            a("gone.pdf"),
        ]
    )
    rows = page.locator(".al-files__one")
    expect(rows).to_have_count(4)
    expect(rows.nth(2)).to_contain_text("Not kept. This is a program, which is never kept.")
    expect(rows.nth(0).get_by_label("Name")).to_have_value(
        re.compile(r"^Marsh Quillan Minutes of a meeting 2026-11-03$")
    )
    rows.nth(1).get_by_label("Type").select_option(label="Photograph")
    expect(rows.nth(1).get_by_label("Name")).to_have_value("Marsh Quillan Photograph 2026-11-03")
    rows.nth(1).get_by_label("Name").fill("The new bunk beds")
    rows.nth(3).get_by_role("button", name="Remove gone.pdf").click()
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Add to the case").click()

    expect(page.get_by_role("main")).to_contain_text("2 documents are added.")
    page.get_by_role("link", name="The new bunk beds").click()
    expect(page.get_by_role("img", name=re.compile("^The new bunk beds, page 1"))).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download").first.click()
    saved.value.save_as(tmp_path / "saved")
    assert saved.value.suggested_filename == "The new bunk beds.jpg"
    assert (tmp_path / "saved").read_bytes() == photograph()


def test_a_file_is_dropped_onto_the_page(page: Page, site: Site) -> None:
    adding(page, site)
    dropped = page.evaluate_handle(
        "() => { const held = new DataTransfer(); held.items.add(new File(['Dear all'], 'dropped.txt')); return held; }"
    )
    page.locator("[data-files-drop]").dispatch_event("drop", {"dataTransfer": dropped})
    expect(page.locator(".al-files__one")).to_contain_text("dropped.txt (Text, 8 bytes)")
    page.get_by_role("button", name="Add to the case").click()
    expect(page.get_by_role("main")).to_contain_text("1 document is added.")


@pytest.mark.req("PLAT-02")
def test_on_a_phone_a_photograph_is_taken_and_every_page_is_fit_for_everybody(
    phone: Page, site: Site, axe: CheckAccess
) -> None:
    adding(phone, site)
    expect(phone.get_by_text("Take a photograph")).to_be_visible()
    phone.locator("[data-files-camera] input").set_input_files([a("IMG_1.jpg", photograph())])
    expect(phone.locator(".al-files__one").get_by_label("Name")).to_be_visible()
    wide = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    phone.get_by_role("button", name="Add to the case").click()
    expect(phone.get_by_role("main")).to_contain_text("1 document is added.")
    axe(phone)


def test_a_lost_connection_says_so_and_the_file_is_sent_again(page: Page, site: Site) -> None:
    adding(page, site)
    page.route("**/documents/upload/", lambda route: route.abort())
    page.get_by_label("Files", exact=True).set_input_files([a("letter.pdf")])
    expect(page.locator(".al-files__one")).to_contain_text("The connection was lost, so this file was not kept.")
    page.unroute("**/documents/upload/")
    page.get_by_role("button", name="Clear letter.pdf").click()
    page.get_by_label("Files", exact=True).set_input_files([a("letter.pdf")])
    expect(page.locator(".al-files__one")).to_contain_text("letter.pdf (PDF")
    page.get_by_role("button", name="Add to the case").click()
    expect(page.get_by_role("main")).to_contain_text("1 document is added.")


@pytest.mark.req("DOC-02", "PLAT-02")
def test_without_scripts_documents_are_added_changed_read_deleted_and_brought_back(plain: Page, site: Site) -> None:
    adding(plain, site)
    plain.get_by_label("Type of document").select_option(label="Letter")
    plain.get_by_label("Files", exact=True).set_input_files(
        [a("one.pdf"), a("tool.pdf", b"MZ" + b"\0" * 90), a("two.jpg", photograph())]
    )
    plain.get_by_role("button", name="Add to the case").click()
    expect(plain.locator(".al-files")).to_contain_text("tool.pdf was not kept. This is a program")
    expect(plain.locator(".al-files__one")).to_have_count(2)
    plain.get_by_label(re.compile("^one.pdf")).uncheck()
    plain.get_by_label("Name", exact=True).fill("Letter of the nursery")
    plain.get_by_role("button", name="Add to the case").click()
    expect(plain.get_by_role("main")).to_contain_text("1 document is added.")

    plain.get_by_role("link", name="Letter of the nursery").click()
    plain.get_by_role("link", name="Read it here").click()
    expect(plain.get_by_role("img", name=re.compile("^Letter of the nursery"))).to_be_visible()
    plain.get_by_role("link", name="Back to the document").click()
    plain.get_by_role("link", name="Upload a newer version").click()
    plain.get_by_label("File", exact=True).set_input_files([a("three.pdf")])
    plain.get_by_role("button", name="Upload").click()
    expect(plain.get_by_role("main")).to_contain_text("Version 2")
    plain.get_by_role("link", name="Delete it").click()
    plain.get_by_label("Why is it deleted?").fill("The wrong family.")
    plain.get_by_role("button", name="Delete it").click()
    expect(plain.get_by_role("main")).to_contain_text("The document is deleted.")
    plain.get_by_role("link", name="Deleted documents").click()
    plain.get_by_role("link", name="Letter of the nursery").click()
    plain.get_by_role("button", name="Bring it back").click()
    expect(plain.get_by_role("main")).to_contain_text("The document is back.")


@pytest.mark.req("DOC-01")
def test_two_who_change_one_document_are_shown_both(page: Page, second: Page, site: Site) -> None:
    adding(page, site)
    page.get_by_label("Files", exact=True).set_input_files([a("both.pdf")])
    page.locator(".al-files__one").get_by_label("Name").fill("Plan of both")
    page.get_by_role("button", name="Add to the case").click()
    page.get_by_role("link", name="Plan of both").click()
    document = page.url
    step_in(second, "Ade Bankole")
    for window in (page, second):
        window.goto(f"{document}change/")
    for window, name in ((page, "Plan of the first"), (second, "Plan of the second")):
        window.get_by_label("Name", exact=True).fill(name)
        window.get_by_role("button", name="Save").click()
    expect(second.get_by_role("alert").first).to_contain_text("Somebody changed this document")
    expect(second.get_by_role("main")).to_contain_text("Plan of the first")
    second.get_by_label("Name", exact=True).fill("Plan of the two")
    second.get_by_role("button", name="Use mine").click()
    expect(second.get_by_role("heading", level=1)).to_contain_text("Plan of the two")
