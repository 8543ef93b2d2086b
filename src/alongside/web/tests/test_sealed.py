"""What is looked for stands in no address, and the address still finds it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from alongside.web.sealed import PLAIN, address_of, opened
from tests.borough import Borough

names = st.sampled_from(["q", "born", "find", "for", *sorted(PLAIN)[:3]])
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(st.dictionaries(names, texts, max_size=5))
def test_an_address_asks_for_what_was_asked_and_shows_only_what_is_plain(asked: dict[str, str]) -> None:
    address = address_of("/cases/", asked.items())

    query = QueryDict(urlsplit(address).query)
    assert set(query) <= PLAIN | {"s"}
    assert opened(query).dict() == asked


@pytest.mark.parametrize("seal", ["", "x", "gAAAAAB", "\x00", "ק" * 50, "=" * 5000])
def test_a_seal_that_is_not_ours_asks_for_nothing(seal: str) -> None:
    query = QueryDict(mutable=True)
    query["s"], query["mine"] = seal, "yes"
    assert opened(query).dict() == {"mine": "yes"}


@pytest.fixture
def ade(borough: Borough) -> Client:
    client = Client()
    client.post("/step-in/", {"user": str(borough.people["ade"].pk)})
    return client


@pytest.mark.django_db
@pytest.mark.req("NOM-01", "PEOP-01")
@pytest.mark.parametrize("path", ["/cases/", "/people/"])
def test_a_search_leads_to_an_address_that_does_not_say_whom(ade: Client, path: str) -> None:
    answer = ade.post(path, {"look": "yes", "q": "Zyzzyva", "csrfmiddlewaretoken": "x"})

    assert answer.status_code == 302
    assert "yzzyva" not in answer["Location"].lower()
    assert set(parse_qs(urlsplit(answer["Location"]).query)) == {"s"}
    shown = ade.get(answer["Location"]).content.decode()
    assert 'value="Zyzzyva"' in shown


@pytest.mark.django_db
def test_while_typing_the_part_is_answered_and_its_address_says_nothing_either(ade: Client) -> None:
    answer = ade.post("/cases/", {"look": "yes", "q": "Zyzzyva"}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert "yzzyva" not in answer["HX-Replace-Url"].lower()
    assert 'value="Zyzzyva"' in ade.get(answer["HX-Replace-Url"]).content.decode()


@pytest.mark.django_db
def test_no_form_of_a_page_puts_what_is_looked_for_into_an_address(ade: Client) -> None:
    for path in ("/home/", "/cases/", "/people/", "/nominate/"):
        page = ade.get(path).content.decode()
        for form in page.split("<form ")[1:]:
            tag, inside = form.split(">", 1)[0], form.split("</form>", 1)[0]
            if 'type="search"' in inside:
                assert 'method="post"' in tag and 'name="look"' in inside, (path, tag)
