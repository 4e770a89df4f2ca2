"""Ready-made sets of categories: data that can be used, in use and out of it, for programs too."""

from __future__ import annotations

import pytest

from core.audit.models import Record
from core.desk import packs, selectors, services
from core.desk.models import Category
from core.desk.rules import CATEGORY_LIMIT, LONGEST_SENTENCE
from core.desk.starter.packs import PACKS
from core.desk.starter.queues import BILLING, SUPPORT, TECHNICAL
from core.desk.starter.taxonomy import sprouts
from tests.support.callers import one_of_each

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", PACKS)
def test_each_says_enough_to_start_from(key):
    rows = list(PACKS[key].sprouts())
    keys = [row.key for row in rows]
    leaves = [row for row in rows if row.parent]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & {row.key for row in sprouts()}
    assert len(keys) + len(list(sprouts())) <= CATEGORY_LIMIT, "it fits beside what everybody starts with"
    for row in leaves:
        assert row.parent in keys
        assert row.queue in (SUPPORT, TECHNICAL, BILLING)
        assert len(row.examples) >= 2
        assert len(row.counter_examples) == 1
        assert all(len(one) <= LONGEST_SENTENCE for one in (*row.examples, row.description))


def test_what_people_wrote_stays_and_twice_is_once(people):
    by = people.olivia.actor
    assert services.use_pack("it_service", by=by) == 12
    row = selectors.category("hardware.broken")
    services.save_category(row, by=by, name="Broken things")
    services.save_category(selectors.category("software.fault"), by=by, is_active=False)
    assert services.use_pack("it_service", by=by) == 1
    assert selectors.category("hardware.broken").name == "Broken things"
    lines = Record.objects.filter(action="category.created").count()
    assert (services.use_pack("it_service", by=by), lines) == (0, 12)
    assert {one.key: (one.used, one.size) for one in packs.offered()}["it_service"] == (12, 12)


def test_a_group_stays_while_something_of_ones_own_is_in_it(people):
    by = people.olivia.actor
    services.use_pack("it_service", by=by)
    parent = selectors.category("network")
    services.save_category(None, by=by, key="network.cable", name="Cables", parent=parent)
    assert services.leave_pack("it_service", by=by) == 11
    assert Category.objects.get(key="network").is_active
    assert not Category.objects.get(key="network.down").is_active


def test_programs_use_them_where_they_may(acme, people):
    callers = one_of_each(acme, people)
    listed = callers.ana.call("GET", "/category-packs/").json()
    assert [(one["key"], one["used"]) for one in listed] == [(key, 0) for key in PACKS]
    assert callers.ana.call("POST", "/category-packs/education/use/").status_code == 403
    assert callers.olivia.call("POST", "/category-packs/none/use/").status_code == 404
    shown = callers.olivia.call("POST", "/category-packs/education/use/").json()
    assert (shown["used"], shown["size"]) == (12, 12)
    over = callers.olivia.call("POST", "/category-packs/ecommerce/use/")
    assert (over.status_code, over.json()["code"]) == (409, "category.limit")
    assert callers.olivia.call("POST", "/category-packs/education/leave/").json()["used"] == 0
