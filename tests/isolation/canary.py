"""One organization full of canaries: words that stand nowhere else, in every kind of row people write.

What a walk sends (ids, numbers, keys, signed tokens) holds no canary, so that an echo is no leak.
"""

from __future__ import annotations

import json
import zlib
from datetime import timedelta
from types import SimpleNamespace

from ai.models import (
    Contradiction,
    Correction,
    Gap,
    Incident,
    IncidentLetter,
    IncidentReply,
    IncidentTicket,
    Lesson,
    MaskPattern,
    ModelSettings,
    Proposal,
    Provider,
    Replay,
    ReplayDecision,
    ReplayItem,
    Result,
    Run,
    SolvedAnswer,
    SourceVector,
    Suggestion,
    TrainedHead,
    Verdict,
    Voice,
    Writing,
)
from core.accounts import selectors as accounts
from core.accounts.models import Department, Device, Invitation, PasswordReset, Role, User
from core.assignment import book as assignments
from core.assignment.models import Availability, Handing
from core.assignment.models import Policy as AssignmentPolicy
from core.automation import book as automations
from core.automation.models import Firing, Macro, Recurrence, Rule
from core.configuration import services as configuration
from core.configuration.selectors import applied
from core.contacts import services as contacts
from core.contacts.models import Company
from core.desk.models import (
    ApprovalChain,
    Calendar,
    CannedReply,
    Category,
    Field,
    Queue,
    SavedView,
    Status,
    Tag,
    Team,
    TicketType,
)
from core.files import selectors as files
from core.files.services import keep_file
from core.knowledge import services as knowledge
from core.knowledge.models import Section
from core.mail import marks
from core.mail.models import (
    BroughtCall,
    InboundMail,
    Mailbox,
    MailHook,
    MailImport,
    MailRule,
    MailSource,
    OwnRelay,
    SendingDomain,
)
from core.notifications.models import Hook, HookCall, Notification, Preference
from core.reports import services as reports
from core.search import recent
from core.search import services as indexing
from core.search.models import Entry
from core.sla import book as promises
from core.sla import services as sla
from core.sla.models import Policy
from core.tickets import services as tickets
from core.tickets.models import BulkChange, Draft, Watcher
from core.tickets.selectors import approval_token
from core.tickets.services.words import Words
from core.work import services as work
from core.work.selectors.days import today_of
from core.work.services import bulk as task_bulk
from core.work.services import days, entries, timers
from tenants import context, remembered, secrets
from tenants.carrying import exports
from tenants.carrying.models import Export
from tenants.kernel import clock
from tenants.models import Domain, DomainClaim
from tests.support.people import invite_all

WORD = "kanarek"  # in no list of time zones, languages or icons


def fill(slug: str, word: str = WORD) -> SimpleNamespace:
    """Write the current tenant full. Returns the rows, and the tokens that its mails and pages carry."""
    a = SimpleNamespace(people=invite_all(slug))
    for person in (a.people.olivia, a.people.ana, a.people.carla, a.people.dmitri):
        person.name = f"{word} {person.name}"
        person.save()
    _desk(a, word)
    _tickets(a, word)
    _promises(a, word)
    _rules(a, word)
    _assigned(a, word)
    _work(a, word)
    _knowledge(a, word)
    _people(a, word, slug)
    _found(a, word)
    _configured(a, word)
    remembered.forget()
    return a


