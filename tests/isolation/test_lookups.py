"""Every search by words or likeness, at globex for words that only acme has: nothing is found.

acme asks first, in the same process, so that whatever is remembered there is warm. A module that
searches fails the build until it stands in LOOKUPS.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from ai import options, sources
from ai import selectors as advice
from ai.contracts import Letter, Source
from ai.likeness import like
from ai.local import doc
from ai.models import Correction, Gap, Proposal, Result
from core.contacts import selectors as contacts
from core.knowledge import selectors as knowledge
from core.search import selectors as box
from core.tickets import selectors as tickets
from core.tickets.selectors import search
from tenants import context
from tests.isolation import canary
from tests.isolation.ledger import ROOT
from tests.isolation.walking import watched

pytestmark = pytest.mark.django_db
WORDS = f"{canary.WORD} article text words subject"
SEARCHES = re.compile(
    r"SearchQuery|SearchRank|to_tsquery|TrigramSimilarity|trigram_|SourceIndex\(|Memory\(|CosineDistance|L2Distance"
)
Lookup = Callable[[Any], Any]


def _text(row: Gap | Proposal) -> Source:
    return Source(str(row.pk), "article", row.title, row.asked if isinstance(row, Gap) else row.body)


def _first(by: Any, text: str) -> list[int]:
    return box.first(by, box.read(text, by), 50)


LOOKUPS: dict[str, dict[str, Lookup]] = {  # module that searches -> its questions, asked as an owner
    "core/tickets/selectors/search.py": {
        "tickets by words": lambda by: search.matching(by, canary.WORD, 50),
        "tickets by a beginning": lambda by: search.matching(by, canary.WORD[:5], 50),
        "words in tickets": lambda by: search.matching_texts(by, list(range(1, 50)), canary.WORD),
    },
    "core/contacts/selectors.py": {
        "customers": lambda by: [row.name for row in contacts.people_like(by, canary.WORD, 50)],
    },
    "core/search/hits.py": {
        "tickets by words and stems": lambda by: [one.ticket.subject for one in box.search(by, WORDS).found],
        "tickets by a beginning": lambda by: _first(by, canary.WORD[:5]),
        "tickets without a word": lambda by: _first(by, f"is:open -{canary.WORD}nothing {canary.WORD}"),
    },
    "core/search/composing.py": {
        "ranks of what was found": lambda by: [one.kind for one in box.search(by, canary.WORD).found],
    },
    "core/search/asking.py": {
        "tickets by a phrase": lambda by: _first(by, f'"{canary.WORD}"'),
        "lines of tickets": lambda by: str([one.snippet for one in box.search(by, canary.WORD).found]),
        "a better spelling": lambda by: box.search(by, canary.WORD[:-1] + "q").meant,
        "what may come next": lambda by: str(box.complete(by, f"from:{canary.WORD[:4]}")),
    },
    "core/knowledge/search.py": {
        "articles": lambda by: [row.title for row in knowledge.search(WORDS, by)],
        "articles for customers": lambda by: [row.title for row in knowledge.search(WORDS)],
        "articles while typing": lambda by: [row.title for row in knowledge.at_hand(canary.WORD, by, 5)],
        "sources of replies": lambda by: [row.title for row in knowledge.sources(WORDS)],
    },
    "ai/sources.py": {
        "index of passages": lambda by: str(sources.index().search(doc.read(WORDS))),
        "index of internal passages": lambda by: str(sources.internal_index().search(doc.read(WORDS))),
        "sources of drafts": lambda by: str((sources.articles(), sources.macros(), sources.solved())),
        "articles for colleagues": lambda by: str(sources.internal()),
        "words in public use": lambda by: str(sources.vocabulary()),
    },
    "ai/likeness.py": {
        "questions without an answer": lambda by: str(like(WORDS, [_text(row) for row in advice.gaps()], 0.0)),
        "proposed articles": lambda by: str(like(WORDS, [_text(row) for row in advice.proposals()], 0.0)),
    },
    "ai/local/engine.py": {
        "decided examples": lambda by: str(options.labelled()),
        "memory of corrections": lambda by: str(options.engine().read(Letter("", f"{canary.WORD} words"))),
    },
}  # fmt: skip


def searching_modules() -> set[str]:
    found = set()
    for storey in ("tenants", "billing", "core", "ai", "portal", "infra"):
        for path in (ROOT / storey).rglob("*.py"):
            where = str(path.relative_to(ROOT))
            if (
                "migrations" in path.parts
                or "node_modules" in path.parts
                or where.startswith("infra/benchmarks/")
            ):
                continue
            if SEARCHES.search(path.read_text()):
                found.add(where)
    return found


def test_every_searching_module_is_described():
    assert searching_modules() == set(LOOKUPS), "say what is asked of it: LOOKUPS"


@pytest.mark.parametrize(
    ("module", "question"), [(module, one) for module, asked in LOOKUPS.items() for one in asked]
)
def test_words_of_acme_are_not_found(acme_full, next_door, module, question, ledger):
    ask = LOOKUPS[module][question]
    with context.tenant("acme"):
        decided = Result.objects.get(reason=canary.WORD)
        Correction.objects.create(
            ticket=acme_full.ticket,
            result=decided,
            field="category",
            value="zz.sent",
            user=acme_full.people.ana,
        )
        ask(acme_full.people.olivia.actor)
    with watched() as strays:
        found = ask(next_door.people.olivia.actor)
    own = set(tickets.visible(next_door.people.olivia.actor).values_list("pk", flat=True))
    told = [found] if isinstance(found, str) else list(found)
    leaks = [
        str(one)[:80] for one in told if canary.WORD in str(one) or (isinstance(one, int) and one not in own)
    ]
    leaks += [sql[:80] for sql in strays]
    ledger.note("lookups", [question], 1, leaks)
    assert leaks == []


def test_acme_finds_its_own_words(acme_full):
    """A search that finds nothing anywhere proves nothing."""
    by = acme_full.people.olivia.actor
    with context.tenant("acme"):
        assert search.matching(by, canary.WORD, 50)
        assert any(canary.WORD in row.title for row in knowledge.search(WORDS, by))
        assert canary.WORD in str(sources.articles())
