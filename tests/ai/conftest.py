"""Mail words from Carla, articles to answer with, and a scripted model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from ai import options, services
from ai.models import Correction, Verdict
from billing.services import seed_plans
from core.knowledge.models import Article
from core.tickets import services as tickets
from core.tickets.models import Message, Ticket
from core.tickets.services.words import Words
from tenants import context
from tenants.events.bus import hushed
from tenants.kernel import memory
from tests.support.fakes.openai import FakeOpenAI

CHARGED_TWICE = (
    "Hello, our card was charged twice for the March invoice. This is really annoying, "
    "please tell me how I get the second payment back. Regards, Carla"
)


@pytest.fixture(autouse=True)
def _clean_desk() -> Iterator[None]:
    """Nothing remembered from another test's rolled-back rows; every breaker closed."""
    memory.forget()
    options._engines.forget()
    yield
    memory.forget()


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
def decided(people: SimpleNamespace, write_in: Callable[..., Message]) -> Callable[..., None]:
    """decided("category", "billing.refund"): people decided 100 such values, and twelve examples of them.

    wrong: so many of them were not right. Notes of values that a model proposed: model="small".
    """

    def note(field: str, value: str, right: int = 100, wrong: int = 0, **facts: Any) -> None:
        with hushed():
            ticket = write_in("An old message", subject="Old").ticket
        facts = {"how": "confirmed", "confidence": 0.95, "engine": "local", "model": "local"} | facts
        common = {"ticket": ticket, "field": field, "said": value}
        Verdict.objects.bulk_create(
            Verdict(**common, final=value if number < right else "other", is_right=number < right, **facts)
            for number in range(right + wrong)
        )
        kept = [value] if field == "tags" else value
        Correction.objects.bulk_create(
            Correction(ticket=ticket, field=field, value=kept, user=people.ana, source="final")
            for _ in range(12)
        )

    return note


@pytest.fixture
def let_apply(people: SimpleNamespace, decided: Callable[..., None]) -> Callable[..., None]:
    """let_apply("category", "billing.refund"): the field has earned it with these values, from any confidence."""

    def let(field: str, *values: str, **facts: Any) -> None:
        for value in values:
            decided(field, value, **facts)
        services.set_policy(field, "auto", people.adam.actor, 0.0)

    return let


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
