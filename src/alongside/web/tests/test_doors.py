"""What every answer tells the browser, and what the libraries may do in the database."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from alongside.web.assets import SERVED
from alongside.web.tests.signing import text
from tests.borough import Borough

pytestmark = pytest.mark.django_db
PAGES = ("/home/", "/workload/", "/settings/", "/settings/second-factors/", "/step-in/", "/nothing/")


@pytest.fixture
def as_ade(client: Client, borough: Borough) -> Client:
    client.post("/step-in/", {"user": borough.people["ade"].pk})
    return client


@pytest.mark.parametrize("address", PAGES)
def test_only_scripts_that_the_page_itself_names_run(as_ade: Client, address: str) -> None:
    answer = as_ade.get(address)
    page = text(answer)
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    nonce = re.fullmatch(r"'nonce-([^']+)'", policy["script-src"])

    assert nonce
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) >= 3
    assert all(f'nonce="{nonce[1]}"' in tag and not inside for tag, inside in scripts)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert policy["default-src"] == "'none'" and policy["style-src"] == "'self'"
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", PAGES)
def test_no_page_of_a_signed_in_person_stays_in_a_cache(as_ade: Client, address: str) -> None:
    assert "no-store" in as_ade.get(address)["Cache-Control"]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_one_main_heading_one_main_and_a_way_to_skip_to_it(as_ade: Client, address: str) -> None:
    page = text(as_ade.get(address))

    assert len(re.findall(r"<h1[ >]", page)) == len(re.findall(r"<main[ >]", page)) == 1
    assert 'href="#main-content"' in page and 'id="main-content"' in page
    assert '<html lang="en-GB"' in page


def test_a_form_from_elsewhere_is_refused_with_a_page(borough: Borough) -> None:
    strict = Client(enforce_csrf_checks=True)
    ade = {"user": borough.people["ade"].pk}

    assert "This page was open too long" in text(strict.post("/step-in/", ade))
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', text(strict.get("/step-in/")))
    assert token
    assert strict.post("/step-in/", ade | {"csrfmiddlewaretoken": token[1]}).status_code == 302


def test_what_is_served_of_the_packages_is_what_we_name(client: Client) -> None:
    for path in SERVED:
        assert client.get(f"/assets/{path}").status_code == 200, path
    for absent in (
        "fonts/light-94a07e06a1-v2.woff2",
        "images/govuk-crest.svg",
        "govuk/package.json",
        "mfa/js/webauthn.js",
        "../settings.py",
    ):
        assert client.get(f"/assets/{absent}").status_code == 404, absent


def test_the_application_may_write_what_the_libraries_keep() -> None:
    kept_by = ("sessions", "account", "mfa", "axes", "procrastinate")
    tables = [model._meta.db_table for app in kept_by for model in apps.get_app_config(app).get_models()]
    tables = [table for table in {*tables, "web_cache"} if table != "procrastinate_version"]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                "SELECT to_regclass(%s) IS NULL OR has_table_privilege(%s, %s, 'SELECT, INSERT, UPDATE, DELETE')",
                [table, settings.APP_ROLE, table],
            )
            assert cursor.fetchone() == (True,), table
    assert len(tables) > 8
