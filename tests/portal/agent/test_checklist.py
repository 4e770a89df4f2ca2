"""The checklist among a ticket's details: added, ticked, moved and removed in place."""

from __future__ import annotations

import pytest

from core.tickets.models import ChecklistItem, Ticket

pytestmark = pytest.mark.django_db


def test_items_are_added_ticked_moved_and_removed(htmx, people, wrote) -> None:
    one, two = wrote("One"), wrote("Two")
    url = f"/desk/tickets/{one.number}/checklist/"
    assert "&lt;b&gt;Call&lt;/b&gt;" in htmx.post(url, {"text": "<b>Call</b>"}).content.decode()
    shown = htmx.post(url, {"text": two.label}).content.decode()
    assert f'href="/desk/tickets/{two.number}/"' in shown
    assert "0/2" in shown
    first, second = ChecklistItem.objects.order_by("position")
    assert "1/2" in htmx.post(f"{url}{first.pk}/", {"action": "done"}).content.decode()
    htmx.post(f"{url}{second.pk}/", {"action": "up"})
    assert list(ChecklistItem.objects.values_list("pk", flat=True)) == [second.pk, first.pk]
    htmx.post(url, {"order": f"{first.pk},{second.pk}"})
    assert list(ChecklistItem.objects.values_list("pk", flat=True)) == [first.pk, second.pk]
    page = htmx.get(f"/desk/tickets/{one.number}/").content.decode()
    assert "ticked “&lt;b&gt;Call&lt;/b&gt;”" in page
    assert "1/2" in htmx.get("/desk/").content.decode()
    htmx.post(f"{url}{first.pk}/", {"action": "remove"})
    assert Ticket.objects.get(pk=one.pk).items == 1
    assert htmx.post(f"{url}{second.pk}/", {"action": "eat"}).status_code == 400


@pytest.mark.parametrize("said", ["#2", "T-0002", "t-2", " #2 "])
def test_a_ticket_is_an_item_however_it_is_written(htmx, wrote, said) -> None:
    first, second = wrote("Printer"), wrote("Order a printer")
    page = htmx.post(f"/desk/tickets/{first.number}/checklist/", {"text": said}).content.decode()
    assert "Order a printer" in page
    assert ChecklistItem.objects.get().about == second


def test_what_is_refused_is_said_beside_the_field(htmx, wrote) -> None:
    ticket = wrote()
    url = f"/desk/tickets/{ticket.number}/checklist/"
    for text, said in (
        ("", "Say what there is to do."),
        ("T-9999", "no such ticket"),
        (ticket.label, "own checklist"),
    ):
        refused = htmx.post(url, {"text": text})
        assert refused.status_code == 422
        assert said in refused.content.decode()
    assert not ChecklistItem.objects.exists()
