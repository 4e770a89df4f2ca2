"""A colleague's own picture stands wherever the person does: at messages, at tickets they hold, where they are named."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.tickets import services
from core.tickets.models import Ticket
from tenants.kernel import clock
from tests.portal.settings.test_profile import PNG

pytestmark = pytest.mark.django_db


@pytest.fixture
def pictured(agent_client: Any, people: Any, wrote: Any) -> Any:
    """A ticket that Ana, who has a picture, holds and answered."""
    picture = SimpleUploadedFile("me.png", PNG, "image/png")
    agent_client.post("/settings/profile/", {"section": "picture", "avatar": picture})
    ticket = wrote("Printer")
    services.assign(ticket, people.ana, by=people.ana.actor)
    services.reply(ticket, "On it.", author=people.ana, by=people.ana.actor)
    Ticket.objects.filter(pk=ticket.pk).update(due_at=clock.now())  # so that the calendar has it
    return ticket


def test_a_picture_shows_where_its_person_does(pictured, browser, acme, people) -> None:
    ben, face = browser(acme, people.ben), f'src="/desk/people/{people.ana.pk}/face/?v='
    here = f"/desk/tickets/{pictured.number}/"
    lists = [f"/desk/?layout={layout}&state=all" for layout in ("list", "board", "table", "calendar")]
    for path in (*lists, f"{here}mentions/?q=ana", "/desk/activity/"):
        assert ben.get(path).content.decode().count(face) >= 1, path
    page = ben.get(here).content.decode()
    assert page.count(face) == 2  # who holds it, and who wrote
    services.assign(pictured, people.ben, by=people.ben.actor)
    assert ben.get(here).content.decode().count(face) == 1


def test_no_picture_is_initials(pictured, agent_client, people) -> None:
    agent_client.post("/settings/profile/", {"section": "picture", "remove": "1"})
    page = agent_client.get(f"/desk/tickets/{pictured.number}/").content.decode()
    assert "/face/" not in page
    assert ">AA</span>" in page
