"""Which words of a question there are: the newest, and the one before it for organizations that pinned it.

A version stays for one release after the next one came, so that nobody's figures change overnight. Later it
is taken out here and in its module; who had pinned it is then asked with the newest, and the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping

from ai.prompts import draft, triage

SHIPPED: dict[str, tuple[str, ...]] = {  # task: versions, newest first
    "triage": (triage.VERSION, *triage.EARLIER),
    "draft": (draft.VERSION, *draft.EARLIER),
}


def in_use(task: str, pinned: Mapping[str, str]) -> str:
    """The version that is asked with: the pinned one while it is shipped, else the newest."""
    wanted = pinned.get(task, "")
    return wanted if wanted in SHIPPED[task] else SHIPPED[task][0]


def missing(task: str, pinned: Mapping[str, str]) -> str:
    """The pinned version that is shipped no more, "" when there is none."""
    wanted = pinned.get(task, "")
    return "" if wanted in SHIPPED[task] else wanted
