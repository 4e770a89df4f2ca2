"""What a colleague has begun to write stands above the composer, so that nobody answers twice."""

from __future__ import annotations

from datetime import timedelta

from core.desk import services as desk
from core.tickets import services
from core.tickets.models import Draft
from tenants.kernel import clock
from tests.support.callers import one_of_each, said


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


def test_it_is_taken_over_behind_what_one_has_begun_and_once(htmx, people, wrote) -> None:
    ticket = wrote()
    services.keep_draft(ticket, "Dear Carla", author=people.ben)
    services.keep_draft(ticket, "Hello", author=people.ana)
    here = f"/desk/tickets/{ticket.number}/draft/take/"
    assert "Take it over" in htmx.get(f"/desk/tickets/{ticket.number}/part/begun/").content.decode()

    asked = {"of": people.ben.pk, "kind": "reply"}
    answer = htmx.post(here, asked)
    assert (answer.status_code, "#pane" in answer.headers["HX-Location"]) == (204, True)
    [draft] = Draft.objects.all()
    assert (draft.user, draft.body) == (people.ana, "Hello\n\nDear Carla")
    assert htmx.post(here, asked).status_code == 404
    assert htmx.post(here, {"of": people.ana.pk, "kind": "reply"}).status_code == 404
    page = htmx.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "took over what a colleague had begun to write" in page


def test_where_the_queue_shares_none_it_is_only_told_of(htmx, people, wrote) -> None:
    ticket = wrote()
    services.keep_draft(ticket, "Dear Carla, the bank", author=people.ben)
    desk.save_queue(ticket.queue, by=people.olivia.actor, shares_drafts=False)
    part = htmx.get(f"/desk/tickets/{ticket.number}/part/begun/").content.decode()
    assert "Ben Agent has begun an answer" in part
    assert "the bank" not in part
    assert "Take it over" not in part
    answer = htmx.post(f"/desk/tickets/{ticket.number}/draft/take/", {"of": people.ben.pk, "kind": "reply"})
    assert answer.status_code == 403
    assert Draft.objects.get().user == people.ben


def test_the_api_keeps_shows_and_takes_over(acme, people, wrote) -> None:
    ticket, callers = wrote(), one_of_each(acme, people)
    here = f"/tickets/{ticket.number}/drafts/"
    services.keep_draft(ticket, "Dear Carla", author=people.ben)
    [kept, theirs] = callers.ana.call("PUT", f"{here}note/", {"body": " Does Lena know?"}).json()
    assert (kept["mine"], kept["body"], kept["version"]) == (True, " Does Lena know?", 1)
    assert (theirs["agent"], theirs["body"], theirs["mine"]) == (people.ben.pk, "Dear Carla", False)
    taken = callers.ana.call("POST", f"{here}take/", {"agent": people.ben.pk}).json()
    assert {(one["kind"], one["mine"]) for one in taken} == {("reply", True), ("note", True)}
    assert callers.ana.call("DELETE", f"{here}reply/").status_code == 204
    assert [one["kind"] for one in callers.ana.read(here).json()] == ["note"]
    assert callers.ana.call("PUT", f"{here}forward/", {"body": "x"}).status_code == 400
    assert said(callers.lars.call("PUT", f"{here}reply/", {"body": "x"}))[0] == 403
    assert Draft.objects.filter(user=people.ben).count() == 0