def _desk(a: SimpleNamespace, word: str) -> None:
    a.queue = Queue.objects.create(name=f"{word} queue")
    a.category = Category.objects.create(key="zz.sent", name=f"{word} category", queue=a.queue)
    a.team = Team.objects.create(name=f"{word} team", description=f"{word} answers")
    a.status = Status.objects.create(key="zz-status", category="open", label=f"{word} status")
    a.kind = TicketType.objects.create(key="zz-kind", name=f"{word} kind", description=f"{word} sort")
    a.tag = Tag.objects.create(name=f"{word} tag")
    a.view = SavedView.objects.create(key="zz-view", name=f"{word} view")
    a.field = Field.objects.create(
        key="zz_field", kind="choice", label=f"{word} field", help=f"{word} help", customer_asks=True,
        options=[{"key": "zz-option", "label": f"{word} option", "parent": ""}],
    )  # fmt: skip
    a.chain = ApprovalChain.objects.create(
        name=f"{word} chain",
        question=f"{word} may we?",
        steps=[{"need": "all", "hours": 0, "asked": ["lead"]}],
    )
    a.canned = CannedReply.objects.create(shortcut="zz", title=f"{word} reply", body=f"{word} text")
    a.mailbox = Mailbox.objects.create(
        address=f"{word}@in.example", name=f"{word} box", queue=a.queue, is_default=False
    )
    MailSource.objects.create(
        mailbox=a.mailbox, host="localhost", port=9, username=f"{word}@mail.example", secret=secrets.encrypt(word),
        last_error=f"{word} answered",
    )  # fmt: skip
    a.hook = MailHook.objects.create(mailbox=a.mailbox, provider="postmark", secret=secrets.encrypt(word))
    a.call = BroughtCall.objects.create(
        mailbox=a.mailbox, provider="brevo", secret=secrets.encrypt(word), key=word,
        body=zlib.compress(json.dumps({"items": [], "said": word}).encode()),
    )  # fmt: skip
    a.imported = MailImport.objects.create(
        recipient=f"{word}@in.example", asked_by="user:1", state="ready", files=[{"name": word, "path": word, "size": 1}],
        preview={"mails": 1, "subjects": [word]},
    )  # fmt: skip
    a.rule = MailRule.objects.create(
        name=f"{word} rule", conditions=[{"field": "subject", "test": "contains", "value": word}],
        actions={"note": f"{word} note"},
    )  # fmt: skip
    a.sending = SendingDomain.objects.create(
        name=f"{word}.example",
        selector=word,
        private_key=secrets.encrypt(word),
        public_key=word,
        seen={"spf": word},
    )
    a.relay = OwnRelay.objects.create(
        provider="postmark",
        options={"message_stream": word},
        secret=secrets.encrypt(json.dumps({"server_token": word})),
        events_secret=secrets.encrypt(f"{word}:{word}"),
        last_error=f"{word} answered",
    )
    a.mask = MaskPattern.objects.create(name=f"{word} mask", kind=f"OWN_{word.upper()[:12]}", pattern=word)
    a.looked_for = Field.objects.create(key=f"of_{word.lower()[::-1]}", kind="text", label=f"{word} number")
    detail = {
        "field": a.looked_for.key,
        "kind": "pattern",
        "pattern": word,
        "entries": [],
        "examples": [word],
    }
    ModelSettings.objects.create(
        canary=secrets.encrypt(word), guidance=f"{word} sorting", details=[detail]
    )  # fmt: skip
    a.provider = Provider.objects.create(
        name=f"{word} model", base_url=f"https://{word}.example/v1", secret=secrets.encrypt(word),
        tasks={"triage": word}, region=word, last_error=f"{word} answered", is_on=False,
    )  # fmt: skip
    remembered.forget()


