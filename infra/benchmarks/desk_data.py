"""A desk full of tickets, written with a handful of SQL statements: seconds instead of an hour.

Texts are drawn from word lists, so that full text has something to do; RARE stands in the words of
RARE_TICKETS tickets, half of the time in a reply. Half of the tickets are open, with triage values.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

RARE, RARE_TICKETS = "zeppelin", 200
MESSAGES = 3  # per ticket: mail, reply, mail
PER_CONTACT = 4
WORDS = [
    "account",
    "address",
    "amount",
    "answer",
    "attached",
    "available",
    "billing",
    "browser",
    "button",
    "cancel",
    "card",
    "change",
    "charge",
    "check",
    "click",
    "close",
    "code",
    "company",
    "connection",
    "contact",
    "contract",
    "correct",
    "country",
    "customer",
    "data",
    "date",
    "delivery",
    "device",
    "discount",
    "document",
    "download",
    "email",
    "error",
    "export",
    "field",
    "file",
    "form",
    "help",
    "import",
    "invoice",
    "issue",
    "language",
    "later",
    "license",
    "link",
    "list",
    "login",
    "message",
    "method",
    "minute",
    "month",
    "morning",
    "network",
    "number",
    "office",
    "open",
    "option",
    "order",
    "page",
    "password",
    "payment",
    "period",
    "person",
    "phone",
    "plan",
    "please",
    "price",
    "print",
    "problem",
    "product",
    "profile",
    "project",
    "question",
    "reason",
    "receipt",
    "refund",
    "report",
    "request",
    "result",
    "screen",
    "second",
    "server",
    "service",
    "session",
    "setting",
    "sign",
    "site",
    "status",
    "subscription",
    "support",
    "system",
    "team",
    "test",
    "time",
    "total",
    "transfer",
    "update",
    "upgrade",
    "user",
    "version",
    "website",
    "week",
    "work",
]

CONTACTS = """
INSERT INTO contacts_contact (public_id, name, email, company_id, language, time_zone, notes, is_blocked, created_at)
SELECT 'c' || n, 'Customer Number ' || n, 'customer' || n || '@example.org', NULL, 'en', '', '', false, now()
  FROM generate_series(1, %(contacts)s) AS n
"""
TICKETS = """
INSERT INTO tickets_ticket (public_id, number, subject, status_id, is_finished, priority, queue_id, category_id,
    assignee_id, contact_id, channel, sentiment, urgency, language, is_escalated, escalation_reason, chosen, preview,
    message_count, awaits_reply, last_message_at, reopen_count, version, created_at, updated_at)
SELECT 't' || n, n, initcap(bench_words(n, 7)), CASE WHEN n %% 2 = 0 THEN %(open)s ELSE %(done)s END, n %% 2 = 1,
       1 + n %% 4, %(queue)s, CASE WHEN n %% 3 = 0 THEN %(category)s END,
       CASE WHEN n %% 5 = 0 THEN (SELECT id FROM accounts_user ORDER BY id OFFSET (n / 5 %% %(agents)s) LIMIT 1) END,
       1 + %(first)s + n %% %(contacts)s, 'mail', (n %% 5) - 2, n %% 101, 'en', n %% 50 = 0, '', '{}',
       left(bench_words(n + 5, 20), 150), %(messages)s, n %% 3 > 0, now() - n * interval '2 minutes', 0, 1,
       now() - n * interval '3 minutes', now() - n * interval '2 minutes'
  FROM generate_series(1, %(tickets)s) AS n
"""
SAID = """
INSERT INTO tickets_message (public_id, ticket_id, kind, channel, author_user_id, author_contact_id, author_name,
    text, quoted, html, language, is_private, undo_until, created_at)
SELECT 'm' || t.number || '-' || k, t.id, CASE WHEN k = 2 THEN 'reply' ELSE 'customer' END, 'mail',
       CASE WHEN k = 2 THEN %(agent)s END, CASE WHEN k = 2 THEN NULL ELSE t.contact_id END,
       CASE WHEN k = 2 THEN 'Ana Agent' ELSE 'Customer Number' END,
       bench_words(t.number * 3 + k, 90)
         || CASE WHEN t.number %% %(every)s = 0 AND k = 1 + t.number / %(every)s %% 2 THEN ' ' || %(rare)s ELSE '' END,
       CASE WHEN k = 3 THEN bench_words(t.number, 60) ELSE '' END, '', 'en', false,
       CASE WHEN k = 2 THEN now() - interval '1 day' END, t.created_at + k * interval '10 minutes'
  FROM tickets_ticket t CROSS JOIN generate_series(1, %(messages)s) AS k ORDER BY t.id, k
