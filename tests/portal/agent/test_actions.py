"""What an agent does, through the doors of the page: one call each, and a refusal changes nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.contacts.models import Contact
from core.tickets import services
from core.tickets.models import Draft, Message, Ticket
from core.tickets.services.words import Words
from tenants.kernel import clock
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db


def fresh() -> Ticket:
    return Ticket.objects.select_related("status", "assignee").get()


@pytest.mark.parametrize(
    ("field", "value", "shows"),
    [
        ("status", "waiting", "Waiting on customer"),
        ("priority", "urgent", "Urgent"),
        ("subject", " New\nsubject ", "New subject"),
        ("assignee", "me", "Ana Agent"),
    ],
)
def test_one_property_changes_and_the_head_comes_back(field, value, shows, htmx, wrote) -> None:
    ticket = wrote()

    answer = htmx.post(f"/desk/tickets/{ticket.number}/change/", {field: value, "version": 1})

    assert answer.status_code == 200
    assert shows in answer.content.decode()
    assert fresh().version == 2


def test_a_stale_version_changes_nothing_and_offers_to_apply_anyway(htmx, people, wrote) -> None:
    ticket = wrote()
    services.change(ticket, by=people.ben.actor, priority=1)

    answer = htmx.post(f"/desk/tickets/{ticket.number}/change/", {"priority": "urgent", "version": 1})
    html = answer.content.decode()

    assert (answer.status_code, answer["X-Fragment"]) == (412, "1")
    assert "Ben Agent changed this ticket while you were looking" in html
    assert "Now: priority" in html
    assert '<dd dir="auto">Low</dd>' in html  # theirs beside mine
    assert '<dd dir="auto">Urgent</dd>' in html
    assert '{"priority": "urgent", "version": 2}' in html
    assert fresh().priority == 1


@pytest.mark.parametrize(
    ("said", "theirs", "mine"),
    [
        ({"status": "resolved"}, "New", "Resolved"),
        ({"subject": "Mine <b>"}, "Printer is on fire", "Mine &lt;b&gt;"),
        ({"type": "incident"}, "–", "Incident"),
        ({"assignee": "me"}, "Unassigned", "Ana Agent"),
        ({"assignee": "none"}, "Unassigned", "Unassigned"),
    ],
)
def test_a_conflict_shows_both_sides(htmx, people, wrote, said, theirs, mine) -> None:
    ticket = wrote()
    services.change(ticket, by=people.ben.actor, priority=1)
    answer = htmx.post(f"/desk/tickets/{ticket.number}/change/", said | {"version": 1})
    assert answer.status_code == 412
    html = answer.content.decode()
    assert f'<dd dir="auto">{theirs}</dd>' in html
    assert f'<dd dir="auto">{mine}</dd>' in html


def test_people_are_found_by_name_and_assigned(htmx, people, wrote) -> None:
    ticket = wrote()

    found = htmx.get(f"/desk/tickets/{ticket.number}/choices/assignee/?q=lena").content.decode()
    value = re.search(r'name="assignee" value="(\d+)"', found)[1]
    htmx.post(f"/desk/tickets/{ticket.number}/change/", {"assignee": value, "version": 1})

    assert found.count("menu-item") == 1
    assert fresh().assignee == people.lena
    htmx.post(f"/desk/tickets/{ticket.number}/change/", {"assignee": "none", "version": 2})
    assert fresh().assignee is None


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"priority": "enormous"},
        {"status": "gone"},
        {"assignee": "x"},
        {"assignee": "999999"},
        {"subject": " "},
    ],
)
def test_nonsense_is_refused_and_nothing_moves(data, htmx, wrote) -> None:
    ticket = wrote()

    answer = htmx.post(f"/desk/tickets/{ticket.number}/change/", data)

    assert answer.status_code in (400, 404)
    assert fresh().version == 1


def test_a_reply_with_a_file_waits_for_its_customer_and_can_be_taken_back(htmx, people, wrote) -> None:
    ticket = wrote()
    Draft.objects.create(ticket=ticket, user=people.ana, body="Switch")
    file = SimpleUploadedFile("guide.txt", b"Step one")

    sent = htmx.post(
        f"/desk/tickets/{ticket.number}/reply/",
        {"body": "Switch it off", "files": [file], "idempotency_key": "k"},
    )
    html, message = sent.content.decode(), Message.objects.get(kind="reply")

    assert message.attachments.get().filename == "guide.txt"
    assert (fresh().status.key, fresh().assignee) == ("waiting", people.ana)
    assert not Draft.objects.exists()
    assert f'id="m{message.public_id}"' in html
    assert 'data-undo-seconds="15"' in html
    assert "guide.txt" in html
    undone = htmx.post(f"/desk/tickets/{ticket.number}/undo/{message.public_id}/").content.decode()
    message.refresh_from_db()
    assert message.withdrawn_at
    assert 'data-compose-text="Switch it off"' in undone
    assert fresh().status.key == "new"


def test_the_same_key_sends_once(htmx, wrote) -> None:
    ticket = wrote()
    data = {"body": "Hello", "idempotency_key": "same"}

    first, second = (htmx.post(f"/desk/tickets/{ticket.number}/reply/", data) for _ in range(2))

    message = Message.objects.get(kind="reply")
    assert f'id="m{message.public_id}"' in first.content.decode()
    assert f'id="m{message.public_id}"' in second.content.decode()


def test_send_and_resolve(htmx, wrote) -> None:
    ticket = wrote()
    htmx.post(f"/desk/tickets/{ticket.number}/reply/", {"body": "Done", "then": "resolve"})

    assert fresh().status.key == "resolved"


def test_a_note_stays_inside(htmx, wrote) -> None:
    ticket = wrote()
    answer = htmx.post(f"/desk/tickets/{ticket.number}/reply/", {"body": "Careful", "kind": "note"})

    assert Message.objects.get(kind="note").text == "Careful"
    assert "undo-bar" not in answer.content.decode()
    assert fresh().status.key == "new"


def test_words_that_cross_are_shown_before_anything_is_sent(htmx, people, wrote) -> None:
    ticket = wrote()
    last = Message.objects.get().pk
    services.hear(ticket, Words("Never mind!"), contact=people.carla, channel="mail", by=people.carla.actor)

    answer = htmx.post(f"/desk/tickets/{ticket.number}/reply/", {"body": "Hello", "last": last})

    assert (answer.status_code, answer["X-Fragment"]) == (409, "1")
    assert "Never mind!" in answer.content.decode()
    assert not Message.objects.filter(kind="reply").exists()
    newest = Message.objects.latest("pk").pk
    assert (
        htmx.post(f"/desk/tickets/{ticket.number}/reply/", {"body": "Hello", "last": newest}).status_code
        == 200
    )


@pytest.mark.parametrize(
    ("file", "status"),
    [
        (SimpleUploadedFile("big.bin", b"x" * (10 * 2**20 + 1)), 413),
        (SimpleUploadedFile("forged.png", b"MZ" + b"x" * 99, "image/png"), 400),
    ],
)
def test_bad_files_are_refused_by_name_and_nothing_is_sent(file, status, htmx, wrote) -> None:
    ticket = wrote()
    answer = htmx.post(f"/desk/tickets/{ticket.number}/reply/", {"body": "See file", "files": [file]})

    assert answer.status_code == status
    assert file.name in answer["HX-Trigger"]
    assert Message.objects.count() == 1


def test_an_empty_reply_says_so_and_too_late_is_too_late(htmx, people, wrote) -> None:
    ticket = wrote()
    empty = htmx.post(f"/desk/tickets/{ticket.number}/reply/", {"body": "  "})
    message = services.reply(ticket, "Out", author=people.ana, by=people.ana.actor)
    with clock.at(clock.now() + timedelta(seconds=16)):
        late = htmx.post(f"/desk/tickets/{ticket.number}/undo/{message.public_id}/")

    assert (empty.status_code, late.status_code) == (400, 409)
    assert "Write something before you send it." in empty["HX-Trigger"]
    message.refresh_from_db()
    assert message.withdrawn_at is None


def test_without_script_forms_go_back_to_the_ticket(agent_client, wrote) -> None:
    ticket = wrote()
    here = f"/desk/tickets/{ticket.number}/"

    assert agent_client.post(f"{here}reply/", {"body": "Hello"})["Location"] == here
    assert agent_client.post(f"{here}change/", {"priority": "high"})["Location"] == here


def test_every_post_needs_its_csrf_token(acme, people, wrote) -> None:
    ticket = wrote()
    client = SiteClient(acme, enforce_csrf_checks=True).sign_in(people.ana)

    for verb in ("change", "reply", "draft", "correct", "unread"):
        assert client.post(f"/desk/tickets/{ticket.number}/{verb}/", {"body": "x"}).status_code == 403
    assert Message.objects.count() == 1


def test_a_draft_is_kept_and_forgotten(htmx, people, wrote) -> None:
    ticket = wrote()
    here = f"/desk/tickets/{ticket.number}/draft/"

    assert htmx.post(here, {"body": "Dear Carla", "kind": "reply"}).status_code == 204
    assert Draft.objects.get(user=people.ana).body == "Dear Carla"
    htmx.post(here, {"body": " ", "kind": "reply"})
    assert not Draft.objects.exists()
    assert htmx.post(here, {"body": "x", "kind": "auto"}).status_code == 403


def test_light_agents_write_notes_but_answer_nobody(browser, acme, people, wrote) -> None:
    ticket = wrote()
    lars = browser(acme, people.lars)

    assert lars.post(f"/desk/tickets/{ticket.number}/reply/", {"body": "Hi"}).status_code == 403
    assert lars.post(f"/desk/tickets/{ticket.number}/change/", {"priority": "high"}).status_code == 403
    assert (
        lars.post(f"/desk/tickets/{ticket.number}/reply/", {"body": "Hm", "kind": "note"}).status_code == 302
    )
    assert [one.kind for one in Message.objects.all()] == ["customer", "note"]


def test_a_ticket_for_somebody_who_called(agent_client, drain) -> None:
    form = agent_client.get("/desk/tickets/new/?email=neu@kunde.example").content.decode()
    data = {
        "email": "neu@kunde.example",
        "name": "Neu Kunde",
        "subject": "Rückruf",
        "body": "Bitte anrufen",
        "queue": "",
        "priority": "high",
        "confirm": "1",
        "idempotency_key": "a",
    }

    answers = [agent_client.post("/desk/tickets/new/", data) for _ in range(2)]
    ticket = fresh()

    assert 'value="neu@kunde.example"' in form
    assert {answer["Location"] for answer in answers} == {f"/desk/tickets/{ticket.number}/"}
    assert (ticket.channel, ticket.priority, ticket.contact.name) == ("phone", 3, "Neu Kunde")


def test_a_new_ticket_with_a_wrong_address_keeps_what_was_typed(agent_client) -> None:
    answer = agent_client.post("/desk/tickets/new/", {"email": "nobody", "subject": "S", "body": "Words"})

    assert answer.status_code == 422
    assert "nobody is not a valid e-mail address." in answer.content.decode()
    assert ">Words</textarea>" in answer.content.decode()
    assert not Contact.objects.filter(email="nobody").exists()
    assert not Ticket.objects.exists()
