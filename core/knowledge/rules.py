"""Permissions and limits of the knowledge base. No queries."""

from __future__ import annotations

VIEW = "knowledge.view"  # all articles, drafts too
WRITE = "knowledge.write"
PUBLISH = "knowledge.publish"

LONGEST_BODY = 60_000  # characters; a book belongs elsewhere, and rendering stays under 50 ms
