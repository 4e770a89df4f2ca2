"""Two customers are one: everything moves and is written down, and a split returns exactly that."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.audit import trail
from core.audit.models import Record
from core.contacts import middleware, selectors, services, sharing
from core.contacts.belongings import belongings
from core.contacts.models import Contact, ContactMerge, Identity, NotTheSame, PortalLink
from core.mail import marks
from core.tickets import services as tickets
from core.tickets.models import Message, Participant, Ticket
from core.tickets.services.words import Words
from tenants import secrets
from tenants.kernel import clock
from tests.core.mail.conftest import letter, post, smtp  # noqa: F401
from tests.support.callers import Caller, one_of_each
from tests.support.callers import said as problem
from tests.support.stillness import nothing_moves

pytestmark = pytest.mark.django_db
NOT_MOVED = {  # foreign keys that stay with the row, and why
    "contacts.portallink.contact": "its links end: they are refused while the customer is merged",
    "contacts.contactmerge.survivor": "the record of merges",
    "contacts.contactmerge.merged": "the record of merges",
    "contacts.contact.merged_into": "where a merged row leads",
    "contacts.notthesame.one": "said of that row",
    "contacts.notthesame.other": "said of that row",
}


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


@pytest.fixture
def twin(people):
    """Carla writes from another address, and was taken for somebody else."""
    twin = services.contact_for("c.customer@work.example", "C. Customer", language="de")
    services.update(twin, by=people.ana.actor, notes="Called once.")
    return Contact.objects.get(pk=twin.pk)


def open_ticket(contact, subject="Help"):
    return tickets.open_ticket(contact, subject, Words("Please."), channel="mail", by=contact.actor)[0]


def merge(people, twin, **more):
    return services.merge_contacts(twin, into=people.carla, by=people.ana.actor, **more)


def picture():
    """Who holds what."""
    return (
        set(Ticket.objects.values_list("pk", "contact")),
        set(Message.objects.values_list("pk", "author_contact")),
        set(Participant.objects.values_list("ticket", "contact")),
        set(Identity.objects.values_list("email", "contact", "is_added")),
        set(
            Contact.objects.values_list("pk", "name", "email", "notes", "language", "company", "merged_into")
        ),
    )


def test_every_foreign_key_to_a_customer_is_moved_or_says_why_not():
    found = {
        f"{field.related_model._meta.label_lower}.{field.field.name}"
        for field in Contact._meta.get_fields(include_hidden=True)
        if field.is_relation and field.auto_created and not field.concrete
    }
    assert found == {kind.key for kind in belongings()} | set(NOT_MOVED)


def test_everything_moves_and_a_split_returns_exactly_that(people, twin):
    services.save_company(None, by=people.ana.actor, name="Work", domains=["work.example"])
    mine, theirs, others = open_ticket(people.carla), open_ticket(twin), open_ticket(people.dmitri)
    tickets.include(mine, [twin, people.dmitri], by=people.ana.actor)
    tickets.include(theirs, [people.carla], by=people.ana.actor)
    tickets.include(others, [people.carla, twin], by=people.ana.actor)
    before = picture()

    row = merge(people, twin, take=("name",))

    stays = Contact.objects.get(pk=people.carla.pk)
    assert set(Ticket.objects.filter(contact=stays)) == {mine, theirs}
    assert not Message.objects.filter(author_contact=twin).exists()
    assert set(Participant.objects.values_list("ticket", "contact")) == {
        (mine.pk, people.dmitri.pk),
        (others.pk, stays.pk),
    }
    assert (stays.name, stays.language, stays.notes) == ("C. Customer", "de", "Called once.")
    assert stays.company.name == "Work"
    assert [one.email for one in selectors.addresses(stays)] == [people.carla.email, twin.email]
    assert Record.objects.get(action="contact.merged").after == {"merge": row.pk}

    assert services.split_contacts(row, by=people.ana.actor).pk == twin.pk
    assert picture() == before
    with nothing_moves():
        services.split_contacts(row, by=people.ana.actor)


def test_what_came_later_stays_with_the_survivor(people, twin, post):  # noqa: F811
    old = open_ticket(twin)
    row = merge(people, twin)
    later = post(letter("More.", sender=twin.email), sender=twin.email).message.ticket
    services.update(people.carla, by=people.ana.actor, name="Carla Neu")
    assert later.contact == people.carla
    services.split_contacts(row, by=people.ana.actor)
    assert Ticket.objects.get(pk=old.pk).contact == twin
    assert Ticket.objects.get(pk=later.pk).contact == people.carla
    assert Contact.objects.get(pk=people.carla.pk).name == "Carla Neu"
    assert post(letter("Again.", sender=twin.email), sender=twin.email).message.ticket.contact == twin


def test_twice_is_once_and_chains_are_told(people, twin):
    row = merge(people, twin)
    with nothing_moves():
        assert merge(people, twin) == row
        with pytest.raises(services.MergedAlready):
            services.merge_contacts(twin, into=people.dmitri, by=people.ana.actor)
        with pytest.raises(services.SamePerson):
            services.merge_contacts(twin, into=twin, by=people.ana.actor)
    services.merge_contacts(people.carla, into=people.dmitri, by=people.ana.actor)
    with pytest.raises(selectors.MergedAway) as moved:
        selectors.contact_by(people.ana.actor, twin.public_id)
    assert moved.value.data["merged_into"] == people.dmitri.public_id
    with nothing_moves(), pytest.raises(services.TooLateToSplit):
        services.split_contacts(row, by=people.ana.actor)


def test_after_thirty_days_they_stay_together(people, twin):
    row = merge(people, twin)
    late = clock.now() + timedelta(days=30, seconds=1)
    with clock.at(late), nothing_moves(), pytest.raises(services.TooLateToSplit):
        services.split_contacts(row, by=people.ana.actor)
    with clock.at(clock.now() + timedelta(days=29)):
        services.split_contacts(row, by=people.ana.actor)


def test_a_blocked_one_and_one_who_is_not_are_decided_first(people, twin):
    Contact.objects.filter(pk=twin.pk).update(is_blocked=True)
    with nothing_moves(), pytest.raises(services.BlockedDiffer):
        merge(people, twin)
    Contact.objects.filter(pk=people.carla.pk).update(is_blocked=True)
    assert merge(people, twin).survivor == people.carla


def test_addresses_nobody_proved_open_nothing_of_two_people(acme, people, twin, browser):
    proved = Identity.objects.filter(email=people.carla.email)
    proved.update(verified_at=clock.now())
    link = services.mint_portal_link(twin, twin.email)
    visitor, mine = browser(acme), browser(acme)
    visitor.post(f"/help/sign-in/{services.portal_token(services.mint_portal_link(twin, twin.email))}/")
    Identity.objects.filter(email=twin.email).update(verified_at=None)
    mine.post(
        f"/help/sign-in/{services.portal_token(services.mint_portal_link(people.carla, people.carla.email))}/"
    )
    program = Caller(acme, twin)
    assert program.read("/portal/tickets/").status_code == 200

    row = merge(people, twin)

    assert visitor.get("/help/requests/").status_code == 302
    assert mine.get("/help/requests/").status_code == 200
    assert mine.session[middleware.SESSION_KEY] == people.carla.pk
    assert program.read("/portal/tickets/").status_code == 401
    with pytest.raises(secrets.BadLink):
        services.open_portal(services.portal_token(link))
    asked = PortalLink.objects.count()
    services.ask_portal_link(twin.email)
    assert PortalLink.objects.count() == asked
    services.split_contacts(row, by=people.ana.actor)
    services.ask_portal_link(twin.email)
    assert PortalLink.objects.count() == asked + 1


def test_answers_to_letters_of_before_are_heard(people, twin, post):  # noqa: F811
    ticket = open_ticket(twin)
    token = marks.reply_token(ticket, twin.pk)
    merge(people, twin)
    heard = post(letter("Yes.", sender=twin.email), to=f"support+{token}@acme.localhost", sender=twin.email)
    assert heard.message.ticket == ticket
    assert heard.message.author_contact == people.carla


def test_mail_under_way_for_the_merged_one_ends_with_the_survivor(people, twin, drain):
    stale = Contact.objects.get(pk=twin.pk)
    row = merge(people, twin)
    assert open_ticket(stale).contact == people.carla
    stray = Ticket.objects.filter(pk=open_ticket(people.dmitri).pk)
    stray.update(contact=twin)  # as if it had been committed while the two were merged
    drain()
    assert stray.get().contact == people.carla
    services.split_contacts(row, by=people.ana.actor)
    assert stray.get().contact == twin


def test_an_address_removed_or_a_company_gone_meanwhile_is_no_harm(people, twin):
    company = services.save_company(None, by=people.ana.actor, name="Work", domains=["work.example"])
    row = merge(people, twin)
    services.remove_address(Identity.objects.get(email=twin.email), by=people.ana.actor)
    services.delete_company(company, by=people.ana.actor)
    services.split_contacts(row, by=people.ana.actor)
    back = Contact.objects.get(pk=twin.pk)
    assert (back.email, back.company, back.merged_into) == ("", None, None)


def test_over_the_api(callers, people, twin):
    open_ticket(twin)
    path = f"/contacts/{people.carla.public_id}/"
    seen = callers.lars.read(f"{path}merge/", other=twin.public_id).json()
    assert seen["counts"]["tickets.ticket.contact"] == 1
    assert seen["conflicts"] == {"name": ["Carla Customer", "C. Customer"]}
    assert seen["unproved"] == [people.carla.email, twin.email]
    made = callers.ana.call("POST", f"{path}merge/", {"other": twin.public_id, "take": ["name"]})
    assert made.status_code == 201
    moved = callers.lars.read(f"/contacts/{twin.public_id}/")
    assert (moved.status_code, moved.json()) == (301, {"merged_into": people.carla.public_id})
    assert moved["Location"] == f"/api/v1{path}"
    assert problem(callers.ana.call("PATCH", f"/contacts/{twin.public_id}/", {"name": "x"})) == (
        404,
        "contact.merged",
    )
    [row] = callers.lars.read(f"{path}merges/").json()
    assert row == made.json()
    back = callers.ana.call("POST", f"{path}merges/{row['id']}/split/")
    assert back.json()["id"] == twin.public_id
    assert callers.lars.read(f"{path}merges/").json() == []


DOORS = [
    ("GET", "merge/?other={twin}", None, {"ana", "lars"}),
    ("GET", "merges/", None, {"ana", "lars"}),
    ("GET", "likely/", None, {"ana", "lars"}),
    ("POST", "likely/", {"other": "{twin}"}, {"ana"}),
    ("POST", "merge/", {"other": "{twin}"}, {"ana"}),
    ("POST", "merges/0/split/", None, {"ana"}),
]


@pytest.mark.parametrize(("method", "path", "body", "allowed"), DOORS)
def test_only_those_who_may(callers, people, twin, method, path, body, allowed):
    path = f"/contacts/{people.carla.public_id}/{path.format(twin=twin.public_id)}"
    body = body and {name: value.format(twin=twin.public_id) for name, value in body.items()}
    for who in {"lars", "bea", "carla", "stranger"} - allowed:
        with nothing_moves():
            answer = getattr(callers, who).call(method, path, body)
            assert problem(answer) == ((401, "unauthenticated") if who == "stranger" else (403, "forbidden"))
    for who in sorted(allowed):
        assert getattr(callers, who).call(method, path, body).status_code in (200, 201, 204, 404)


def test_who_may_be_the_same_is_shown_until_somebody_says_no(callers, people):
    company = services.save_company(None, by=people.ana.actor, name="Inc", domains=["customer.example"])
    named = services.contact_for("other@customer.example", "carla customer")
    local = services.contact_for("carla@private.example", "Somebody")
    services.contact_for("x@far.example", "Carla Customer")  # the same name alone says nothing
    services.contact_for("info@one.example", "A")
    assert company.contacts.count() == 2
    path = f"/contacts/{people.carla.public_id}/likely/"
    assert [row["id"] for row in callers.lars.read(path).json()] == [named.public_id, local.public_id]
    for _ in range(2):
        callers.ana.call("POST", path, {"other": local.public_id})
    assert [row["id"] for row in callers.lars.read(path).json()] == [named.public_id]
    back = callers.lars.read(f"/contacts/{local.public_id}/likely/").json()
    assert people.carla.public_id not in [row["id"] for row in back]
    assert NotTheSame.objects.count() == 1
    role = services.contact_for("info@two.example", "B")
    assert callers.lars.read(f"/contacts/{role.public_id}/likely/").json() == []


def test_on_the_pages(agent_client, people, twin):
    open_ticket(twin)
    path = f"/desk/customers/{people.carla.public_id}/"
    assert twin.public_id in agent_client.get(f"{path}merge/?q=c.customer").text
    seen = agent_client.get(f"{path}merge/?other={twin.public_id}").text
    assert "What moves to Carla Customer" in seen
    assert "C. Customer" in seen
    agent_client.post(f"{path}merge/", {"other": twin.public_id, "take_name": "other"})
    page = agent_client.get(path).text
    assert "Merged into this customer" in page
    assert agent_client.get(f"/desk/customers/{twin.public_id}/")["Location"] == path
    row = ContactMerge.objects.get()
    assert agent_client.post(f"{path}split/{row.pk}/")["Location"] == f"/desk/customers/{twin.public_id}/"
    assert Contact.objects.get(pk=people.carla.pk).name == "Carla Customer"
    taken = agent_client.post(f"{path}addresses/", {"email": twin.email})
    assert f"{path}merge/?other={twin.public_id}" in taken.text


@pytest.mark.parametrize("number", [1, 30])
def test_a_merge_costs_the_same_for_every_number(people, twin, number, django_assert_max_num_queries):
    for one in range(number):
        open_ticket(twin, f"No {one}")
    with django_assert_max_num_queries(40):
        row = merge(people, twin)
    with django_assert_max_num_queries(40):
        services.split_contacts(row, by=people.ana.actor)


def test_gathering_locks_as_every_writer_of_tickets_does(people, twin, django_assert_max_num_queries):
    """Tickets first: a split that waits for the merge's row must not hold what gathering waits for."""
    row = services.merge_contacts(twin, into=people.carla, by=people.ana.actor)
    with django_assert_max_num_queries(20) as asked:
        services.gather(row.pk)
    locks = [one["sql"] for one in asked.captured_queries if "FOR UPDATE" in one["sql"]]
    assert '"tickets_ticket"' in locks[0]
    assert '"contacts_contactmerge"' in locks[-1]


