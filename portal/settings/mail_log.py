"""Every mail that came in, what became of it and why; and a second chance for what was held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.mail import inbox, selectors, services, tasks
from core.mail.imports import telling
from core.mail.rules import QUARANTINE
from portal.settings.frame import actor_of, page
from portal.ui.views import flash, needs, page_of, with_query
from tenants.kernel.errors import Invalid, NotFound

if TYPE_CHECKING:
    from core.mail.models import InboundMail
    from core.tickets.models import Message

PAGE = 25
SHOWN = {"held": gettext_lazy("Held"), "all": gettext_lazy("All mail")}
STEPS = {  # as core.mail.pipeline writes them down: the question, and its mark
    "elders_first": (gettext_lazy("Does it answer a mail that is not read yet?"), "hourglass"),
    "alignment": (gettext_lazy("Does its domain vouch for the sender?"), "shield-check"),
    "own_loop": (gettext_lazy("Is it our own mail come back?"), "rotate-ccw"),
    "silence": (gettext_lazy("Does it ask for no more automatic mail?"), "bell"),
    "aside_tag": (gettext_lazy("Is it written to the address of a side conversation?"), "forward"),
    "rules": (gettext_lazy("Do your own rules hold?"), "list-filter"),
    "rule": (gettext_lazy("One of your rules"), "chevron-right"),
    "automatic": (gettext_lazy("Did a person write it?"), "user"),
    "sender": (gettext_lazy("Who speaks?"), "users"),
    "passed_on": (gettext_lazy("Did a colleague pass it on?"), "send"),
    "words": (gettext_lazy("What is new in it?"), "file-text"),
    "html": (gettext_lazy("Is its page harmless?"), "shield"),
    "seal": (gettext_lazy("Is it encrypted or signed?"), "lock"),
    "files": (gettext_lazy("What hangs on it?"), "paperclip"),
    "known_ids": (gettext_lazy("Do we know its Message-ID?"), "search"),
    "aside": (gettext_lazy("Does a third party answer what was forwarded?"), "forward"),
    "follow_up": (gettext_lazy("Which request does it continue?"), "link"),
    "merged": (gettext_lazy("Was that ticket merged into another one?"), "git-merge"),
    "rulings": (gettext_lazy("Which of your rules apply?"), "list-filter"),
    "machine_without_thread": (gettext_lazy("May it open a request?"), "layers"),
    "same_case": (gettext_lazy("Does it look like an open request?"), "layers"),
    "limits": (gettext_lazy("Does its sender write unusually much?"), "gauge"),
    "place": (gettext_lazy("Where was it put?"), "inbox"),
    "thread": (gettext_lazy("Can its answers be recognised?"), "link"),
    "copies": (gettext_lazy("Who else takes part?"), "users"),
    "obey": (gettext_lazy("What did your rules do?"), "zap"),
    "confirm": (gettext_lazy("Was the sender told?"), "mail"),
    "bounce": (gettext_lazy("Which letter came back?"), "triangle-alert"),
}


@needs(QUARANTINE)
@require_GET
def quarantine(request: HttpRequest) -> HttpResponse:
    """?show=held|all, ?q= a part of sender, recipient or subject, ?import= one import's."""
    shown = request.GET.get("show", "held")
    wanted, query = (shown if shown in SHOWN else "held"), request.GET.get("q", "").strip()[:100]
    by = actor_of(request)
    rows = selectors.held(by) if wanted == "held" else selectors.log(by)
    batch = request.GET.get("import", "")[:24]
    rows = telling.brought_by(selectors.saying(rows, query), batch)
    found, neighbours = page_of(request, rows, PAGE)
    tabs = [
        {"name": name, "url": with_query(request, show=key, page=None), "on": key == wanted}
        for key, name in SHOWN.items()
    ]
    letters = [_letter(row) for row in found]
    context = {"letters": letters, "query": query, "tabs": tabs, "shown": wanted, "batch": batch}
    return page(request, "quarantine", context | neighbours)


@needs(QUARANTINE)
@never_cache
@require_http_methods(["GET", "POST"])
def quarantine_letter(request: HttpRequest, public_id: str) -> HttpResponse:
    """One mail and its trace; POST action=replay|discard for a held one."""
    row = selectors.received(actor_of(request), public_id)
    if request.method == "POST":
        return _act(request, row)
    lines = [_line(line) for line in row.trace]
    return page(request, "mail_trace", {"page": "quarantine", "letter": _letter(row), "lines": lines})


@needs(QUARANTINE)
@never_cache
@require_GET
def mail_of(request: HttpRequest, public_id: str) -> HttpResponse:
    """From a message of a ticket to the mail it came by."""
    row = selectors.mail_of(actor_of(request), public_id)
    return redirect("settings:quarantine_letter", public_id=row.public_id)


@needs(QUARANTINE)
@never_cache
@require_GET
def quarantine_raw(request: HttpRequest, public_id: str) -> HttpResponse:
    """The original as plain text for download: nothing in it runs here."""
    row = selectors.received(actor_of(request), public_id)
    if not row.raw:
        raise NotFound
    response = HttpResponse(inbox.raw_of(row), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="mail-{row.pk}.eml.txt"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _act(request: HttpRequest, row: InboundMail) -> HttpResponse:
    by = actor_of(request)
    try:
        if request.POST.get("action") == "discard":
            services.discard(row, by=by)
            flash(request, _("Discarded."))
        elif request.POST.get("action") == "replay":
            services.replay(row, by=by)
            tasks.process.wake(row.pk)  # type: ignore[attr-defined]  # a TenantTask
            flash(request, _("It is being processed again."))
        else:
            raise Invalid
    except services.NotHeld as refusal:
        flash(request, refusal.message, "error")
    return redirect("settings:quarantine")


def _letter(row: InboundMail) -> dict[str, Any]:
    ticket = row.message.ticket if row.message else None
    return {
        "id": row.public_id,
        "subject": row.subject,
        "sender": row.from_address or row.sender or "–",
        "recipient": row.recipient,
        "size": row.size,
        "state": row.state,
        "state_name": row.get_state_display(),
        "is_held": row.state in selectors.HELD,
        "reason": row.reason,
        "tries": row.attempts,
        "at": row.received_at,
        "url": reverse("settings:quarantine_letter", args=[row.public_id]),
        "raw_url": reverse("settings:quarantine_raw", args=[row.public_id]),
        "ticket": {"label": ticket.label, "url": _place(row.message)} if row.message and ticket else None,
    }


def _place(message: Message) -> str:
    """The message's own place on the page of its ticket."""
    return f"{reverse('agent:ticket', args=[message.ticket.number])}#m{message.public_id}"


def _line(line: dict[str, str]) -> dict[str, Any]:
    question, mark = STEPS.get(line["step"], (line["step"], "circle-question-mark"))
    return {"question": question, "icon": mark, "says": line["says"]}
