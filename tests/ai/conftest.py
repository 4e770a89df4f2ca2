"""Mail words from Carla, articles to answer with, and a scripted model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from ai.gateway import breaker
from billing.services import seed_plans
from core.knowledge.models import Article
from core.tickets import services as tickets
from core.tickets.models import Message, Ticket
from core.tickets.services.words import Words
from tenants import context, remembered
from tests.support.fakes.openai import FakeOpenAI

CHARGED_TWICE = (
    "Hello, our card was charged twice for the March invoice. This is really annoying, "
    "please tell me how I get the second payment back. Regards, Carla"
)


@pytest.fixture(autouse=True)
def _clean_desk() -> Iterator[None]:
    """Nothing remembered from another test's rolled-back rows; every breaker closed."""
    remembered.forget()
    breaker.forget()
    yield
    remembered.forget()


@pytest.fixture
def write_in(people: SimpleNamespace) -> Callable[..., Message]:
    """write_in("text") opens a ticket as Carla; write_in("text", ticket) answers in one."""

    def write(
        text: str = CHARGED_TWICE, ticket: Ticket | None = None, subject: str = "Charged twice"
    ) -> Message:
        by = people.carla.actor
        if ticket is None:
            return tickets.open_ticket(people.carla, subject, Words(text), channel="mail", by=by)[1]
        return tickets.hear(ticket, Words(text), contact=people.carla, channel="mail", by=by)

    return write


@pytest.fixture
def articles(db: None) -> list[Article]:
    """Two public articles and one that customers must not see."""
    refund = (
        "If your card was charged twice for one invoice, the second payment is a reservation of your bank. "
        "It disappears within 5 business days. You find all payments under Billing, Payments."
    )
    return [
        Article.objects.create(
            slug="charged-twice", title="My card was charged twice", body=refund, visibility="public"
        ),
        Article.objects.create(
            slug="reset-password",
            title="How to reset your password",
            body="Open the sign-in page and choose Forgot password. The link is valid for one hour.",
            visibility="public",
        ),
        Article.objects.create(
            slug="refund-limits",
            title="Refund limits when a card was charged twice",
            body="Agents may pay back up to 500 euro when a card was charged twice.",
            visibility="internal",
        ),
    ]


@pytest.fixture
def allowance(acme: Any) -> None:
    """The plans exist, so that model calls have something to be counted against."""
    with context.shared():
        seed_plans()


@pytest.fixture
def model(settings: Any, allowance: None) -> Iterator[FakeOpenAI]:
    """A model that answers well until a test scripts otherwise. Calls may take two seconds."""
    with FakeOpenAI() as server:
        settings.AI_BASE_URL, settings.AI_API_KEY = server.base_url, "sk-test"
        settings.AI_MODEL = settings.AI_DRAFT_MODEL = "small"
        settings.AI_DEADLINE = 2.0
        yield server