def test_an_address_brought_back_after_a_merge_is_the_survivors(people, twin):
    spare = services.add_address(twin, "spare@work.example", by=people.ana.actor)
    token = services.remove_address(spare, by=people.ana.actor)
    services.merge_contacts(twin, into=people.carla, by=people.ana.actor)

    assert services.restore_address(token, by=people.ana.actor) == people.carla

    assert Identity.objects.get(email="spare@work.example").contact == people.carla
    assert Contact.objects.get(pk=twin.pk).email != "spare@work.example"


def test_who_said_that_they_are_two_stands_in_the_record(people, twin):
    for _ in range(2):
        services.keep_apart(people.carla, twin, by=people.ana.actor)
    line = trail.history(people.carla, "contact.kept_apart").get()
    assert (line.actor_id, line.after) == (people.ana.pk, {"contact": twin.public_id})
    with pytest.raises(services.SamePerson):
        services.keep_apart(twin, twin, by=people.ana.actor)


@pytest.fixture
def firm(people):
    """Nordlicht shares its tickets; Dmitri is one of its people, with two requests."""
    row = services.save_company(None, name="Nordlicht", shares_tickets=True, by=people.ana.actor)
    services.update(people.dmitri, by=people.ana.actor, company=row)
    for subject in ("One", "Two"):
        open_ticket(people.dmitri, subject)
    return row


