"""One person, many addresses: who may be added, what each of them may do, and where answers go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.audit.models import Record
from core.contacts import middleware, selectors, services
from core.contacts.models import Contact, Identity, PortalLink
from core.mail.models import Letter
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants import secrets
from tenants.kernel import clock
from tests.core.mail.conftest import letter, post, said, smtp  # noqa: F401
from tests.support.callers import one_of_each
from tests.support.callers import said as problem
from tests.support.stillness import nothing_moves

pytestmark = pytest.mark.django_db
WORK = "carla@work.example"
LATER = timedelta(minutes=1)


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


@pytest.fixture
def work(people):
    """Carla's second address, as Ana was told of it."""
    return services.add_address(people.carla, "Carla@Work.example", by=people.ana.actor)


def of(people):
    return f"/contacts/{people.carla.public_id}/addresses/"


def test_an_address_is_added_once_and_proves_nothing(callers, people):
    first = callers.ana.call("POST", of(people), {"email": WORK})
    again = callers.ana.call("POST", of(people), {"email": WORK.upper()})
    assert (first.status_code, again.json()) == (201, first.json())
    assert first.json() | {"id": 0} == {
        "id": 0,
        "email": WORK,
        "is_main": False,
        "is_proved": False,
        "may_sign_in": False,
        "undeliverable_at": None,
    }
    assert [row["email"] for row in callers.lars.read(of(people)).json()] == ["carla@customer.example", WORK]
    assert Record.objects.filter(action="contact.address_added").count() == 1


def test_somebody_elses_address_is_refused_and_says_whose_it_is(callers, people):
    with nothing_moves():
        answer = callers.ana.call("POST", of(people), {"email": people.dmitri.email})
    assert problem(answer) == (409, "contact.email_taken")
    assert answer.json()["details"]["contact"] == people.dmitri.public_id
    assert "Dmitri" in answer.json()["error"]


def test_the_main_one_is_chosen_and_removed_never_the_last(callers, people, work):
    first = Identity.objects.get(email=people.carla.email)
    chosen = callers.ana.call("PATCH", f"{of(people)}{work.pk}/", {"is_main": True})
    assert chosen.json()["is_main"]
    assert callers.ana.call("DELETE", f"{of(people)}{work.pk}/").status_code == 204
    people.carla.refresh_from_db()
    assert people.carla.email == first.email
    with nothing_moves():
        assert problem(callers.ana.call("DELETE", f"{of(people)}{first.pk}/")) == (
            409,
            "contact.last_address",
        )
        assert problem(callers.ana.call("DELETE", f"{of(people)}{work.pk}/")) == (
            404,
            "contact.address_not_found",
        )


def test_a_removed_one_comes_back_as_it_was(people, work):
    Identity.objects.filter(pk=work.pk).update(verified_at=clock.now(), undeliverable_at=clock.now())
    services.answer_to(work, by=people.ana.actor)
    was = Identity.objects.get(pk=work.pk)
    token = services.remove_address(was, by=people.ana.actor)
    for _ in range(2):
        services.restore_address(token, by=people.ana.actor)
    now = Identity.objects.get(email=WORK)
    assert (now.verified_at, now.undeliverable_at, now.is_added) == (
        was.verified_at,
        was.undeliverable_at,
        True,
    )
    assert Contact.objects.get(pk=people.carla.pk).email == WORK


DOORS = [
    ("GET", "", None, {"ana", "lars"}),
    ("POST", "", {"email": "new@work.example"}, {"ana"}),
    ("PATCH", "{work}/", {"is_main": True}, {"ana"}),
    ("POST", "{work}/proof/", None, {"ana"}),
    ("DELETE", "{work}/", None, {"ana"}),
]


@pytest.mark.parametrize(("method", "path", "body", "allowed"), DOORS)
def test_only_those_who_may(callers, people, work, method, path, body, allowed):
    path = of(people) + path.format(work=work.pk)
    for who in {"lars", "bea", "carla", "stranger"} - allowed:
        with nothing_moves():
            answer = getattr(callers, who).call(method, path, body)
            assert problem(answer) == ((401, "unauthenticated") if who == "stranger" else (403, "forbidden"))
    for who in sorted(allowed):
        assert getattr(callers, who).call(method, path, body).status_code in (200, 201, 204)


@pytest.mark.parametrize(
    "email", ["", "no address", "a@b.example\nBcc: c@d.example", "x" * 260 + "@x.example"]
)
def test_what_is_no_address_changes_nothing(callers, people, email):
    with nothing_moves():
        assert problem(callers.ana.call("POST", of(people), {"email": email})) == (400, "invalid")


def test_another_customers_address_is_not_found_under_this_one(callers, people):
    other = Identity.objects.get(email=people.dmitri.email)
    with nothing_moves():
        answer = callers.ana.call("DELETE", f"{of(people)}{other.pk}/")
        assert problem(answer) == (404, "contact.address_not_found")


def test_an_unproved_address_never_signs_in_until_its_owner_pressed_the_link(callers, people, work, drain):
    callers.stranger.call("POST", "/portal/link/", {"email": WORK})
    drain()
    assert not PortalLink.objects.exists()

    callers.ana.call("POST", f"{of(people)}{work.pk}/proof/")
    drain()
    mailed = Letter.objects.get()
    assert (mailed.recipient, mailed.subject) == (WORK, "Is this address yours?")
    link = PortalLink.objects.get()
    callers.stranger.call("POST", "/portal/token/", {"token": services.portal_token(link)})
    assert Identity.objects.get(pk=work.pk).verified_at is not None

    callers.stranger.call("POST", "/portal/link/", {"email": WORK})
    assert PortalLink.objects.count() == 2


