"""What colleagues' answers have taught the search of this organization, kept in this process, one at a time.

A lesson that is gone (erased, taken back, its article deleted) is heard by nobody from the next draft on.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Max

from ai.models import Lesson
from ai.shelf import Shelf
from tenants import context

if TYPE_CHECKING:
    from ai.local.lessons import Lessons

KEPT = 64  # organizations of a process
MOST = 500  # lessons the search hears, the newest
LOOKED_AT = 2_000  # newest lessons they are chosen from
OF_ONE = 20  # of one person about one article: nobody crowds the others out
LETTERS = 600  # of a question
WORTH = {
    Lesson.How.LINKED: 1.0,
    Lesson.How.EDITED: 0.8,
    Lesson.How.AS_IS: 0.6,
}  # waved through is seen less well

_kept = Shelf(KEPT)


class _Kept(NamedTuple):
    version: tuple[int, int]
    lessons: Lessons | None


def heard() -> Lessons | None:
    """The lessons as the search hears them; None while there are none. One small statement."""
    found = Lesson.objects.aggregate(number=Count("pk"), last=Max("pk"))
    version = (found["number"], found["last"] or 0)
    key = context.require_tenant()
    kept: _Kept = _kept.get(key, lambda: _made(version))
    if kept.version != version:
        kept = _made(version)
        _kept.put(key, kept)
    return kept.lessons


def _made(version: tuple[int, int]) -> _Kept:
    from ai.local import lessons  # numpy stays out of web processes

    if not version[0]:
        return _Kept(version, None)
    rows = Lesson.objects.order_by("-pk").values_list(
        "article__public_id",
        "user_id",
        "how",
        "question__ticket__subject",
        "question__text",
        "reply__public_id",
    )
    number: Counter[tuple[str, int | None]] = Counter()
    chosen = []
    for article, user, how, subject, text, ref in rows[:LOOKED_AT]:
        number[article, user] += 1
        if number[article, user] <= OF_ONE:
            asked = f"{subject}\n{text[:LETTERS]}".strip()
            worth = WORTH[Lesson.How(how)]
            chosen.append(lessons.Lesson(asked, f"article:{article}", str(user or ""), worth, ref))
    return _Kept(version, lessons.Lessons(chosen[:MOST]))
