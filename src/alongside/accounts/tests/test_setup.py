"""Setting a partnership up from its pack: standing of its organisations, and the user that acts for the public form."""

from datetime import UTC, datetime

import pytest

from alongside.accounts.actions import PUBLIC_FORM, add_service
from alongside.accounts.models import Membership, Organisation, User
from alongside.accounts.queries import actor_for, cast, find_colleagues
from alongside.accounts.setup import set_up
from alongside.packs.loader import load
from tests.borough import PACKS, Borough


@pytest.mark.req("ORG-05")
def test_an_organisation_is_a_core_or_an_associate_member_as_the_pack_says(thornhaven: Borough) -> None:
    standing = dict(Organisation.objects.filter(partnership=thornhaven.partnership).values_list("name", "standing"))

    assert standing == {
        "Thornhaven Council": "core", "Thornhaven Police": "core", "Thornhaven Community Health": "core",
        "Gorse Hill Academy": "associate", "Sandpiper Primary School": "associate", "Havenside Homes": "associate",
    }  # fmt: skip


def test_the_public_form_acts_as_a_user_with_its_own_principal_alone(borough: Borough) -> None:
    service = User.objects.get(partnership=borough.partnership, is_service=True, name=PUBLIC_FORM)

    assert not service.has_usable_password()
    assert not service.is_active
    assert actor_for(service, datetime.now(UTC)).principals == {service.principal_id}
    assert not find_colleagues("public", actor=borough.actor("Ade"))


def test_setting_up_again_adds_nobody(brackenshore: Borough) -> None:
    before = User.objects.count(), Membership.objects.count()

    set_up(slug="brackenshore", name="Brackenshore Family Solutions", pack=load(PACKS / "brackenshore"))

    assert (User.objects.count(), Membership.objects.count()) == before
    assert add_service(team=brackenshore.teams["support"]).is_service


@pytest.mark.req("ORG-06")
def test_a_member_of_a_panel_works_in_their_own_team_too(brackenshore: Borough, thornhaven: Borough) -> None:
    silas = brackenshore.people["silas"]
    teams = set(silas.memberships.values_list("team__name", "manages"))
    cosima = thornhaven.people["cosima"]

    assert teams == {("Lantern Lane Inclusion", False), ("Multi Agency Action Meeting", False)}
    assert cosima.part_time
    assert set(cosima.memberships.values_list("team__name", flat=True)) == {
        "School Nursing", "Case Management Team Harbour",
    }  # fmt: skip


def test_everybody_of_every_place_can_be_stepped_into(brackenshore: Borough, thornhaven: Borough) -> None:
    parts = {place.partnership: [each.name for each in place.parts] for place in cast()}

    assert len(parts) == 5
    assert parts["Brackenshore Family Solutions"][0] == "Maren Holt"
    assert "Cosima Hay" in parts["Thornhaven Integrated Early Support"]
