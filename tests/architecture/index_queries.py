"""Why each index of an organization is there: the code of ours whose query takes it.

Rules of uniqueness speak for themselves. Everything else is paid for once per organization, and stands
here under the index's own name, or under `table.column` where Django made the name up. What stands beside
it is run on an organization filled by tests/isolation/canary.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.db.models import Q

from ai import selectors as ai
from ai.selectors import evidence
from core.accounts import selectors as accounts
from core.accounts.services import devices, passwords, second_factor
from core.accounts.tasks import sweep as sweep_accounts
from core.assignment import selectors as assignment
from core.audit import trail
from core.automation import selectors as automation
from core.contacts import selectors as contacts
from core.doors import answers
from core.files import services as files
from core.files import waiting
from core.knowledge import selectors as knowledge
from core.mail import outbox
from core.mail import selectors as mail
from core.mail.imports import telling
from core.mail.letters import brakes, reply
from core.mail.models import Letter
from core.mail.pipeline import aside
from core.notifications import selectors as notifications
from core.reports import selectors as reporting
from core.reports import services as reports
from core.search import selectors as box
from core.search import services as indexing
from core.sla import selectors as sla
from core.tickets import selectors as tickets
from core.tickets.selectors import search
from core.tickets.selectors.inbox import page
from core.tickets.services import checklist
from core.work import selectors as work
from core.work.selectors import time as times
from tenants.kernel import clock

Asked = Callable[[SimpleNamespace], Any]  # what canary.fill made
CARD = ("status", "assignee__name", "contact__name", "urgency", "last_message_at")


def _listed(actor: Any, **filters: Any) -> Any:
    wanted = tickets.Filters(**filters)
    return page(tickets.inbox(actor, wanted), wanted.order)


def _first(actor: Any, text: str) -> list[int]:
    return box.first(actor, box.read(text, actor), 5)


QUERIES: dict[str, Asked] = {
    "accounts_passwordreset.user_id": lambda a: passwords.reset_password(
        a.tokens["reset"], "a good new one 7"
    ),
    "device_live_of_holder": lambda a: devices.end_all(a.people.olivia),
    "django_session.expire_date": lambda a: sweep_accounts(),
    "otp_totp_totpdevice.user_id": lambda a: second_factor.begin_totp(a.people.lars, by=a.people.lars.actor),
    "otp_static_staticdevice.user_id": lambda a: second_factor._make_codes(a.people.lena),
    "otp_static_statictoken.device_id": lambda a: second_factor._make_codes(a.people.lena),
    "otp_static_statictoken.token": lambda a: second_factor._by_backup(a.people.lena, "aaaaaaaaaa"),
    "audit_of_object": lambda a: list(trail.history(a.ticket)),
    "audit_of_colleague": lambda a: list(accounts.activity(a.people.ana.pk)[:50]),
    "answered_age": lambda a: answers.forget_old(),
    "contacts_contact.company_id": lambda a: list(tickets.visible(a.people.carla.actor)),
    "contacts_identity.contact_id": lambda a: list(contacts.contacts(a.people.olivia.actor, "carla")),
    "article_words": lambda a: knowledge.search("article", a.people.ana.actor),
    "ticket_inbox": lambda a: _listed(a.people.olivia.actor),
    "ticket_board": lambda a: tickets.board(
        a.people.olivia.actor, tickets.Filters(), "status", "", ("number", *CARD)
    ),
    "approval_of_ticket": lambda a: tickets.approvals_of(a.people.ana.actor, a.quiet.number),
    "approval_pending": lambda a: list(tickets.waiting_for(a.people.ben.actor)),
    "checklist_of_ticket": lambda a: list(tickets.checklist_of(a.people.ana.actor, a.quiet.number)),
    "checklist_about": lambda a: checklist.tick_finished(a.quiet.pk),
    "ticket_in_bin": lambda a: list(tickets.binned(a.people.olivia.actor)),
    "ticket_due": lambda a: _listed(a.people.olivia.actor, due="soon", order="due"),
    "ticket_recent": lambda a: _listed(a.people.olivia.actor, state="all", order="newest"),
    "ticket_by_agent": lambda a: _listed(a.people.ben.actor, assignee="me", state="all", order="created"),
    "tickets_ticket.contact_id": lambda a: _listed(
        a.people.olivia.actor, state="all", contact=a.people.carla.pk, order="created"
    ),
    "participant_of_contact": lambda a: list(tickets.visible(a.people.dmitri.actor)),
    "tickets_ticket_tags.tag_id": lambda a: _listed(a.people.olivia.actor, tag=(a.tag.name,)),
    "tickets_ticketmerge.survivor_id": lambda a: list(tickets.merges_into(a.people.ana.actor, a.ticket)),
    "link_of_target": lambda a: list(tickets.links_of(a.people.ana.actor, a.quiet.number)),
    "ticket_subject_words": lambda a: list(search.found("subject", a.people.ana.actor)),
    "ticket_answered_aside": lambda a: list(tickets.spoken_to(a.people.ana.actor)),
    "tickets_earlierwords.message_id": lambda a: tickets.earlier_words(a.reply),
    "message_of_side": lambda a: aside._limit(a.forwarded, None),
    "old_words": lambda a: list(search.found("words", a.people.ana.actor)),
    "search_old_words": lambda a: _first(a.people.ana.actor, "unheardof nowhere neither"),
    "message_words": lambda a: list(search.found("words", a.people.ana.actor)),
    "tickets_message.ticket_id": lambda a: list(tickets.thread(a.people.ana.actor, a.quiet)),
    "contact_words": lambda a: contacts.people_like(a.people.ana.actor, "unheardof", 5),
    "search_words": lambda a: _first(a.people.ana.actor, "unheardof nowhere neither"),
    "search_waiting": lambda a: indexing.mend(),
    "file_not_clean": lambda a: waiting.look(),
    "file_same_bytes": lambda a: files.bring(b"these bytes", "a.txt"),
    "tickets_message_attachments.attachment_id": lambda a: files.discard(a.upload, by=a.people.ana.actor),
    "inbound_unfinished": lambda a: list(mail.held(a.people.olivia.actor)),
    "inbound_of_message": lambda a: mail.mail_of(a.people.olivia.actor, a.message.public_id),
    "inbound_of_import": lambda a: telling.counts([a.imported]),
    "letter_brake": lambda a: brakes.is_braked("carla@customer.example", "confirmation"),
    "letter_at_provider": lambda a: list(Letter.objects.filter(Q(provider_id="x") | Q(mime_id="x"))),
    "letter_in_order": lambda a: outbox.claim(0),
    "mail_letter.message_id": lambda a: mail.letters_of([a.reply.pk]),
    "mail_mailreference.message_id": lambda a: reply.thread_headers(a.quiet),
    "ai_run.ticket_id": lambda a: ai.panel(a.ticket),
    "ai_gap_tickets.ticket_id": lambda a: a.result.ticket.delete(),
    "ai_proposal_tickets.ticket_id": lambda a: a.result.ticket.delete(),
    "ai_writing.ticket_id": lambda a: ai.summaries(a.ticket),
    "ai_result.run_id": lambda a: a.suggestion.run.delete(),
    "ai_correction.result_id": lambda a: a.suggestion.run.delete(),
    "ai_correction.ticket_id": lambda a: a.result.ticket.delete(),
    "ai_contradiction.other_id": lambda a: a.result.ticket.delete(),
    "ai_verdict.ticket_id": lambda a: a.result.ticket.delete(),
    "verdict_lately": lambda a: evidence.lately("category", None),
    "ai_suggestion.ticket_id": lambda a: ai.suggestion_for(a.ticket),
    "notification_newest": lambda a: list(notifications.mine(a.people.ana.actor)[:50]),
    "sla_clock_told": lambda a: list(sla.told_for(a.people.ana.actor)),
    "sla_clock_decided": lambda a: sla.compliance(a.people.olivia.actor),
    "task_open_of_agent": lambda a: work.page(
        work.listed(a.people.ben.actor, work.TaskFilters(assignee="me")), "due"
    ),
    "task_of_ticket": lambda a: work.tasks_of(a.people.ana.actor, a.ticket),
    "task_of_project": lambda a: list(work.tasks_in(a.people.ana.actor, a.project)),
    "work_milestone.project_id": lambda a: list(work.milestones_of(a.project)),
    "work_projectticket.project_id": lambda a: work.tickets_in(a.people.ana.actor, a.project),
    "time_of_person": lambda a: list(
        times.visible(a.people.ben.actor).filter(started_at__gte=clock.now() - timedelta(days=7))
    ),
    "time_of_ticket": lambda a: times.spent_on(a.people.ana.actor, a.ticket),
    "time_of_task": lambda a: times.spent_on(a.people.ana.actor, a.task),
    "work_taskcomment.task_id": lambda a: list(work.comments_of(a.task)),
    "fact_of_day": lambda a: reports.count_day(reporting.today()),
    "assignment_handing.ticket_id": lambda a: assignment.trace(a.ticket),
    "handing_lately": lambda a: assignment.shares(7),
    "firing_of_rule": lambda a: automation.acted_on(a.automation),
}
