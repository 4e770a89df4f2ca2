"""Companies by domain: who joins, who never does, what moves in a merge, who may."""

from __future__ import annotations

import pytest

from core.audit.models import Record
from core.contacts import services
from core.contacts.free_mail import FREE_MAIL
from core.contacts.models import Company, CompanyDomain, Contact
from core.tickets import services as tickets
from core.tickets.services.words import Words
from tests.support.callers import one_of_each, said
from tests.support.stillness import nothing_moves

pytestmark = pytest.mark.django_db


@pytest.fixture
def callers(acme, people):
    return one_of_each(acme, people)


@pytest.fixture
def inc(people):
    return services.save_company(None, by=people.ana.actor, name="Customer Inc", domains=["customer.example"])


def test_people_at_a_new_domain_join_and_later_ones_by_themselves(callers, people):
    asked = callers.lars.read("/companies/joiners/", domains="@Customer.example, other.example")
    assert [row["email"] for row in asked.json()["results"]] == [people.carla.email]
    made = callers.ana.call(
        "POST", "/companies/", {"name": " Customer Inc ", "domains": ["@Customer.example"]}
    )
    services.contact_for("new@customer.example")
    services.contact_for("new@sub.customer.example")
    company = Company.objects.get()
    assert made.json() == {
        "id": company.pk,
        "name": "Customer Inc",
        "domains": ["customer.example"],
        "shares_tickets": False,
        "people": 1,
    }
    assert list(company.contacts.order_by("email").values_list("email", flat=True)) == [
        "carla@customer.example",
        "new@customer.example",
    ]
    assert Record.objects.get(action="company.joined").after == {"people": [people.carla.pk], "count": 1}


def test_nobody_joins_who_has_a_company_or_when_told_not_to(callers, people, inc):
    other = services.save_company(None, by=people.ana.actor, name="Other")
    services.update(people.carla, by=people.ana.actor, company=other)
    body = {"name": "Customer Inc", "domains": ["customer.example", "elsewhere.example"], "joins": False}
    assert callers.ana.call("PATCH", f"/companies/{inc.pk}/", body).status_code == 200
    assert inc.contacts.count() == 0
    assert other.contacts.get() == people.carla


@pytest.mark.parametrize(
    ("domains", "no"),
    [
        (["gmail.com"], (400, "company.free_mail")),
        (["GMX.de"], (400, "company.free_mail")),
        (["yahoo.co.jp"], (400, "company.free_mail")),
        (["nodot"], (400, "company.bad_domain")),
        (["a b.example"], (400, "company.bad_domain")),
        (["-x.example"], (400, "company.bad_domain")),
        (["<script>.example"], (400, "company.bad_domain")),
        (["customer.example"], (409, "company.domain_taken")),
        ([f"d{n}.example" for n in range(51)], (400, "invalid")),
    ],
)
def test_what_is_no_domain_of_one_company_changes_nothing(callers, inc, domains, no):
    with nothing_moves():
        assert said(callers.ana.call("POST", "/companies/", {"name": "X", "domains": domains})) == no
    assert CompanyDomain.objects.count() == 1


def test_the_list_of_free_mailers_is_clean():
    assert len(FREE_MAIL) > 300
    assert all(domain == domain.strip().lower() and "." in domain for domain in FREE_MAIL)
    assert {"gmail.com", "gmx.de", "web.de", "qq.com", "yahoo.co.uk", "outlook.fr"} <= FREE_MAIL


def test_saving_the_same_again_is_nothing(callers, inc):
    body = {"name": "Customer Inc", "domains": ["customer.example"], "shares_tickets": True}
    callers.ana.call("PATCH", f"/companies/{inc.pk}/", body)
    with nothing_moves():
        assert callers.ana.call("PATCH", f"/companies/{inc.pk}/", body).status_code == 200
    assert Record.objects.get(action="company.changed").before["shares_tickets"] is False


def test_people_are_moved_and_taken_out(callers, people, inc):
    path = f"/contacts/{people.dmitri.public_id}/"
    assert callers.ana.call("PATCH", path, {"company": inc.pk}).json()["company"] == "Customer Inc"
    found = callers.lars.read(f"/companies/{inc.pk}/people/").json()["results"]
    assert [row["email"] for row in found] == [people.carla.email, people.dmitri.email]
    assert callers.ana.call("PATCH", path, {"company": None}).json()["company_id"] is None
    with nothing_moves():
        assert said(callers.ana.call("PATCH", path, {"company": 99999})) == (404, "company.not_found")


