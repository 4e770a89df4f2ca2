"""Colleagues: invited, given roles, deactivated; nobody above one's own rank."""

import pytest

from core.accounts.models import Invitation, User
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(acme, people):
    return SiteClient(acme).sign_in(people.adam)


@pytest.fixture
def room(acme):
    """Seats enough for everybody."""
    from billing.services import start_trial
    from tenants import context

    with context.tenant(acme):
        start_trial(acme)


def test_the_list_tells_roles_and_invitations(admin, room, people):
    admin.post("/settings/people/invite/", {"email": "eva@acme.example", "role": "agent"})

    html = admin.get("/settings/people/").content.decode()
    for words in ("Olivia Owner", "Ana Agent", "eva@acme.example", "invited", "you"):
        assert words in html


def test_inviting_twice_renews(admin, room, people):
    for _ in range(2):
        assert (
            admin.post("/settings/people/invite/", {"email": "eva@acme.example", "role": "agent"}).status_code
            == 302
        )

    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"email": "nonsense", "role": "agent"}, "e-mail address"),
        ({"email": "ana@acme.example", "role": "agent"}, "a colleague already"),
    ],
)
def test_an_invitation_that_cannot_be(admin, room, people, sent, words):
    page = admin.post("/settings/people/invite/", sent)

    assert page.status_code in (409, 422)
    assert words in page.content.decode()
    assert sent["email"] in page.content.decode()
    assert Invitation.objects.count() == 0


def test_an_admin_makes_no_owner_and_unmakes_none(admin, room, people):
    assert (
        admin.post("/settings/people/invite/", {"email": "eva@acme.example", "role": "owner"}).status_code
        == 403
    )
    for action in ("deactivate", "reset_mfa"):
        assert admin.post(f"/settings/people/{people.olivia.pk}/", {"action": action}).status_code == 403
    assert (
        admin.post(f"/settings/people/{people.ana.pk}/", {"action": "role", "role": "owner"}).status_code
        == 403
    )

    people.ana.refresh_from_db()
    assert people.ana.role.key == "agent"
    assert User.objects.get(pk=people.olivia.pk).is_active
    assert Invitation.objects.count() == 0


def test_role_leaving_and_coming_back(admin, room, people):
    url = f"/settings/people/{people.ana.pk}/"

    admin.post(url, {"action": "role", "role": "lead"})
    admin.post(url, {"action": "deactivate"})
    ana = User.objects.get(pk=people.ana.pk)
    assert (ana.role.key, ana.is_active) == ("lead", False)

    admin.post(url, {"action": "activate"})
    assert User.objects.get(pk=people.ana.pk).is_active


def test_somebody_deactivated_is_out_at_once(admin, acme, room, people):
    hers = SiteClient(acme).sign_in(people.ana)
    assert hers.get("/settings/security/").status_code == 200

    admin.post(f"/settings/people/{people.ana.pk}/", {"action": "deactivate"})

    assert hers.get("/settings/security/").status_code == 302


def test_unknown_people_and_acts(admin, people):
    assert admin.post("/settings/people/999999/", {"action": "deactivate"}).status_code == 404
    assert admin.post("/settings/people/999999/", {"action": "resend"}).status_code == 404
    assert admin.post(f"/settings/people/{people.ana.pk}/", {"action": "dance"}).status_code == 400


def test_an_agent_changes_nobody(agent_client, people):
    answer = agent_client.post(f"/settings/people/{people.ben.pk}/", {"action": "deactivate"})

    assert answer.status_code == 403
    assert User.objects.get(pk=people.ben.pk).is_active


def test_an_invitation_is_withdrawn(admin, room):
    admin.post("/settings/people/invite/", {"email": "eva@acme.example", "role": "agent"})
    row = Invitation.objects.get()

    admin.post(f"/settings/people/{row.pk}/", {"action": "withdraw"})

    row.refresh_from_db()
    assert row.withdrawn_at is not None
