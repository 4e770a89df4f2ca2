"""Old mail from files: upload, look, start; how far it is; and what was brought before."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts import selectors as accounts
from core.desk import selectors as desk
from core.mail import selectors, services
from core.mail.imports import telling
from core.mail.rules import MANAGE
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import choices, flash, fragment, needs, page_of
from tenants.kernel.actor import parse_ref
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.mail.models import MailImport

PAGE = 25
FIELDS = ("mailbox", "queue", "solved")
ACTS = {"start": services.start_import, "cancel": services.cancel_import}


@csrf_exempt  # checked in _upload, after the size: reading a form's token reads all of its files
@needs(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def mail_imports(request: HttpRequest) -> HttpResponse:
    """The form and the history. POST mailbox, queue, solved, files; too large a one is not even read."""
    if request.method == "GET":
        return _page(request, _unread())
    try:
        services.check_announced(request.META.get("CONTENT_LENGTH") or "")
        return _upload(request)
    except services.ImportTooLarge as refusal:
        return _page(request, _unread().refused(refusal), status_of(refusal))
    except TooManyFilesSent:
        many = Invalid(_("These are more files than one upload takes. Put them into a .zip."))
        return _page(request, _unread().refused(many), status_of(many))


@needs(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def mail_import(request: HttpRequest, public_id: str) -> HttpResponse:
    """One import: what is in it, how far it is, what became of it. POST action=start|cancel."""
    by = actor_of(request)
    row = telling.import_of(by, public_id)
    if request.method == "GET":
        return page(request, "mail_import", {"page": "mailboxes", "one": _whole(row)})
    if (act := ACTS.get(request.POST.get("action", ""))) is None:
        raise Invalid
    try:
        act(row, by=by)
    except SAID_IN_FORM as refusal:
        flash(request, refusal.message, "error")
    return redirect("settings:mail_import", public_id=public_id)


@needs(MANAGE)
@never_cache
@require_GET
def mail_import_state(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far it is, alone: asked for while a worker has it."""
    row = telling.import_of(actor_of(request), public_id)
    return fragment(request, "portal/settings/_mail_import.html", {"one": _whole(row)})


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    by, form = actor_of(request), Form.of(request, *FIELDS)
    boxes = {str(row.pk): row for row in selectors.mailboxes(by)}
    try:
        if form["mailbox"] not in boxes:
            raise Invalid(fields={"mailbox": [_("Choose one of your addresses.")]})
        queue = desk.queue(int(form["queue"])) if form["queue"].isdecimal() else None
        row = services.upload(
            request.FILES.getlist("files"), boxes[form["mailbox"]], by=by, queue=queue,
            is_solved=bool(form["solved"]),
        )  # fmt: skip
    except SAID_IN_FORM as refusal:
        return _page(request, form.refused(refusal), status_of(refusal))
    return redirect("settings:mail_import", public_id=row.public_id)


def _unread() -> Form:
    """As it is at first: what was chosen in it is not known."""
    return Form({"mailbox": "", "queue": "", "solved": "1"})


def _page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    by = actor_of(request)
    found, neighbours = page_of(request, telling.imports(by), PAGE)
    boxes = [(row.pk, row.address) for row in selectors.mailboxes(by)]
    queues = choices((one.pk, one.name) for one in desk.queues())
    context = {
        "page": "mailboxes",
        "imports": _lines(found),
        "form": form,
        "mailboxes": choices(boxes),
        "queues": [("", _("The queue of the address")), *queues],
        "limit": settings.MAIL_IMPORT_LIMIT,
    }
    return page(request, "mail_imports", context | neighbours, status)


def _lines(rows: Any) -> list[dict[str, Any]]:
    """Rows of the history: three queries however many."""
    counts = telling.counts(rows)
    people = {ref: parse_ref(ref)[1] for ref in {row.asked_by for row in rows} if ref.startswith("user:")}
    names = accounts.names_of([pk for pk in people.values() if pk is not None])
    return [_line(row, counts[row.pk], names.get(people.get(row.asked_by) or 0, "")) for row in rows]


def _line(row: MailImport, counts: Any, name: str) -> dict[str, Any]:
    mails = row.preview.get("mails", 0)
    log = f"{reverse('settings:quarantine')}?import={row.public_id}"
    return {
        "id": row.public_id,
        "url": reverse("settings:mail_import", args=[row.public_id]),
        "state": row.state,
        "state_name": row.get_state_display(),
        "is_live": row.state in row.LIVE,
        "is_open": row.state in row.UNFINISHED,
        "names": [file["name"] for file in row.files],
        "size": row.size,
        "recipient": row.recipient,
        "queue": row.queue.name if row.queue else "",
        "solved": row.is_solved,
        "reason": row.reason,
        "by": name or _("an API key"),
        "at": row.created_at,
        "mails": mails,
        "done": row.done,
        "percent": min(100, 100 * row.done // mails) if mails else 0,
        "known": row.known,
        "empty": row.empty,
        "taken": counts["taken"],
        "waiting": counts["waiting"],
        "held": counts["held"],
        "taken_url": f"{log}&show=all",
        "held_url": f"{log}&show=held",
    }


def _whole(row: MailImport) -> dict[str, Any]:
    found = row.preview
    [line] = _lines([row])
    first, last = (found.get(name) for name in ("first", "last"))
    return line | {
        "found": found,
        "first": datetime.fromisoformat(first) if first else None,
        "last": datetime.fromisoformat(last) if last else None,
        "state_url": reverse("settings:mail_import_state", args=[row.public_id]),
    }
