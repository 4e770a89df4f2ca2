"""Summary, translation and other words on the ticket page."""

from __future__ import annotations

import pytest

from ai.models import Writing
from core.tickets.models import Message

pytestmark = pytest.mark.django_db


def test_a_summary_is_asked_for_and_shown_at_the_head(htmx, agent_client, wrote, drain) -> None:
    ticket = wrote()
    here = f"/desk/tickets/{ticket.number}"
    asked = htmx.post(f"{here}/summary/").content.decode()
    assert "Summing up" in asked
    assert "every 4s" in asked
    drain()

    html = agent_client.get(f"{here}/").content.decode()
    assert "by the built-in engine" in html
    assert html.index('id="summary"') < html.index('class="msg')
    part = agent_client.get(f"{here}/part/summary/").content.decode()
    assert "every 4s" not in part


def test_other_words_are_shown_before_and_after_to_who_asked(
    htmx, browser, acme, people, wrote, drain
) -> None:
    ticket = wrote()
    here = f"/desk/tickets/{ticket.number}/writing/"
    body = "Thanks! <b>Open</b> the menu and choose export there."
    asked = htmx.post(here, {"body": body, "tool": "formal"}).content.decode()
    row = Writing.objects.get()
    assert "every 1s" in asked
    drain()

    shown = htmx.get(f"{here}{row.public_id}/").content.decode()
    assert "&lt;b&gt;Open" in shown
    assert "Thank you." in shown
    assert "every 1s" not in shown
    assert browser(acme, people.ben).get(f"{here}{row.public_id}/").status_code == 404
    assert browser(acme, people.lars).post(here, {"body": body, "tool": "formal"}).status_code == 403
    assert htmx.post(here, {"body": body, "tool": "spelling"}).status_code == 409
    assert ticket.messages.count() == 1


def test_without_a_model_nothing_offers_a_translation(agent_client, htmx, wrote) -> None:
    ticket = wrote()
    html = agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert 'data-rewrite="shorter"' in html
    assert 'data-rewrite="spelling"' not in html
    assert "need a connected model" in html
    assert "/translation/" not in html
    message = Message.objects.get()
    assert htmx.post(f"/desk/messages/{message.public_id}/translation/").status_code == 409


def test_with_a_model_messages_and_drafts_are_translated(agent_client, htmx, wrote, settings) -> None:
    settings.AI_BASE_URL = "http://127.0.0.1:9"
    ticket = wrote()
    type(ticket).objects.filter(pk=ticket.pk).update(language="de")
    html = agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert 'data-rewrite="spelling"' in html
    assert "Translate to German" in html
    message = Message.objects.get()
    place = f'<div id="tr-{message.public_id}" class="contents" hx-preserve="true">'
    assert place in html, "live news of the ticket draws the conversation anew and must leave translations"
    asked = htmx.post(f"/desk/messages/{message.public_id}/translation/").content.decode()
    assert "Translating" in asked
    assert "every 2s" in htmx.get(f"/desk/messages/{message.public_id}/translation/").content.decode()