"""
TRAIL = """
INSERT INTO audit_record (at, actor_kind, actor_id, actor_name, action, object_type, object_id, before, after, request_id)
SELECT t.created_at + k * interval '1 minute', 'user', %(agent)s, 'Ana Agent',
       CASE k WHEN 1 THEN 'ticket.assigned' ELSE 'ticket.changed' END, 'tickets.ticket', t.id,
       NULL, CASE k WHEN 1 THEN to_jsonb(%(agent)s) ELSE '{"priority": 3}'::jsonb END, ''
  FROM tickets_ticket t CROSS JOIN generate_series(1, 3) AS k
"""
LETTERS = """
INSERT INTO mail_letter (public_id, kind, ticket_id, message_id, sender, envelope_from, recipient, cc, reply_to,
    subject, text, html, headers, mime_id, state, send_after, turn, attempts, last_error, sent_at, created_at)
SELECT 'l' || id, 'reply', ticket_id, id, 'x', 'x@example.org', 'y@example.org', '[]', '', 's', '', '', '{}',
       id || '@example.org', 'sent', created_at, 1, 1, '', created_at, created_at
  FROM tickets_message WHERE kind = 'reply'
"""
RUNS = """
INSERT INTO ai_run (kind, message_id, ticket_id, state, reason, engine, model, prompt_version, input_hash, attempts,
    turn, flags, tokens_in, tokens_out, latency_ms, created_at, finished_at)
SELECT 'triage', max(id), ticket_id, 'done', '', 'local', 'local', '1', 'h' || ticket_id, 1, 1, '[]', 0, 0, 9, now(), now()
  FROM tickets_message WHERE kind = 'customer' GROUP BY ticket_id
"""
RESULTS = """
INSERT INTO ai_result (run_id, ticket_id, field, value, confidence, reason, evidence, mode, is_latest)
SELECT r.id, r.ticket_id, f.field, f.value::jsonb, 0.8, 'Speaks of a charge on a card.', '', 'suggest', true
  FROM ai_run r CROSS JOIN (VALUES ('sentiment', '"negative"'), ('category', '"billing.refund"'),
       ('priority', '"high"'), ('tags', '[]'), ('escalation', 'false')) AS f(field, value)
"""
SUGGESTIONS = """
INSERT INTO ai_suggestion (public_id, run_id, ticket_id, message_id, body, sources, confidence, state, reason, flags,
    created_at)
SELECT 's' || id, id, ticket_id, message_id, bench_words(id::int, 80) || ' [1]',
       '[{"marker": "1", "kind": "article", "id": "article:x", "title": "Refunds", "url": "", "quote": ""}]', 0.8,
       'ready', '', '[]', now() FROM ai_run
"""
DRAW = """
CREATE FUNCTION bench_words(seed integer, wanted integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg((%(words)s::text[])[1 + abs(hashint4(seed * 1009 + k)) %% {count}], ' ')
    FROM generate_series(1, wanted) AS k $$
"""


def kept() -> Any:
    """The agent who looks, of a desk that an earlier run left in these servers; None without one."""
    from core.accounts.models import User
    from tenants import context

    if "tenants_tenant" not in connection.introspection.table_names():
        return None
    with context.tenant("acme"):
        return User.objects.filter(email="ana@acme.example").first()


def fill(tickets: int, agent: int) -> None:
    """Tickets 1..`tickets` in the current organization; agent: user id of who answered. Its statistics are fresh."""
    from core.desk import selectors as desk

    values: dict[str, Any] = {
        "tickets": tickets,
        "messages": MESSAGES,
        "contacts": max(1, tickets // PER_CONTACT),
        "agent": agent,
        "rare": RARE,
        "every": max(1, tickets // RARE_TICKETS),
        "open": desk.default_status("open").pk,
        "done": desk.default_status("closed").pk,
        "queue": desk.default_queue().pk,
        "category": desk.category("billing.refund").pk,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(DRAW.format(count=len(WORDS)), {"words": WORDS})
        cursor.execute("SELECT count(*) FROM accounts_user")
        values["agents"] = cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(max(id), 0) FROM contacts_contact")
        values["first"] = cursor.fetchone()[0]
        for statement in (CONTACTS, TICKETS, SAID, TRAIL, LETTERS, RUNS, RESULTS, SUGGESTIONS):
            cursor.execute(statement, values)
        cursor.execute(
            "INSERT INTO contacts_identity (contact_id, email) SELECT id, email FROM contacts_contact "
            "WHERE email LIKE 'customer%@example.org'"
        )
        cursor.execute(
            "INSERT INTO tickets_ticketnumber (id, last, prefix, padding) VALUES (1, %s, 'T-', 4) "
            "ON CONFLICT (id) DO UPDATE SET last = EXCLUDED.last",
            [tickets],
        )
        cursor.execute("DROP FUNCTION bench_words")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
