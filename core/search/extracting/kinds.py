"""Which files have a text that can be read, and how much of it is kept. No Django: the child imports it."""

from __future__ import annotations

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST = 100_000  # characters that are kept of one file; a book is found by its first forty pages
MOST_BYTES = 25 * 2**20
PLAIN = frozenset({"text/plain", "text/csv", "text/markdown", "text/x-log", "application/json"})
_BY_ENDING = {".docx": "docx"}


def kind_of(content_type: str, filename: str) -> str:
    """pdf, docx or plain; "" for what has no text, or one that is not read."""
    if content_type == "application/pdf":
        return "pdf"
    if content_type == DOCX:
        return "docx"
    if content_type in PLAIN:
        return "plain"
    if content_type in ("application/zip", "application/octet-stream"):
        return next((kind for end, kind in _BY_ENDING.items() if filename.lower().endswith(end)), "")
    return ""
