"""The files of an evaluation: JSON lines in, JSON lines out. What does not fit is refused with its line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ai.contracts import OTHER, PRIORITIES, SENTIMENTS, UNDETERMINED
from ai.languages import LANGUAGES

KINDS = ("category", "sentiment", "priority", "tags", "escalate", "spam", "thanks", "details", "reply")
YES_OR_NO = {  # kinds that a line answers with true or false: names under which it may say it
    "escalate": ("escalate", "escalation"),
    "spam": ("spam", "is_spam"),
    "thanks": ("thanks", "is_thanks"),
}
_CODES = {name.lower(): code for code, name in LANGUAGES.items()}
LONGEST_TAG = 50  # characters
PRIORITY_WORDS = {"normal": "medium", "critical": "urgent", "very_low": "low", "lowest": "low"}


class BadLine(ValueError):
    """A line that cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled message. truth: {kind: value}, only kinds the line speaks of; None = no category fits.

    language: two or three letters, "" where the line names none that we could know.
    """

    id: str | int
    text: str
    subject: str
    truth: dict[str, Any]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """A field of the organization's own whose value is looked for. entries: [{"value", "names"}]."""

    key: str
    label: str
    kind: str
    pattern: str = ""
    entries: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """A category or an article as a file gives it. label: the file's own name for it."""

    label: str
    name: str
    text: str
    examples: tuple[str, ...] = ()


def read(path: Path) -> list[Line]:
    """The lines of a file. Raises BadLine."""
    return [_line(path, number, row) for number, row in _rows(path)]


def categories(path: Path) -> list[Option]:
    """`{label|key|name, name?, description?, examples?}` a line. Raises BadLine."""
    return [
        Option(
            str(row.get("label") or row.get("key") or row.get("id") or _needed(path, number, row, "name")),
            str(row.get("name") or row.get("label") or row.get("key") or row.get("id")),
            str(row.get("description") or ""),
            tuple(str(one) for one in row.get("examples") or ()),
        )
        for number, row in _rows(path)
    ]


def articles(path: Path) -> list[Option]:
    """`{id, title, text|body}` a line. Raises BadLine."""
    return [
        Option(
            str(row.get("id", number)),
            str(row.get("title") or ""),
            str(row.get("text") or row.get("body") or _needed(path, number, row, "text")),
        )
        for number, row in _rows(path)
    ]


def fields(path: Path) -> list[Sought]:
    """`{field, kind, label?, pattern?, entries?}` a line. Raises BadLine."""
    return [
        Sought(
            str(_needed(path, number, row, "field")),
            str(row.get("label") or row["field"]),
            str(_needed(path, number, row, "kind")),
            str(row.get("pattern") or ""),
            tuple(one if isinstance(one, dict) else {"value": str(one)} for one in row.get("entries") or ()),
        )
        for number, row in _rows(path)
    ]


def write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:  # lone surrogates: JSON escapes
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def writable(path: Path) -> None:
    """Raises BadLine now rather than after an hour of predicting."""
    try:
        path.open("a").close()
    except OSError as fault:
        raise BadLine(f"{path}: {fault.strerror or fault}; name a file that can be written") from None


class Labels:
    """The file's names of categories and our keys for them: "Late delivery" <-> "late-delivery"."""

    def __init__(self, labels: Sequence[str]) -> None:
        self.keys: dict[str, str] = {}
        taken = {OTHER}
        for label in dict.fromkeys(labels):
            key = OTHER if label == OTHER else _free(_slug(label), taken)
            taken.add(key)
            self.keys[label] = key
        self._labels = {key: label for label, key in self.keys.items()}

    def key(self, label: str | None) -> str:
        """ "other" for None. KeyError for a label nobody announced."""
        return OTHER if label is None else self.keys[label]

    def label(self, key: str) -> str | None:
        """None for "other", unless the file has a category of that name."""
        return self._labels.get(key)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = path.read_text("utf-8-sig")  # some editors begin a file with a mark
    except OSError as fault:
        raise BadLine(f"{path}: {fault.strerror or fault}") from None
    except UnicodeDecodeError as fault:
        bad = path.read_bytes()[: fault.start].count(b"\n") + 1
        raise BadLine(f"{path}, line {bad}: this is not UTF-8; write the file in UTF-8") from None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as fault:
            why = getattr(fault, "msg", "too deep or a number too long")
            raise BadLine(f"{path}, line {number}: no JSON ({why})") from None
        if not isinstance(row, dict):
            raise BadLine(f"{path}, line {number}: an object is needed")
        yield number, row


def _line(path: Path, number: int, row: dict[str, Any]) -> Line:
    text = row.get("text")
    if not isinstance(text, str):
        raise BadLine(f"{path}, line {number}: “text” is missing")
    truth: dict[str, Any] = {}
    if "label" in row:
        truth["category"] = None if row["label"] is None else str(row["label"])
    if row.get("sentiment") is not None:
        truth["sentiment"] = _among(path, number, row, "sentiment", SENTIMENTS)
    if row.get("priority") is not None:
        truth["priority"] = _among(path, number, row, "priority", PRIORITIES)
    if isinstance(row.get("tags"), list):
        truth["tags"] = sorted({name for tag in row["tags"] if (name := _tag(tag))})
    if isinstance(row.get("details"), dict):
        truth["details"] = {
            str(key): None if value is None else str(value) for key, value in row["details"].items()
        }
    for kind, names in YES_OR_NO.items():
        for name in names:
            if isinstance(row.get(name), bool):
                truth[kind] = row[name]
    return Line(_id(row, number), text, str(row.get("subject") or ""), truth, _language(row.get("language")))


def _language(told: Any) -> str:
    """ "en" of "en", "en-US", "English"; a word that is no language says nothing."""
    word = told.strip().lower() if isinstance(told, str) else ""
    code = _CODES.get(word) or re.split(r"[-_]", word)[0]
    return code if re.fullmatch(r"[a-z]{2,3}", code) and code != UNDETERMINED else ""


def _id(row: dict[str, Any], number: int) -> str | int:
    """As the file writes it, to lay predictions beside lines; without one its number."""
    told = row.get("id")
    if told is None:
        return number
    return told if isinstance(told, int) and not isinstance(told, bool) else str(told)


def _tag(tag: Any) -> str:
    """As an organization can have it: within its length, without blanks around; "" for none."""
    return "" if tag is None else str(tag).strip()[:LONGEST_TAG].strip()


def _among(path: Path, number: int, row: dict[str, Any], name: str, known: Sequence[str]) -> str:
    said = str(row[name]).strip().lower().replace(" ", "_")
    value = PRIORITY_WORDS.get(said, said) if name == "priority" else said
    if value not in known:
        raise BadLine(f"{path}, line {number}: {name} “{row[name]}” is none of {', '.join(known)}")
    return value


def _needed(path: Path, number: int, row: dict[str, Any], name: str) -> Any:
    if row.get(name) in (None, ""):
        raise BadLine(f"{path}, line {number}: “{name}” is missing")
    return row[name]


def _slug(label: str) -> str:
    return re.sub(r"[^a-z0-9_-]+", "-", label.lower()).strip("-")[:50] or "category"


def _free(key: str, taken: set[str]) -> str:
    number, free = 2, key
    while free in taken:
        free, number = f"{key}-{number}", number + 1
    return free
