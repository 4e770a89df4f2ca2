"""A list as a board: its page, how it is chosen and remembered, and a card that is moved."""

from __future__ import annotations

import json

import pytest

from core.accounts.models import User
from core.desk import selectors as desk
from core.desk import services as arrange
from core.desk.models import SavedView, Status
from core.tickets import services
from core.tickets.models import Ticket
from core.tickets.selectors.board import CAP
from tenants.events.bus import hushed
from tests.portal.agent.test_counts import queries

pytestmark = pytest.mark.django_db
MOVE = "/desk/board/move/"


@pytest.fixture
def ticket(wrote):
    with hushed():
        return wrote()


def fresh(number=1):
    return Ticket.objects.select_related("status", "assignee").get(number=number)


def moved(htmx, **sent):
    row = fresh()
    return htmx.post(MOVE, {"number": row.number, "version": row.version, **sent})


def workspace(people):
    return User.objects.get(pk=people.ana.pk).workspace


def test_a_layout_is_chosen_and_remembered_for_this_list(agent_client, people, ticket):
    assert b"data-board" not in agent_client.get("/desk/").content
    answer = agent_client.post("/desk/look/", {"query": "", "layout": "board"})
    assert answer["Location"] == "/desk/?layout=board"
    assert workspace(people) == {"looks": {"inbox": {"layout": "board"}}}
    assert b"data-board" in agent_client.get("/desk/").content
    assert b"data-board" not in agent_client.get("/desk/?view=unassigned").content
    assert b"data-board" not in agent_client.get("/desk/?layout=list").content


def test_what_narrows_a_board_stays_a_board(agent_client, people, ticket):
    agent_client.post("/desk/look/", {"query": "", "layout": "board"})
    page = agent_client.get("/desk/").content.decode()
    assert "/desk/?layout=board&amp;assignee=me" in page or "assignee=me&amp;layout=board" in page
    narrowed = agent_client.post("/desk/look/", {"query": "priority=high&layout=board", "layout": "list"})
    assert narrowed["Location"] == "/desk/?priority=high&layout=list"
    assert workspace(people) == {"looks": {"inbox": {"layout": "board"}}}


def test_a_view_opens_as_it_was_kept_unless_a_person_chose(agent_client, people, ticket):
    SavedView.objects.create(
        key="all", name="All", filters={"state": "all"}, layout="board", owner=people.ana
    )
    assert b"data-board" in agent_client.get("/desk/?view=all").content
    agent_client.post("/desk/look/", {"query": "view=all", "layout": "list"})
    assert b"data-board" not in agent_client.get("/desk/?view=all").content


def test_the_order_is_remembered_and_the_list_keeps_its_name(htmx, people, ticket):
    answer = htmx.post("/desk/look/", {"query": "", "order": "newest"})
    assert "Newest" in answer.content.decode()
    again = htmx.get("/desk/").content.decode()
    assert "Newest" in again
    assert "All open" in again
    assert htmx.post("/desk/look/", {"query": "", "order": "random"}).status_code == 400


def test_a_ticket_page_asks_for_rows_whatever_the_layout(agent_client, ticket):
    agent_client.post("/desk/look/", {"query": "", "layout": "board"})
    agent_client.get("/desk/")
    page = agent_client.get("/desk/tickets/1/").content.decode()
    assert 'hx-get="/desk/?layout=list&amp;open=1"' in page
    assert 'href="/desk/?layout=board"' in page
    assert (
        "data-row"
        in agent_client.get("/desk/?layout=list&open=1", headers={"HX-Request": "true"}).content.decode()
    )
    assert 'href="/desk/?layout=board"' in agent_client.get("/desk/tickets/1/").content.decode()


@pytest.mark.parametrize("rows", [3, 60])
def test_a_board_costs_the_same_for_every_number_of_cards(rows, agent_client, people, wrote):
    with hushed():
        for number in range(rows):
            wrote(f"Request {number}")
    agent_client.post("/desk/look/", {"query": "", "layout": "board", "lanes": "assignee"})
    Status.objects.filter(key="open").update(wip_limit=2)
    seen = queries(agent_client, "/desk/")
    assert len(seen) == 8, seen


def test_news_bring_the_board_alone(htmx, ticket):
    page = htmx.get("/desk/?part=board&layout=board").content.decode()
    assert page.count("data-card ") == 1
    assert "list-head" not in page


def test_a_card_is_moved_with_an_undo(htmx, people, ticket):
    answer = moved(htmx, status="open")
    told = json.loads(answer["HX-Trigger"])
    assert answer.status_code == 204
    assert fresh().status.key == "open"
    assert told["toast"]["text"] == "T-0001: Open"
    assert told["card-moved"]["version"] == fresh().version
    undo = told["toast"]["undo"]
    htmx.post(undo["url"], {"told": undo["told"]})
    assert fresh().status.key == "new"


