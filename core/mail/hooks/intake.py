"""One call of a provider: proven, read, every mail in it kept and committed before the answer.

A call that is not whole is kept as it came instead; what has to be fetched is fetched by a worker.
"""

from __future__ import annotations

import json
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from core.mail.hooks import brought, forms, kept, signature
from core.mail.hooks.proof import NotProven, NotUnderstood, note
from core.mail.hooks.providers import PROVIDERS, Provider, values_of
from core.mail.models_hooks import MailHook
from tenants import context
from tenants.kernel.errors import Unavailable
from tenants.kernel.text import one_line
from tenants.rules import Door, Pass

FAULTS = (
    AnymailError,
    ImproperlyConfigured,
    MultiPartParserError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
)


class NoMailNow(Unavailable):
    code = "mail_hook.closed"
    sentence = "Mail is not taken at the moment. Try again later."


def take(hook: MailHook, request: HttpRequest) -> int:
    """How many mails (or calls to be completed) were new.

    Raises NotProven, NotUnderstood, NoMailNow; nothing is kept then.
    """
    if context.current_tenant().at(Door.MAIL_IN) is not Pass.OPEN:
        raise NoMailNow
    provider, values = PROVIDERS[hook.provider], values_of(hook)
    receiver = provider.receiver(values)
    try:
        if provider.signs:  # the signature is in what is signed
            _read_whole(request, provider.largest)
        receiver.run_validators(request)
        _read_whole(request, provider.largest)
        if not provider.is_whole:
            return _keep_call(hook, provider, values, request)
        events = receiver.parse_events(request)
        mails = [mail for event in events for mail in kept.of_event(hook.mailbox, event)]
    except (AnymailWebhookValidationFailure, NotProven):
        raise note(hook.mailbox_id, NotProven()) from None
    except FAULTS as fault:
        why = one_line(f"{type(fault).__name__} {fault}", 200)
        raise note(hook.mailbox_id, NotUnderstood(why=why)) from fault
    return len(kept.keep(hook.mailbox, mails))


def _keep_call(hook: MailHook, provider: Provider, values: dict[str, str], request: HttpRequest) -> int:
    given: dict[str, Any] = json.loads(request.body)
    if provider.name == signature.NAME:
        if given["Type"] not in signature.SIGNED:  # somebody unsubscribed: nothing to do
            return 0
        signature.check(given, values["topic"], may_fetch=False)
    else:
        len(given["items"])
    return brought.keep(hook, request.body)


def _read_whole(request: HttpRequest, most: int) -> None:
    """A mail may be larger than Django lets forms be; the view has checked the size."""
    if hasattr(request, "_body"):
        return
    request._body = request.read(most)
    if forms.is_form(request):
        forms.read(request)