def test_a_merge_that_shows_tickets_to_others_is_said_and_asked_for(callers, people, twin, firm):
    services.update(twin, by=people.ana.actor, company=firm)
    open_ticket(people.carla)
    path = f"/contacts/{people.carla.public_id}/merge/"
    seen = callers.lars.read(path, other=twin.public_id).json()["sharing"]
    assert seen == [{"company": firm.pk, "name": "Nordlicht", "people": 1, "shown": 1, "seen": 2}]

    before = picture()
    refused = callers.ana.call("POST", path, {"other": twin.public_id})
    assert problem(refused) == (409, "contact.merge_shows_tickets")
    assert refused.json()["details"] == {"company": "Nordlicht", "people": 1, "shown": 1, "seen": 2}
    assert picture() == before
    assert callers.ana.call("POST", path, {"other": twin.public_id, "share": True}).status_code == 201
    assert Ticket.objects.filter(contact=people.carla).count() == 1


def test_the_merged_ones_tickets_are_shown_to_the_survivors_colleagues(people, twin, firm):
    services.update(people.carla, by=people.ana.actor, company=firm)
    people.carla.refresh_from_db()
    assert sharing.outcomes(twin, people.carla) == [sharing.Sharing(firm, 1, 0, 2)]
    open_ticket(twin)
    assert sharing.outcomes(twin, people.carla) == [sharing.Sharing(firm, 1, 1, 2)]
    with pytest.raises(services.ShowsTickets):
        merge(people, twin)


