"""What a person has searched for lately, in Redis: nothing here is owed, and it fades after two months."""

from __future__ import annotations

from django.core.cache import cache

from core.search.terms import clean
from tenants.kernel.actor import Actor

MOST = 10
KEPT_FOR = 60 * 24 * 3600  # seconds
SHORTEST = 3


def searches(actor: Actor) -> list[str]:
    """The newest first; none while Redis is away."""
    try:
        return list(cache.get(_key(actor)) or ())
    except Exception:  # Redis away
        return []


def remember(actor: Actor, text: str) -> None:
    """Once each, whatever the case."""
    text = clean(text)
    if len(text) < SHORTEST or actor.id is None:
        return
    known = searches(actor)
    others = [one for one in known if one.casefold() != text.casefold()]
    if (fresh := [text, *others][:MOST]) != known:
        _put(actor, fresh)


def forget(actor: Actor, text: str = "") -> None:
    """One of them, or all."""
    _put(actor, [one for one in searches(actor) if text and one != text])


def _put(actor: Actor, texts: list[str]) -> None:
    try:
        cache.set(_key(actor), texts, KEPT_FOR)
    except Exception:  # Redis away: not remembered
        return


def _key(actor: Actor) -> str:
    return f"search:recent:{actor.ref}"
