"""The pages of /_mailbox/. They exist only where settings say MAILBOX_PAGE, and show what the sink keeps.

A letter's HTML is a stranger's: it is shown in a sandboxed frame, as a document of its own that may
load pictures and styles and nothing else. Its links open in a new tab.
"""

from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from infra.embedded.mailbox import answer, letters
from infra.embedded.mailbox.bodies import BODY_POLICY, framed

ASSETS = {"mailbox.css": "text/css", "mailbox.js": "text/javascript"}
PASSIVE = "application/octet-stream"  # a download never becomes a page of ours


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list; `to` filters by recipient. The page asks for itself again to stay fresh."""
    only_in_development()
    to = request.GET.get("to", "")
    return render(request, "mailbox/list.html", {"letters": letters.newest(to), "to": to})


@require_GET
def message(request: HttpRequest, key: str) -> HttpResponse:
    return show(request, key, letter_or_404(key))


@require_GET
def body(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML part as a document for the frame."""
    page = HttpResponse(framed(letter_or_404(key)))
    page.headers["Content-Security-Policy"] = BODY_POLICY
    return page


@require_GET
def source(request: HttpRequest, key: str) -> HttpResponse:
    """The letter as it went over the wire, for download."""
    letter_or_404(key)
    return download(letters.raw(key) or b"", f"{key}.eml")


@require_GET
def attachment(request: HttpRequest, key: str, index: int) -> HttpResponse:
    parts = list(letter_or_404(key).walk())
    if index >= len(parts):
        raise Http404
    return download(letters.payload(parts[index]), parts[index].get_filename() or f"part-{index}")


@require_POST
def reply(request: HttpRequest, key: str) -> HttpResponse:
    """Send the visitor's words to the inbound listener. A refusal is shown with the words kept."""
    letter = letter_or_404(key)
    words = request.POST.get("words", "").strip()
    if not words:
        return show(request, key, letter, problem=_("Write something first."), status=400)
    try:
        answer.send(answer.compose(letter, words))
    except answer.NotTaken as refusal:
        return show(request, key, letter, problem=str(refusal), words=words, status=502)
    return redirect(reverse("mailbox:message", args=[key]) + "?answered=1")


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    only_in_development()
    letters.empty()
    return redirect("mailbox:list")


@require_GET
def asset(request: HttpRequest, name: str) -> HttpResponse:
    if name not in ASSETS:
        raise Http404
    content = (Path(__file__).parent / "assets" / name).read_bytes()
    return HttpResponse(content, content_type=f"{ASSETS[name]}; charset=utf-8")


def show(
    request: HttpRequest, key: str, letter: EmailMessage, *, status: int = 200, **said: str
) -> HttpResponse:
    mine, theirs = answer.addresses(letter)
    context = {
        "key": key,
        "letter": letter,
        "text": letters.text_of(letter, "plain"),
        "has_html": letters.text_of(letter, "html") is not None,
        "attachments": letters.attachments(letter),
        "headers": [(name, str(value)) for name, value in letter.items()],
        "mine": mine,
        "theirs": theirs,
        "answered": "answered" in request.GET,
        **said,
    }
    return render(request, "mailbox/message.html", context, status=status)


def letter_or_404(key: str) -> EmailMessage:
    """Raises Http404 for an unknown letter, and everywhere but in development."""
    only_in_development()
    content = letters.raw(key)
    if content is None:
        raise Http404
    return letters.parse(content)


def only_in_development() -> None:
    """Raises Http404 where settings do not ask for these pages; a second lock behind the missing route."""
    if not getattr(settings, "MAILBOX_PAGE", False):
        raise Http404


def download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=PASSIVE)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
