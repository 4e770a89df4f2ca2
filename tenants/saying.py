"""gettext, remembered: a page asks some hundred times for the same words, and Django looks each up anew.

In place of `django.utils.translation.gettext` where pages and their rows are made. The words of a release
do not change while a process runs.
"""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _of_django

MOST = 8192  # words of all languages


def gettext(text: str) -> str:
    return _said(get_language(), text)


@lru_cache(maxsize=MOST)
def _said(language: str | None, text: str) -> str:
    """language: part of what is remembered; it is the active one."""
    return _of_django(text)
