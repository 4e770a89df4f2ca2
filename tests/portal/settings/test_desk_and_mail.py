"""Categories, tags, addresses, held mail, advice, billing: the words and switches of the desk."""

import zlib

import pytest

from ai.models import Policy
from billing.services import start_trial
from core.desk.models import Category, Tag
from core.mail import services
from core.mail.models import InboundMail, Mailbox
from tenants import context
from tenants.models import MailRoute
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(acme, people):
    with context.tenant(acme):
        start_trial(acme)
    return SiteClient(acme).sign_in(people.olivia)


def test_a_category_is_added_changed_and_retired(owner):
    owner.post(
        "/settings/categories/",
        {"name": "Drone rental", "description": "Renting drones.", "queue": "", "parent": ""},
    )
    row = Category.objects.get(key="drone-rental")
    assert (row.name, row.is_active) == ("Drone rental", True)

    owner.post(
        f"/settings/categories/{row.pk}/",
        {"name": "Drones", "description": "All drones.", "queue": "", "action": "save"},
    )
    owner.post(f"/settings/categories/{row.pk}/", {"action": "archive"})

    row.refresh_from_db()
    assert (row.name, row.key, row.is_active) == ("Drones", "drone-rental", False)
    assert "Drones" not in owner.get("/settings/categories/").content.decode()


def test_a_category_without_a_name(owner):
    before = Category.objects.count()

    page = owner.post("/settings/categories/", {"name": "  ", "description": "Kept text", "queue": ""})

    assert page.status_code == 422
    assert "Kept text" in page.content.decode()
    assert Category.objects.count() == before


def test_examples_are_written_one_a_line_and_too_many_keep_what_was_typed(owner):
    row = Category.objects.get(key="billing.refund")
    form = {"name": "Money back", "description": "x", "queue": "", "action": "save"}
    owner.post(f"/settings/categories/{row.pk}/", form)
    before = row.examples
    row.refresh_from_db()
    assert (row.name, row.examples) == ("Money back", before), "sentences that did not come stay"

    told = {"examples": "Give it back.\n\n  I want a refund. ", "counter_examples": ""}
    owner.post(f"/settings/categories/{row.pk}/", form | told)
    row.refresh_from_db()
    assert (row.examples, row.counter_examples) == (["Give it back.", "I want a refund."], [])

    page = owner.post(f"/settings/categories/{row.pk}/", form | {"examples": "a sentence\n" * 21})
    assert page.status_code == 422
    assert "At most 20 sentences" in page.text
    assert page.text.count("a sentence") == 21


def test_a_set_comes_into_use_and_goes_out_of_it(owner):
    page = owner.post("/settings/categories/sets/ecommerce/", {"action": "use"}, follow=True).text
    assert "13 categories are in use now." in page
    row = Category.objects.get(key="returns.exchange")
    assert (row.parent.key, row.queue.name, bool(row.examples)) == ("returns", "Support", True)
    page = owner.post("/settings/categories/sets/education/", {"action": "use"}, follow=True).text
    assert "More than 48 categories" in page
    assert not Category.objects.filter(key="courses").exists(), "all of it or nothing"
    page = owner.post("/settings/categories/sets/ecommerce/", {"action": "leave"}, follow=True).text
    assert "13 categories are out of use." in page
    assert owner.post("/settings/categories/sets/none/", {"action": "use"}).status_code == 404


def test_the_unclear_category_stays(owner):
    row = Category.objects.get(key="other")

    page = owner.post(f"/settings/categories/{row.pk}/", {"action": "archive"}, follow=True)

    assert "has to stay" in page.content.decode()
    row.refresh_from_db()
    assert row.is_active


def test_tags(owner):
    owner.post("/settings/tags/", {"name": "Big Fish", "description": "Pays a lot"})
    row = Tag.objects.get(name="big-fish")
    again = owner.post("/settings/tags/", {"name": "big fish", "description": ""})
    assert again.status_code == 422

    owner.post(f"/settings/tags/{row.pk}/", {"action": "remove"})

    assert not Tag.objects.filter(name="big-fish").exists()


def test_an_address_is_added_and_belongs_to_one_organization(owner, acme, globex):
    owner.post("/settings/mailboxes/", {"address": "billing", "queue": "", "sender_name": "Acme Billing"})
    box = Mailbox.objects.get(address="billing@acme.localhost")
    assert MailRoute.objects.get(address=box.address).tenant_id == acme.pk

    taken = owner.post(
        "/settings/mailboxes/", {"address": "support@globex.localhost", "queue": "", "sender_name": ""}
    )
    assert taken.status_code == 409
    assert "already in use" in taken.content.decode()
    assert MailRoute.objects.get(address="support@globex.localhost").tenant_id == globex.pk


def test_confirmations_of_an_address_are_switched_off_and_on(owner, acme):
    box = Mailbox.objects.get()
    assert "no confirmations" not in owner.get("/settings/mailboxes/").content.decode()

    owner.post(f"/settings/mailboxes/{box.pk}/", {"action": "keep_silent"})
    box.refresh_from_db()
    assert not box.confirms
    shown = owner.get("/settings/mailboxes/").content.decode()
    assert "no confirmations" in shown
    assert "Confirm new requests" in shown

    owner.post(f"/settings/mailboxes/{box.pk}/", {"action": "confirm"})
    box.refresh_from_db()
    assert box.confirms


