"""Customers, knowledge, search and the bell."""

from __future__ import annotations

import pytest

from core.knowledge.models import Article
from core.search.marking import pattern, snippet
from core.tickets import services

pytestmark = pytest.mark.django_db


def test_customers_with_their_figures_and_the_card(agent_client, people, wrote) -> None:
    wrote("First")
    done = wrote("Second")
    services.reply(done, "Bye", author=people.ana, by=people.ana.actor, then="resolved")

    page = agent_client.get("/desk/customers/?q=carla").content.decode()
    card = agent_client.get(f"/desk/customers/{people.carla.public_id}/").content.decode()

    assert "Dmitri" not in page
    assert '<td class="end num">1</td><td class="end num only-wide">2</td>' in page
    assert "First" in card
    assert "Second" in card
    assert agent_client.get("/desk/customers/nobody/").status_code == 404


def test_an_article_from_draft_to_public_and_back_from_deletion(browser, acme, people) -> None:
    lena = browser(acme, people.lena)

    written = lena.post(
        "/desk/knowledge/new/", {"title": "How to stop a fire", "body": "Water.", "visibility": "draft"}
    )
    row = Article.objects.get(title="How to stop a fire")
    lena.post(
        written["Location"],
        {"title": row.title, "body": "Foam.", "visibility": "public", "version": row.version},
    )
    row.refresh_from_db()
    assert (row.body, row.visibility) == ("Foam.", "public")

    lena.post(f"/desk/knowledge/{row.public_id}/delete/")
    assert not Article.objects.filter(pk=row.pk).exists()
    undo = lena.session["flashes"][-1]["undo_url"]
    lena.post(undo)
    assert Article.objects.get(title="How to stop a fire").visibility == "public"
    assert lena.post(undo).status_code == 404


def test_who_may_not_publish_writes_drafts(agent_client) -> None:
    refused = agent_client.post("/desk/knowledge/new/", {"title": "T", "body": "B", "visibility": "public"})
    empty = agent_client.post("/desk/knowledge/new/", {"title": " ", "body": "B", "visibility": "draft"})

    assert (refused.status_code, empty.status_code) == (403, 422)
    assert "Give the article a title." in empty.content.decode()
    assert not Article.objects.filter(title="T").exists()


def test_a_stale_article_keeps_what_was_typed(browser, acme, people) -> None:
    lena = browser(acme, people.lena)
    lena.post("/desk/knowledge/new/", {"title": "T", "body": "B", "visibility": "draft"})
    row = Article.objects.get(title="T")
    lena.post(
        f"/desk/knowledge/{row.public_id}/",
        {"title": "T", "body": "newer", "visibility": "draft", "version": 1},
    )

    answer = lena.post(
        f"/desk/knowledge/{row.public_id}/",
        {"title": "T", "body": "mine", "visibility": "draft", "version": 1},
    )

    assert answer.status_code == 412
    assert ">mine</textarea>" in answer.content.decode()
    row.refresh_from_db()
    assert row.body == "newer"


def test_the_list_of_articles_finds_and_narrows(agent_client) -> None:
    everything = agent_client.get("/desk/knowledge/").content.decode()
    drafts = agent_client.get("/desk/knowledge/?v=draft").content.decode()

    assert everything.count('class="main-link"') == min(Article.objects.count(), 50)
    assert drafts.count('class="main-link"') == Article.objects.filter(visibility="draft").count()
    assert "No article matches" in agent_client.get("/desk/knowledge/?q=zzzz").content.decode()


def test_search_finds_words_numbers_and_people(agent_client, people, wrote) -> None:
    ticket = wrote("Printer", "The flux capacitor <b>smells</b>")
    wrote("Other", "Nothing")

    found = agent_client.get("/desk/search/?q=flux").content.decode()

    assert "1 ticket" in found
    assert ">flux</mark> capacitor &lt;b&gt;" in found
    assert ticket.label in agent_client.get(f"/desk/search/?q={ticket.label}").content.decode()
    assert people.carla.public_id in agent_client.get("/desk/search/?q=carla").content.decode()
    assert "Nothing found" in agent_client.get("/desk/search/?q=zzzz").content.decode()


def test_the_snippet_begins_before_the_hit() -> None:
    text = "word " * 40 + "the refund came " + "word " * 40
    marks = pattern(["refund"])
    parts = snippet(text, marks)

    assert parts[0] == ("…", False)
    assert ("refund", True) in parts
    assert sum(len(part) for part, _hit in parts) <= 222
    assert snippet("", marks) == []


def test_the_bell_rings_for_own_tickets_and_is_silenced(agent_client, people, wrote, drain) -> None:
    ticket = wrote("Mine")
    services.assign(ticket, people.ana, by=people.ben.actor)
    drain()

    assert "Ben Agent gave you T-0001: Mine" in agent_client.get("/desk/notifications/").content.decode()
    assert 'data-unread-total="1"' in agent_client.get("/desk/").content.decode()
    agent_client.post("/desk/notifications/")
    assert 'data-unread-total="0"' in agent_client.get("/desk/").content.decode()