def test_a_merge_moves_people_and_domains(callers, people, inc):
    group = services.save_company(None, by=people.ana.actor, name="Group", domains=["elsewhere.example"])
    answer = callers.ana.call("POST", f"/companies/{inc.pk}/merge/", {"into": group.pk})
    assert answer.json() == {
        "id": group.pk,
        "name": "Group",
        "domains": ["customer.example", "elsewhere.example"],
        "shares_tickets": False,
        "people": 2,
    }
    assert not Company.objects.filter(pk=inc.pk).exists()
    with nothing_moves():
        again = callers.ana.call("POST", f"/companies/{inc.pk}/merge/", {"into": group.pk})
        assert said(again) == (404, "company.not_found")
        same = callers.ana.call("POST", f"/companies/{group.pk}/merge/", {"into": group.pk})
        assert said(same) == (409, "company.same")


def test_removed_its_people_stay(callers, people, inc):
    assert callers.ana.call("DELETE", f"/companies/{inc.pk}/").status_code == 204
    assert Contact.objects.get(pk=people.carla.pk).company is None
    assert said(callers.ana.call("DELETE", f"/companies/{inc.pk}/")) == (404, "company.not_found")


DOORS = [
    ("GET", "/companies/{inc}/", None, {"ana", "lars"}),
    ("GET", "/companies/{inc}/people/", None, {"ana", "lars"}),
    ("GET", "/companies/joiners/?domains=x.example", None, {"ana", "lars"}),
    ("POST", "/companies/", {"name": "New"}, {"ana"}),
    ("PATCH", "/companies/{inc}/", {"name": "New"}, {"ana"}),
    ("POST", "/companies/{inc}/merge/", {"into": 1}, {"ana"}),
    ("DELETE", "/companies/{inc}/", None, {"ana"}),
]


@pytest.mark.parametrize(("method", "path", "body", "allowed"), DOORS)
def test_only_those_who_may(callers, inc, method, path, body, allowed):
    path = path.format(inc=inc.pk)
    for who in {"lars", "bea", "carla", "stranger"} - allowed:
        with nothing_moves():
            answer = getattr(callers, who).call(method, path, body)
            assert said(answer) == ((401, "unauthenticated") if who == "stranger" else (403, "forbidden"))
    for who in sorted(allowed):
        assert getattr(callers, who).call(method, path, body).status_code in (200, 201, 204, 404)


def test_the_pages_say_who_would_join_and_ask(agent_client, people):
    agent_client.post("/desk/companies/", {"name": "Customer Inc", "domains": ""})
    company = Company.objects.get()
    path = f"/desk/companies/{company.pk}/"
    given = {"name": "Customer Inc", "domains": "customer.example\nelsewhere.example"}
    asked = agent_client.post(f"{path}save/", given)
    assert asked.status_code == 200
    assert "2 customers have an address at" in asked.text
    assert not CompanyDomain.objects.exists()
    agent_client.post(f"{path}save/", given | {"join": "yes"})
    assert company.contacts.count() == 2
    page = agent_client.get(path).text
    assert "Carla Customer" in page
    agent_client.post(f"{path}people/", {"leave": people.carla.public_id})
    agent_client.post(f"{path}people/", {"email": "fresh@x.example"})
    assert sorted(company.contacts.values_list("email", flat=True)) == [
        people.dmitri.email,
        "fresh@x.example",
    ]


def test_a_taken_domain_offers_the_merge(agent_client, people, inc):
    group = services.save_company(None, by=people.ana.actor, name="Group")
    path = f"/desk/companies/{group.pk}/"
    taken = agent_client.post(f"{path}save/", {"name": "Group", "domains": "customer.example"})
    assert taken.status_code == 409
    assert "Merge Customer Inc into this company?" in taken.text
    assert "1 person moves here." in taken.text
    agent_client.post(f"{path}merge/", {"other": inc.pk})
    assert group.contacts.get() == people.carla
    assert agent_client.post(f"{path}delete/", {"typed": "no"}).status_code == 302
    assert Company.objects.get() == group
    agent_client.post(f"{path}delete/", {"typed": "Group"})
    assert not Company.objects.exists()


def test_a_customers_company_is_chosen_by_name(agent_client, people, inc):
    path = f"/desk/customers/{people.dmitri.public_id}/save/"
    assert agent_client.post(path, {"name": "D", "company": "Nobody Ltd"}).status_code == 422
    agent_client.post(path, {"name": "Dmitri", "company": "customer inc", "notes": "Calls."})
    people.dmitri.refresh_from_db()
    assert (people.dmitri.company, people.dmitri.notes) == (inc, "Calls.")


@pytest.mark.parametrize("number", [2, 40])
def test_the_pages_cost_the_same_for_every_number(
    agent_client, people, inc, number, django_assert_max_num_queries
):
    for one in range(number):
        contact = services.contact_for(f"c{one}@customer.example", f"C{one}")
        tickets.open_ticket(contact, "Help", Words("x"), channel="mail", by=contact.actor)
        services.save_company(None, by=people.ana.actor, name=f"Firm {one}", domains=[f"d{one}.example"])
    for path in ("/desk/companies/", f"/desk/companies/{inc.pk}/"):
        agent_client.get(path)
        with django_assert_max_num_queries(10):
            assert agent_client.get(path).status_code == 200
