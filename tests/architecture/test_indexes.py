"""No index without a query of ours that takes it: an organization pays for each with every write."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from ai.models import Correction, Run
from core.accounts.services import second_factor
from core.desk import selectors as desk
from core.mail.letters import reply
from core.search import services as indexing
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from infra.benchmarks.tenancy_disk import size_of
from tenants import context
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.provisioning import spares
from tests.architecture.index_queries import QUERIES
from tests.isolation import canary
from tests.support.plans import plans

pytestmark = pytest.mark.django_db
MOST = 4.8  # MB an empty organization may cost: 130 tables

INDEXES = """
SELECT i.relname, t.relname, a.attname, x.indnatts, i.relname ~ '_[0-9a-f]{8}$'
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
WHERE t.relnamespace = %s::regnamespace AND NOT x.indisunique AND NOT i.relispartition
"""
# an index of a table in parts is taken where one of its parts is
OF_PARTS = """
SELECT c.relname, p.relname FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid AND c.relkind = 'i'
JOIN pg_class p ON p.oid = h.inhparent WHERE c.relnamespace = %s::regnamespace
"""

# as far as the planner knows, each page of a table holds this many rows; rolled back with the test
GROWN = """
UPDATE pg_class SET reltuples = 100000, relpages = 1 WHERE relnamespace = %s::regnamespace AND relkind = 'r'
"""


def indexes(schema: str) -> dict[str, str]:
    """{how the list calls it: the index's name}"""
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [schema])
        return {
            f"{table}.{column}" if is_made_up and number == 1 else name: name
            for name, table, column, number, is_made_up in cursor.fetchall()
        }


def _filled() -> SimpleNamespace:
    """No table empty that a query of the list asks, and more than one ticket: else the planner is indifferent."""
    full = canary.fill("acme")
    reply.write(full.reply)
    ana, dmitri = full.people.ana, full.people.dmitri
    for agent in (ana, full.people.ben, full.people.adam, full.people.lena, full.people.olivia):
        ticket, message = tickets.open_ticket(
            dmitri, f"For {agent.name}", Words("How?"), channel="web", by=dmitri.actor
        )
        tickets.assign(ticket, agent, by=ana.actor)
        Run.objects.create(kind="triage", message=message, ticket=ticket, state="done")
        reply.write(tickets.reply(ticket, "So.", author=ana, by=ana.actor))
    full.quiet, _ = tickets.open_ticket(dmitri, "One line", Words("Hm."), channel="web", by=dmitri.actor)
    _archive(dmitri)
    _finish(full.quiet, ana)
    second_factor._make_codes(full.people.lena)
    Correction.objects.create(ticket=full.ticket, field="category", value="zz.sent", user=full.people.ana)
    return full


def _finish(like, agent) -> None:
    """As where people have worked for a while: most tickets are finished, and most of those are others'."""
    shape = {
        "status": desk.default_status("closed"),
        "is_finished": True,
        "queue": like.queue,
        "channel": "web",
    }
    rows = [
        Ticket(number=like.number + 100 + at, subject="Done", contact=like.contact, **shape)
        for at in range(120)
    ]
    for row in rows[::6]:
        row.assignee = agent
    Ticket.objects.bulk_create(rows)


def _archive(customer) -> None:
    old, _ = tickets.open_ticket(customer, "Old", Words("Old words"), channel="web", by=customer.actor)
    tickets.change(old, by=SYSTEM, status=desk.default_status("closed"))
    indexing.mend()
    tickets.set_archiving(1, by=SYSTEM)
    with clock.at(clock.now() + timedelta(days=40)):
        assert tickets.archive(old.pk)


def test_every_index_has_a_query_and_every_query_an_index(acme):
    there = set(indexes("acme"))
    assert there - set(QUERIES) == set(), "name the query in index_queries.py, or drop the index"
    assert set(QUERIES) - there == set(), "the index is gone: take its line out of index_queries.py"


@pytest.mark.parametrize("index", QUERIES)
def test_the_query_takes_the_index(index, acme):
    with context.tenant(acme):
        full = _filled()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute(GROWN, [acme.schema_name])
            cursor.execute("SET LOCAL enable_seqscan = off")
        name = indexes("acme")[index]
        with plans() as found:
            QUERIES[index](full)
        with connection.cursor() as cursor:
            cursor.execute(OF_PARTS, [acme.schema_name])
            whole = dict(cursor.fetchall())
    taken = {whole.get(one, one) for plan in found for one in plan.indexes}
    assert name in taken, f"the query beside {index} does not take {name}: name another, or drop the index"
    mixed = [plan.sql for plan in found if len(plan.schemas) > 1]
    assert mixed == [], "a statement over two schemas cannot be spread over machines, see docs/scale.md"


def test_an_empty_organization_is_small():
    context.connection.set_schema_to_public()
    size = size_of(spares.make(lambda what, number, of: None).schema_name)
    assert size.mb <= MOST, f"{size}: see which table or index came"
