"""A mail tells a story around its question; its subject asks without it."""

from __future__ import annotations

import pytest

from ai.contracts import Letter, Names, Source
from ai.local.engine import LocalEngine
from ai.local.packs import load
from ai.local.retrieval import SourceIndex
from infra.demo.seeding import content

STORY = "Hello, my card was charged twice this month. Please help."
REFUNDS = "Refunds and double charges"


@pytest.fixture(scope="module")
def index() -> SourceIndex:
    """The public articles of the demo; one is about cards that are charged again."""
    rows = [row for row in content.read("acme", "articles") if row["facts"]["show"] == "public"]
    return SourceIndex(
        [Source(row["title"], "article", row["title"], row["body"], language="en") for row in rows]
    )


@pytest.fixture(scope="module")
def engine() -> LocalEngine:
    return LocalEngine(load("saas").categories)


def drafted(engine: LocalEngine, index: SourceIndex, subject: str, body: str) -> str:
    """Title of the article that the draft stands on; the reason without one."""
    letter = Letter(subject, body)
    draft = engine.draft(letter, engine.read(letter), index, Names("Carla", "Ana", "Acme"))
    return draft.citations[0].source_id if draft.body else draft.withheld_reason


def test_what_answers_the_subject_answers_the_mail(engine, index):
    assert drafted(engine, index, "Charged twice", STORY) == REFUNDS
    assert drafted(engine, index, "Charged twice", "Please help.") == REFUNDS


@pytest.mark.parametrize("subject", ["Help", "Card", "Plants for the office", ""])
def test_a_subject_that_asks_nothing_or_something_else_makes_nobody_surer(engine, index, subject):
    assert drafted(engine, index, subject, STORY) != REFUNDS
