"""Finding articles by words: PostgreSQL full text, every language alike, prefixes count.

All words first; when that finds too little, any of them, best first. Languages that write without
blanks (Japanese, Thai) are found by a plain look for the text as a last resort.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Q, QuerySet

from core.knowledge.models import Article
from tenants.database.composed import composed

ENOUGH = 3  # results with all words that make a wider search needless
MOST_WORDS = 24  # of a long question; each costs an index look-up
_WORD = re.compile(r"[^\W_]{2,40}")
# What nearly every sentence contains says nothing about an article.
_FILLERS = frozenset(
    """the and you are for can not but have has with that this from your our was will would could how what
    why when please hello thanks thank dear regards und der die das ist nicht ich sie wir mit für ein eine
    den dem auf wie bitte hallo danke les des est une pas vous pour avec que qui los las con por para una
    como gracias hola""".split()  # noqa: SIM905  one word per line would be two screens
)


def words_of(question: str) -> list[str]:
    """The telling words of a question, longest first when there are too many."""
    found = list(dict.fromkeys(word.lower() for word in _WORD.findall(question[:8_000])))
    telling = [
        word for word in found if word not in _FILLERS and (len(word) > 2 or not word.isascii())
    ] or found
    if len(telling) <= MOST_WORDS:
        return telling
    return sorted(telling, key=len, reverse=True)[:MOST_WORDS]


def find(among: QuerySet[Article], question: str, limit: int = 10) -> list[Article]:
    """The best matches, each with `rank` (0..1). Nothing for a question without words."""
    words = words_of(question)
    if not words:
        return []
    found = _match(among, words, " & ", limit) if len(words) <= 6 else []
    if len(found) < min(ENOUGH, limit) and len(words) > 1:
        known = {article.pk for article in found}
        found += [one for one in _match(among, words, " | ", limit) if one.pk not in known]
    if not found:
        found = _contains(among, words, limit)
    return found[:limit]


def at_hand(text: str, limit: int, *, is_public: bool) -> list[Article]:
    """The best with all these words, without their texts. One query, for a list that appears while typing."""
    words = words_of(text)
    return _best(is_public, limit, words=_joined(words, " & ")) if words else []


@composed
def _best(is_public: bool, limit: int, *, words: Any) -> QuerySet[Article]:
    among = Article.objects.defer("body", "words")
    among = among.filter(visibility=Article.Visibility.PUBLIC) if is_public else among
    return _matching(among, words)[:limit]


def _match(among: QuerySet[Article], words: Sequence[str], joint: str, limit: int) -> list[Article]:
    return list(_matching(among, _joined(words, joint))[:limit])


def _joined(words: Sequence[str], joint: str) -> str:
    """Words hold letters and digits only, so nothing in them is read as an operator."""
    return joint.join(f"{word}:*" for word in words)


def _matching(among: QuerySet[Article], words: Any) -> QuerySet[Article]:
    query = SearchQuery(words, config="simple", search_type="raw")
    rank = SearchRank(
        F("words"), query, cover_density=False, normalization=33
    )  # long texts do not win by length
    return among.filter(words=query).annotate(rank=rank).order_by("-rank", "id")


def _contains(among: QuerySet[Article], words: Sequence[str], limit: int) -> list[Article]:
    q = Q()
    for word in [word for word in words if not word.isascii()][:4]:
        q |= Q(title__icontains=word) | Q(body__icontains=word)
    if not q:
        return []
    found = list(among.filter(q)[:limit])
    for article in found:
        article.rank = 0.0  # type: ignore[attr-defined]
    return found
