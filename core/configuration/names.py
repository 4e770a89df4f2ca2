"""Which name stands for which row: the document names things by keys, rows name each other by ids.

One object lives for one look at the desk. It also remembers who named what, so that nothing is removed
while something else still names it.
"""

from __future__ import annotations

from typing import Any

from core.configuration.registry import rows_of

GONE = "(gone)"  # an id that belongs to nothing any more
Place = tuple[str, str]  # section and key


class NotSo(ValueError):
    """What stands in the document cannot be this part. inside: where in the part, as "all.2"."""

    def __init__(self, sentence: str, inside: str = "") -> None:
        self.sentence, self.inside = sentence, inside
        super().__init__(sentence)


class Unknown(NotSo):
    """A name that nothing has. source: section or source; key: the name."""

    def __init__(self, source: str, key: str) -> None:
        self.source, self.key = source, key
        super().__init__(f"There is no “{key[:80]}” among {source.replace('_', ' ')}.")


class Names:
    def __init__(self) -> None:
        self._rows: dict[str, dict[str, Any]] = {}
        self._keys: dict[str, dict[int, str]] = {}
        self.uses: dict[Place, set[Place]] = {}
        self.at: Place | None = None  # what is being written

    def rows(self, source: str) -> dict[str, Any]:
        if source not in self._rows:
            self._rows[source] = rows_of(source)
            self._keys[source] = {row.pk: key for key, row in self._rows[source].items()}
        return self._rows[source]

    def key(self, source: str, pk: int | None) -> str | None:
        """The name of a row. None for none; GONE for one that is not there any more."""
        if pk is None:
            return None
        self.rows(source)
        key = self._keys[source].get(pk, GONE)
        self.note(source, key)
        return key

    def row(self, source: str, key: Any) -> Any:
        """A name that looks like a number is one all the same. Raises Unknown."""
        key = str(key) if type(key) is int else key
        if not isinstance(key, str) or (found := self.rows(source).get(key)) is None:
            raise Unknown(source, str(key))
        return found

    def note(self, source: str, key: str) -> None:
        """What is being written names this."""
        if self.at is not None:
            self.uses.setdefault((source, key), set()).add(self.at)

    def put(self, source: str, key: str, row: Any) -> None:
        """It is there, or changed, from now on."""
        self.rows(source)[key] = row
        self._keys[source][row.pk] = key

    def forget(self, source: str) -> None:
        self._rows.pop(source, None)
        self._keys.pop(source, None)