def _tickets(a: SimpleNamespace, word: str) -> None:
    carla, ana = a.people.carla, a.people.ana
    carla.company = a.company = Company.objects.create(name=f"{word} company")
    a.company.domains.create(name=f"{word}.example")
    carla.save()
    a.address = contacts.add_address(carla, f"{word}@carla.example", by=ana.actor)
    a.removed = contacts.remove_address(
        contacts.add_address(carla, f"{word}-old@carla.example", by=ana.actor), by=ana.actor
    )
    twin = contacts.contact_for(f"{word}@twin.example", f"{word} twin")
    a.merge = contacts.merge_contacts(twin, into=carla, by=ana.actor)
    a.file = keep_file(f"{word} file".encode(), f"{word}.txt", by=carla.actor)
    a.upload = keep_file(f"{word} upload".encode(), f"{word}-up.txt", by=ana.actor)
    a.ticket, a.message = tickets.open_ticket(
        carla, f"{word} subject", Words(f"{word} words", html=f"<p>{word} html</p>", quoted=f"{word} quote", signature=f"{word} sign"),
        channel="mail", by=carla.actor, queue=a.queue, category=a.category, attachments=[a.file],
    )  # fmt: skip
    tickets.change(a.ticket, by=ana.actor, status=a.status, tags=[a.tag], type=a.kind)
    tickets.note(a.ticket, f"{word} note", author=ana, by=ana.actor)
    a.forwarded = tickets.forward(
        a.message, f"{word} forward", to=[f"{word}@outside.example"], author=ana, by=ana.actor
    )
    a.aside = tickets.hear_aside(
        a.forwarded, Words(f"{word} aside"), name=f"{word} third", address=f"{word}@outside.example"
    )
    a.reply = tickets.reply(a.ticket, f"{word} answer", author=ana, by=ana.actor)
    twin, _ = tickets.open_ticket(
        carla, f"{word} twin", Words(f"{word} twice"), channel="mail", by=carla.actor
    )
    tickets.merge(twin, into=a.ticket, by=ana.actor)
    other, said = tickets.open_ticket(
        carla, f"{word} other", Words(f"{word} other"), channel="mail", by=carla.actor
    )
    a.link = tickets.link(other, a.ticket, "blocked_by", by=ana.actor)
    a.item = tickets.add_item(a.ticket, f"{word} item", by=ana.actor)
    tickets.add_item(other, by=ana.actor, about=a.ticket)
    asked = [f"user:{a.people.ben.pk}", f"mail:{word}@boss.example"]
    a.approval = tickets.ask_approval(a.ticket, f"{word} asks this", [{"asked": asked}], by=ana.actor)
    tickets.ask_same(other, a.ticket.pk, score=0.5, why=f"{word} why")
    Draft.objects.create(ticket=a.ticket, user=ana, body=f"{word} draft")
    a.bulk = BulkChange.objects.create(user=ana, key=word, what={"fields": {"of": word}}, total=1)
    a.bulk.items.create(ticket=a.ticket, why=f"{word} why", stood={"told": {"word": word}})
    run = Run.objects.create(kind="draft", message=a.message, ticket=a.ticket, state="done")
    a.result = Result.objects.create(
        run=run,
        ticket=a.ticket,
        field="category",
        value="zz.sent",
        confidence=1,
        reason=f"{word}",
        mode="auto",
    )
    a.head = TrainedHead.objects.create(
        kind=f"tag:{word}",
        version=2,
        is_active=False,
        blob=word.encode(),
        sha256=word,
        learned_from=1,
        note=word,
    )
    Verdict.objects.create(
        result=a.result, ticket=a.ticket, field="category", said="zz.sent", final=f"{word} final", is_right=False,
        how="corrected", confidence=1,
    )  # fmt: skip
    a.suggestion = Suggestion.objects.create(
        run=run, ticket=a.ticket, message=a.message, body=f"{word} suggestion", state="ready"
    )
    put = Run.objects.create(kind="rewrite", message=said, ticket=other, state="done")
    a.writing = Writing.objects.create(
        kind="rewrite", run=put, ticket=other, message=said, tool="shorter", user=ana,
        before=f"{word} before", text=f"{word} after",
    )  # fmt: skip
    a.replay = Replay.objects.create(
        kind="guidance", change={"text": f"{word} new guidance", "was": f"{word} guidance"}, base=word, size=1,
        cap=1, total=1, reason=f"{word} waits", asked_by="user:1",
    )  # fmt: skip
    item = ReplayItem.objects.create(
        replay=a.replay, ticket=a.ticket, message=a.message, old={"category": f"{word} old"}, final={},
        reason=f"{word} item",
    )  # fmt: skip
    ReplayDecision.objects.create(
        item=item, field="category", old=f"{word} old", new=f"{word} new", outcome="other"
    )
    a.proposal = Proposal.objects.create(title=f"{word} proposed", body=f"{word} proposal body")
    a.proposal.tickets.add(a.ticket)
    a.gap = Gap.objects.create(title=f"{word} gap", asked=f"{word} asked this", seen=1)
    a.gap.tickets.add(a.ticket)
    one, two = (Correction.objects.create(ticket=ticket, field="category", value=key, user=ana)
                for ticket, key in ((a.ticket, "zz.sent"), (other, "zz.other")))  # fmt: skip
    a.contradiction = Contradiction.objects.create(one=one, other=two, likeness=0.95)
    a.incident = Incident.objects.create(
        title=f"{word} incident", words=[word], size=1, first_at=clock.now(), last_at=clock.now()
    )
    IncidentTicket.objects.create(incident=a.incident, ticket=a.ticket, how="found", words=[word])
    a.answered = IncidentReply.objects.create(
        incident=a.incident, key=word, text=f"{word} to all", then="waiting", author=ana
    )
    IncidentLetter.objects.create(reply=a.answered, ticket=a.ticket, author=ana, why=f"{word} why")
    Voice.objects.create(guidelines=f"{word} guidelines", forbidden=[f"{word} phrase"])
    SourceVector.objects.create(model=f"{word} embed", mark=word[:32], dimensions=1, vector=b"\x00<")
    SolvedAnswer.objects.create(
        ticket=a.ticket, message=a.reply, asked=f"{word} asked", text=f"{word} solved this"
    )
    raw = f"Subject: {word} held\r\n\r\n{word} body".encode()
    came = {"recipient": "support@x.example", "sender": f"{word}@x.example", "raw": zlib.compress(raw)}
    told = {"size": len(raw), "subject": f"{word} held", "from_address": f"{word}@x.example"}
    a.held = InboundMail.objects.create(**came, **told, dedupe_key=word, state="quarantined")
    InboundMail.objects.create(**came, **told, dedupe_key=f"{word} 2", state="done", message=a.message)


