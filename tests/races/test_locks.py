"""A locking read that joins what is being changed loses the row (PostgreSQL re-checks it against the old join)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from billing import services as billing
from billing.models import Plan, Subscription
from billing.services.locking import agreement
from core.accounts import services as accounts
from core.accounts.models import Role, User
from tests.races.conftest import together

JOINED_LOCK = re.compile(r"select_for_update\([^()]*(?:\([^()]*\))?[^()]*\)\s*\.select_related\(")
UNCHANGING = {  # file: why its joined lock is harmless
    "core/contacts/services/portal.py": "a link never changes its contact",
    "ai/services/settling.py": "a contradiction never changes its two decisions",
    "ai/services/suggestions.py": "a suggestion never changes its ticket",
    "tenants/domains/services/checking.py": "a claim never changes its organization",
    "tenants/domains/services/listing.py": "a claim never changes its organization",
}


def test_no_lock_joins_what_may_change():
    root = Path(settings.ROOT_DIR)
    storeys = ("tenants", "billing", "core", "ai", "portal")
    files = [path for storey in storeys for path in (root / storey).rglob("*.py")]
    found = {str(path.relative_to(root)) for path in files if JOINED_LOCK.search(path.read_text())}
    assert found - set(UNCHANGING) == set()


@pytest.mark.parametrize("_", range(3))
def test_people_change_role_and_more_at_once(world, _):
    ben, by = world.people.ben, world.people.olivia.actor
    answers = together(
        lambda: accounts.change_person(ben, by=by, role=Role.objects.get(key="light")),
        lambda: accounts.change_person(ben, by=by, name="Ben Changed"),
        lambda: accounts.update_profile(ben, by=ben.actor, signature="Ben"),
    )
    assert all(isinstance(one, User) or one is None for one in answers), answers
    ben.refresh_from_db()
    assert (ben.role.key, ben.name, ben.signature) == ("light", "Ben Changed", "Ben")


def test_a_plan_changes_while_somebody_waits(world):
    billing.start_trial(world.acme)
    team = Plan.objects.get(code="team")

    def change():
        with agreement(world.acme) as row:
            row.plan = team
            row.save()

    def look():
        with agreement(world.acme) as row:
            return row.plan.code

    answers = together(change, look, look, look)
    assert set(answers) <= {None, "trial", "team"}, answers
    assert Subscription.objects.get(tenant=world.acme).plan == team