def test_where_nothing_is_shown_nobody_is_asked(people, twin, firm):
    for one in (people.carla, twin):
        services.update(one, by=people.ana.actor, company=firm)
        one.refresh_from_db()
    assert sharing.outcomes(twin, people.carla) == []
    merge(people, twin)


def test_which_company_stays_decides(people, twin, firm):
    quiet = services.save_company(None, name="Quiet", by=people.ana.actor)
    services.update(people.carla, by=people.ana.actor, company=quiet)
    services.update(twin, by=people.ana.actor, company=firm)
    with pytest.raises(services.ShowsTickets):
        merge(people, twin, take=("company_id",))
    merge(people, twin)
    assert Contact.objects.get(pk=people.carla.pk).company == quiet


def test_the_page_names_who_will_see_more_and_wants_a_tick(agent_client, people, twin, firm):
    services.update(twin, by=people.ana.actor, company=firm)
    path = f"/desk/customers/{people.carla.public_id}/merge/"
    seen = agent_client.get(f"{path}?other={twin.public_id}").text
    assert "People of Nordlicht see each other" in seen
    assert "2 tickets of theirs become visible to Carla Customer." in seen
    assert 'name="share" value="1" required' in seen

    refused = agent_client.post(path, {"other": twin.public_id})
    assert refused.status_code == 409
    assert "Nordlicht shows its tickets to its people" in refused.text
    assert not ContactMerge.objects.exists()
    agent_client.post(path, {"other": twin.public_id, "share": "1"})
    assert ContactMerge.objects.exists()


