"""A customer's own requests, end to end through the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.contacts import middleware
from core.desk import services as arrange
from core.files.models import Attachment
from core.tickets.models import Message, Ticket
from core.tickets.services import change, include, note, open_ticket, reply, split, withdraw
from core.tickets.services.words import Words
from tenants.kernel import clock

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def carla(acme, people, browser):
    """A browser in which Carla is signed in to the portal."""
    return signed_in(browser(acme), people.carla)


def signed_in(client, contact):
    session = client.session
    session[middleware.SESSION_KEY] = contact.pk
    session.save()
    client.cookies["deskhand_session"] = session.session_key
    return client


@pytest.fixture
def ticket(people):
    return open_ticket(
        people.carla, "Printer is on fire", Words("Smoke!"), channel="portal", by=people.carla.actor
    )[0]


def test_marks_of_a_reply_are_shown_and_ones_own_are_words(carla, ticket, people):
    said = reply(
        ticket, "It is **out**, see [this](https://acme.example/x)", author=people.ana, by=people.ana.actor
    )
    Message.objects.filter(pk=said.pk).update(undo_until=None)
    carla.post(f"/help/requests/{ticket.number}/", {"text": "**Thanks**"})
    page = carla.get(f"/help/requests/{ticket.number}/").text
    assert ("<strong>out</strong>" in page, '<a href="https://acme.example/x"' in page) == (True, True)
    assert "<strong>Thanks</strong>" not in page


def test_strangers_are_asked_to_sign_in_and_come_back(acme, ticket, browser):
    answer = browser(acme).get(f"/help/requests/{ticket.number}/")

    assert answer.status_code == 302
    assert answer["Location"] == f"/help/sign-in/?next=%2Fhelp%2Frequests%2F{ticket.number}%2F"


def test_list_and_page_speak_the_customers_words(carla, ticket, people):
    note(ticket, "He always says that.", author=people.ana, by=people.ana.actor)

    listed = carla.get("/help/requests/").content.decode()
    page = carla.get(f"/help/requests/{ticket.number}/").content.decode()

    assert "Printer is on fire" in listed
    assert ticket.label in listed
    assert ticket.status.customer_label in page
    assert "Smoke!" in page
    assert "He always says that." not in page


def test_a_reply_is_seen_once_it_can_no_longer_be_taken_back(carla, ticket, people):
    said = reply(ticket, "Use water.", author=people.ana, by=people.ana.actor)

    assert "Use water." not in carla.get(f"/help/requests/{ticket.number}/").content.decode()
    Message.objects.filter(pk=said.pk).update(undo_until=None)
    assert "Use water." in carla.get(f"/help/requests/{ticket.number}/").content.decode()


def test_a_ticket_of_notes_alone_is_not_there_for_its_customer(carla, ticket, people):
    about = note(ticket, "SECRET: he owes us.", author=people.ana, by=people.ana.actor)
    inside = split(about, by=people.ana.actor, subject="SECRET debts")
    path = f"/help/requests/{inside.number}/"
    note(inside, "SECRET, too.", author=people.ana, by=people.ana.actor)

    for page in (carla.get("/"), carla.get("/help/requests/")):
        assert "SECRET" not in page.text
        assert ticket.label in page.text
        assert inside.label not in page.text
    assert carla.get(path).status_code == 404
    assert carla.post(f"{path}reply/", {"body": "Let me in"}).status_code == 404
    assert inside.messages.count() == 2


def test_it_is_there_as_soon_as_something_was_said_to_them(carla, ticket, people):
    about = note(ticket, "SECRET", author=people.ana, by=people.ana.actor)
    inside = split(about, by=people.ana.actor, subject="Your invoice")
    path = f"/help/requests/{inside.number}/"
    said = reply(inside, "Please look at this.", author=people.ana, by=people.ana.actor)

    assert carla.get(path).status_code == 404, "it may still be taken back"
    with clock.at(said.undo_until):
        page = carla.get(path).text
        assert "Your invoice" in carla.get("/help/requests/").text
    assert "Please look at this." in page
    assert "SECRET" not in page


def test_a_reply_that_is_taken_back_leaves_nothing_to_see(carla, ticket, people):
    about = note(ticket, "SECRET", author=people.ana, by=people.ana.actor)
    inside = split(about, by=people.ana.actor)
    said = reply(inside, "Oops.", author=people.ana, by=people.ana.actor)
    withdraw(said, by=people.ana.actor)
    with clock.at(said.undo_until):
        assert carla.get(f"/help/requests/{inside.number}/").status_code == 404


def test_foreign_and_unknown_numbers_are_told_alike(carla, people):
    foreign = open_ticket(people.dmitri, "Mine", Words("x"), channel="portal", by=people.dmitri.actor)[0]

    for number in (foreign.number, 999_999):
        assert carla.get(f"/help/requests/{number}/").status_code == 404
        assert carla.post(f"/help/requests/{number}/reply/", {"body": "hello"}).status_code == 404
    assert foreign.messages.count() == 1


def test_a_session_of_one_organization_is_nothing_at_another(globex, people, browser):
    client = browser(globex)
    client.cookies["deskhand_session"] = "stolen"

    assert client.get("/help/requests/").status_code == 302


def test_answering_with_a_file_once(carla, ticket):
    sent = {"body": "Still burning", "idempotency_key": "k1"}

    for _ in range(2):
        answer = carla.post(
            f"/help/requests/{ticket.number}/reply/",
            sent | {"files": SimpleUploadedFile("fire.pdf", PDF, "application/pdf")},
        )
        assert answer.status_code == 302

    assert [row.text for row in ticket.messages.all()] == ["Smoke!", "Still burning"]
    page = carla.get(f"/help/requests/{ticket.number}/").content.decode()
    assert "fire.pdf" in page
    assert page.count("Still burning") == 1


@pytest.mark.parametrize(
    ("file", "status", "words"),
    [
        (SimpleUploadedFile("huge.bin", b"x" * (10 * 2**20 + 1)), 413, "huge.bin is larger than 10 MB."),
        (
            SimpleUploadedFile("photo.png", b"<html><script>alert(1)</script></html>", "image/png"),
            422,
            "photo.png is not what its name says",
        ),
        (SimpleUploadedFile("nothing.txt", b""), 422, "nothing.txt is empty."),
    ],
)
def test_files_that_cannot_be_taken_change_nothing(carla, ticket, file, status, words):
    file.seek(0)

    page = carla.post(f"/help/requests/{ticket.number}/reply/", {"body": "See file", "files": file})

    assert page.status_code == status
    assert words in page.content.decode()
    assert ">See file</textarea>" in page.content.decode()
    assert ticket.messages.count() == 1
    assert Attachment.objects.count() == 0


def test_an_empty_answer_is_refused_beside_the_field(carla, ticket):
    page = carla.post(f"/help/requests/{ticket.number}/reply/", {"body": "  "})

    assert page.status_code == 422
    assert "Write something before you send it." in page.content.decode()
    assert ticket.messages.count() == 1


def test_the_customer_says_that_it_is_solved(carla, ticket):
    carla.post(f"/help/requests/{ticket.number}/reply/", {"body": "", "then": "solved"})

    ticket.refresh_from_db()
    assert ticket.status.category == "resolved"
    assert ticket.messages.count() == 1


def test_a_new_request_of_somebody_signed_in(carla, people):
    answer = carla.post(
        "/help/requests/new/", {"subject": "New thing", "body": "Please", "idempotency_key": "a"}
    )

    made = Ticket.objects.get()
    assert answer["Location"] == f"/help/requests/{made.number}/"
    assert (made.subject, made.contact_id, made.channel) == ("New thing", people.carla.pk, "portal")


def test_a_new_request_of_a_stranger(acme, browser):
    client = browser(acme)

    answer = client.post(
        "/help/requests/new/",
        {"name": "Eva", "email": "Eva@New.example", "subject": "Hi", "body": "There"},
        follow=True,
    )

    assert Ticket.objects.get().contact.email == "eva@new.example"
    assert "We have your request" in answer.content.decode()
    assert client.get("/help/requests/").status_code == 302


def test_what_is_missing_is_told_and_what_was_typed_stays(acme, browser):
    page = browser(acme).post(
        "/help/requests/new/", {"name": "Eva", "email": "nonsense", "subject": "", "body": "Long story"}
    )

    html = page.content.decode()
    assert page.status_code == 422
    assert 'id="subject-err"' in html
    assert "Long story" in html
    assert Ticket.objects.count() == 0


def test_ten_requests_a_minute_are_enough(carla):
    answers = [
        carla.post("/help/requests/new/", {"subject": str(i), "body": "x"}).status_code for i in range(11)
    ]

    assert answers == [302] * 10 + [429]
    assert Ticket.objects.count() == 10


def test_customers_are_asked_for_some_fields_and_read_some(carla, people, browser, acme):
    by = people.adam.actor
    always = {"effect": "require", "at": "always", "conditions": []}
    arrange.save_field(
        None, by=by, key="order", kind="text", label="Order", customer_asks=True, rules=[always]
    )
    arrange.save_field(None, by=by, key="due", kind="date", label="Promised", customer_sees=True)
    arrange.save_field(None, by=by, key="cause", kind="text", label="Cause")
    page = carla.get("/help/requests/new/").content.decode()
    assert 'name="fields.order"' in page
    assert "fields.cause" not in page
    assert 'name="fields.order"' in browser(acme).get("/help/requests/new/fields/").content.decode()

    form = {"subject": "Late", "body": "Where is it?"}
    refused = carla.post("/help/requests/new/", form | {"fields.cause": "x"})
    assert refused.status_code == 422
    assert "Fill in “Order” first." in refused.content.decode()
    carla.post("/help/requests/new/", form | {"fields.order": "4711", "fields.cause": "mine"})
    ticket = Ticket.objects.get()
    assert ticket.fields == {"order": "4711"}

    change(ticket, by=people.ana.actor, fields={"due": "2026-12-24", "cause": "secret"})
    page = carla.get(f"/help/requests/{ticket.number}/").content.decode()
    assert "Dec. 24, 2026" in page
    assert "secret" not in page
    assert "4711" not in page  # asked for, but not shown again unless the field says so


def test_people_in_copy_do_not_read_the_customers_fields(people, ticket, browser, acme):
    arrange.save_field(None, by=people.adam.actor, key="due", kind="text", label="Due", customer_sees=True)
    change(ticket, by=people.ana.actor, fields={"due": "in two days"})
    include(ticket, [people.dmitri], by=people.ana.actor)
    reply(ticket, "Both of you: soon.", author=people.ana, by=people.ana.actor)
    Message.objects.update(undo_until=None)
    dmitri = signed_in(browser(acme), people.dmitri)
    page = dmitri.get(f"/help/requests/{ticket.number}/")
    assert page.status_code == 200
    assert "in two days" not in page.content.decode()
