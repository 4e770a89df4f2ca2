"""How a ticket has to do with another one, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

WORDS = {
    "parent_of": gettext_lazy("Parent of"),
    "child_of": gettext_lazy("Child of"),
    "blocked_by": gettext_lazy("Blocked by"),
    "blocks": gettext_lazy("Blocks"),
    "duplicates": gettext_lazy("Duplicates"),
    "duplicated_by": gettext_lazy("Duplicated by"),
    "caused_by": gettext_lazy("Caused by"),
    "causes": gettext_lazy("Causes"),
    "follows": gettext_lazy("Follows"),
    "followed_by": gettext_lazy("Continued in"),
    "related": gettext_lazy("Related to"),
}


def words(relation: str) -> str:
    """A relation in the middle of a sentence."""
    return str(WORDS.get(relation, relation)).lower()
