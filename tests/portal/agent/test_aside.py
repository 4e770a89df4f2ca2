"""Forwarding from the composer, and side conversations on the ticket page."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.files.services import keep_file
from core.notifications import selectors as notifications
from core.tickets import services
from core.tickets.models import Draft, Message
from core.tickets.services.words import Words
from tests.portal.customer.test_requests import signed_in

pytestmark = pytest.mark.django_db
PIA = "pia@parts.example"


@pytest.fixture
def asked(wrote):
    return wrote(text="It smells.").messages.get()


@pytest.fixture
def send(htmx, asked):
    def forward(**more):
        data = {"kind": "forward", "about": asked.public_id, "body": "Can you help?", "aside_to": PIA, **more}
        return htmx.post(f"/desk/tickets/{asked.ticket.number}/reply/", data)

    return forward


@pytest.fixture
def heard(asked, people):
    """Pia's answer to what Ana forwarded."""
    sent = services.forward(asked, "Can you help?", to=[PIA], author=people.ana, by=people.ana.actor)
    Message.objects.filter(pk=sent.pk).update(undo_until=None)
    return services.hear_aside(sent, Words("A new seal."), name="Pia Parts", address=PIA)


def test_a_message_is_forwarded_and_shown_as_internal(send, asked):
    shown = send(
        aside_cc="otto@parts.example; eva@parts.example", aside_bcc="ben@parts.example"
    ).content.decode()

    sent = Message.objects.get(kind="forward")
    assert (sent.to, sent.cc, sent.bcc, sent.about) == (
        [PIA], ["otto@parts.example", "eva@parts.example"], ["ben@parts.example"], asked,
    )  # fmt: skip
    for words in (
        "msg note",
        "Forwarded",
        f"to {PIA}",
        "and 3 more",
        "Passes on the message of",
        "Message leaves in 15 seconds",
    ):
        assert words in shown


def test_the_composer_learns_what_it_needs(htmx, people, asked):
    good, held = (keep_file(word, f"{word.decode()}.txt", by=people.carla.actor) for word in (b"a", b"b"))
    asked.attachments.add(good, held)
    type(held).objects.filter(pk=held.pk).update(state="pending")

    told = json.loads(htmx.get(f"/desk/messages/{asked.public_id}/aside/").content)

    assert told["about"] == asked.public_id
    assert told["words"].startswith("Message of Carla Customer, ")
    assert (told["to"], told["is_answer"]) == ("", False)
    assert told["files"] == [{"id": good.public_id, "name": "a.txt", "size": "1 B"}]


def test_for_an_answer_it_learns_whom_it_goes_to(htmx, heard):
    told = json.loads(htmx.get(f"/desk/messages/{heard.public_id}/aside/?answer=1").content)
    assert (told["to"], told["is_answer"], told["files"]) == (PIA, True, [])


def test_chosen_files_go_along(send, people, asked):
    file = keep_file(b"a,b\n", "figures.csv", by=people.carla.actor)
    asked.attachments.add(file)
    send(attached=[file.public_id])
    assert Message.objects.get(kind="forward").attachments.get().path == file.path


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"aside_to": ""}, "Say whom to forward it to"),
        ({"aside_to": "carla@customer.example"}, "is the customer of this ticket"),
        ({"aside_cc": "support+x@acme.localhost"}, "an address of your own desk"),
        ({"aside_to": "nonsense"}, "nonsense is not an address"),
    ],
)
def test_a_refusal_says_what_to_do(send, given, says):
    answer = send(**given)
    assert answer.status_code == 400
    assert says in answer.headers["HX-Trigger"]
    assert not Message.objects.filter(kind="forward").exists()


def test_the_same_form_forwards_once(send):
    send(idempotency_key="k")
    send(idempotency_key="k")
    assert Message.objects.filter(kind="forward").count() == 1


def test_a_message_of_another_ticket_is_not_found(send, wrote, people):
    other = wrote(contact=people.dmitri).messages.get()
    assert send(about=other.public_id).status_code == 404


def test_undo_gives_message_words_and_addresses_back(send, htmx, asked):
    send(aside_cc="otto@parts.example")
    sent = Message.objects.get(kind="forward")
    undone = htmx.post(f"/desk/tickets/{asked.ticket.number}/undo/{sent.public_id}/").content.decode()
    assert f'data-compose-aside="/desk/messages/{asked.public_id}/aside/"' in undone
    assert f'data-to="{PIA}" data-cc="otto@parts.example"' in undone
    assert Draft.objects.get().kind == "forward"


