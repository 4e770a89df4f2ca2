"""Mailboxes whose provider takes no passwords: their owner agrees once, and we hold tokens (OAuth 2.0, PKCE).

An access token lasts an hour. A refresh token may be replaced by each use, so the new one is committed
before anything else happens: a lost one would lock us out until the owner agrees again.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from oauthlib.oauth2 import OAuth2Error
from requests import RequestException
from requests_oauthlib import OAuth2Session

from core.mail.models import MailSource
from tenants import secrets
from tenants.kernel import clock
from tenants.kernel.errors import NotFound, Refused, Unavailable

LABELS = {"microsoft": "Microsoft", "google": "Google"}
CALLBACK = "/mail/consent/"  # on the platform's own host: the one address that is registered at the provider
SECONDS = 20.0
EARLY = timedelta(minutes=5)  # a token is renewed so long before its end
ASK_AGAIN = {"access_type": "offline", "prompt": "consent"}  # else Google gives a refresh token only once
FINAL = ("invalid_grant", "invalid_client", "unauthorized_client", "interaction_required", "consent_required")


class ConsentGone(Refused):
    """data: provider."""

    code = "mail_source.consent_gone"
    sentence = "{provider} does not let us in any more. Connect this mailbox again."


class ProviderSilent(Unavailable):
    """data: provider."""

    code = "mail_source.provider_silent"
    sentence = "{provider} gave no usable answer when we asked for access."


def offered() -> list[tuple[str, str]]:
    """[(name, label)] of the providers this installation is registered at."""
    return [(name, LABELS[name]) for name, given in settings.MAIL_CONSENT.items() if given["client_id"]]


def ask(provider: str, callback: str, username: str, state: str) -> tuple[str, str]:
    """(address to send the owner to, code verifier to keep). NotFound when it is not offered."""
    session = OAuth2Session(
        _given(provider)["client_id"], redirect_uri=callback, scope=_given(provider)["scope"], pkce="S256"
    )
    address, _state = session.authorization_url(
        _given(provider)["authorize_url"], state=state, login_hint=username, **ASK_AGAIN
    )
    return address, str(session._code_verifier)


def pending(code: str, verifier: str, callback: str) -> str:
    """The secret of a source until a worker has exchanged it: no network in a request."""
    return json.dumps({"code": code, "verifier": verifier, "callback": callback})


def lasting_token(source: MailSource) -> str:
    """The token we hold, "" when it has to be renewed first. No network."""
    held = json.loads(secrets.decrypt(source.secret))
    lasts = held.get("access") and held["until"] > (clock.now() + EARLY).timestamp()
    return str(held["access"]) if lasts else ""


def lasts_until(source: MailSource) -> datetime | None:
    """When the access we hold ends; it is renewed before. None for passwords and before the first look."""
    if source.auth == MailSource.Auth.PASSWORD:
        return None
    until = json.loads(secrets.decrypt(source.secret)).get("until")
    return datetime.fromtimestamp(until, UTC) if until else None


def access_token(source: MailSource) -> str:
    """A token that lasts. Network when it is due; commits what came. Raises ConsentGone, ProviderSilent."""
    if token := lasting_token(source):
        return token
    held = json.loads(secrets.decrypt(source.secret))
    got = _got(source, held)
    fresh = {
        "access": got["access_token"],
        "refresh": got.get("refresh_token") or held.get("refresh", ""),
        "until": clock.now().timestamp() + float(got.get("expires_in") or 3600),
    }
    source.secret = secrets.encrypt(json.dumps(fresh))
    MailSource.objects.filter(pk=source.pk, turn=source.turn).update(secret=source.secret)
    return str(fresh["access"])


def _got(source: MailSource, held: dict[str, Any]) -> dict[str, Any]:
    given, label = _given(source.auth), LABELS[source.auth]
    proof = {"client_id": given["client_id"], "client_secret": given["client_secret"], "timeout": SECONDS}
    session = OAuth2Session(given["client_id"], redirect_uri=held.get("callback"))
    try:
        if code := held.get("code"):
            found = session.fetch_token(
                given["token_url"], code=code, code_verifier=held["verifier"], include_client_id=True, **proof
            )
        else:
            found = session.refresh_token(given["token_url"], refresh_token=held["refresh"], **proof)
    except OAuth2Error as refusal:
        if refusal.error in FINAL:
            raise ConsentGone(provider=label) from None
        raise ProviderSilent(provider=label) from refusal
    except (RequestException, ValueError, KeyError) as fault:
        raise ProviderSilent(provider=label) from fault
    return dict(found)


def _given(provider: str) -> dict[str, Any]:
    given: dict[str, Any] = settings.MAIL_CONSENT.get(provider, {})
    if not given.get("client_id"):
        raise NotFound
    return given
