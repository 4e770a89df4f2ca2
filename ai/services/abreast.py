"""Several questions of a replay under way at once, answered in the order of their tickets.

So the outcome is that of asking one after the other. What differs is time: a model that takes a second reads
five hundred tickets in about a minute. It begins with one question, doubles while answers come, and goes back
to one when the model is away, so that who refuses a key or has enough of us is not asked eight times. Money
is set aside for each; where it does not suffice while others hold theirs, those are waited for first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self

from ai.models import ReplayItem
from ai.services.asking import give_connection_back
from ai.services.rereading import Question, Read, Stopped

LANES = (
    8  # questions at once: a replay is one of many that share a provider's patience and a worker's threads
)


class Abreast:
    """Iterate it: (item, Read), in order. prepare: the question, or a Read where nothing is to be asked."""

    def __init__(
        self, items: Sequence[ReplayItem], prepare: Callable[[ReplayItem], Question | Read], most: int
    ) -> None:
        self._items, self._prepare, self._most = deque(items), prepare, most
        self._line: deque[tuple[ReplayItem, Question | Read, Future[None] | None]] = deque()
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="replay")
        self._width, self._is_over = 1, False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: Any) -> None:
        """What is under way still costs: it is waited for and paid."""
        for _item, question, future in self._line:
            if isinstance(question, Question) and future is not None:
                give_connection_back()
                future.result()
                question.drop()
        self._line.clear()
        self._pool.shutdown()

    def __iter__(self) -> Iterator[tuple[ReplayItem, Read]]:
        """Raises Stopped once nothing is under way and there is no money for the next one."""
        while True:
            self._fill()
            if not self._line:
                return
            item, read = self._first()
            self._width = min(2 * self._width, self._most) if read.reading else 1
            yield item, read

    def stop(self) -> None:
        """Nothing new is asked; what is under way is still to come."""
        self._is_over = True

    def _fill(self) -> None:
        while self._items and not self._is_over and len(self._line) < self._width:
            try:
                question = self._prepare(self._items[0])
            except Stopped:
                if self._line:
                    return  # some of what is held comes back
                raise
            asked = self._pool.submit(question.ask) if isinstance(question, Question) else None
            self._line.append((self._items.popleft(), question, asked))

    def _first(self) -> tuple[ReplayItem, Read]:
        item, question, future = self._line[0]
        if future is not None:
            give_connection_back()
            future.result()
        self._line.popleft()
        return item, question.read() if isinstance(question, Question) else question
