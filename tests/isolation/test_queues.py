"""Walk every door as somebody with all permissions who may not see one queue, and hear nothing of its ticket."""

from __future__ import annotations

import json
from copy import copy
from types import SimpleNamespace
from typing import Any

import pytest

from ai.models import Contradiction, Correction, IncidentLetter, IncidentTicket, Result, Run, Suggestion
from core.accounts.models import User
from core.automation.models import Firing
from core.desk.models import Queue
from core.files.services import keep_file
from core.notifications.models import Notification
from core.sla import services as sla
from core.tickets import services as tickets
from core.tickets.models import Draft, Watcher
from core.tickets.services.words import Words
from tenants import context, remembered
from tenants.kernel import clock
from tests.isolation import walk
from tests.isolation.walking import content, rolled_back
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db
SUBJECT, SAID = "quokka", "wombat"
METHODS = ("GET", "POST", "PATCH", "DELETE")


@pytest.fixture
def vault(acme_full):
    """A ticket in a queue of its own, with everything that may hang on one; and Olivia, who may do anything."""
    with context.tenant("acme"):
        a = copy(acme_full)
        a.queue = Queue.objects.create(name="Vault")
        remembered.forget()
        _fill(a)
        yield a


def _fill(a: SimpleNamespace) -> None:
    carla, ana, olivia = a.people.carla, a.people.ana, a.people.olivia
    other, a.open = a.ticket, copy(a)  # what stands outside of the vault
    file = keep_file(SAID.encode(), f"{SAID}.txt", by=ana.actor)
    a.ticket, a.message = tickets.open_ticket(
        carla, SUBJECT, Words(SAID, html=f"<p>{SAID}</p>"), channel="mail", by=carla.actor, queue=a.queue,
        attachments=[file],
    )  # fmt: skip
    tickets.note(a.ticket, f"{SAID} note @olivia", author=ana, by=ana.actor)
    a.forwarded = tickets.forward(a.message, SAID, to=["x@outside.example"], author=ana, by=ana.actor)
    a.reply = tickets.reply(a.ticket, f"{SAID} answer", author=ana, by=ana.actor)
    a.link = tickets.link(other, a.ticket, "blocked_by", by=ana.actor)
    tickets.add_item(other, by=ana.actor, about=a.ticket)
    a.item = tickets.add_item(a.ticket, SAID, by=ana.actor)
    tickets.ask_same(other, a.ticket.pk, score=0.5, why="like")
    Draft.objects.create(ticket=a.ticket, user=ana, body=SAID)
    Watcher.objects.update_or_create(ticket=a.ticket, user=olivia, defaults={"mentioned_at": clock.now()})
    Notification.objects.create(user=olivia, kind="reply", ticket=a.ticket, text=SAID)
    _advice(a, other)
    Firing.objects.create(
        ticket=a.ticket, rule=a.automation, name=SAID, event="note", state="failed", chain=SAID
    )
    sla.follow(a.ticket.pk, clock.now(), status="open")


def _advice(a: SimpleNamespace, other: Any) -> None:
    run = Run.objects.create(kind="draft", message=a.message, ticket=a.ticket, state="done")
    a.result = Result.objects.create(
        run=run, ticket=a.ticket, field="category", value="zz.sent", confidence=1, reason=SAID, mode="auto"
    )
    a.suggestion = Suggestion.objects.create(
        run=run, ticket=a.ticket, message=a.message, body=SAID, state="ready"
    )
    Suggestion.objects.filter(ticket=other).update(
        sources=[{"id": f"solved:{a.ticket.number}", "kind": "solved", "title": SUBJECT, "quote": SAID}]
    )
    a.gap.tickets.add(a.ticket)
    a.proposal.tickets.add(a.ticket)
    one, two = (
        Correction.objects.create(ticket=row, field="category", value=key, user=a.people.ana)
        for row, key in ((a.ticket, "zz.sent"), (other, "zz.other"))
    )
    Contradiction.objects.create(one=one, other=two, likeness=0.95)
    IncidentTicket.objects.create(incident=a.incident, ticket=a.ticket, how="found", words=[])
    IncidentLetter.objects.create(reply=a.answered, ticket=a.ticket, author=a.people.ana, why=SAID)


def _bind(a: SimpleNamespace, level: str) -> None:
    """Past the services, which let nobody bind an owner."""
    User.objects.filter(pk=a.people.olivia.pk).update(reach={str(a.queue.pk): level} if level else {})
    remembered.forget()


def _walk(
    a: SimpleNamespace, words: tuple[str, ...], methods: tuple[str, ...]
) -> tuple[list[str], list[str]]:
    """Doors at which these words were heard, and those that broke."""
    client = SiteClient(a.tenant, raise_request_exception=False).sign_in(a.people.olivia)
    pocket, heard, broken = client.cookies.output(), [], []
    for route in walk.routes():
        for method in methods if route.where.startswith("api/") else methods[:2]:
            for path in _paths(route, method, a):
                with rolled_back():
                    answer = _ask(client, method, path, a)
                    told = content(answer).lower()
                if client.cookies.output() != pocket:
                    client.sign_in(a.people.olivia)
                    pocket = client.cookies.output()
                if any(word in told for word in words):
                    heard.append(f"{method} {path} -> {answer.status_code}")
                if answer.status_code >= 500:
                    broken.append(f"{method} {path} -> {answer.status_code}")
    return heard, broken


def _paths(route: walk.Route, method: str, a: SimpleNamespace) -> list[str]:
    """To the hidden ticket's things; and to those of one outside, whose pages and advice may name it."""
    paths = [route.path(a)]
    if method == "GET" or "suggestion" in route.where:
        paths.append(route.path(a.open))
    shut = ("erase", "sign-out", "logout")
    return [one for one in dict.fromkeys(paths) if one and not any(word in one for word in shut)]


def _ask(client: SiteClient, method: str, path: str, a: SimpleNamespace) -> Any:
    data = walk.body(a)
    if method == "GET":
        return client.get(path)
    if path.startswith("/api/"):
        return client.generic(method, path, json.dumps(data), content_type="application/json")
    return client.post(path, data)


def test_the_walk_would_hear_it(vault):
    _bind(vault, "")
    heard, _ = _walk(vault, (SUBJECT, SAID), ("GET",))
    assert len(heard) >= 25, heard


def test_nothing_of_a_hidden_queues_ticket_is_heard_anywhere(vault):
    _bind(vault, "none")
    assert _walk(vault, (SUBJECT, SAID), METHODS) == ([], [])


def test_an_overview_lets_no_word_of_it_be_heard(vault):
    _bind(vault, "overview")
    assert _walk(vault, (SAID,), ("GET", "POST")) == ([], [])
