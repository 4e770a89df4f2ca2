"""The corpus: each mail beside what must be read in it. See README.md for the words of an expectation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ai.management.commands.mail_parse import parsed

HERE = Path(__file__).parent
MAILS = sorted(path.stem for path in HERE.glob("*.eml"))
Read = dict[str, Any]


def raw(name: str) -> bytes:
    return (HERE / f"{name}.eml").read_bytes()


def expected(name: str) -> Read:
    found: Read = json.loads((HERE / f"{name}.json").read_text())
    return found


def read(name: str) -> Read:
    """A mail of the corpus as `simple` gives it."""
    return simple(raw(name))


def simple(mail: bytes) -> Read:
    """A mail as `manage.py mail_parse` prints it, with shorter words for what expectations name often."""
    found = parsed(mail)
    assert "error" not in found, found
    sender, bounce = found["from"] or {}, found["bounce"] or {}
    return found | {
        "from": sender.get("address"),
        "from_name": sender.get("name"),
        "to": [one["address"] for one in found["to"]],
        "attachments": [one["filename"] for one in found["attachments"]],
        "kind": found["automatic"]["kind"],
        "bounce_recipient": bounce.get("recipient"),
        "text": found["text"].strip(),
    }


def differences(want: Read, got: Read) -> list[str]:
    """A sentence for each expectation that is not met."""
    return [said for name, value in want.items() if (said := _difference(name, value, got))]


def _difference(name: str, value: Any, got: Read) -> str:
    field, _, how = name.rpartition("_")
    if how == "has":
        missing = [one for one in value if one not in got[field]]
        return f"{field} lacks {missing}: {got[field]!r}" if missing else ""
    if how == "lacks":
        there = [one for one in value if one in got[field]]
        return f"{field} has {there}: {got[field]!r}" if there else ""
    if how == "starts":
        return "" if got[field].startswith(value) else f"{field} begins {got[field][:60]!r}"
    have = got[name]
    if name == "notes":
        have = [note for note in have if note in value]
    if isinstance(value, dict):
        have = {key: (have or {}).get(key) for key in value}
    return "" if have == value else f"{name} is {have!r}, not {value!r}"
