"""Words of a question as PostgreSQL takes them. Every piece is quoted: nothing in it is an operator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.postgres.search import SearchQuery

from core.search.terms import Term

SHORTEST = 3  # letters of an unfinished word; fewer begin half of all words, and each of those is read


def as_they_stand(terms: Sequence[Term]) -> SearchQuery | None:
    """All of them, the last one as a beginning. None without any."""
    pieces = [_piece(term) for term in terms]
    if pieces and not terms[-1].is_phrase and _may_go_on(terms[-1].text):
        pieces[-1] += ":*"
    return _query(pieces, "simple")


def by_stems(terms: Sequence[Term], stemmers: Iterable[str]) -> SearchQuery | None:
    """All of them by their stems in any of the languages. None with a phrase: that is meant word by word."""
    found: SearchQuery | None = None
    if any(term.is_phrase for term in terms):
        return None
    for stemmer in stemmers:
        one = _query([_piece(term) for term in terms], stemmer)
        found = one if found is None or one is None else found | one  # type: ignore[assignment]
    return found


def any_of(terms: Sequence[Term]) -> SearchQuery | None:
    """Any of them, as they stand there."""
    pieces = [_piece(term) for term in terms]
    return SearchQuery(" | ".join(pieces), search_type="raw", config="simple") if pieces else None


def _query(pieces: list[str], config: str) -> SearchQuery | None:
    return SearchQuery(" & ".join(pieces), search_type="raw", config=config) if pieces else None


def _piece(term: Term) -> str:
    text = term.text.replace("\\", " ").replace("'", " ")
    return f"'{text}'"


def _may_go_on(text: str) -> bool:
    return len(text) >= SHORTEST or not text.isascii()
