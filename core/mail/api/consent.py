"""GET /mail/consent/ on the platform's host: the one address that providers send mailbox owners back to.

It only carries code and state on to the host that the state was signed for, one of the platform's own; there
the session of whoever began decides. An organization's own domain never gets them: whoever holds its DNS one
day would.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET

from tenants.selectors import is_platform_host

SALT = "mail-consent"
LIFE = 15 * 60  # seconds between leaving for the provider and coming back
BACK = "/settings/consent/"  # settings:consent; a test keeps it in step
CARRIED = ("code", "state", "error")


def signed_state(host: str, nonce: str) -> str:
    """Names the host to come back to, where the session is; only that session knows the nonce."""
    return signing.dumps([host, nonce], salt=SALT)


def opened_state(state: str) -> tuple[str, str]:
    """(host, nonce); two empty strings for a state that is forged, too old, or names no host of ours."""
    try:
        host, nonce = signing.loads(state, salt=SALT, max_age=LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return "", ""
    return (str(host), str(nonce)) if is_platform_host(str(host)) else ("", "")


@require_GET
def forward(request: HttpRequest) -> HttpResponse:
    """302 to the organization; 400 for a state we did not sign within the last quarter of an hour."""
    host, _nonce = opened_state(request.GET.get("state", ""))
    if not host:
        return HttpResponse("It took too long. Begin it again.", status=400, content_type="text/plain")
    carried = {name: request.GET[name][:4_000] for name in CARRIED if name in request.GET}
    return HttpResponseRedirect(f"{settings.PLATFORM_SCHEME}://{host}{BACK}?{urlencode(carried)}")