def test_held_mail_is_read_as_text_and_tried_again(owner, acme, people):
    raw = b"From: <script>\r\n\r\nHello"
    row = InboundMail.objects.create(
        recipient="support@acme.localhost",
        raw=zlib.compress(raw),
        size=len(raw),
        dedupe_key="k",
        state="quarantined",
        reason="Broken structure",
    )
    assert "Broken structure" in owner.get("/settings/held-mail/").content.decode()

    original = owner.get(f"/settings/held-mail/{row.public_id}/original/")
    assert original.content == raw
    assert original["Content-Type"].startswith("text/plain")
    assert original["Content-Disposition"].startswith("attachment")

    owner.post(f"/settings/held-mail/{row.public_id}/", {"action": "replay"})
    row.refresh_from_db()
    assert row.state == "received"


def test_the_log_says_of_each_mail_what_became_of_it_and_why(
    owner, acme, people, django_assert_max_num_queries
):
    for number in range(3):
        raw = b"From: Dora <dora@shop.example>\r\nSubject: Kettle %d\r\n\r\nIt leaks." % number
        services.process(services.accept(raw, sender="dora@shop.example", recipient="support@acme.localhost"))
    row = InboundMail.objects.order_by("id")[0]

    assert "Kettle" not in owner.get("/settings/held-mail/").content.decode()
    with django_assert_max_num_queries(12):
        listed = owner.get("/settings/held-mail/?show=all&q=shop.example").content.decode()
    assert all(f"Kettle {number}" in listed for number in range(3))
    assert "T-0001" in listed
    assert "Kettle" not in owner.get("/settings/held-mail/?show=all&q=nobody").content.decode()

    page = owner.get(f"/settings/held-mail/{row.public_id}/").content.decode()
    assert "Which request does it continue?" in page
    assert "opened T-0001" in page
    assert owner.get(f"/settings/held-mail/{row.public_id}/original/").content.startswith(b"From: Dora")


def test_held_mail_is_not_for_agents(agent_client):
    row = InboundMail.objects.create(
        recipient="support@acme.localhost",
        raw=zlib.compress(b"x"),
        size=1,
        dedupe_key="k",
        state="quarantined",
    )

    for method, path in (("get", "original/"), ("post", "")):
        assert (
            getattr(agent_client, method)(
                f"/settings/held-mail/{row.public_id}/{path}", {"action": "discard"}
            ).status_code
            == 403
        )
    row.refresh_from_db()
    assert row.state == "quarantined"


def test_what_the_advice_may_do(owner):
    owner.post("/settings/ai/", {"mode-category": "shadow", "floor-category": "90", "suggest": "1"})
    assert Policy.objects.filter(field="category").values_list("mode", "min_confidence").get() == (
        "shadow",
        0.9,
    )

    page = owner.post(
        "/settings/ai/", {"mode-category": "off", "mode-priority": "shadow", "floor-priority": "101"}
    )
    assert page.status_code == 422
    assert Policy.objects.get(field="category").mode == "shadow"
    page = owner.post("/settings/ai/", {"mode-category": "auto"})
    assert page.status_code == 409
    assert "0 of 100 values have been decided by people so far" in page.content.decode()
    assert Policy.objects.get(field="category").mode == "shadow"


def test_billing_by_hand_says_so(owner):
    html = owner.get("/settings/billing/").content.decode()

    assert "arranged personally" in html
    assert "People" in html
    assert owner.post(
        "/settings/billing/", {"action": "checkout", "plan": "team", "seats": "5"}
    ).status_code in (403, 409, 422, 503)


def test_from_a_message_to_the_trace_of_its_mail_and_back(browser, acme, people) -> None:
    raw = b"From: carla@customer.example\r\nTo: support@acme.localhost\r\nSubject: Dark\r\nMessage-ID: <w1@x.example>\r\n\r\nHelp"
    inbound_id = services.accept(raw, sender="carla@customer.example", recipient="support@acme.localhost")
    services.process(inbound_id)
    message = InboundMail.objects.get(pk=inbound_id).message
    owner, agent = browser(acme, people.olivia), browser(acme, people.ana)
    page = f"/desk/tickets/{message.ticket.number}/"
    why = f"/settings/held-mail/of/{message.public_id}/"

    assert f'href="{why}"' in owner.get(page).content.decode()
    assert why not in agent.get(page).content.decode()
    trace = owner.get(why, follow=True).content.decode()
    assert f'href="{page}#m{message.public_id}"' in trace
    assert agent.get(why).status_code == 403
    assert owner.get("/settings/held-mail/of/nothing-such/").status_code == 404


@pytest.mark.parametrize("mode", ["thread", "join", "ask"])
def test_what_becomes_of_new_mail_with_an_open_request(mode, owner, acme):
    box = Mailbox.objects.get(is_default=True)
    assert box.same_case == "ask"

    owner.post(f"/settings/mailboxes/{box.pk}/", {"action": f"same_{mode}"})

    box.refresh_from_db()
    assert box.same_case == mode
    html = owner.get("/settings/mailboxes/").content.decode()
    assert f'value="same_{mode}" role="menuitemradio" aria-checked="true"' in html
