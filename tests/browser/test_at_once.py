"""Two at once, on the real server: a double click, a retry and a race write once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from alongside.web.bench.journeys import step_in, world
from alongside.web.bench.visitor import Answer, Visitor, hidden_fields
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.req("REC-12")]


def port(site: Site) -> int:
    return urlsplit(site.url).port or 0


def ade(site: Site) -> Visitor:
    """Ade at a machine of his own."""
    [(user,)] = site.rows("SELECT id FROM accounts_user WHERE email = 'ade@calderholt.example'")
    return step_in(port(site), user)


def together(*posts: Callable[[], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(lambda post: post(), posts))


def test_a_log_sent_twice_at_once_is_written_once(site: Site, page: Page) -> None:
    here, there = ade(site), ade(site)
    [(case,)] = site.rows("SELECT min(id) FROM cases_case WHERE name LIKE 'Marsh%%'")
    address, words = f"/cases/{case}/log/add/", f"Sent twice at once {uuid4()}."
    told = {"once": str(uuid4()), "day": "16-11-2026", "time": "10:00", "where": "", "who": "", "what": words}
    forms = [hidden_fields(visitor.get(address).body) for visitor in (here, there)]

    answers = together(
        lambda: here.post(address, {**forms[0], **told}), lambda: there.post(address, {**forms[1], **told})
    )

    assert {answer.status for answer in answers} == {302}
    assert answers[0].location == answers[1].location
    assert site.rows("SELECT count(*) FROM casework_log WHERE what = %s", [words]) == [(1,)]


def test_a_nomination_submitted_twice_at_once_is_one_case(site: Site, page: Page) -> None:
    there_is = world(site.owner_url, drafts=1)
    [draft] = there_is.drafts
    windows = [step_in(port(site), there_is.user_id) for _ in range(2)]
    forms = [hidden_fields(window.get(f"/drafts/{draft}/check/").body) for window in windows]
    assert forms[0]["once"] != forms[1]["once"], "two windows, each with a key of its own"
    counted = "SELECT (SELECT count(*) FROM cases_case), (SELECT count(*) FROM people_person)"
    [(cases, people)] = site.rows(counted)

    submit = f"/drafts/{draft}/submit/"
    answers = together(lambda: windows[0].post(submit, forms[0]), lambda: windows[1].post(submit, forms[1]))

    assert [answer.status for answer in answers] == [302, 302]
    assert answers[0].location == answers[1].location
    assert site.rows(counted) == [(cases + 1, people + 3)]