def test_a_card_changes_lane_and_column_at_once(htmx, people, ticket):
    answer = moved(htmx, status="open", assignee=str(people.ben.pk))
    assert answer.status_code == 204
    assert (fresh().status.key, fresh().assignee) == ("open", people.ben)
    assert moved(htmx, assignee="none").status_code == 204
    assert fresh().assignee is None
    assert moved(htmx, priority="urgent").status_code == 204
    assert fresh().priority == 4


def test_who_was_overtaken_is_told(htmx, people, ticket):
    services.change(ticket, by=people.ben.actor, priority=4)
    answer = htmx.post(MOVE, {"number": 1, "version": 1, "status": "open"})
    assert answer.status_code == 412
    assert "was changed meanwhile" in answer["HX-Trigger"]
    assert fresh().status.key == "new"


def test_who_was_overtaken_in_something_else_is_not_held_up(htmx, people, ticket):
    services.change(ticket, by=people.ben.actor, priority=4)
    answer = htmx.post(MOVE, {"number": 1, "version": 1, "status": "waiting", "was_status": "open"})
    assert (answer.status_code, fresh().status.key) == (412, "new")
    answer = htmx.post(MOVE, {"number": 1, "version": 1, "status": "open", "was_status": "new"})
    assert (answer.status_code, fresh().status.key, fresh().priority) == (204, "open", 4)


def test_on_hold_asks_why_and_until_when(htmx, ticket):
    answer = moved(htmx, status="on_hold")
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#dialogs")
    assert "What does it wait for?" in answer.content.decode()
    assert "Say what it waits for." not in answer.content.decode()
    past = moved(htmx, status="on_hold", **{"from": "dialog", "reason": "A part", "at": "2020-01-01T09:00"})
    assert "Choose a moment to come" in past.content.decode()
    assert moved(
        htmx, status="on_hold", **{"from": "dialog", "reason": "A part", "at": "2026-12-24T09:00"}
    ).status_code in (204, 422)


def test_what_resolving_requires_is_asked(htmx, people, ticket):
    arrange.save_field(
        None,
        by=people.olivia.actor,
        key="order",
        kind="text",
        label="Order number",
        rules=[{"effect": "require", "at": "resolve", "conditions": []}],
    )
    answer = moved(htmx, status="resolved")
    assert (answer.status_code, "Order number" in answer.content.decode()) == (422, True)
    assert fresh().status.key == "new"
    done = moved(htmx, status="resolved", **{"from": "dialog", "fields.order": "4711"})
    assert done.status_code == 204
    assert (fresh().status.key, fresh().fields) == ("resolved", {"order": "4711"})


def test_open_tickets_under_it_are_asked_about(htmx, people, ticket, wrote):
    with hushed():
        child = wrote("Child")
    services.link(ticket, child, "parent_of", by=people.ana.actor)
    answer = moved(htmx, status="resolved")
    assert (answer.status_code, "T-0002" in answer.content.decode()) == (409, True)
    assert moved(htmx, status="resolved", with_children="close").status_code == 204
    assert fresh(2).status.key == "resolved"


def test_a_full_column_says_so_and_nothing_moves(htmx, people, ticket, wrote):
    with hushed():
        other = wrote("Other")
    row = desk.status("in_progress")
    arrange.save_status(row, by=people.olivia.actor, wip_limit=1, wip_is_hard=True)
    services.change(other, by=people.ana.actor, status=desk.status("in_progress"))
    answer = moved(htmx, status="in_progress")
    assert answer.status_code == 409
    assert "is full: 1 tickets are in it" in json.loads(answer["HX-Trigger"])["toast"]["text"]
    assert fresh().status.key == "new"
    assert "1/1" in htmx.get("/desk/?part=board&layout=board").content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"status": "nothing"}, {"priority": "x"}, {"assignee": "x"}, {"queue": "x"}]
)
def test_what_makes_no_sense_is_refused(htmx, ticket, sent):
    assert moved(htmx, **sent).status_code in (400, 404)
    assert fresh().status.key == "new"


def test_who_only_looks_moves_nothing(browser, acme, people, ticket):
    lars = browser(acme, people.lars)
    assert lars.get("/desk/?layout=board").status_code == 200
    assert lars.post(MOVE, {"number": 1, "status": "open"}).status_code == 403
    assert fresh().status.key == "new"


def test_more_cards_come_by_cursor(htmx, wrote):
    with hushed():
        for number in range(CAP + 5):
            wrote(f"Request {number}")
    page = htmx.get("/desk/?layout=board").content.decode()
    assert page.count("data-card ") == CAP
    url = (
        page.partition("column=new")[0].rpartition('hx-get="')[2]
        + "column=new"
        + page.partition("column=new")[2].partition('"')[0]
    )
    more = htmx.get(url.replace("&amp;", "&")).content.decode()
    assert more.count("data-card ") == 5
    assert htmx.get("/desk/?layout=board&part=column&column=nothing&cursor=").status_code == 400
