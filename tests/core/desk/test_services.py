"""Arranging the desk: what may be changed, what has to stay."""

from types import SimpleNamespace

import pytest

from core.audit.models import Record
from core.desk import selectors, services
from core.desk.models import CannedReply, Category, Queue, Status, Tag
from core.desk.rules import fill
from core.desk.services.categories import UnclearStays
from core.desk.services.queues import DefaultStays
from core.desk.services.replies import NotYours
from core.desk.services.rows import InUse
from core.desk.services.statuses import LastOfCategory
from core.tickets.services import open_ticket
from core.tickets.services.words import Words
from tenants import remembered
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_book() -> None:
    remembered.forget()


def test_another_default_queue_takes_over(people: SimpleNamespace) -> None:
    billing = Queue.objects.get(name="Billing")
    with pytest.raises(DefaultStays):
        services.delete_queue(selectors.default_queue(), by=people.adam.actor)

    services.save_queue(billing, by=people.adam.actor, is_default=True)

    assert list(Queue.objects.filter(is_default=True)) == [billing]
    assert selectors.default_queue() == billing
    line = Record.objects.get(action="queue.changed")
    assert (line.actor_name, line.before, line.after) == (
        "Adam Admin",
        {"is_default": False},
        {"is_default": True},
    )


def test_saving_the_same_again_leaves_no_line(people: SimpleNamespace) -> None:
    tag = Tag.objects.get(name="vip")
    services.save_tag(tag, by=people.adam.actor, description=tag.description)
    assert not Record.objects.filter(action__startswith="tag.").exists()


def test_what_tickets_hold_cannot_be_removed(people: SimpleNamespace) -> None:
    queue = services.save_queue(None, by=SYSTEM, name="Returns")
    open_ticket(people.carla, "Hello", Words("Hello"), channel="mail", by=SYSTEM, queue=queue)
    with pytest.raises(InUse):
        services.delete_queue(queue, by=SYSTEM)
    assert Queue.objects.filter(name="Returns").exists()


def test_every_category_of_status_keeps_its_default(people: SimpleNamespace) -> None:
    with pytest.raises(LastOfCategory):
        services.delete_status(Status.objects.get(key="new"), by=SYSTEM)
    extra = services.save_status(
        None, by=SYSTEM, key="triage", category="new", label="Triage", is_default=True
    )
    assert selectors.default_status("new") == extra
    services.delete_status(Status.objects.get(key="new"), by=SYSTEM)


def test_categories_have_two_levels_and_unclear_stays(people: SimpleNamespace) -> None:
    leaf = Category.objects.get(key="billing.refund")
    with pytest.raises(Invalid):
        services.save_category(None, by=SYSTEM, key="too.deep", name="Too deep", parent=leaf)
    with pytest.raises(Invalid):
        services.save_category(None, by=SYSTEM, key="Bad Key!", name="Bad")
    with pytest.raises(UnclearStays):
        services.delete_category(Category.objects.get(key="other"), by=SYSTEM)
    assert Category.objects.count() == 33


def test_agents_keep_their_own_replies_only(people: SimpleNamespace) -> None:
    ana, ben, adam = people.ana, people.ben, people.adam
    mine = services.save_canned_reply(
        None, by=ana.actor, shortcut="hi", title="Hi", body="Hi!", owner_id=ana.pk
    )
    with pytest.raises(NotYours):
        services.save_canned_reply(None, by=ana.actor, shortcut="all", title="All", body="All", owner_id=None)
    with pytest.raises(NotYours):
        services.delete_canned_reply(mine, by=ben.actor)
    services.save_canned_reply(None, by=adam.actor, shortcut="all", title="All", body="All", owner_id=None)
    assert mine in selectors.canned_replies(ana.actor)
    assert mine not in selectors.canned_replies(ben.actor)
    assert CannedReply.objects.count() == 12


def test_mail_texts_name_only_what_they_know(people: SimpleNamespace) -> None:
    with pytest.raises(Invalid):
        services.save_mail_text(
            "portal_link", "en", subject="Hi", body="{{ link }} {{ password }}", by=SYSTEM
        )
    with pytest.raises(Invalid):
        services.save_mail_text("portal_link", "en", subject="Hi", body="No way in", by=SYSTEM)
    services.save_mail_text("portal_link", "fr", subject="Votre lien", body="Bonjour {{ link }}", by=SYSTEM)
    assert selectors.mail_text("portal_link", "fr").subject == "Votre lien"


def test_a_text_is_filled_once_and_shows_no_braces() -> None:
    text = "Hello {{ customer }},\n\n{{ articles }}\n\n{{ unknown }} {{Bad}} bye {{link}}"
    assert fill(text, {"customer": "{{ link }}", "articles": "", "link": "http://x"}) == (
        "Hello {{ link }},\n\n  bye http://x"
    )
