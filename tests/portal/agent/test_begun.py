"""What a colleague has begun to write stands above the composer, so that nobody answers twice."""

from __future__ import annotations

from datetime import timedelta

from core.tickets import services
from core.tickets.models import Draft
from tenants.kernel import clock


def test_a_colleagues_beginning_is_seen_and_ones_own_is_not(
    agent_client, browser, acme, people, wrote
) -> None:
    ticket = wrote()
    services.keep_draft(ticket, "Dear <b>Carla</b>, the bank", author=people.ben)
    services.keep_draft(ticket, "Does Lena know?", author=people.ben, kind="note")

    page = agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "Ben Agent has begun an answer" in page
    assert "Ben Agent has begun a note" in page
    assert "Dear &lt;b&gt;Carla&lt;/b&gt;, the bank" in page

    mine = browser(acme, people.ben).get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "has begun" not in mine


def test_the_part_is_asked_for_while_they_type(htmx, people, wrote) -> None:
    ticket = wrote()
    here = f"/desk/tickets/{ticket.number}/part/begun/"
    assert "has begun" not in htmx.get(here).content.decode()

    services.keep_draft(ticket, "Dear Carla", author=people.ben)
    assert f'data-reader="user:{people.ana.pk}"' in htmx.get(here).content.decode()
    assert "has begun an answer" in htmx.get(here).content.decode()

    services.forget_draft(ticket, author=people.ben)
    assert "has begun" not in htmx.get(here).content.decode()


def test_what_lies_for_a_week_is_no_news(htmx, people, wrote) -> None:
    ticket = wrote()
    services.keep_draft(ticket, "Dear Carla", author=people.ben)
    Draft.objects.update(updated_at=clock.now() - timedelta(days=8))
    assert "has begun" not in htmx.get(f"/desk/tickets/{ticket.number}/part/begun/").content.decode()


def test_a_page_knows_its_ticket_by_the_id_that_events_carry(agent_client, people, wrote) -> None:
    wrote("One that is gone again").delete()  # numbers and ids go apart
    ticket = wrote("Another")
    page = agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert ticket.pk != ticket.number
    assert f'data-id="{ticket.pk}" data-number="{ticket.number}"' in page
