"""What parts are made of: texts, numbers, choices, names of other things. Others stand in their rooms."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from core.configuration.names import Names, NotSo


@dataclass(frozen=True, slots=True)
class Text:
    """How long it may be says the service. A number that somebody did not put in quotes is a text, too."""

    def write(self, value: Any, names: Names) -> Any:
        return str(value or "")

    def read(self, plain: Any, names: Names) -> Any:
        if plain is None or isinstance(plain, bool | list | dict):
            raise NotSo("Write a text here.")
        return str(plain)


@dataclass(frozen=True, slots=True)
class Flag:
    def write(self, value: Any, names: Names) -> Any:
        return bool(value)

    def read(self, plain: Any, names: Names) -> Any:
        if not isinstance(plain, bool):
            raise NotSo("Write true or false here.")
        return plain


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number; null where there may be none. most: what its column holds."""

    least: int = 0
    most: int = 32_767
    or_none: bool = False

    def write(self, value: Any, names: Names) -> Any:
        return value

    def read(self, plain: Any, names: Names) -> Any:
        if plain is None and self.or_none:
            return None
        if isinstance(plain, bool) or not isinstance(plain, int) or not self.least <= plain <= self.most:
            raise NotSo(f"Write a whole number between {self.least} and {self.most} here.")
        return plain


@dataclass(frozen=True, slots=True)
class Share:
    """A number between 0 and 1."""

    def write(self, value: Any, names: Names) -> Any:
        return float(value)

    def read(self, plain: Any, names: Names) -> Any:
        if isinstance(plain, bool) or not isinstance(plain, int | float) or not 0 <= plain <= 1:
            raise NotSo("Write a number between 0 and 1 here, such as 0.85.")
        return float(plain)


@dataclass(frozen=True, slots=True)
class OneOf:
    choices: Collection[str]

    def write(self, value: Any, names: Names) -> Any:
        return str(value)

    def read(self, plain: Any, names: Names) -> Any:
        if plain not in self.choices:
            raise NotSo(f"Unknown “{str(plain)[:60]}”. One of: {', '.join(self.choices)}.")
        return plain


@dataclass(frozen=True, slots=True)
class Ref:
    """The name of another thing, or null. The row's attribute is an id; as_id: the service takes one, too."""

    source: str
    as_id: bool = False
    or_none: bool = True

    def write(self, value: Any, names: Names) -> Any:
        return names.key(self.source, value)

    def read(self, plain: Any, names: Names) -> Any:
        if plain is None and self.or_none:
            return None
        row = names.row(self.source, plain)
        return row.pk if self.as_id else row


@dataclass(frozen=True, slots=True)
class Refs:
    """Names of other things, sorted. The row's attribute is a list of ids."""

    source: str
    as_id: bool = False

    def write(self, value: Any, names: Names) -> Any:
        return sorted(str(names.key(self.source, pk)) for pk in value)

    def read(self, plain: Any, names: Names) -> Any:
        rows = [names.row(self.source, one) for one in listed(plain)]
        return [row.pk for row in rows] if self.as_id else rows


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of texts, in their order or sorted."""

    is_sorted: bool = False

    def write(self, value: Any, names: Names) -> Any:
        texts = [str(one) for one in value or []]
        return sorted(texts) if self.is_sorted else texts

    def read(self, plain: Any, names: Names) -> Any:
        return [Text().read(one, names) for one in listed(plain)]


@dataclass(frozen=True, slots=True)
class Wordings:
    """{language: text}."""

    def write(self, value: Any, names: Names) -> Any:
        return {str(language): str(text) for language, text in sorted((value or {}).items())}

    def read(self, plain: Any, names: Names) -> Any:
        return {language: Text().read(text, names) for language, text in mapped(plain).items()}


@dataclass(frozen=True, slots=True)
class Lines:
    """A list of mappings as the service takes it: it says what is wrong with them."""

    def write(self, value: Any, names: Names) -> Any:
        return [dict(one) for one in value or []]

    def read(self, plain: Any, names: Names) -> Any:
        return [dict(mapped(one)) for one in listed(plain)]


def listed(plain: Any) -> list[Any]:
    if not isinstance(plain, list):
        raise NotSo("Write a list here.")
    return plain


def mapped(plain: Any) -> Mapping[str, Any]:
    if not isinstance(plain, dict):
        raise NotSo("Write names with values here.")
    return plain