def _promises(a: SimpleNamespace, word: str) -> None:
    a.calendar = Calendar.objects.create(name=f"{word} hours", time_zone="UTC", week=[[[540, 1020]]] * 7)
    a.calendar.holidays.create(date="2027-01-01", name=f"{word} day")
    a.policy = Policy.objects.create(name=f"{word} policy", first_reply=30, resolution=60, position=9)
    a.policy.conditions = {"all": [{"field": "tags", "op": "any", "value": [f"{word} tag"]}]}
    a.policy.save()
    promises.page.changed()
    sla.follow(a.ticket.pk, clock.now(), status="open")
    reports.count_anew()
    a.channel = Hook.objects.create(
        name=f"{word} channel", format="slack", events=["new"], url=secrets.encrypt("https://x.example/"),
        host="x.example", last_error=f"{word} error", secret=secrets.encrypt(word), template=f'{{"x": "{word}"}}',
    )  # fmt: skip
    a.hook_call = HookCall.objects.create(
        hook=a.channel, text=f"{word} call", link="https://x.example/", body=f"{word} body"
    )
    a.push_browser = {
        "id": f"{word[:4].lower()}-browser", "name": word, "address": secrets.encrypt("https://push.example/x"), "point": "", "secret": "",
        "since": clock.now().isoformat(), "told_at": "", "failures": 0, "said": "",
    }  # fmt: skip
    Preference.objects.create(
        user=a.people.ana, cells={f"{word}:x": []}, substitute=a.people.lena, browsers=[a.push_browser]
    )
    Watcher.objects.create(ticket=a.ticket, user=a.people.ana, mentioned_at=clock.now())
    a.notice = Notification.objects.create(
        user=a.people.ana, kind="reply", ticket=a.ticket, who=f"{word} who", text=f"{word} said"
    )


def _rules(a: SimpleNamespace, word: str) -> None:
    where = {"all": [{"field": "subject", "op": "contains", "value": word}]}
    a.automation = Rule.objects.create(
        name=f"{word} automation", events=["note"], conditions=where,
        actions=[{"do": "note", "value": f"{word} says"}],
    )  # fmt: skip
    told = {"code": "x", "why": f"{word} was gone"}
    Firing.objects.create(
        ticket=a.ticket,
        rule=a.automation,
        name=f"{word} rule",
        event="note",
        state="failed",
        chain=word,
        told=told,
    )
    a.automation.runs.create(slot=clock.now())
    a.macro = Macro.objects.create(
        name=f"{word} macro", description=f"{word} does", draft=f"{word} draft", owner=a.people.ana,
        actions=[{"do": "note", "value": f"{word} noted"}],
    )  # fmt: skip
    a.recurrence = Recurrence.objects.create(
        name=f"{word} again", subject=f"{word} comes", text=f"{word} is to be done", rule="FREQ=DAILY",
        starts_on=clock.now().date(), time_zone="UTC", contact=a.ticket.contact,
    )  # fmt: skip
    a.recurrence.occurrences.create(planned_at=clock.now(), ticket=a.ticket, why=f"{word} why")
    automations.page.changed()


def _assigned(a: SimpleNamespace, word: str) -> None:
    AssignmentPolicy.objects.create(queue=a.queue, excluded=[a.people.lena.pk])
    Availability.objects.create(user=a.people.ben, skills=[a.tag.pk])
    told = {"mode": "round", "of": 1, "skills": [f"{word} tag"]}
    Handing.objects.create(ticket=a.ticket, user=a.people.ben, queue_id=a.queue.pk, kind="given", told=told)
    assignments.page.changed()


