"""Every address of an organization's site with another organization's identifiers in it.

An argument is filled by its name and the address around it (RULES, first match). An address that no
rule fills must stand in UNFILLED with a reason, or the walk fails: a new door is never left out silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

Value = Callable[[SimpleNamespace], Any]
Rules = list[tuple[str, str, Value]]
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")

RULES: Rules = [  # argument, part of the address, value of the neighbour
    ("number", "tickets/", lambda a: a.ticket.number),
    ("number", "tasks/", lambda a: a.task.number),
    ("number", "", lambda a: a.ticket.number),
    ("pk", "summaries/", lambda a: a.day.pk),
    ("pk", "time-logs/", lambda a: a.spent.pk),
    ("pk", "desk/time/", lambda a: a.spent.pk),
    ("kind", "time/on/", lambda a: "ticket"),
    ("pk", "tasks/bulk/", lambda a: a.task_bulk.pk),
    ("pk", "tasks/", lambda a: a.comment.pk),
    ("status", "tasks/limits/", lambda a: "in_progress"),
    ("pk", "projects/", lambda a: a.project.pk),
    ("milestone", "milestones/", lambda a: a.milestone.pk),
    ("into", "merge-preview/", lambda a: a.ticket.number),
    ("pk", "macros/", lambda a: a.macro.pk),
    ("pk", "recurring-tickets/", lambda a: a.recurrence.pk),
    ("pk", "settings/recurring/", lambda a: a.recurrence.pk),
    ("pk", "bulk/", lambda a: a.bulk.pk),
    ("pk", "users/", lambda a: a.colleague.pk),
    ("pk", "settings/approvals/", lambda a: a.chain.pk),
    ("pk", "approvals/", lambda a: a.approval.pk),
    ("pk", "approval-chains/", lambda a: a.chain.pk),
    ("pk", "checklist/", lambda a: a.item.pk),
    ("pk", "link/", lambda a: a.link.pk),
    ("pk", "links/", lambda a: a.link.pk),
    ("pk", "merges/", lambda a: a.merge.pk),
    ("pk", "split/", lambda a: a.merge.pk),
    ("pk", "channels/", lambda a: a.channel.pk),
    ("pk", "notifications/", lambda a: a.notice.pk),
    ("key", "browsers/", lambda a: a.push_browser["id"]),
    ("pk", "proposals/", lambda a: a.proposal.pk),
    ("pk", "gaps/", lambda a: a.gap.pk),
    ("pk", "contradictions/", lambda a: a.contradiction.pk),
    ("pk", "voices/queues/", lambda a: a.queue.pk),
    ("pk", "incidents/", lambda a: a.incident.pk),
    ("reply", "incidents/", lambda a: a.answered.pk),
    ("pk", "canned/", lambda a: a.canned.pk),
    ("pk", "replies/", lambda a: a.canned.pk),
    ("pk", "companies/", lambda a: a.company.pk),
    ("pk", "addresses/", lambda a: a.address.pk),
    ("pk", "departments/", lambda a: a.department.pk),
    ("pk", "queues/", lambda a: a.queue.pk),
    ("pk", "teams/", lambda a: a.team.pk),
    ("pk", "settings/statuses/", lambda a: a.status.pk),
    ("pk", "statuses/", lambda a: a.status.pk),
    ("pk", "categories/", lambda a: a.category.pk),
    ("pk", "types/", lambda a: a.kind.pk),
    ("pk", "tags/", lambda a: a.tag.pk),
    ("pk", "sla-policies/", lambda a: a.policy.pk),
    ("pk", "mail-rules/", lambda a: a.rule.pk),
    ("pk", "rules/", lambda a: a.automation.pk),
    ("pk", "settings/sla/", lambda a: a.policy.pk),
    ("pk", "settings/hours/", lambda a: a.calendar.pk),
    ("pk", "canned-replies/", lambda a: a.canned.pk),
    ("pk", "people/", lambda a: a.colleague.pk),
    ("pk", "mailboxes/", lambda a: a.mailbox.pk),
    ("public_id", "events/", lambda a: a.relay.public_id),
    ("public_id", "hooks/", lambda a: a.hook.public_id),
    ("provider", "consent/", lambda a: "microsoft"),
    ("provider", "sending/provider/", lambda a: "postmark"),
    ("provider", "hooks/", lambda a: a.hook.provider),
    ("pk", "configuration/applied/", lambda a: a.applied),
    ("pk", "mask-patterns/", lambda a: a.mask.pk),
    ("pk", "ai/learned/", lambda a: a.head.pk),
    ("pk", "ai/models/", lambda a: a.head.pk),
    ("pk", "sending/", lambda a: a.sending.pk),
    ("public_id", "ai/replays/", lambda a: a.replay.public_id),
    ("public_id", "ai/providers/", lambda a: a.provider.public_id),
    ("public_id", "ai/models/", lambda a: a.provider.public_id),
    ("public_id", "domains/", lambda a: a.domain.public_id),
    ("public_id", "writing/", lambda a: a.writing.public_id),
    ("public_id", "writings/", lambda a: a.writing.public_id),
    ("public_id", "suggestion", lambda a: a.suggestion.public_id),
    ("public_id", "contacts/", lambda a: a.people.carla.public_id),
    ("public_id", "customers/", lambda a: a.people.carla.public_id),
    ("public_id", "desk/files/", lambda a: a.upload.public_id),
    ("public_id", "attachments/", lambda a: a.upload.public_id),
    ("public_id", "messages/", lambda a: a.reply.public_id),
    ("public_id", "articles/", lambda a: a.article.public_id),
    ("public_id", "knowledge/", lambda a: a.article.public_id),
    ("public_id", "mail-imports/", lambda a: a.imported.public_id),
    ("public_id", "blocked-files/", lambda a: a.upload.public_id),
    ("public_id", "held-mail/of/", lambda a: a.message.public_id),
    ("public_id", "held-mail/", lambda a: a.held.public_id),
    ("message", "undo/", lambda a: a.reply.public_id),
    ("device_id", "", lambda a: a.device.public_id),
    ("slug", "articles/", lambda a: "zz-article"),
    ("key", "texts/", lambda a: "portal_link"),
    ("key", "categories/sets/", lambda a: "ecommerce"),
    ("key", "category-packs/", lambda a: "ecommerce"),
    ("language", "texts/", lambda a: "en"),
    ("key", "roles/", lambda a: "zz-role"),
    ("key", "fields/", lambda a: a.field.key),
    ("name", "mail-texts/", lambda a: "portal_link.en"),
    ("key", "views/", lambda a: a.view.key),
    ("signed", "data/", lambda a: a.tokens["export"]),
    ("signed", "files/", lambda a: a.tokens["file"]),
    ("token", "customers/address/", lambda a: a.tokens["address"]),
    ("token", "password/reset/", lambda a: a.tokens["reset"]),
    ("token", "invitation/", lambda a: a.tokens["invitation"]),
    ("token", "welcome/", lambda a: a.tokens["welcome"]),
    ("token", "approvals/", lambda a: a.tokens["approval"]),
    ("token", "automatic-mail/", lambda a: a.tokens["silence"]),
    ("token", "sign-in/", lambda a: a.tokens["portal"]),
    ("kind", "ai/replays/new/", lambda a: "categories"),
    ("kind", "drafts/", lambda a: "reply"),
    ("field", "policies/", lambda a: "category"),
    ("field", "ai/fields/", lambda a: "category"),
    ("field", "ai/details/", lambda a: a.looked_for.key),
    ("field", "options/", lambda a: "category"),
    ("field", "bulk/choices/", lambda a: "status"),
    ("field", "choices/", lambda a: "category"),
    ("part", "part/", lambda a: "thread"),
    ("verb", "suggestion/", lambda a: "accept"),
    ("color", "brand-preview/", lambda a: "0099ff"),
]
UNFILLED: dict[str, str] = {  # name of the address: why the walk does not go there
    "settings:reply_restore": "a random token in the tenant's cache; cache keys carry the tenant (hazard 9)",
    "agent:article_restore": "a random token in the tenant's cache; cache keys carry the tenant (hazard 9)",
}


@dataclass(frozen=True)
class Route:
    name: str
    where: str

    def path(self, a: SimpleNamespace, rules: Rules | None = None) -> str | None:
        """With the neighbour's values; None when a rule is missing."""
        path = self.where
        for argument in ARGUMENT.finditer(self.where):
            found = next(
                (v for n, part, v in rules or RULES if n == argument[1] and part in self.where), None
            )
            if found is None:
                return None
            path = path.replace(argument[0], str(found(a)))
        return f"/{path}"


