"""Providers call as networks make them: each event three times at once, out of order, some of them forged."""

from __future__ import annotations

import json
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from core.mail import book, services
from core.mail.hooks.proof import NotProven
from core.mail.models import InboundMail
from core.tickets.models import Ticket
from tests.core.mail.conftest import SUPPORT, letter
from tests.core.mail.hooks.calls import basic, path
from tests.core.mail.hooks.test_hooks import KEY, _mailgun, _postmark, _sendgrid
from tests.support.clients import SiteClient
from tests.support.commits import committed
from tests.support.fakes.mail_bringers import MailBringers, received
from tests.support.worker import Worker

EVENTS, TIMES, AT_ONCE = 40, 3, 9
TOPIC = "arn:aws:sns:eu-central-1:123456789012:support-mail"


@pytest.fixture
def ground(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), committed() as found:
        yield found


@pytest.fixture
def bringers(settings):
    with MailBringers() as running:
        settings.MAIL_PROVIDERS_AT = running.url
        yield running


def mail(number: int) -> bytes:
    return letter(f"Question {number}.", sender=f"c{number}@customer.example", subject=f"Event {number}",
                  mime_id=f"<event{number}@customer.example>")  # fmt: skip


def calls(provider: str, hook: Any, bringers: MailBringers) -> list[tuple[int, bool, Any]]:
    """[(event, is forged, what SiteClient.post takes)], each three times, in no order; 1 in 20 is forged."""
    found: list[tuple[int, bool, Any]] = []
    for number in range(EVENTS):
        genuine = _call(provider, hook, bringers, number)
        found += [(number, False, genuine)] * TIMES
        if number % 7 == 0:
            found.append((number, True, _forged(provider, genuine)))
    random.Random(20).shuffle(found)
    return found


def _call(provider: str, hook: Any, bringers: MailBringers, number: int) -> tuple[Any, dict[str, Any]]:
    raw = mail(number)
    if provider == "mailgun":
        return _mailgun(raw), {}
    if provider == "sendgrid":
        return _sendgrid(raw), basic(hook)
    if provider == "postmark":
        return json.dumps(_postmark(raw)), {"content_type": "application/json", **basic(hook)}
    call = bringers.notification(TOPIC, received(raw, [SUPPORT], f"c{number}@customer.example"))
    told = {"HTTP_X_AMZ_SNS_MESSAGE_TYPE": "Notification", "HTTP_X_AMZ_SNS_MESSAGE_ID": call["MessageId"]}
    return json.dumps(call), {"content_type": "text/plain", **told, **basic(hook)}


def _forged(provider: str, genuine: tuple[Any, dict[str, Any]]) -> tuple[Any, dict[str, Any]]:
    data, more = genuine
    if provider == "mailgun":
        return data | {"signature": "0" * 64, "body-mime": "Subject: forged\r\n\r\nforged"}, more
    if provider == "amazon_ses":
        return json.dumps(
            json.loads(data)
            | {"Message": received(b"Subject: forged\r\n\r\nforged", [SUPPORT], "x@x.example")}
        ), more
    return data, more | {"HTTP_AUTHORIZATION": "Basic Zm9yZ2VkOmZvcmdlZA=="}


@pytest.mark.parametrize("provider", ["postmark", "sendgrid", "mailgun", "amazon_ses"])
def test_one_ticket_each_and_none_of_the_forged(ground, bringers, provider):
    given = {"mailgun": {"signing_key": KEY}, "amazon_ses": {"topic": TOPIC}}.get(provider, {})
    hook = services.open_hook(book.mailboxes()[0], provider, by=ground.people.olivia.actor, **given)
    if provider == "amazon_ses":  # its certificate is known from the day the subscription was confirmed
        confirm = bringers.notification(TOPIC, "…", "SubscriptionConfirmation")
        told = {
            "HTTP_X_AMZ_SNS_MESSAGE_TYPE": confirm["Type"],
            "HTTP_X_AMZ_SNS_MESSAGE_ID": confirm["MessageId"],
        }
        SiteClient(ground.acme).post(path(hook), json.dumps(confirm), "text/plain", **told, **basic(hook))
        Worker()()

    def post(one: tuple[int, bool, Any]) -> tuple[bool, int]:
        data, more = one[2]
        try:
            return one[1], SiteClient(ground.acme).post(path(hook), data, **more).status_code
        finally:
            connections.close_all()

    sent = calls(provider, hook, bringers)
    assert sum(forged for _, forged, _ in sent) / len(sent) >= 1 / 21
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = Counter(threads.map(post, sent))
    assert answers == {(False, 200): EVENTS * TIMES, (True, NotProven.status): sum(one[1] for one in sent)}
    assert NotProven.status == 401

    Worker()()
    assert sorted(Ticket.objects.values_list("subject", flat=True)) == sorted(
        f"Event {n}" for n in range(EVENTS)
    )
    assert InboundMail.objects.count() == EVENTS
