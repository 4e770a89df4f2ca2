"""`manage.py ai_redact --input x.jsonl --output y.jsonl`: what would be masked before a model sees it.

A line in: {"id", "text"}. A line out: {"id", "redacted_text", "spans": [{"start", "end", "kind"}]}, offsets
in characters of the text that was given, end exclusive. By the code of the pipeline; needs no database
unless an organization is named. A bad line becomes {"id", "line", "error"} and the others go on.

Exit code: 0, all lines masked; 1, some lines were bad; 2, a file cannot be used.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from ai.text.masking import DEFAULT, Masking, spans
from ai.text.redact import Redactor

LONGEST = 16 << 20  # characters of a line; more is no message
STANDARD = "-"
MARK = "\ufeff"  # some editors begin a file with it


class BadLine(ValueError):
    """A line that holds no text to mask; the sentence says why."""


class Command(BaseCommand):
    help = "Mask the texts of a JSON-lines file as they are masked before a model sees them."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--input", default=STANDARD, help="lines with id and text; - is standard input")
        parser.add_argument("--output", default=STANDARD, help="where to write; - is standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        with ExitStack() as files:
            lines = _opened(files, options["input"], "r")
            out = _opened(files, options["output"], "w")
            bad = _redact_all(lines, out)
        if bad:
            raise CommandError(f"{bad} of the lines could not be masked; each says why.", returncode=1)


def _opened(files: ExitStack, path: str, mode: str) -> IO[str]:
    """Bytes that are no UTF-8 make their line bad, not the file; lone surrogates leave as JSON escapes."""
    errors = "surrogateescape" if mode == "r" else "backslashreplace"
    if path == STANDARD:
        stream = sys.stdin if mode == "r" else sys.stdout
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors, newline="\n")
        return stream
    try:
        return files.enter_context(Path(path).open(mode, encoding="utf-8", errors=errors, newline="\n"))
    except OSError as fault:
        raise CommandError(f"{path}: {fault.strerror or fault}", returncode=2) from None


def _redact_all(lines: IO[str], out: IO[str]) -> int:
    """One line in memory at a time. Returns how many were bad."""
    bad = 0
    for number, line in enumerate(_lines(lines), 1):
        line = line.removeprefix(MARK) if number == 1 else line
        if not line.strip():
            continue
        said = redacted_line(line, number)
        bad += "error" in said
        out.write(json.dumps(said, ensure_ascii=False) + "\n")
    out.flush()
    return bad


def _lines(lines: IO[str]) -> Iterator[str]:
    """Lines, each cut off behind LONGEST so that one without an end cannot fill the memory."""
    while line := lines.readline(LONGEST + 1):
        rest = line
        while len(rest) > LONGEST and not rest.endswith("\n"):
            rest = lines.readline(LONGEST + 1)
        yield line


def redacted_line(line: str, number: int, masking: Masking = DEFAULT) -> dict[str, Any]:
    """The answer to one line; never raises for what stands in it."""
    known: dict[str, Any] = {}
    try:
        known = _parsed(line)
        return {"id": known.get("id"), **redacted(_text(known), masking)}
    except BadLine as fault:
        return {"id": known.get("id"), "line": number, "error": str(fault)}


def redacted(text: str, masking: Masking = DEFAULT) -> dict[str, Any]:
    """The text as a model would see it, and where the values stood."""
    found = spans(text, masking)
    return {
        "redacted_text": Redactor(masking).replaced(text, found),
        "spans": [{"start": one.start, "end": one.end, "kind": one.kind} for one in found],
    }


def _parsed(line: str) -> dict[str, Any]:
    if len(line) > LONGEST:
        raise BadLine(f"longer than {LONGEST} characters")
    try:
        line.encode("utf-8")
        known = json.loads(line)
    except UnicodeEncodeError:
        raise BadLine("not UTF-8") from None
    except (ValueError, RecursionError):
        raise BadLine("not JSON") from None
    if not isinstance(known, dict):
        raise BadLine("not a JSON object")
    return known


def _text(known: dict[str, Any]) -> str:
    text = known.get("text")
    if not isinstance(text, str):
        raise BadLine("no text")
    return text