def test_a_link_is_worth_nothing_when_its_address_was_taken_away(people, work):
    services.ask_proof(work, by=people.ana.actor)
    token = services.portal_token(PortalLink.objects.get())
    services.remove_address(work, by=people.ana.actor)
    with nothing_moves(), pytest.raises(secrets.BadLink):
        services.open_portal(token)


def test_who_came_in_by_an_address_is_out_when_it_is_removed(acme, browser, people, work):
    Identity.objects.filter(pk=work.pk).update(verified_at=clock.now())
    visitors = {}
    for email in (WORK, people.carla.email):
        visitors[email] = browser(acme)
        token = services.portal_token(services.mint_portal_link(people.carla, email))
        visitors[email].post(f"/help/sign-in/{token}/")
        assert visitors[email].session[middleware.ADDRESS_KEY] == email
    services.remove_address(work, by=people.ana.actor)
    assert visitors[WORK].get("/help/requests/").status_code == 302
    assert visitors[people.carla.email].get("/help/requests/").status_code == 200


def test_where_mail_came_back_is_tried_again_by_a_person(callers, people, work):
    Identity.objects.filter(pk=work.pk).update(undeliverable_at=clock.now())
    path = f"{of(people)}{work.pk}/"
    with nothing_moves():
        assert problem(callers.ana.call("POST", f"{path}proof/")) == (409, "contact.undeliverable")
    assert callers.ana.call("PATCH", path, {"try_again": True}).json()["undeliverable_at"] is None
    assert callers.ana.call("POST", f"{path}proof/").status_code == 204


def test_an_answer_goes_where_they_last_wrote_from(people, work, post, drain, smtp):  # noqa: F811
    first = post(letter(mime_id="<a1@x>"))
    post(letter("More", sender=f"Carla <{WORK}>", in_reply_to="<a1@x>"), sender=WORK)
    ticket = first.message.ticket
    tickets.reply(ticket, "On it.", author=people.ana, by=people.ana.actor)
    drain(at=clock.now() + LATER)
    sent = Letter.objects.get(kind="reply")
    assert sent.recipient == WORK
    text = (
        next(one.message for one in smtp.letters if one.recipients == [WORK])
        .get_body(("plain",))
        .get_content()
    )
    assert "/help/sign-in/" not in text, "an unproved address gets no link that signs in"
    assert f"/help/requests/{ticket.number}/" in text


def test_the_agent_chooses_and_letters_on_the_way_keep_theirs(people, work, post, drain, smtp):  # noqa: F811
    ticket = post(letter()).message.ticket
    message = tickets.reply(ticket, "On it.", author=people.ana, by=people.ana.actor, to=WORK.upper())
    services.remove_address(work, by=people.ana.actor)
    drain(at=clock.now() + LATER)
    assert message.address == WORK
    assert Letter.objects.get(kind="reply").recipient == WORK
    with nothing_moves(), pytest.raises(tickets.NotTheirs):
        tickets.reply(ticket, "Again.", author=people.ana, by=people.ana.actor, to=WORK)
    assert (
        tickets.reply(ticket, "Again.", author=people.ana, by=people.ana.actor).address == people.carla.email
    )


def test_an_unproved_address_is_not_believed_by_a_number_alone(people, work, post):  # noqa: F811
    ticket = post(letter()).message.ticket
    guess = letter("It is me", sender=WORK, subject=f"Re: [{ticket.label}]")
    apart = post(guess, sender=WORK)
    assert apart.message.ticket != ticket
    assert apart.message.author_contact == people.carla
    assert "has no part in it" in said(apart, "follow_up")
    Identity.objects.filter(pk=work.pk).update(verified_at=clock.now())
    assert post(guess + b"again", sender=WORK).message.ticket == ticket


def test_the_page_offers_all_of_it(agent_client, people, work):
    path = f"/desk/customers/{people.carla.public_id}/"
    page = agent_client.get(path).text
    assert WORK in page
    assert "not verified" in page
    taken = agent_client.post(f"{path}addresses/", {"email": people.dmitri.email})
    assert taken.status_code == 409
    assert f"{path}merge/?other={people.dmitri.public_id}" in taken.text

    for action, said_then in (("proof", "is on its way"), ("main", "from now on"), ("remove", "is removed")):
        agent_client.post(f"{path}addresses/{work.pk}/", {"action": action})
        assert said_then in agent_client.get(path).text
    assert not Identity.objects.filter(email=WORK).exists()


def test_the_composer_lets_choose(agent_client, people, work, post):  # noqa: F811
    ticket = post(letter()).message.ticket
    page = agent_client.get(f"/desk/tickets/{ticket.number}/").text
    assert f'<option value="{people.carla.email}" selected>' in page
    assert "carla@work.example (not verified)" in page
    agent_client.post(f"/desk/tickets/{ticket.number}/reply/", {"body": "Yes.", "to": WORK})
    assert Ticket.objects.get(pk=ticket.pk).messages.get(kind="reply").address == WORK


def test_the_page_costs_the_same_for_every_number(agent_client, people, django_assert_max_num_queries):
    for number in range(30):
        services.add_address(people.carla, f"c{number}@work.example", by=people.ana.actor)
    agent_client.get(f"/desk/customers/{people.carla.public_id}/")
    with django_assert_max_num_queries(12):
        agent_client.get(f"/desk/customers/{people.carla.public_id}/")
    assert len(selectors.addresses(people.carla)) == 31
