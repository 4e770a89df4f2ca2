"""What stands in the stack's database before a journey begins: two organizations, acme's people, two articles."""

from __future__ import annotations

import base64

from django.core.management import call_command

from billing import services as billing
from core.knowledge import services as knowledge
from tenants import context
from tenants.kernel.actor import SYSTEM
from tenants.services import create_platform_admin
from tests.support import ground, people

ARTICLES = {
    "Charged twice for one month": "When a card is charged twice for one month, the second charge is returned to the card "
    "by itself within three working days. You need not do anything. The corrected invoice is under Billing, Invoices.",
    "Where to find invoices": "All invoices are under Billing, Invoices. Administrators can download them as PDF.",
}


OPERATOR = "opal@deskhand.example"
OPERATOR_SECRET = base64.b32encode(b"12345678901234567890").decode()  # of the authenticator app


def lay() -> None:
    call_command("migrate_schemas", schema_name="public", verbosity=0)
    billing.seed_plans()
    ground.lay()
    create_platform_admin(
        email=OPERATOR, name="Opal Operator", password=people.PASSWORD, totp_secret=OPERATOR_SECRET
    )
    for slug in ground.ORGANIZATIONS:
        row = context.by_schema(slug)
        billing.start_trial(row)
        with context.tenant(row):
            people.invite_all(slug)
            for title, body in ARTICLES.items():
                knowledge.write_article(title, body, by=SYSTEM, visibility="public")
