"""The page of blocked files: what was found where, deleting and releasing with a record, and the scanner's health."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.audit.models import Record
from core.files import services
from core.files.models import Attachment
from core.tickets import services as tickets
from core.tickets.services.words import Words
from infra import health
from tests.support.fakes.clamd import FakeClamd

FILES = "/settings/blocked-files/"


@pytest.fixture
def clamd(settings):
    with FakeClamd() as daemon:
        daemon.finds[b"evil"] = "Eicar-Test"
        settings.CLAMAV = daemon.address
        yield daemon


@pytest.fixture
def owner(browser, acme, people):
    return browser(acme, people.olivia)


@pytest.fixture
def blocked(clamd, people, drain):
    def bring(name: str, content: bytes = b"evil") -> Attachment:
        row = services.keep_file(content, name, by=people.carla.actor, strict=False)
        tickets.open_ticket(
            people.carla,
            f"With {name}",
            Words("See file."),
            channel="mail",
            by=people.carla.actor,
            attachments=[row],
        )
        drain()
        return Attachment.objects.get(pk=row.pk)

    return bring


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_it_says_what_was_found_in_what_and_from_whom(owner, blocked):
    assert "No virus scanner is set up" not in text(owner.get(FILES))
    row = blocked("offer.pdf")
    assert row.state == "blocked"
    page = text(owner.get(FILES))
    for words in ("offer.pdf", "Eicar-Test", "T-0001", "Carla Customer"):
        assert words in page


def test_empty_and_without_a_scanner(owner, settings):
    settings.CLAMAV = ""
    page = text(owner.get(FILES))
    assert "Nothing is blocked" in page
    assert "No virus scanner is set up" in page


def test_deleted_it_is_gone_from_its_message_and_recorded(owner, blocked):
    row = blocked("offer.pdf")
    message = row.messages.get()
    owner.post(f"{FILES}{row.public_id}/", {"action": "remove"})
    assert not message.attachments.exists()
    told = Record.objects.get(action="file.removed")
    assert (told.actor_name, told.before) == ("Olivia Owner", {"file": "offer.pdf", "threat": "Eicar-Test"})
    assert "offer.pdf is deleted." in text(owner.get(FILES))
    assert owner.post(f"{FILES}{row.public_id}/", {"action": "remove"}).status_code == 404


def test_released_it_can_be_opened_and_is_recorded(owner, blocked):
    row = blocked("offer.pdf")
    owner.post(f"{FILES}{row.public_id}/", {"action": "release"})
    row.refresh_from_db()
    assert row.state == "clean"
    assert Record.objects.filter(action="file.released").count() == 1
    owner.post(f"{FILES}{row.public_id}/", {"action": "remove"})
    assert Attachment.objects.filter(pk=row.pk).exists()
    assert "is not blocked any more" in text(owner.get(FILES))


def test_many_cost_as_many_queries_as_one_and_come_in_pages(owner, blocked, people):
    row = blocked("offer.pdf")
    owner.get(FILES)
    with CaptureQueriesContext(connection) as few:
        owner.get(FILES)
    more = [
        Attachment(
            filename=f"{n}.pdf",
            size=1,
            path="x",
            state="blocked",
            threat="X",
            owner="system",
            content_type="x",
        )
        for n in range(30)
    ]
    row.messages.get().attachments.add(*Attachment.objects.bulk_create(more))
    with CaptureQueriesContext(connection) as many:
        page = text(owner.get(FILES))
    assert len(many) == len(few)
    assert page.count("Delete the file") == 25
    assert "?page=2" in page


def test_administrators_only(browser, acme, people, blocked):
    row = blocked("offer.pdf")
    agent = browser(acme, people.ana)
    assert agent.get(FILES).status_code == 403
    assert agent.post(f"{FILES}{row.public_id}/", {"action": "release"}).status_code == 403
    row.refresh_from_db()
    assert row.state == "blocked"


def test_health_names_the_scanner(acme, people, settings, clamd, drain):
    import json

    def told():
        found = json.loads(health.report().content)
        return found["checks"].get("scanner"), found["scanner"]

    state, about = told()
    assert (state, about["configured"], about["organizations_waiting"]) == ("ok", True, 0)
    assert about["last_answer"]
    settings.CLAMAV = "127.0.0.1:9"
    services.keep_file(b"hello", "a.txt", by=people.ana.actor)
    state, about = told()
    assert (state, about["organizations_waiting"]) == ("away", 1)
    settings.CLAMAV = ""
    state, about = told()
    assert (state, about["configured"]) == (None, False)
