"""What mail providers call: POST /hooks/mail/<provider>/<id>/ brings mail, …/events/<id>/ tells of it."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.mail.hooks import events as hearing
from core.mail.hooks import intake
from core.mail.hooks.providers import PROVIDERS
from core.mail.hooks.trackers import TRACKERS
from core.mail.models import MailHook, OwnRelay
from tenants.kernel.errors import Refusal


@csrf_exempt  # password or signature says who it is
@require_http_methods(["POST", "HEAD"])
def mail(request: HttpRequest, provider: str, public_id: str) -> HttpResponse:
    """200 kept or known, 400 not understood, 401 not proven, 404 no such hook, 413 too large, 503 later.

    HEAD: some providers ask whether anybody is here before they save the address.
    """
    hook = MailHook.objects.select_related("mailbox").filter(public_id=public_id, provider=provider).first()
    if hook is None:
        return HttpResponse(status=404)
    if request.method == "HEAD":
        return HttpResponse(status=200)
    if int(request.META.get("CONTENT_LENGTH") or 0) > PROVIDERS[hook.provider].largest:
        return HttpResponse(status=413)
    try:
        return JsonResponse({"kept": intake.take(hook, request)})
    except RequestDataTooBig:  # one field of a form
        return HttpResponse(status=413)
    except Refusal as refusal:
        return _told(refusal)


@csrf_exempt  # password or signature says who it is
@require_http_methods(["POST", "HEAD"])
def events(request: HttpRequest, provider: str, public_id: str) -> HttpResponse:
    """200 heard, known or not ours, 400 not understood, 401 not proven, 404, 413."""
    row = OwnRelay.objects.filter(public_id=public_id, provider=provider).first()
    if row is None or provider not in TRACKERS:
        return HttpResponse(status=404)
    if request.method == "HEAD":
        return HttpResponse(status=200)
    if int(request.META.get("CONTENT_LENGTH") or 0) > hearing.LARGEST:
        return HttpResponse(status=413)
    if not TRACKERS[provider].signs and "Authorization" not in request.headers:
        # Amazon sends the password only when asked for it
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="events"'})
    try:
        return JsonResponse({"heard": hearing.take(row, request)})
    except RequestDataTooBig:
        return HttpResponse(status=413)
    except Refusal as refusal:
        return _told(refusal)


def _told(refusal: Refusal) -> HttpResponse:
    answer = JsonResponse({"code": refusal.code, "detail": refusal.message}, status=refusal.status)
    if answer.status_code == 401:  # Amazon SNS sends the password only when it is asked for it
        answer["WWW-Authenticate"] = 'Basic realm="mail"'
    return answer
