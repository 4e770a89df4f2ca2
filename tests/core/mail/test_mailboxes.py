"""Addresses: mailbox and route come and go together; the API shows and changes them."""

from __future__ import annotations

import pytest

from core.accounts.models import User
from core.audit import trail
from core.desk.models import Queue
from core.mail import selectors, services, starter
from core.mail.models import InboundMail, Letter, Mailbox
from core.tickets.models import Ticket
from tenants.kernel.errors import Refused
from tenants.models import MailRoute
from tests.core.mail.conftest import letter
from tests.support.clients import SiteClient


@pytest.fixture
def billing(acme) -> Queue:
    return Queue.objects.get(name="Billing")


def test_starter_gives_one_address_and_repeats_nothing(acme):
    (box,) = Mailbox.objects.all()
    assert (box.address, box.is_default, box.queue.is_default) == ("support@acme.localhost", True, True)
    starter.stamp(acme)
    assert Mailbox.objects.count() == 1
    assert MailRoute.objects.filter(address="support@acme.localhost").count() == 1


def test_new_address_takes_mail_for_its_queue(acme, people, billing, post):
    box = services.add_mailbox(" Billing@Acme.localhost ", billing, by=people.adam.actor, name="Acme Billing")
    assert (box.address, box.is_default) == ("billing@acme.localhost", False)
    assert MailRoute.objects.get(address="billing@acme.localhost").tenant == acme
    post(letter(to="billing@acme.localhost"), to="billing@acme.localhost")
    assert Ticket.objects.get().queue == billing


def test_address_of_another_organization_is_refused(acme, people, billing):
    with pytest.raises(services.MailboxTaken):
        services.add_mailbox("support@globex.localhost", billing, by=people.adam.actor)
    with pytest.raises(services.MailboxTaken):
        services.add_mailbox("support@acme.localhost", billing, by=people.adam.actor)
    assert [box.address for box in Mailbox.objects.all()] == ["support@acme.localhost"]
    assert MailRoute.objects.get(address="support@globex.localhost").tenant.slug == "globex"


@pytest.mark.parametrize(
    "address", ["", "billing", "a+b@acme.localhost", "a@b\r\nx@y.example", "a b@acme.localhost"]
)
def test_bad_address_is_refused(people, billing, address):
    with pytest.raises(services.BadMailbox):
        services.add_mailbox(address, billing, by=people.adam.actor)
    assert Mailbox.objects.count() == 1


def test_removed_address_takes_its_route_along(people, billing):
    box = services.add_mailbox("sales@acme.localhost", billing, by=people.adam.actor)
    services.remove_mailbox(box, by=people.adam.actor)
    services.remove_mailbox(box, by=people.adam.actor)
    assert not MailRoute.objects.filter(address="sales@acme.localhost").exists()
    with pytest.raises(services.DefaultMailboxStays):
        services.remove_mailbox(Mailbox.objects.get(), by=people.adam.actor)
    assert MailRoute.objects.filter(address="support@acme.localhost").exists()


def test_another_default(people, billing):
    box = services.add_mailbox("sales@acme.localhost", billing, by=people.adam.actor)
    services.make_default(box, by=people.adam.actor)
    assert selectors.default_mailbox() == box
    assert Mailbox.objects.filter(is_default=True).count() == 1


def test_an_address_that_confirms_nothing_opens_tickets_in_silence(people, post, drain, smtp):
    support = Mailbox.objects.get()
    services.set_confirming(support, False, by=people.adam.actor)
    services.set_confirming(support, False, by=people.adam.actor)
    post(letter())

    drain()
    assert Ticket.objects.count() == 1
    assert Letter.objects.count() == 0
    assert InboundMail.objects.get().trace[-1]["says"] == "switched off for this address"
    assert trail.history(support, "mailbox.confirms").count() == 1


def test_who_may_look(people):
    assert selectors.mailboxes(people.adam.actor).count() == 1
    assert list(selectors.held(people.lena.actor)) == []
    with pytest.raises(Refused):
        selectors.mailboxes(people.ana.actor)
    with pytest.raises(Refused):
        selectors.held(people.ana.actor)


def _client(acme, user: User) -> SiteClient:
    user.role.requires_mfa = False
    user.role.save()
    return SiteClient(acme).sign_in(user)


def test_api_of_mailboxes(acme, people, billing):
    client = _client(acme, people.adam)
    made = client.post(
        "/api/v1/mailboxes/",
        {"address": "api@acme.localhost", "queue": billing.pk},
        content_type="application/json",
    )
    assert made.status_code == 201
    assert made.json() == {
        "id": made.json()["id"], "address": "api@acme.localhost", "name": "", "queue": billing.pk, "is_default": False,
        "confirms": True, "tells_merges": True, "same_case": "ask",
    }  # fmt: skip
    where = f"/api/v1/mailboxes/{made.json()['id']}/"
    silent = client.patch(where, {"confirms": False}, content_type="application/json")
    assert (silent.status_code, silent.json()["confirms"]) == (200, False)
    assert client.patch(where, {"confirms": "perhaps"}, content_type="application/json").status_code == 400
    shown = client.get("/api/v1/mailboxes/").json()["results"]
    assert [box["address"] for box in shown] == ["support@acme.localhost", "api@acme.localhost"]
    again = client.post(
        "/api/v1/mailboxes/", {"address": "api@acme.localhost"}, content_type="application/json"
    )
    assert (again.status_code, again.json()["code"]) == (409, "mailbox.taken")
    assert client.delete(where).status_code == 204
    assert Mailbox.objects.count() == 1


def test_api_of_held_mail(acme, people, post, drain):
    inbound = post(letter("I am away.", auto_submitted="auto-replied"))
    client = _client(acme, people.adam)
    (shown,) = client.get("/api/v1/held-mail/").json()["results"]
    assert (shown["id"], shown["state"], shown["reason"]) == (
        inbound.public_id, "parked", "Automatic answer (auto-submitted).",
    )  # fmt: skip
    assert shown["trace"][-1] == {"step": "automatic", "says": "Automatic answer (auto-submitted)."}
    assert client.get("/api/v1/held-mail/?state=quarantined").json()["results"] == []
    assert client.post(f"/api/v1/held-mail/{inbound.public_id}/replay/").json()["state"] == "received"
    drain()
    assert InboundMail.objects.get().state == "done"
    assert Ticket.objects.count() == 1
    refused = client.post(f"/api/v1/held-mail/{inbound.public_id}/replay/")
    assert (refused.status_code, refused.json()["code"]) == (409, "mail.not_held")


def test_api_is_closed_to_agents(acme, people, agent_client):
    for path in ("/api/v1/mailboxes/", "/api/v1/held-mail/"):
        assert agent_client.get(path).status_code == 403
    made = agent_client.post(
        "/api/v1/mailboxes/", {"address": "x@acme.localhost"}, content_type="application/json"
    )
    assert made.status_code == 403
    assert Mailbox.objects.count() == 1
