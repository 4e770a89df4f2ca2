"""POST /billing/webhooks/stripe/ – on the platform's own host, called by Stripe alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing import webhooks
from billing.gateway import BadSignature, ManualBilling

LARGEST = 512 * 1024  # bytes; their events stay below 100 KB


@csrf_exempt  # the signature says who it is
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """200 stored or known, 400 not signed by Stripe, 404 in manual mode, 413 too large."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    try:
        webhooks.receive(request.body, request.headers.get("Stripe-Signature", ""))
    except BadSignature:
        return HttpResponse(status=400)
    except ManualBilling:
        return HttpResponse(status=404)
    return HttpResponse(status=200)
