"""The ticket page: conversation, hostile mail, what happened, customer, advice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from core.files.services import keep_file
from core.tickets import services
from core.tickets.models import Message
from core.tickets.selectors import LONGEST_THREAD
from core.tickets.services.words import Words
from portal.agent import memory
from portal.agent.thread import OLDER_KEPT
from tenants.kernel import clock

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def test_the_conversation_with_quotes_folded_files_and_events(agent_client, people, wrote) -> None:
    attached = keep_file(b"a,b\n1,2\n", "figures.csv", by=people.carla.actor)
    ticket = wrote(
        text="Here they are",
        quoted="> earlier words",
        signature="Anna Berg, Kunde GmbH",
        attachments=[attached],
    )
    services.assign(ticket, people.ana, by=people.ana.actor)
    services.change(ticket, by=people.ana.actor, priority=3)
    services.note(ticket, "Looks odd", author=people.ben, by=people.ben.actor)

    html = agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode()

    assert re.search(r'<details class="fold">.*&gt; earlier words', html)
    assert re.search(r'<details class="fold">.*aria-label="Show signature".*Anna Berg, Kunde GmbH', html)
    assert "figures.csv" in html
    assert "Internal note" in html
    assert "Ana Agent took the ticket" in html
    assert "Ana Agent set priority to High" in html


def test_hostile_html_is_only_ever_in_a_frame_without_rights(agent_client, wrote) -> None:
    ticket = wrote(html='<p>Hi</p><img data-remote-src="https://spy.example/x.png"><script>alert(1)</script>')
    message = ticket.messages.get()

    page = agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode()
    frame = agent_client.get(f"/desk/messages/{message.public_id}/frame/")

    assert "alert(1)" not in page
    assert f'src="/desk/messages/{message.public_id}/frame/" sandbox=' in page
    policy = frame["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "img-src 'self' data:;" in policy
    assert "sandbox allow-same-origin allow-popups" in policy
    assert "script" not in policy.replace("sandbox", "")
    assert "spy.example" in frame.content.decode()
    assert ' src="https://spy' not in frame.content.decode()


def test_remote_images_only_after_a_click(agent_client, wrote) -> None:
    ticket = wrote(html='<img data-remote-src="https://cdn.example/x.png">')
    message = ticket.messages.get()

    asked = agent_client.get(f"/desk/messages/{message.public_id}/?images=1").content.decode()
    frame = agent_client.get(f"/desk/messages/{message.public_id}/frame/?images=1")

    assert f"/desk/messages/{message.public_id}/frame/?images=1" in asked
    assert 'referrerpolicy="no-referrer" src="https://cdn.example/x.png"' in frame.content.decode()
    assert "img-src 'self' data: https: http:" in frame["Content-Security-Policy"]


def test_pictures_inside_the_mail_come_from_us_and_are_no_attachments(agent_client, people, wrote) -> None:
    inline = keep_file(PNG, "logo.png", by=people.carla.actor, content_id="<logo@mail>")
    ticket = wrote(html='<img src="cid:logo@mail"><img src="cid:gone">', attachments=[inline])
    message = ticket.messages.get()

    frame = agent_client.get(f"/desk/messages/{message.public_id}/frame/").content.decode()
    address = re.search(r'src="(/files/[^"]+)"', frame)

    assert "cid:" not in frame
    assert agent_client.get(address[1]).status_code == 200
    assert "logo.png" not in agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode()


def test_a_withdrawn_reply_is_gone_from_the_conversation(agent_client, people, wrote) -> None:
    ticket = wrote()
    message = services.reply(ticket, "Too hasty", author=people.ana, by=people.ana.actor)
    services.withdraw(message, by=people.ana.actor)

    html = agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode()

    assert f'id="m{message.public_id}"' not in html
    assert "took a reply back" in html
    assert re.search(r'<textarea class="comp-text"[^>]*>Too hasty</textarea>', html)


def test_long_conversations_show_the_newest_and_load_the_rest(agent_client, people, wrote) -> None:
    ticket = wrote()
    for number in range(40):
        services.hear(
            ticket, Words(f"Word {number}."), contact=people.carla, channel="mail", by=people.carla.actor
        )

    html = agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode()
    older = re.search(r'hx-get="(/desk/tickets/\d+/part/older/\?before=\d+)"', html)

    assert "Show 11 earlier messages" in html
    assert "Word 0." not in html
    assert "Word 0." in agent_client.get(older[1]).content.decode()


def test_the_panel_says_value_confidence_reason_and_engine(agent_client, wrote, triaged) -> None:
    ticket = wrote()
    triaged(ticket)

    html = agent_client.get(f"/desk/tickets/{ticket.number}/part/triage/").content.decode()

    for words in (
        "Negative",
        "Refund",
        "Says so.",
        "conf-high",
        "conf-medium",
        "The built-in engine answered",
    ):
        assert words in html


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("ready", "Suggested reply"),
        ("preparing", "Preparing a reply"),
        ("stale", "The customer has written since"),
        ("withheld", "No reply is suggested"),
    ],
)
def test_the_suggestion_in_each_of_its_states(state, words, agent_client, wrote, triaged) -> None:
    ticket = wrote()
    triaged(ticket, state=state, body="" if state == "withheld" else "Switch it off. [1]")

    html = agent_client.get(f"/desk/tickets/{ticket.number}/part/suggestion/").content.decode()

    assert words in html
    if state == "ready":
        assert 'title="Fires">1</span>' in html
        assert ">Switch it off.</textarea>" in html


def test_a_light_agent_sees_no_advice_and_no_buttons(browser, acme, people, wrote, triaged) -> None:
    ticket = wrote()
    triaged(ticket)

    html = browser(acme, people.lars).get(f"/desk/tickets/{ticket.number}/").content.decode()

    assert "Suggested reply" not in html
    assert "choices/status" not in html


@pytest.mark.parametrize("part", ["head", "subject", "thread", "triage", "suggestion", "details"])
def test_every_part_can_be_asked_for_alone(part, agent_client, wrote) -> None:
    assert agent_client.get(f"/desk/tickets/{wrote().number}/part/{part}/").status_code == 200


def test_a_tab_that_nobody_looks_at_reads_nothing(agent_client, people, wrote) -> None:
    ticket = wrote()
    part = f"/desk/tickets/{ticket.number}/part/thread/"

    agent_client.get(part, headers={"X-Unseen": "1"})
    assert memory.unread(people.ana.actor, [ticket]) == {ticket.pk}
    agent_client.get(part)
    assert memory.unread(people.ana.actor, [ticket]) == set()


@pytest.mark.parametrize("path", ["part/nothing/", "part/older/?before=x", "choices/nothing/"])
def test_unknown_parts_are_not_found(path, agent_client, wrote) -> None:
    assert agent_client.get(f"/desk/tickets/{wrote().number}/{path}").status_code == 404


def test_a_notes_reader_is_needed_for_notes(agent_client, people, wrote) -> None:
    ticket = wrote()
    note = services.note(ticket, "Secret", author=people.ben, by=people.ben.actor)
    Message.objects.filter(pk=note.pk).update(is_private=True)

    assert agent_client.get(f"/desk/messages/{note.public_id}/").status_code == 404
    assert "Secret" not in agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode()


def test_a_reply_on_its_way_says_so(agent_client, people, wrote, drain) -> None:
    ticket = wrote()
    services.reply(ticket, "Soon", author=people.ana, by=people.ana.actor)

    assert "Leaves in a moment" in agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode()
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert (
            "Leaves in a moment"
            not in agent_client.get(f"/desk/tickets/{ticket.number}/part/thread/").content.decode()
        )


def test_a_conversation_of_any_length_can_be_read_to_its_beginning(agent_client, people, wrote) -> None:
    ticket = wrote()
    Message.objects.bulk_create(
        Message(
            ticket=ticket, kind="customer", channel="mail", author_contact=people.carla, text=f"Word {n}."
        )
        for n in range(LONGEST_THREAD + 40)
    )
    page, counts = agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode(), []
    while link := re.search(r'older" type="button" hx-get="([^"]+)"[^>]*>Show (\d+) earlier', page):
        counts.append(int(link[2]))
        page = agent_client.get(link[1]).content.decode()
    assert counts == [LONGEST_THREAD + 41 - OLDER_KEPT, 41 - OLDER_KEPT]
    assert len(re.findall('id="m[^"]+"', page)) == 41 - OLDER_KEPT