def test_what_is_begun_is_kept_shown_again_and_discarded(htmx, asked):
    number = asked.ticket.number
    begun = {
        "kind": "forward",
        "body": "",
        "about": asked.public_id,
        "to": PIA,
        "cc": "",
        "bcc": "",
        "answer": "",
    }
    assert htmx.post(f"/desk/tickets/{number}/draft/", begun).status_code == 204

    page = htmx.get(f"/desk/tickets/{number}/").content.decode()
    htmx.post(f"/desk/tickets/{number}/draft/", begun | {"to": "", "about": ""})

    assert 'data-mode="forward"' in page
    assert f'name="about" value="{asked.public_id}"' in page
    assert f'data-url="/desk/messages/{asked.public_id}/aside/"' in page
    assert (
        f'name="aside_to" type="text" inputmode="email" autocomplete="off" spellcheck="false" value="{PIA}"'
        in page
    )
    assert not Draft.objects.exists()


def test_an_answer_is_kept_and_shown_as_one(htmx, heard):
    number = heard.ticket.number
    begun = {
        "kind": "forward",
        "body": "Send",
        "about": heard.public_id,
        "to": PIA,
        "cc": "",
        "bcc": "",
        "answer": "1",
    }
    htmx.post(f"/desk/tickets/{number}/draft/", begun)
    page = htmx.get(f"/desk/tickets/{number}/").content.decode()
    assert f'data-url="/desk/messages/{heard.public_id}/aside/?answer=1"' in page


def test_drafts_are_each_agents_own(htmx, browser, acme, people, asked):
    begun = {"kind": "forward", "body": "Mine", "about": asked.public_id, "to": PIA}
    htmx.post(f"/desk/tickets/{asked.ticket.number}/draft/", begun)
    page = browser(acme, people.ben).get(f"/desk/tickets/{asked.ticket.number}/").text
    assert "has begun to forward a message" in page
    assert f'value="{PIA}"' not in page


def test_a_third_partys_answer_is_shown_and_answered(htmx, heard):
    number = heard.ticket.number
    page = htmx.get(f"/desk/tickets/{number}/").content.decode()
    assert "Third party, internal" in page
    assert f'data-aside="/desk/messages/{heard.public_id}/aside/?answer=1"' in page

    data = {"kind": "forward", "about": heard.public_id, "answer": "1", "body": "Send one.", "aside_to": PIA}
    shown = htmx.post(f"/desk/tickets/{number}/reply/", data).content.decode()
    assert "To a third party" in shown
    assert Message.objects.get(text="Send one.").side == heard.side


def test_an_answer_may_be_passed_on_to_somebody_else(htmx, heard):
    data = {"kind": "forward", "about": heard.public_id, "body": "Fyi", "aside_to": "otto@other.example"}
    htmx.post(f"/desk/tickets/{heard.ticket.number}/reply/", data)
    assert Message.objects.get(text="Fyi").side is None


def test_an_unknown_address_and_a_machine_are_told(htmx, heard):
    services.hear_aside(heard.side, Words("Trust me."), name="Eve", address="eve@evil.example")
    services.hear_aside(heard.side, Words("Away."), name="Pia", address=PIA, is_automatic=True)
    page = htmx.get(f"/desk/tickets/{heard.ticket.number}/").content.decode()
    assert "From eve@evil.example, an address it was not sent to." in page
    assert "Automatic answer" in page


def test_light_agents_read_it_and_are_offered_nothing(browser, acme, people, asked, heard):
    lars = browser(acme, people.lars)
    page = lars.get(f"/desk/tickets/{asked.ticket.number}/").text
    assert "A new seal." in page
    assert "data-aside=" not in page
    assert lars.get(f"/desk/messages/{asked.public_id}/aside/").status_code == 403
    sent = {"kind": "forward", "about": asked.public_id, "body": "x", "aside_to": PIA}
    assert lars.post(f"/desk/tickets/{asked.ticket.number}/reply/", sent).status_code == 403


def test_the_bell_calls_whoever_holds_the_ticket(htmx, browser, acme, people, heard, drain):
    drain()
    theirs = htmx.get("/desk/notifications/").content.decode()
    assert "A third party answered in T-0001" in theirs
    assert "A third party" not in browser(acme, people.ben).get("/desk/notifications/").text
    assert notifications.unread(people.ana.actor) == 1

    htmx.get(f"/desk/tickets/{heard.ticket.number}/")
    assert notifications.unread(people.ana.actor) == 0


def test_the_page_costs_as_much_however_long_the_side_conversation_is(htmx, heard):
    path = f"/desk/tickets/{heard.ticket.number}/part/thread/"
    htmx.get(path)

    def queries():
        with CaptureQueriesContext(connection) as found:
            htmx.get(path)
        return len(found)

    before = queries()
    for number in range(4):
        services.hear_aside(heard.side, Words(f"Word {number}."), name="Pia", address=PIA)
    assert queries() == before


def test_customers_see_nothing_of_it_in_the_help_centre(browser, acme, people, heard):
    page = signed_in(browser(acme), people.carla).get(f"/help/requests/{heard.ticket.number}/")
    assert page.status_code == 200
    assert "It smells." in page.text
    for word in ("A new seal", "Can you help", PIA, "Pia"):
        assert word not in page.text
