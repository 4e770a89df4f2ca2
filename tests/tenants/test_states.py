"""Every state at every door: what the running product does, not what the table says."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from celery import shared_task
from celery.exceptions import Reject
from django.conf import settings

from ai import routes
from ai.models import Run
from core.mail import tasks as mail
from core.mail.listener.book import Book, Unknown
from core.mail.models import Letter
from core.realtime.admission import admitted
from core.tickets import services as tickets
from core.tickets.services.words import Words
from tenants import context, rules, selectors, services, tasks
from tenants.http import hosts
from tenants.kernel import clock, memory
from tenants.kernel.actor import SYSTEM
from tenants.models import PlatformRecord, Tenant
from tenants.rules import Door, Pass
from tenants.tasks import HEADER, TenantTask
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db
STATES = list(rules.DOORS)
HELD = "held"
ran: list[str] = []


@shared_task(base=TenantTask, name="test.states", lane="default")
def work() -> None:
    ran.append(context.current_schema())


def put(tenant: Tenant, state: str) -> Tenant:
    values = {"upkeep": "moving"} if state == HELD else {"state": state}
    Tenant.objects.filter(pk=tenant.pk).update(**values)
    memory.forget()
    tenant.refresh_from_db()
    return tenant


def expected(state: str, door: Door) -> Pass:
    return rules.at("active", door, held=True) if state == HELD else rules.at(state, door)


@pytest.fixture
def world(acme: Tenant, people: SimpleNamespace) -> SimpleNamespace:
    ticket, _message = tickets.open_ticket(
        people.carla, "A question", Words("Where is my invoice?"), channel="mail", by=people.carla.actor
    )
    olivia, ana = SiteClient(acme).sign_in(people.olivia), SiteClient(acme).sign_in(people.ana)
    customer = SiteClient(acme)
    session = customer.session
    session["portal_contact"] = people.carla.pk
    session.save()
    return SimpleNamespace(ticket=ticket, olivia=olivia, ana=ana, customer=customer, people=people)


def codes(client: SiteClient, path: str, data: dict[str, str]) -> tuple[int, int]:
    """(of reading, of writing); redirects of a form that was taken count as 200."""
    kind = {"content_type": "application/json"} if path.startswith("/api/") else {}
    answers = client.get(path).status_code, client.post(path, data, **kind).status_code
    return tuple(200 if code in (201, 204, 302, 422) else code for code in answers)  # type: ignore[return-value]


AS_SEEN = {  # pass -> (reading, writing) of an agent
    Pass.OPEN: (200, 200),
    Pass.READ: (200, 403),
    Pass.OWNER: (403, 403),
    Pass.LATER: (503, 503),
    Pass.SHUT: (403, 403),
    Pass.GONE: (410, 410),
}


@pytest.mark.parametrize("state", [*STATES, HELD])
def test_pages_and_api_of_agents(world: SimpleNamespace, acme: Tenant, state: str) -> None:
    put(acme, state)
    page = codes(
        world.ana, "/desk/tickets/new/", {"email": "new@customer.example", "subject": "Hi", "body": "Hi"}
    )
    api = codes(
        world.ana, "/api/v1/tickets/", {"email": "new@customer.example", "subject": "Hi", "body": "Hi"}
    )
    assert page == AS_SEEN[expected(state, Door.PAGE)]
    assert api == AS_SEEN[expected(state, Door.API)]


@pytest.mark.parametrize("state", [*STATES, HELD])
def test_customers_in_the_portal(world: SimpleNamespace, acme: Tenant, state: str) -> None:
    put(acme, state)
    seen = codes(world.customer, "/help/requests/new/", {"subject": "Again", "body": "It happened again."})
    assert seen == AS_SEEN[expected(state, Door.PORTAL)]


@pytest.mark.parametrize("state", ["restricted", "leaving"])
def test_owners_can_always_sign_in_and_pay(world: SimpleNamespace, acme: Tenant, state: str) -> None:
    put(acme, state)
    assert world.olivia.get("/settings/billing/").status_code == 200
    assert world.olivia.post("/settings/billing/", {"plan": "team", "seats": "x"}).status_code in (400, 422)
    assert SiteClient(acme).get("/login/").status_code == 200
    said = world.ana.post("/api/v1/tickets/", {}, content_type="application/json").json()
    assert said["code"] == ("tenant.restricted" if state == "restricted" else "tenant.leaving")


def test_agents_find_the_desk_of_a_leaving_organization_closed(world: SimpleNamespace, acme: Tenant) -> None:
    put(acme, "leaving")
    assert world.ana.get("/desk/").status_code == 403
    assert "being closed" in world.ana.get("/desk/").content.decode()
    assert world.olivia.get("/desk/").status_code == 200
    assert SiteClient(acme).get("/desk/").status_code == 302  # to sign in first


@pytest.mark.parametrize("state", [*STATES, HELD])
def test_mail_that_comes_in(acme: Tenant, state: str) -> None:
    found = Book().look_up("support@acme.localhost") if put(acme, state) else None
    assert (
        found
        == {
            Pass.OPEN: acme,
            Pass.LATER: Unknown.LATER,
            Pass.SHUT: Unknown.CLOSED,
            Pass.GONE: Unknown.CLOSED,
        }[expected(state, Door.MAIL_IN)]
    )


@pytest.mark.parametrize("state", [*STATES, HELD])
def test_background_work(acme: Tenant, state: str) -> None:
    ran.clear()
    put(acme, state)
    allowed = expected(state, Door.TASK)
    work.push_request(called_directly=False, **{HEADER: "acme"})
    try:
        if allowed is Pass.GONE:
            with pytest.raises(Reject):
                work()
        else:
            work()
    finally:
        work.pop_request()
    assert ran == (["acme"] if allowed is Pass.OPEN else [])
    assert ("acme" in selectors.resting()) == (allowed is Pass.LATER)


@pytest.mark.parametrize("state", [*STATES, HELD])
def test_sockets(world: SimpleNamespace, acme: Tenant, state: str) -> None:
    put(acme, state)
    found = admitted("acme.localhost", world.ana.cookies[settings.SESSION_COOKIE_NAME].value)
    assert (found.schema if found else "") == ("acme" if expected(state, Door.SOCKET) is Pass.OPEN else "")


def test_upkeep_puts_a_task_off_and_it_comes_back(acme: Tenant, drain) -> None:
    ran.clear()
    put(acme, HELD)
    work.delay()
    drain()
    assert ran == []
    Tenant.objects.filter(pk=acme.pk).update(upkeep="")
    tasks._known.clear()

    drain(at=clock.now() + rules.EXPORT_WINDOW)
    assert ran == ["acme"]


def test_a_restricted_organization_reads_no_message_with_ai(
    world: SimpleNamespace, acme: Tenant, drain
) -> None:
    put(acme, "restricted")
    context.connection.set_tenant(acme)
    drain()
    assert list(Run.objects.values_list("state", "reason")) == [
        ("skipped", "The workspace is restricted until its payment is settled.")
    ]


def test_a_restricted_organization_asks_no_model_for_anything(
    world: SimpleNamespace, acme: Tenant, settings
) -> None:
    settings.AI_API_KEY, settings.AI_MODEL, settings.AI_DRAFT_MODEL = "sk-test", "small", "small"
    for state, asked in (("active", 1), ("restricted", 0)):
        context.connection.set_tenant(put(acme, state))
        for task in ("triage", "draft", "summary", "translation"):
            assert len(routes.to(task)) == asked, (state, task)


def test_letters_wait_and_leave_when_it_is_paid(world: SimpleNamespace, acme: Tenant, drain) -> None:
    put(acme, "active")
    reply = tickets.reply(
        world.ticket, "It is under Billing.", author=world.people.ana, by=world.people.ana.actor
    )
    drain()
    letter = Letter.objects.get(message=reply)
    services.stand(acme, "restricted")
    context.connection.set_tenant(Tenant.objects.get(pk=acme.pk))

    mail.deliver(letter.pk)

    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("queued", 0)
    assert letter.last_error.startswith("held")
    assert letter.send_after > clock.now()

    services.stand(acme, "active")
    context.connection.set_tenant(Tenant.objects.get(pk=acme.pk))
    drain()
    letter.refresh_from_db()
    assert letter.last_error != "held: the organization may send nothing at the moment"
    assert letter.attempts == 1  # tried, towards a relay that is not there


def test_an_owner_closes_the_workspace_and_keeps_it_after_all(world: SimpleNamespace, acme: Tenant) -> None:
    for client, typed, code in ((world.olivia, "acm", 422), (world.ana, "acme", 403)):
        assert client.post("/settings/organization/close/", {"typed": typed}).status_code == code
    acme.refresh_from_db()
    assert acme.state == "active"

    assert world.olivia.post("/settings/organization/close/", {"typed": "acme"}).status_code == 302
    hosts.forget()
    acme.refresh_from_db()
    assert acme.state == "leaving"
    line = PlatformRecord.objects.get(action="tenant.leaving")
    assert (line.actor, line.actor_name, line.reason) == (
        world.people.olivia.actor.ref, "", "Closed by its owner.",
    )  # fmt: skip
    page = world.olivia.get("/settings/organization/").content.decode()
    assert "Keep this workspace after all" in page

    assert world.olivia.post("/settings/organization/keep/").status_code == 302
    acme.refresh_from_db()
    assert acme.state == "active"


def test_the_clock_moves_who_is_left_alone(acme: Tenant) -> None:
    services.stand(acme, "past_due")
    began = Tenant.objects.get(pk=acme.pk).state_since
    seen = []
    for days in (13, 15, 40, 46, 100, 107, 200):
        with clock.at(began + timedelta(days=days)):
            services.move_on()
            seen.append(Tenant.objects.get(pk=acme.pk).state)
    assert seen == ["past_due", "restricted", "restricted", "suspended", "suspended", "leaving", "leaving"]
    with clock.at(began + timedelta(days=200)):
        assert list(services.due_for_purge()) == [acme]

    services.reactivate(acme, by=SYSTEM)
    assert Tenant.objects.get(pk=acme.pk).state == "restricted"  # still unpaid


def test_billing_speaks_and_a_suspension_lies_over_it(acme: Tenant) -> None:
    services.suspend(acme, by=SYSTEM, reason="Spam")
    services.stand(acme, "past_due")
    services.stand(acme, "past_due")
    assert Tenant.objects.get(pk=acme.pk).state == "suspended"
    assert PlatformRecord.objects.filter(action="tenant.standing").count() == 1

    services.reactivate(acme, by=SYSTEM)
    assert Tenant.objects.get(pk=acme.pk).state == "past_due"


@pytest.mark.parametrize("one", STATES)
@pytest.mark.parametrize("other", STATES)
def test_which_state_may_follow_which(one: str, other: str) -> None:
    paying = rules.STANDINGS
    allowed = {
        "preparing": {"trial"},
        "suspended": {*paying, "leaving", "purged"},
        "leaving": {*paying, "suspended", "purged"},
        "purged": set(),
    }.get(one, {*paying, "suspended", "leaving"} - {one})
    assert rules.may_follow(other, one) == (other in allowed)


def test_a_worker_forgets_an_organization_that_is_gone_when_its_time_is_over(acme):
    tasks._known["gone"] = (0.0, acme)
    with pytest.raises(context.NoSuchTenant):
        tasks._tenant_of("gone")
    assert "gone" not in tasks._known


def test_of_a_busy_organization_the_row_is_asked_for_once_in_a_while(acme, django_assert_num_queries):
    tasks._known[acme.schema_name] = (0.0, Tenant(pk=acme.pk, name="As it was"))
    assert tasks._tenant_of(acme.schema_name).name == acme.name
    with django_assert_num_queries(0):
        assert tasks._tenant_of(acme.schema_name).name == acme.name
