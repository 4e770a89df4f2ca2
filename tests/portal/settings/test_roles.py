"""The pages of roles and of a person's queues."""

import pytest

from billing.services import grant
from core.accounts.models import Role, User
from core.desk import selectors as desk
from tenants.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
PAGE = "/settings/roles/"


@pytest.fixture
def olivia(acme, browser, people):
    grant(acme, "custom_roles", by=SYSTEM, reason="test")
    return browser(acme, people.olivia)


def test_a_copy_is_made_changed_and_removed(olivia, people):
    assert 'value="Agent (copy)"' in olivia.get(f"{PAGE}new/?copy=agent").content.decode()
    given = {
        "name": "Contractors",
        "permissions": ["tickets.reply"],
        "level-own": "full",
        "level-others": "none",
    }
    assert olivia.post(f"{PAGE}new/", given | {"requires_mfa": "yes"}).status_code == 302
    row = Role.objects.get(key="contractors")
    assert (row.reach, row.requires_mfa) == ({"own": "full", "others": "none"}, True)
    assert row.permissions == ["tickets.reply", "tickets.view"]

    queue = desk.default_queue().pk
    more = given | {"version": "1", "do": "save", f"level-{queue}": "read", "level-99999": "full"}
    assert olivia.post(f"{PAGE}contractors/", more).status_code == 302
    row.refresh_from_db()
    assert (row.reach, row.requires_mfa) == ({"own": "full", "others": "none", str(queue): "read"}, False)
    assert olivia.post(f"{PAGE}contractors/", more).status_code == 412

    User.objects.filter(pk=people.ben.pk).update(role=row)
    answer = olivia.post(f"{PAGE}contractors/", {"do": "remove", "instead": ""})
    assert (answer.status_code, "held by 1" in answer.content.decode()) == (409, True)
    assert "Ben Agent" in answer.content.decode()
    assert olivia.post(f"{PAGE}contractors/", {"do": "remove", "instead": "agent"}).status_code == 302
    assert User.objects.get(pk=people.ben.pk).role.key == "agent"


def test_a_role_of_the_product_takes_queues_and_nothing_else(olivia):
    given = {"name": "Agent", "level-own": "full", "level-others": "overview", "version": "1"}
    assert olivia.post(f"{PAGE}agent/", given).status_code == 302
    row = Role.objects.get(key="agent")
    assert (row.reach, "tickets.reply" in row.permissions) == ({"own": "full", "others": "overview"}, True)
    assert "some queues" in olivia.get(PAGE).content.decode()


def test_a_persons_levels(olivia, people):
    page = f"/settings/people/{people.ana.pk}/queues/"
    assert "As the role" in olivia.get(page).content.decode()
    assert olivia.post(page, {"level-others": "read", "version": "1"}).status_code == 302
    assert User.objects.get(pk=people.ana.pk).reach == {"others": "read"}
    assert olivia.post(page, {"level-others": "", "version": "1"}).status_code == 412


def test_who_does_not_manage_roles_finds_no_page(acme, browser, people, olivia):
    ana, adam = browser(acme, people.ana), browser(acme, people.adam)
    for page in (PAGE, f"{PAGE}new/", f"{PAGE}agent/", f"/settings/people/{people.ben.pk}/queues/"):
        assert (ana.get(page).status_code, adam.get(page).status_code) == (403, 200)
    above = adam.get(f"{PAGE}owner/").content.decode()
    assert "This role may more than you" in above
    assert adam.post(f"{PAGE}owner/", {"name": "Boss", "version": "1"}).status_code == 403
