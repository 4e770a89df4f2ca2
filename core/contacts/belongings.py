"""What belongs to a person in this storey and above, and how it goes to another one and back.

Merging two customers must move rows this app does not know. Each app says in its `belongings.py` what
it keeps under a customer; a test holds the list against every foreign key that leads to Contact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from django.apps import apps
from django.db.models import Model, QuerySet

Moved = Any  # plain JSON: whatever `give_back` needs to find exactly these rows again


class Belonging(Protocol):
    @property
    def key(self) -> str: ...

    def hold(self, people: list[int]) -> None:
        """Lock what will move, in the order in which everybody locks it."""

    def count(self, *people: int) -> int: ...

    def move(self, person: int, to: int) -> Moved: ...

    def give_back(self, moved: Moved, person: int, holder: int) -> None:
        """Return to `person` what was moved and still is with `holder`. What came later stays."""


@dataclass(frozen=True)
class Rows:
    """The usual case: rows with a foreign key. key: "tickets.message.author_contact"."""

    key: str
    locks: bool = False

    def hold(self, people: list[int]) -> None:
        if self.locks:
            list(self._of(people).order_by("pk").select_for_update(of=("self",)).values_list("pk"))

    def count(self, *people: int) -> int:
        return self._of(list(people)).count()

    def move(self, person: int, to: int) -> Moved:
        found = list(self._of([person]).order_by("pk").values_list("pk", flat=True))
        self._of([person]).filter(pk__in=found).update(**{self._field: to})
        return found

    def give_back(self, moved: Moved, person: int, holder: int) -> None:
        self._of([holder]).filter(pk__in=moved).update(**{self._field: person})

    def _of(self, people: list[int]) -> QuerySet[Model]:
        app, model, _ = self.key.split(".")
        return apps.get_model(app, model)._base_manager.filter(**{f"{self._field}__in": people})

    @property
    def _field(self) -> str:
        return self.key.rpartition(".")[2]


_all: list[Belonging] = []


def belongs(*kinds: Belonging) -> None:
    """Say what an app keeps under a customer, in the order in which it is to be moved."""
    known = {one.key for one in _all}
    _all.extend(one for one in kinds if one.key not in known)


def belongings() -> tuple[Belonging, ...]:
    return tuple(_all)
