"""Pieces of a page that change with nothing but the reader's language and a few facts: made once, remembered.

{{ still("components/shortcuts.html") }}, {{ still("components/palette.html", reader=me.id) }}. The template
sees its facts alone, so nothing else of a page can be remembered for another one.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache, partial
from typing import Any

from django.utils.translation import get_language
from jinja2 import Environment
from markupsafe import Markup

MOST = 512  # a few kilobytes each


def into(env: Environment) -> None:
    """Gives the templates of this environment `still`; one that watches its files remembers nothing."""
    made = partial(_made, env)
    kept = made if env.auto_reload else lru_cache(MOST)(made)

    def still(template: str, **facts: Any) -> Markup:
        given = {name: tuple(fact) if isinstance(fact, list) else fact for name, fact in facts.items()}
        return kept(get_language(), template, *sorted(given.items()))

    env.globals["still"] = still


def _made(env: Environment, language: str | None, template: str, *facts: tuple[str, Hashable]) -> Markup:
    """language: part of what is remembered; it is the active one."""
    return Markup(env.get_template(template).render(dict(facts)))  # noqa: S704  our own template escaped it