def routes(urlconf: str = "infra.urls") -> list[Route]:
    return list(_below(get_resolver(urlconf).url_patterns))


def _below(patterns: list[URLPattern | URLResolver], prefix: str = "", space: str = "") -> Iterator[Route]:
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _below(pattern.url_patterns, where, inner)
        else:
            yield Route(f"{space}{pattern.name or where}", where)


def body(a: SimpleNamespace) -> dict[str, Any]:
    """Fields of every form and input at once, full of the neighbour's ids."""
    return {
        "subject": "x", "body": "x", "text": "x", "name": "x", "title": "x", "email": "new@x.example",
        "password": "correct horse battery", "code": "000000", "q": "x", "order": "urgency",
        "agent": a.colleague.pk, "assignee": a.colleague.pk, "queue": a.queue.pk, "status": a.status.key,
        "relation": "blocks", "category": a.category.key, "parent": "zz", "section": "zz-section", "priority": "low",
        "attachments": [a.file.public_id, a.upload.public_id], "suggestion": a.suggestion.public_id,
        "refresh": a.tokens["portal"], "token": a.tokens["portal"], "value": a.category.key, "version": "1",
        "department": a.department.pk, "team": 1, "members": [a.colleague.pk], "manager": a.colleague.pk, "role": "zz-role", "contact": a.people.carla.pk,
        "ticket": a.ticket.number, "tickets": [a.ticket.number], "tasks": [a.task.number], "into": a.ticket.number, "project": a.project.pk, "milestone": a.milestone.pk, "to": a.ticket.number, "join": "yes", "tags": [], "do": {"priority": "low"}, "verb": "release", "action": "release", "reason": "x",
        "field": "category", "language": "en", "host": a.domain.host, "typed": a.domain.host, "idempotency_key": "walk", "message": a.aside.public_id, "about": a.message.public_id, "next": f"/desk/tickets/{a.ticket.number}/",
    }  # fmt: skip