def _configured(a: SimpleNamespace, word: str) -> None:
    """A document that was applied, with the word in it and in what stood before."""
    by, text = a.people.olivia.actor, f"tags:\n  {word}-brought: {{description: {word} says}}\n"
    configuration.apply(text, word=configuration.plan(text, by=by).word, by=by)
    a.applied = applied(by)[0].id


def _work(a: SimpleNamespace, word: str) -> None:
    a.project = work.open_project(f"{word} project", by=a.people.ana.actor, description=f"{word} aim")
    a.milestone = work.add_milestone(a.project, f"{word} milestone", by=a.people.ana.actor)
    work.put_ticket(a.project, a.ticket, by=a.people.ana.actor)
    a.task = work.open_task(
        f"{word} task",
        by=a.people.ana.actor,
        description=f"{word} to do",
        assignee=a.people.ben,
        ticket=a.ticket,
    )
    work.change(a.task, by=a.people.ana.actor, milestone=a.milestone)
    a.task_bulk = task_bulk.start({"priority": "high"}, by=a.people.ana.actor, numbers=[a.task.number])
    a.spent = entries.log(a.people.ben, 25, by=a.people.ben.actor, ticket=a.ticket, note=f"{word} call")
    a.day = days.save_summary(
        a.people.ben, today_of(a.people.ben), by=a.people.ben.actor, completed=f"{word} day"
    )
    timers.start(a.people.ana, by=a.people.ana.actor, task=a.task, note=f"{word} timer")
    a.comment = work.comment(a.task, f"{word} comment", by=a.people.ana.actor)


def _knowledge(a: SimpleNamespace, word: str) -> None:
    by = a.people.olivia.actor
    section = Section.objects.create(name=f"{word} section", slug="zz-section")
    a.article = knowledge.write_article(by=by, title=f"{word} article", body=f"{word} text", section=section)
    knowledge.publish_article(a.article, by=by)
    taught = {"question": a.message, "reply": a.reply, "article": a.article}
    Lesson.objects.create(**taught, user=a.people.ana, how="linked")
    a.article.refresh_from_db()
    type(a.article).objects.filter(pk=a.article.pk).update(slug="zz-article")
    knowledge.write_article(by=by, title=f"{word} secret draft", body=f"{word} secret")


def _people(a: SimpleNamespace, word: str, slug: str) -> None:
    a.department = Department.objects.create(name=f"{word} department")
    role = Role.objects.create(key="zz-role", name=f"{word} role", permissions=[])
    a.colleague = User.objects.create(email=f"{word}@x.example", name=f"{word} colleague", role=role)
    a.device = Device.objects.create(
        holder=a.people.olivia.actor.ref, name=f"{word} laptop", expires_at=clock.now() + timedelta(days=1)
    )
    soon = clock.now() + timedelta(hours=1)
    invited = Invitation.objects.create(email=f"{word}@guest.example", role=role, expires_at=soon)
    reset = PasswordReset.objects.create(user=a.people.ana, expires_at=soon)
    tenant = context.current_tenant()
    a.domain = DomainClaim.objects.create(
        tenant=tenant, host=f"{slug}-site.com", state="verified", reaches=True, brand_name=f"{word} brand"
    )
    Domain.objects.create(domain=a.domain.host, tenant=tenant, claim=a.domain, redirects=False)
    a.export = Export.objects.create(
        tenant=tenant, asked_by=a.people.olivia.actor.ref, state="ready", path=f"exports/{word}.zip",
        expires_at=soon,
    )  # fmt: skip
    a.tokens = {
        "export": exports.link(a.export),
        "reset": _token(accounts.reset_link(reset.pk)),
        "invitation": _token(accounts.invitation_link(invited)),
        "welcome": secrets.sign("welcome", {"email": a.people.olivia.email}),
        "portal": contacts.portal_token(contacts.mint_portal_link(a.people.carla, a.people.carla.email)),
        "address": a.removed,
        "approval": approval_token(a.approval, a.approval.steps[0]["asked"][1]["message"]),
        "silence": marks.silence_token(a.people.carla.pk),
        "file": files.link(a.file).rpartition("/")[2],
    }


def _found(a: SimpleNamespace, word: str) -> None:
    indexing.mend()
    waiting = Entry.objects.filter(state=Entry.State.WAITING)
    waiting.update(text=f"{word} text of a file")
    a.entries = list(waiting)
    recent.remember(a.people.olivia.actor, f"{word} searched")


def _token(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]
