"""Signing in, being locked out, second factors, and ending sessions (E-CINS 1.1, 1.3)."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from alongside.accounts.models import User
from alongside.web.tests.signing import PASSWORD, code, give_password, known, sign_in, text, with_app
from tests.borough import Borough

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installed(settings: Settings) -> None:
    """A real installation: nobody steps in."""
    settings.DEMONSTRATION = False
    settings.LOGIN_URL = "account_login"


@pytest.fixture
def ade(borough: Borough) -> User:
    return known(borough.people["ade"])


@pytest.fixture
def secret(ade: User) -> str:
    return with_app(ade)


@pytest.mark.req("SIGN-01")
def test_password_then_code_opens_home(client: Client, ade: User, secret: str) -> None:
    first = give_password(client, "Ade@Calderholt.Example")
    assert first["Location"] == "/sign-in/code/"
    assert client.get("/home/").status_code == 302

    second = client.post("/sign-in/code/", {"code": code(secret)})

    assert second["Location"] == "/home/"
    assert "Ade Bankole" in text(client.get("/home/"))


@pytest.mark.req("SIGN-01")
def test_a_wrong_password_and_a_name_that_nobody_has_look_the_same(client: Client, ade: User, secret: str) -> None:
    def without_what_differs(page: str) -> str:
        return re.sub(r'(value|nonce)="[^"]*"', "", page)

    wrong = give_password(client, ade.email, "not the password")
    nobody = give_password(client, "nobody@calderholt.example", "not the password")

    assert wrong.status_code == nobody.status_code == 200
    assert without_what_differs(text(wrong)) == without_what_differs(text(nobody))
    assert "The e-mail address or the password is not right" in text(wrong)
    assert give_password(client, ade.email)["Location"] == "/sign-in/code/"


@pytest.mark.req("SIGN-01")
def test_a_wrong_code_is_told_so_and_the_right_one_signs_in(client: Client, ade: User, secret: str) -> None:
    give_password(client, ade.email)

    wrong = client.post("/sign-in/code/", {"code": "000000" if code(secret) != "000000" else "111111"})

    assert "The code is not right" in text(wrong)
    assert "Error: Enter your code" in text(wrong)
    assert client.post("/sign-in/code/", {"code": code(secret)})["Location"] == "/home/"


@pytest.mark.req("SIGN-01")
def test_a_recovery_code_works_once(client: Client, ade: User, secret: str) -> None:
    held = Authenticator.objects.get(user=ade, type="recovery_codes").wrap()
    [spent, other, *_] = held.get_unused_codes()
    give_password(client, ade.email)
    assert client.post("/sign-in/code/", {"code": spent})["Location"] == "/home/"
    client.post("/sign-out/")

    give_password(client, ade.email)
    again = client.post("/sign-in/code/", {"code": spent})

    assert "The code is not right" in text(again)
    assert client.post("/sign-in/code/", {"code": other})["Location"] == "/home/"


@pytest.mark.req("SIGN-01")
@pytest.mark.parametrize("email", ["ade@calderholt.example", "nobody@calderholt.example"])
def test_five_wrong_passwords_lock_for_fifteen_minutes(client: Client, ade: User, secret: str, email: str) -> None:
    for _ in range(4):
        assert give_password(client, email, "guess").status_code == 200

    fifth = give_password(client, email, "guess")
    locked = give_password(client, email, PASSWORD)

    assert fifth.status_code == locked.status_code == 429
    assert "Wait 15 minutes, then try again" in text(locked)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert give_password(client, ade.email)["Location"] == "/sign-in/code/"


def test_one_person_locked_out_locks_nobody_else_of_the_office(client: Client, ade: User, borough: Borough) -> None:
    bryony = known(borough.people["bryony"])
    with_app(bryony)
    for _ in range(6):
        give_password(client, ade.email, "guess")

    assert give_password(client, bryony.email)["Location"] == "/sign-in/code/"


@pytest.mark.req("SIGN-01")
def test_without_a_second_factor_nothing_opens_until_one_is_set_up(client: Client, ade: User) -> None:
    give_password(client, ade.email)
    for page in ("/home/", "/workload/", "/settings/", "/settings/password/", "/settings/second-factors/"):
        assert client.get(page)["Location"] == "/settings/second-factors/app/", page

    setting_up = text(client.get("/settings/second-factors/app/"))
    secret = re.search(r'id="key">([A-Z2-7]+)<', setting_up)
    assert secret and 'src="data:image/svg+xml;base64,' in setting_up
    wrong = client.post("/settings/second-factors/app/", {"code": "12345"})
    assert "The code is not right" in text(wrong)
    right = client.post("/settings/second-factors/app/", {"code": code(secret[1])})

    assert right["Location"] == "/settings/second-factors/recovery-codes/"
    shown = re.findall(r"<li>(\d{8})</li>", text(client.get(right["Location"])))
    assert len(shown) == 10
    assert shown[0] not in text(client.get(right["Location"]))
    assert client.get("/home/").status_code == 200


def test_the_secret_of_an_app_does_not_lie_open_in_the_database(client: Client, ade: User, secret: str) -> None:
    stored = Authenticator.objects.get(user=ade, type="totp").data["secret"]

    assert secret not in stored
    assert sign_in(client, ade, secret)["Location"] == "/home/"


def test_new_recovery_codes_replace_the_old_ones(client: Client, ade: User, secret: str) -> None:
    [old, *_] = Authenticator.objects.get(user=ade, type="recovery_codes").wrap().get_unused_codes()
    sign_in(client, ade, secret)
    assert "10 codes left" in text(client.get("/settings/second-factors/"))

    led = client.post("/settings/second-factors/recovery-codes/new/")["Location"]
    [new, *_] = re.findall(r"<li>(\d{8})</li>", text(client.get(led)))

    client.post("/sign-out/")
    give_password(client, ade.email)
    assert "The code is not right" in text(client.post("/sign-in/code/", {"code": old}))
    assert client.post("/sign-in/code/", {"code": new})["Location"] == "/home/"


def test_an_hour_after_signing_in_second_factors_ask_for_the_password_again(ade: User, secret: str) -> None:
    client = Client()
    sign_in(client, ade, secret)
    assert client.get("/settings/second-factors/recovery-codes/new/").status_code == 200
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": record["at"] - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()

    asked = client.get("/settings/second-factors/recovery-codes/new/")["Location"]
    assert asked.startswith("/confirm/?next=")
    assert "The password is not right" in text(client.post(asked, {"password": "wrong"}))

    assert client.post(asked, {"password": PASSWORD})["Location"] == "/settings/second-factors/recovery-codes/new/"
    assert client.get("/settings/second-factors/recovery-codes/new/").status_code == 200


def test_the_last_second_factor_cannot_be_taken_away(client: Client, ade: User, secret: str) -> None:
    sign_in(client, ade, secret)

    refused = client.post("/settings/second-factors/app/remove/")

    assert "Add another one first" in text(refused)
    Authenticator.objects.create(user=ade, type="webauthn", data={"name": "work laptop", "credential": {}})
    assert client.post("/settings/second-factors/app/remove/")["Location"] == "/settings/second-factors/"
    assert not Authenticator.objects.filter(user=ade, type="totp").exists()


def test_the_last_passkey_cannot_be_taken_away(client: Client, ade: User, secret: str) -> None:
    sign_in(client, ade, secret)
    key = Authenticator.objects.create(user=ade, type="webauthn", data={"name": "work laptop", "credential": {}})
    Authenticator.objects.filter(user=ade, type="totp").update(
        user_id=User.objects.exclude(pk=ade.pk).earliest("pk").pk
    )
    address = f"/settings/second-factors/passkeys/{key.pk}/remove/"

    client.post(address)
    assert Authenticator.objects.filter(pk=key.pk).exists()

    Authenticator.objects.filter(type="totp").update(user=ade)
    client.post(address)
    assert not Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.req("SIGN-05")
def test_signing_out_everywhere_ends_every_session(ade: User, secret: str) -> None:
    here, phone = Client(), Client()
    sign_in(here, ade, secret)
    sign_in(phone, ade, secret, step=1)
    assert phone.get("/home/").status_code == 200
    assert here.get("/settings/sign-out-everywhere/").status_code == 405

    here.post("/settings/sign-out-everywhere/")

    assert here.get("/home/")["Location"].startswith("/sign-in/")
    assert phone.get("/home/")["Location"].startswith("/sign-in/")
    assert sign_in(phone, ade, secret, step=-1)["Location"] == "/home/"
    assert phone.get("/home/").status_code == 200


@pytest.mark.req("SIGN-05")
def test_signing_out_ends_this_session_alone(ade: User, secret: str) -> None:
    here, phone = Client(), Client()
    sign_in(here, ade, secret)
    sign_in(phone, ade, secret, step=1)

    here.post("/sign-out/")

    assert here.get("/home/").status_code == 302
    assert phone.get("/home/").status_code == 200


@pytest.mark.req("SIGN-05")
def test_every_page_says_who_is_signed_in_and_when_the_last_session_was(client: Client, ade: User, secret: str) -> None:
    sign_in(client, ade, secret)
    assert "This is your first session" in text(client.get("/home/"))
    User.objects.filter(pk=ade.pk).update(this_session_at=timezone.now() - timedelta(days=3))
    client.post("/sign-out/")

    sign_in(client, ade, secret, step=1)

    page = text(client.get("/settings/"))
    assert "Last session 3 days ago" in page
    assert "Signed in as Ade Bankole" in page
    assert "Calderholt Early Help Partnership" in page


def test_changing_the_password_ends_the_other_sessions(ade: User, secret: str) -> None:
    here, phone = Client(), Client()
    sign_in(here, ade, secret)
    sign_in(phone, ade, secret, step=1)
    new = {"oldpassword": "wrong", "password1": "another three words", "password2": "another three words"}
    assert "The password you have now is not right" in text(here.post("/settings/password/", new))

    assert here.post("/settings/password/", new | {"oldpassword": PASSWORD})["Location"] == "/settings/"

    assert here.get("/home/").status_code == 200
    assert phone.get("/home/").status_code == 302


def test_who_has_left_is_signed_out_and_cannot_sign_in(client: Client, ade: User, secret: str) -> None:
    sign_in(client, ade, secret)
    User.objects.filter(pk=ade.pk).update(is_active=False)

    assert client.get("/home/").status_code == 302
    assert give_password(client, ade.email)["Location"] == "/sign-in/closed/"
    User.objects.filter(pk=ade.pk).update(is_active=True)
    assert sign_in(client, ade, secret, step=1)["Location"] == "/home/"


def test_signing_in_leads_to_the_page_that_was_wanted_and_never_elsewhere(ade: User, secret: str) -> None:
    client = Client()
    sent = client.get("/workload/?page=2")["Location"]
    assert sent == "/sign-in/?next=/workload/%3Fpage%3D2"
    assert 'name="next" value="/workload/?page=2"' in text(client.get(sent))

    give_password(client, ade.email, wanted="/workload/?page=2")
    assert client.post("/sign-in/code/", {"code": code(secret)})["Location"] == "/workload/?page=2"

    elsewhere = Client()
    give_password(elsewhere, ade.email, wanted="https://elsewhere.example/")
    assert elsewhere.post("/sign-in/code/", {"code": code(secret, 1)})["Location"] == "/home/"


def test_a_part_of_a_page_asked_for_after_sign_out_leads_the_whole_page_to_sign_in(client: Client, ade: User) -> None:
    part = {"HX-Request": "true", "HX-Current-URL": "http://testserver/workload/?page=2"}
    answer = client.get("/workload/", headers=part)
    foreign = client.get("/workload/", headers=part | {"HX-Current-URL": "https://elsewhere.example/x"})

    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/sign-in/?next=%2Fworkload%2F%3Fpage%3D2")
    assert foreign["HX-Redirect"] == "/sign-in/?next=%2F"


@pytest.mark.parametrize(
    "address",
    [
        "/signup/",
        "/accounts/login/",
        "/sign-in/signup/",
        "/password/reset/",
        "/settings/email/",
        "/step-in/",
        "/admin/",
    ],
)
def test_pages_of_the_library_that_we_do_not_use_are_not_there(client: Client, address: str, borough: Borough) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address, {"user": borough.people["ade"].pk}).status_code == 404


def test_stepping_in_is_a_demonstrations_alone(client: Client, ade: User, settings: Settings) -> None:
    settings.DEMONSTRATION = True
    cast = text(client.get("/step-in/"))
    assert "Ade Bankole" in cast and "Family support worker" in cast
    assert client.post("/step-in/", {"user": ade.pk, "next": "https://elsewhere.example/"})["Location"] == "/home/"
    assert client.get("/home/").status_code == 200

    settings.DEMONSTRATION = False

    assert client.get("/step-in/").status_code == 404
    assert client.get("/home/")["Location"] == "/settings/second-factors/app/"


@pytest.mark.parametrize("chosen", ["", "0", "999999999", "-1", "x", "9" * 400, "١"])
def test_stepping_in_as_nobody_is_nothing(client: Client, ade: User, settings: Settings, chosen: str) -> None:
    settings.DEMONSTRATION = True

    assert client.post("/step-in/", {"user": chosen}).status_code == 404
    assert client.post("/step-in/", {"user": ade.pk}).status_code == 302