def test_what_was_chosen_before_the_refusal_stays_chosen(agent_client, people, twin, firm):
    services.update(twin, by=people.ana.actor, company=firm)
    services.update(people.carla, by=people.ana.actor, language="en")
    path = f"/desk/customers/{people.carla.public_id}/merge/"
    chosen = {"other": twin.public_id, "take_name": "own", "take_language": "other"}
    refused = agent_client.post(path, chosen).text
    assert 'name="take_name" value="own" checked' in refused
    assert 'name="take_language" value="other" checked' in refused
    assert 'name="take_language" value="own" checked' not in refused
    assert 'value="1" aria-invalid="true" autofocus' in refused

    agent_client.post(path, chosen | {"share": "1"})
    people.carla.refresh_from_db()
    assert (people.carla.name, people.carla.language) == ("Carla Customer", "de")


def test_one_blocked_customer_is_said_beside_the_choices(agent_client, people, twin):
    services.update(twin, by=people.ana.actor, is_blocked=True)
    path = f"/desk/customers/{people.carla.public_id}/merge/"
    refused = agent_client.post(path, {"other": twin.public_id, "take_name": "other"})
    assert refused.status_code == 409
    assert 'name="take_name" value="other" checked' in refused.text


def test_what_is_shown_costs_the_same_for_every_number(people, twin, firm, django_assert_max_num_queries):
    for n in range(20):
        one = services.contact_for(f"p{n}@nordlicht.example", f"P{n}")
        services.update(one, by=people.ana.actor, company=firm)
        open_ticket(one)
    services.update(twin, by=people.ana.actor, company=firm)
    twin.refresh_from_db()
    with django_assert_max_num_queries(5):
        assert sharing.outcomes(twin, people.carla) == [sharing.Sharing(firm, 21, 0, 22)]
